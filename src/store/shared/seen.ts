import { NO_PLAN } from "../../domain/plan-of.ts";
import type { PlanConflict } from "../../domain/provisioning.ts";
import { withDefaults } from "./directory.ts";
import { diffPlan, type SealedPlan, type StoredDirectory, same } from "./plan.ts";

type Kind = "channels" | "products" | "accounts";
type Part = SealedPlan[Kind][number];

const KINDS: readonly Kind[] = ["channels", "products", "accounts"];
const WORDS = { channels: ["a", "channel"], products: ["a", "product"], accounts: ["an", "account"] } as const;

/** Where what is stored isn't what a plan's maker saw (see `DirectoryStore.apply`). */
export function unseen(stored: StoredDirectory, plan: SealedPlan, seen: SealedPlan): readonly PlanConflict[] {
  const conflicts: PlanConflict[] = [];
  const changed = (path: PlanConflict["path"], what: string): void => {
    conflicts.push({ path, code: "changed", message: `${what} changed in the meantime; look again before you change anything` });
  };
  if (seen.settings && !same(seen.settings, withDefaults(stored.settings))) changed(["settings"], "the settings were");
  if (seen.ported && !stands(stored, { ported: seen.ported })) changed(["ported"], "the list of ported numbers was");
  for (const kind of KINDS) {
    plan[kind].forEach((part, index) => {
      const name = nameOf(part);
      const was = seen[kind].find((candidate) => nameOf(candidate) === name);
      if (was) {
        if (!standsStill(stored, kind, was)) changed([kind, index], `${WORDS[kind][1]} "${name}" was`);
      } else if (stored[kind].has(name)) {
        conflicts.push({ path: [kind, index], code: "exists", message: `there is ${WORDS[kind].join(" ")} "${name}" already` });
      }
    });
  }
  return conflicts;
}

function standsStill(stored: StoredDirectory, kind: Kind, was: Part): boolean {
  const there = kind === "channels" ? stored.channels.get(nameOf(was))?.doc : undefined;
  // an earlier release kept a channel's own settings in the clear: there is nothing to compare sealed ones with
  if (there && typeof there.own.declared !== "string") return same({ ...there, own: 0 }, { ...was, own: 0 });
  return stands(stored, { [kind]: [was] });
}

/** Whether applying this would change nothing. */
function stands(stored: StoredDirectory, part: Partial<SealedPlan>): boolean {
  const diff = diffPlan(stored, { ...NO_PLAN, ...part });
  return diff.ok && diff.writes.length === 0;
}

function nameOf(part: Part): string {
  return "login" in part ? part.login : part.name;
}
