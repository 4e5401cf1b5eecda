/**
 * Counts of what happened, by time, account and channel: what overviews and charts read instead of messages. They are written
 * in the commits that make them true, so that they agree with the messages at any moment; what they count goes by the time at which it happened.
 *
 * A row is a minute's for two days and an hour's after that (`fold`); all stay for as long as the settings keep messages, and those by hour for two years.
 */
export interface TallyStore {
  /**
   * Sums over `[from, to)` in steps of a minute, an hour or a day (of Asia/Shanghai), by step and by `by`; steps without anything are
   * left out. At most 20,000 rows.
   */
  read(query: TallyQuery): Promise<readonly TallyRow[]>;
  /** How long receipts took, as a histogram over `[from, to)`, by channel. */
  latencies(query: Pick<TallyQuery, "from" | "to" | "channelId">): Promise<readonly LatencyRow[]>;
  /** Adds minutes that are over and old up into hours, and forgets what is older still, in a step of a few milliseconds; answers whether there is more. */
  fold(now: number): Promise<boolean>;
  /** What waits at this moment: messages in lanes by account, with the earliest time at which one was due. At most 1,000 accounts, those with most first. */
  backlog(now: number): Promise<readonly BacklogRow[]>;
}

export interface TallyQuery {
  /** UTC ms, on a step. */
  readonly from: number;
  readonly to: number;
  readonly step: "minute" | "hour" | "day" | "all";
  readonly by: "nothing" | "account" | "channel";
  readonly accountId?: number | undefined;
  readonly channelId?: number | undefined;
}

/** Messages, unless it says otherwise. */
export interface Tally {
  /** Accepted by the platform. Has no channel. */
  readonly accepted: number;
  /** Of them, those that failed or were refused at once, by the platform itself. */
  readonly refused: number;
  /** Charged credits of what was accepted. */
  readonly segments: number;
  /** Given to a channel that took them, counted at each try. */
  readonly sent: number;
  readonly delivered: number;
  /** With or without a channel. */
  readonly failed: number;
  readonly unknown: number;
  readonly cancelled: number;
  /** Credits given back. */
  readonly refunded: number;
  /** Of the failed ones, those whose receipt never came (EXPIRED). */
  readonly expired: number;
}

export interface TallyRow extends Tally {
  /** UTC ms at which the step begins; 0 where `step` is `all`. */
  readonly at: number;
  /** Account or channel id; 0: none, or not asked for. */
  readonly id: number;
}

/** From submit to the receipt that ended a message. */
export interface LatencyRow {
  readonly channelId: number;
  /** Receipts that took no longer than the bound of the same index in `LATENCY_BOUNDS`, and longer than the one before; the last one: the rest. */
  readonly counts: readonly number[];
}

/** ms */
export const LATENCY_BOUNDS = [
  250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000, 20_000, 30_000, 60_000, 120_000, 300_000, 900_000, 3_600_000,
] as const;

export interface BacklogRow {
  readonly accountId: number;
  readonly waiting: number;
  /** UTC ms: of what is due by now; undefined where nothing is. */
  readonly oldestDue: number | undefined;
}
