import type { ChannelKind } from "../../src/channels/channel.ts";
import { parseProvisioning } from "../../src/provisioning/parse.ts";
import { printProblems } from "../../src/provisioning/print.ts";
import type { Store } from "../../src/store/store.ts";

export interface ApplyFacts {
  readonly dialects: readonly string[];
  readonly kinds: readonly ChannelKind[];
}

/** Applies a provisioning text as `yizhan apply` does; throws with every complaint when it is refused. */
export async function applyText(store: Store, text: string, facts: ApplyFacts, now: number): Promise<void> {
  const parsed = parseProvisioning(text, facts);
  if (!parsed.ok) throw new Error(printProblems("plan", parsed.problems, parsed.omitted).join("\n"));
  const applied = await store.directory.apply(parsed.plan, now);
  if (!applied.ok) throw new Error(applied.conflicts.map((conflict) => conflict.message).join("\n"));
}
