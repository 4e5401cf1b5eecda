/**
 * The smallest and the largest of some ids. What a table is joined to by its ids is bounded by these beside the join, so that only the
 * partitions of these days are opened. `= ANY(ids)` in that place does the same and is searched anew for every row: 0.14 ms a row
 * with a thousand ids.
 */
export function spanOf(ids: readonly number[]): readonly [first: number, last: number] {
  let [first, last] = [Number.MAX_SAFE_INTEGER, 0];
  for (const id of ids) [first, last] = [Math.min(first, id), Math.max(last, id)];
  return [first, last];
}
