import { readFileSync, statSync } from "node:fs";
import type { ApplyResult, ProvisioningPlan } from "../domain/provisioning.ts";
import { parseProvisioning } from "../provisioning/parse.ts";
import { placeConflicts, printProblems } from "../provisioning/print.ts";
import type { SchemaFacts } from "../provisioning/schema/plan.ts";
import type { Store } from "../store/store.ts";
import { KINDS } from "./kinds.ts";
import { Problem } from "./problem.ts";

/** The interfaces that accounts may name, whether or not this version serves them yet. */
export const DIALECT_NAMES = ["hzdfit", "qxt", "xunchen", "inter28", "huaxin"] as const;

/** Larger files are no provisioning files. */
const FILE_LIMIT = 64 * 1024 * 1024;

export function schemaFacts(dialects: readonly string[] = DIALECT_NAMES): SchemaFacts {
  return { dialects, kinds: KINDS };
}

/** Applies a provisioning file. Rejects with a `Problem` that lists every place in the file that is wrong; then nothing was applied. */
export async function applyFile(store: Store, file: string, now: number): Promise<ApplyResult> {
  const parsed = parseProvisioning(readText(file), schemaFacts());
  if (!parsed.ok) throw new Problem(printProblems(file, parsed.problems, parsed.omitted).join("\n"));
  const outcome = await store.directory.apply(parsed.plan, now);
  if (outcome.ok) return outcome.result;
  throw new Problem(printProblems(file, placeConflicts(outcome.conflicts, parsed.locate)).join("\n"));
}

/** Applies a plan that did not come from a file. */
export async function applyPlan(store: Store, plan: ProvisioningPlan, now: number): Promise<ApplyResult> {
  const outcome = await store.directory.apply(plan, now);
  if (!outcome.ok) throw new Problem(outcome.conflicts.map((conflict) => conflict.message).join("\n"));
  return outcome.result;
}

export function describeResult(result: ApplyResult): readonly string[] {
  const lines = [...result.created.map((what) => `created ${what}`), ...result.changed.map((what) => `changed ${what}`)];
  return lines.length > 0 ? [...lines, `unchanged: ${result.unchanged}`] : ["nothing to change"];
}

function readText(file: string): string {
  try {
    if (statSync(file).size > FILE_LIMIT) throw new Problem(`${file} is larger than ${FILE_LIMIT} bytes`);
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(file));
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (error instanceof TypeError) throw new Problem(`${file} is not UTF-8 text`);
    throw new Problem(`${file} can't be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
