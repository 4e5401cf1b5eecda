import { createHash } from "node:crypto";
import { NO_PLAN } from "../domain/plan-of.ts";
import type { PlanConflict, ProvisioningPlan } from "../domain/provisioning.ts";
import { type Document, provisioningText } from "../provisioning/document.ts";
import { parseProvisioning } from "../provisioning/parse.ts";
import type { SchemaFacts } from "../provisioning/schema/plan.ts";
import type { DirectoryStore } from "../store/store.ts";
import type { ProblemBody } from "./contract/call.ts";
import { CallProblem, wrongInput } from "./problem.ts";

type Places = NonNullable<ProblemBody["problem"]["places"]>;
type Section = "channels" | "products" | "settings";

/** Where in a call's input the document is. */
const AT = "/document";

/** Tells a document as it is now from what it was. */
export function markOf(document: Document): string {
  return createHash("sha256").update(JSON.stringify(document)).digest("hex");
}

/** @throws CallProblem `conflict` where another document was looked at */
export function checkMark(document: Document, mark: string): void {
  if (markOf(document) !== mark)
    throw new CallProblem("conflict", "this was changed in the meantime; look again before you change anything");
}

/**
 * Reads one entry of a section (or its whole, of the settings) as a provisioning file would: given as data, or as the text of a file that
 * declares nothing else. What is wrong is told at its place in the data, or at its line.
 */
export function readDocument(section: Section, document: Document | string, facts: SchemaFacts): ProvisioningPlan {
  const asText = typeof document === "string";
  const text = asText ? document : provisioningText({ [section]: section === "settings" ? document : [document] });
  const parsed = parseProvisioning(text, facts);
  if (!parsed.ok) {
    const depth = section === "settings" ? 1 : 2;
    const places: Places = parsed.problems.map(({ path, message, line, column }) =>
      asText ? { path: AT, message, line, column } : { path: [AT, ...path.slice(depth)].join("/"), message },
    );
    throw new CallProblem("wrong-input", places.map(({ message }) => message).join("; "), { places });
  }
  if (!declaresOnly(parsed.plan, section))
    throw wrongInput(
      AT,
      section === "settings"
        ? "the file must have settings and nothing else"
        : `the file must have one entry of ${section} and nothing else`,
    );
  return parsed.plan;
}

function declaresOnly(plan: ProvisioningPlan, section: Section): boolean {
  const { settings, keywords, blacklist, ported, channels, products, accounts } = plan;
  const counts = { channels: channels.length, products: products.length, settings: settings ? 1 : 0 };
  const all = counts.channels + counts.products + counts.settings + accounts.length;
  return counts[section] === 1 && all === 1 && [keywords, blacklist, ported].every((list) => list === undefined);
}

/** Applies what was read. @param seen what the maker of the plan saw of it; nothing, of what is new */
export async function applyEdit(
  { store, changed }: { readonly store: { readonly directory: Pick<DirectoryStore, "apply"> }; readonly changed: () => Promise<void> },
  plan: ProvisioningPlan,
  now: number,
  seen: Partial<ProvisioningPlan> = {},
): Promise<void> {
  const outcome = await store.directory.apply(plan, now, { ...NO_PLAN, ...seen });
  // what another one did first is to be seen as well
  await changed();
  if (!outcome.ok) throw problemOf(outcome.conflicts);
}

function problemOf(conflicts: readonly PlanConflict[]): CallProblem {
  const message = conflicts.map((conflict) => conflict.message).join("; ");
  const codes = conflicts.map(({ code }) => code);
  if (codes.includes("changed")) return new CallProblem("conflict", message);
  if (codes.includes("exists")) return new CallProblem("taken", message, { places: [{ path: `${AT}/name`, message }] });
  const places = conflicts.map(({ path, message: wrong }) => ({ path: [AT, ...path.slice(2)].join("/"), message: wrong }));
  return new CallProblem("wrong-input", message, { places });
}
