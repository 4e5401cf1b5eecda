import type { PlanConflict } from "../domain/provisioning.ts";
import type { Problem } from "./problems.ts";
import type { Position } from "./yaml/lines.ts";
import type { Path } from "./yaml/source.ts";

/** Lines that editors and terminals can follow: `FILE:LINE:COLUMN: message`, and one that counts what was left out. */
export function printProblems(file: string, problems: readonly Problem[], omitted = 0): readonly string[] {
  const lines = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  return omitted === 0 ? lines : [...lines, `${file}: and ${omitted} more like these`];
}

/** A store's conflicts as problems of the file that the plan came from, in the order of its text. */
export function placeConflicts(conflicts: readonly PlanConflict[], locate: (path: Path) => Position): readonly Problem[] {
  return conflicts
    .map(({ path, message }) => ({ ...locate(path), message, path }))
    .toSorted((a, b) => a.line - b.line || a.column - b.column);
}
