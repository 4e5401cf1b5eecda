import { LATENCY_BOUNDS, type Tally, type TallyQuery } from "../store.ts";
import { dayStart } from "./phone-use.ts";
import type { Settlement } from "./settlement.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What `tally` counts, by the names of its columns, in their order. */
export const COUNTS = [
  "accepted",
  "refused",
  "segments",
  "sent",
  "delivered",
  "failed",
  "unknown",
  "cancelled",
  "refunded",
  "expired",
] as const satisfies readonly (keyof Tally)[];

/** Columns of `latency`: one for each bound, and one for the rest. */
export const BUCKETS: readonly string[] = [...LATENCY_BOUNDS, Number.POSITIVE_INFINITY].map((_, index) => `n${index}`);

/** A table of counts: `span` and `at`, then what it counts by, then its counts. */
export interface CountTable {
  readonly name: string;
  readonly by: readonly string[];
  readonly counts: readonly string[];
}

/** `account_id` 0: over all accounts. */
export const TALLY: CountTable = { name: "tally", by: ["account_id", "channel_id"], counts: COUNTS };
export const LATENCY: CountTable = { name: "latency", by: ["channel_id"], counts: BUCKETS };

/** What a row stands for, by its `span`, with its length in ms: a minute, an hour, a day of Asia/Shanghai. */
export const SPANS = [MINUTE, HOUR, DAY] as const;

/** SQL for when the step began that a time is in. @param time a column of integers */
export function startOf(step: TallyQuery["step"], time = "at"): string {
  switch (step) {
    case "minute":
      return time;
    case "hour":
      return `${time} - ${time} % ${HOUR}`;
    case "day":
      return `(${time} + ${8 * HOUR}) / ${DAY} * ${DAY} - ${8 * HOUR}`;
    case "all":
      return "0";
  }
}

/** Rows of a span from before a time go to the next one; the last one's are forgotten. */
export interface Folding {
  /** Of accounts alone, and not of all of them together. */
  readonly accounts: boolean;
  readonly span: 0 | 1 | 2;
  /** UTC ms, on a step of the span that they go to. */
  readonly before: number;
  /** The steps of that span; undefined where there is none. */
  readonly to: "hour" | "day" | undefined;
}

/**
 * What is to become coarser by now. Minutes of accounts are the most rows by far, and what reads all accounts (the largest of a day)
 * reads all of them: 200 busy ones took a second for a day.
 */
export function foldings(now: number, table: CountTable): readonly Folding[] {
  const hour = (time: number): number => time - (time % HOUR);
  const all = [
    { accounts: false, span: 0, before: hour(now - 2 * DAY), to: "hour" },
    { accounts: false, span: 1, before: dayStart(now - 62 * DAY), to: "day" },
    { accounts: false, span: 2, before: dayStart(now - 731 * DAY), to: undefined },
  ] as const;
  return table === TALLY ? [{ accounts: true, span: 0, before: hour(now - 2 * HOUR), to: "hour" }, ...all] : all;
}

/** Rows that a step of folding takes, about: those of one moment go together. */
export const FOLD_STEP = 1_000;

export type TallySum = { -readonly [K in keyof Tally]: Tally[K] } & {
  readonly at: number;
  readonly accountId: number;
  readonly channelId: number;
};

export interface LatencySum {
  readonly at: number;
  readonly channelId: number;
  readonly counts: number[];
}

/** What a transaction has counted so far, by minute, account and channel: a few additions, however many messages it moves. */
export class Tallies {
  readonly #sums = new Map<string, TallySum>();
  readonly #latencies = new Map<string, LatencySum>();
  #last: TallySum | undefined;

  /** The counts of a moment, to be added to. @param channelId 0: none */
  of(time: number, accountId: number, channelId: number): TallySum {
    const at = time - (time % MINUTE);
    const last = this.#last;
    if (last !== undefined && last.at === at && last.accountId === accountId && last.channelId === channelId) return last;
    const key = `${at} ${accountId} ${channelId}`;
    let sum = this.#sums.get(key);
    if (!sum) {
      sum = { at, accountId, channelId, ...NOTHING };
      this.#sums.set(key, sum);
    }
    this.#last = sum;
    return sum;
  }

  /** A submission. @param refused messages that ended with that */
  accepted(at: number, accountId: number, messages: number, refused: number, credits: number): void {
    const sum = this.of(at, accountId, 0);
    sum.accepted += messages;
    sum.refused += refused;
    sum.failed += refused;
    sum.segments += credits;
  }

  /** A message that is over. @param sentBy the channel that it was with at its end; answers where its refund is counted */
  ended(accountId: number, { at, state, channelId, asked, overdue }: Settlement, sentBy: number | null): TallySum {
    const sum = this.of(at, accountId, channelId ?? sentBy ?? asked ?? 0);
    sum[state] += 1;
    if (overdue) sum.expired += 1;
    return sum;
  }

  /** The receipt that ended a message. @param took ms */
  receipt(time: number, channelId: number, took: number): void {
    const counts = this.#latency(time - (time % MINUTE), channelId);
    const bucket = bucketOf(took);
    counts[bucket] = (counts[bucket] ?? 0) + 1;
  }

  #latency(at: number, channelId: number): number[] {
    const key = `${at} ${channelId}`;
    let sum = this.#latencies.get(key);
    if (!sum) {
      sum = { at, channelId, counts: BUCKETS.map(() => 0) };
      this.#latencies.set(key, sum);
    }
    return sum.counts;
  }

  /** As it is kept until it is added to the rows: JSON, rows of `tally` and of `latency` without zeros at their ends. */
  toDoc(): string {
    const sums = this.sums.map((sum) => trimmed([sum.at, sum.accountId, sum.channelId, ...COUNTS.map((count) => sum[count])]));
    return JSON.stringify([sums, this.latencies.map(({ at, channelId, counts }) => trimmed([at, channelId, ...counts]))]);
  }

  /** Adds what `toDoc` gave. */
  addDoc(doc: string): void {
    const [sums, latencies] = JSON.parse(doc) as readonly [readonly number[][], readonly number[][]];
    for (const [at = 0, accountId = 0, channelId = 0, ...counts] of sums) {
      const sum = this.of(at, accountId, channelId);
      counts.forEach((count, index) => {
        sum[COUNTS[index] as (typeof COUNTS)[number]] += count;
      });
    }
    for (const [at = 0, channelId = 0, ...counts] of latencies) {
      const sum = this.#latency(at, channelId);
      counts.forEach((count, index) => {
        sum[index] = (sum[index] ?? 0) + count;
      });
    }
  }

  get sums(): readonly TallySum[] {
    return [...this.#sums.values()];
  }

  get latencies(): readonly LatencySum[] {
    return [...this.#latencies.values()];
  }

  /** Rows. */
  get size(): number {
    return this.#sums.size + this.#latencies.size;
  }

  get empty(): boolean {
    return this.size === 0;
  }

  clear(): void {
    if (this.empty) return;
    this.#sums.clear();
    this.#latencies.clear();
    this.#last = undefined;
  }
}

const NOTHING: Tally = {
  accepted: 0,
  refused: 0,
  segments: 0,
  sent: 0,
  delivered: 0,
  failed: 0,
  unknown: 0,
  cancelled: 0,
  refunded: 0,
  expired: 0,
};

function trimmed(row: number[]): readonly number[] {
  let { length } = row;
  while (row[length - 1] === 0) length -= 1;
  return row.slice(0, length);
}

/** A clock that was set back makes a receipt come before its submit. */
function bucketOf(took: number): number {
  const bucket = LATENCY_BOUNDS.findIndex((bound) => took <= bound);
  return bucket < 0 ? LATENCY_BOUNDS.length : bucket;
}
