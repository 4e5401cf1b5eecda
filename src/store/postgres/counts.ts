import { COUNTS, type CountTable, LATENCY, type LatencySum, TALLY, type TallySum } from "../shared/tallies.ts";
import type { Param } from "./connection.ts";

const ADD_TALLIES = adding(TALLY, 0);
const ADD_BOTH = `WITH took AS (${adding(LATENCY, 3 + COUNTS.length)}) ${ADD_TALLIES}`;

/** @param before parameters of the statement before its own */
function adding({ name, by, counts }: CountTable, before: number): string {
  const types = ["bigint", ...by.map(() => "integer"), ...counts.map(() => "bigint")];
  const arrays = types.map((type, index) => `$${before + index + 1}::${type}[]`);
  return `INSERT INTO ${name}_delta (at, ${by.join(", ")}, ${counts.join(", ")}) SELECT * FROM unnest(${arrays.join(", ")})`;
}

/** The one statement that puts down what a transaction has counted. */
export function countsOf(
  sums: readonly TallySum[],
  latencies: readonly LatencySum[],
): { readonly sql: string; readonly params: readonly Param[] } {
  const params: Param[] = [
    sums.map(({ at }) => at),
    sums.map(({ accountId }) => accountId),
    sums.map(({ channelId }) => channelId),
    ...COUNTS.map((count) => sums.map((sum) => sum[count])),
  ];
  if (latencies.length === 0) return { sql: ADD_TALLIES, params };
  params.push(
    latencies.map(({ at }) => at),
    latencies.map(({ channelId }) => channelId),
    ...LATENCY.counts.map((_, index) => latencies.map(({ counts }) => counts[index] ?? 0)),
  );
  return { sql: ADD_BOTH, params };
}
