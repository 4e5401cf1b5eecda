import { median } from "./table.ts";

const OPEN = Buffer.from("<receivetime>");
/** `2026-11-20 09:08:10` */
const TIME_LENGTH = 19;

/** Reports by the second in which the carrier's receipt came, as `2026-11-20 09:08:10` in Asia/Shanghai. */
export type BySecond = Map<string, number>;

/** Adds up the reports of an answer of `/statusApi.aspx`. */
export function countBySecond(body: Buffer, into: BySecond): void {
  for (let at = body.indexOf(OPEN); at >= 0; at = body.indexOf(OPEN, at + TIME_LENGTH)) {
    const from = at + OPEN.length;
    const second = body.toString("latin1", from, from + TIME_LENGTH);
    into.set(second, (into.get(second) ?? 0) + 1);
  }
}

export interface Steadiness {
  /** Reports of seconds before the one that was asked for: there must be none. */
  readonly early: number;
  /** From that second to the first one with a report in it, s. */
  readonly firstAfter: number;
  /** Whole seconds between the first and the last with reports, which are cut. */
  readonly seconds: number;
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  /** How many of all seconds, the first and the last too, had more than `rate` by over `MARGIN`. */
  readonly above: number;
  /** Reports of the first seconds from the one that was asked for. */
  readonly start: readonly number[];
}

/** A second's reports may be over the rate by this share before they count as above it. */
export const MARGIN = 0.03;
const START = 10;

/**
 * How evenly reports came that were all due at one second.
 *
 * @param due UTC ms, a whole second
 * @param rate the channel's, a second
 */
export function steadinessOf(counts: BySecond, due: number, rate: number): Steadiness {
  const byOffset = new Map([...counts].map(([second, count]) => [(utcOf(second) - due) / 1000, count]));
  const offsets = [...byOffset.keys()].filter((offset) => offset >= 0);
  const first = Math.min(...offsets);
  const last = Math.max(...offsets);
  const at = (offset: number): number => byOffset.get(offset) ?? 0;
  // a second without a report counts as well
  const inside = offsets.length === 0 ? [] : Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => at(first + 1 + index));
  return {
    early: [...byOffset].reduce((sum, [offset, count]) => (offset < 0 ? sum + count : sum), 0),
    firstAfter: offsets.length === 0 ? Number.NaN : first,
    seconds: inside.length,
    median: median(inside),
    lowest: inside.length === 0 ? Number.NaN : Math.min(...inside),
    highest: Math.max(0, ...byOffset.values()),
    above: [...byOffset.values()].filter((count) => count > rate * (1 + MARGIN)).length,
    start: Array.from({ length: START }, (_, offset) => at(offset)),
  };
}

/** @param time UTC ms @returns `2026-11-20 09:08:10` in Asia/Shanghai */
export function shanghaiTime(time: number): string {
  return new Date(time + 8 * 3_600_000).toISOString().slice(0, TIME_LENGTH).replace("T", " ");
}

function utcOf(second: string): number {
  return Date.parse(`${second.replace(" ", "T")}+08:00`);
}
