import type { ProvisioningPlan } from "../domain/provisioning.ts";
import { deepFreeze } from "./freeze.ts";
import { type Problem, Problems } from "./problems.ts";
import { WRONG } from "./read/reader.ts";
import { planReader, type SchemaFacts } from "./schema/plan.ts";
import { composeYaml } from "./yaml/compose.ts";
import { Lines, type Position } from "./yaml/lines.ts";
import { offsetOf, type Path } from "./yaml/source.ts";
import { sourceTree } from "./yaml/tree.ts";

export type Parsed =
  | {
      readonly ok: true;
      /** Frozen throughout. */
      readonly plan: ProvisioningPlan;
      /** Where the value at a path of the plan stands in the text; the innermost value around it where it has no place of its own. */
      locate(path: Path): Position;
    }
  | {
      readonly ok: false;
      /** At least one, in the order of the text. */
      readonly problems: readonly Problem[];
      /** How many more there are. */
      readonly omitted: number;
    };

/**
 * Reads a provisioning file (docs/provisioning.md) into a plan with every default filled in, or says everything that is
 * wrong with it. Bounded in time and memory whatever the text; never throws for what it holds.
 *
 * @param text the file's text, decoded as UTF-8
 */
export function parseProvisioning(text: string, facts: SchemaFacts): Parsed {
  const bare = text.replace(/^\uFEFF/, "");
  const lines = new Lines(bare);
  const problems = new Problems(lines);
  const refused = (): Parsed => ({ ok: false, ...problems.report() });

  const document = composeYaml(bare, problems);
  if (document === undefined) return refused();
  const root = sourceTree(document.contents, problems);
  if (root === undefined) return refused();
  if (root.kind === "scalar" && root.value === null) {
    problems.add(0, [], "the file is empty; it needs at least the line: version: 1");
    return refused();
  }
  const plan = planReader(facts).read(root, [], problems);
  if (plan === WRONG || !problems.none) return refused();
  return { ok: true, plan: deepFreeze(plan), locate: (path) => lines.position(offsetOf(root, path)) };
}
