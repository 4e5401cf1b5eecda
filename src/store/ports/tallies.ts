/**
 * Counts of what happened, by time, account and channel: what overviews and charts read instead of messages. They are written in
 * the commits that make them true, so that they agree with the messages at any moment; what they count goes by the time at which
 * it happened. Messages that are forgotten stay counted; those of before there were counts never were.
 *
 * A row is a minute's for two days (two hours, where it is an account's), an hour's for two months after that, and then, for two years, a
 * day's of Asia/Shanghai (`fold`).
 */
export interface TallyStore {
  /**
   * Sums over `[from, to)` in steps of a minute, an hour or a day (of Asia/Shanghai), in their order and by `by` within a step;
   * steps without anything are left out. A row counts where its own minute, hour or day begins, so that what is old has coarser
   * steps than asked for. At most 20,000 rows, the earliest. Sums over all accounts are kept as such: only `by` account of all of
   * them reads as many rows as accounts did something in that time, and should be asked for rarely.
   */
  read(query: TallyQuery): Promise<readonly TallyRow[]>;
  /** How long receipts took, as a histogram over `[from, to)`, by channel, in the order of their ids; as coarse as `read`. */
  latencies(query: Pick<TallyQuery, "from" | "to" | "channelId">): Promise<readonly LatencyRow[]>;
  /** Adds rows that are old enough up into coarser ones, and forgets the oldest, in a step of a few milliseconds; answers whether there is more. */
  fold(now: number): Promise<boolean>;
  /**
   * What waits at this moment: messages in lanes by account, with the earliest time at which one was due. At most 1,000 accounts,
   * those with most first. Takes a few microseconds a lane, and no longer for what waits in it.
   */
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

/** Messages, unless it says otherwise. Each comes to exactly one of `delivered`, `failed`, `unknown` and `cancelled`, once. */
export interface Tally {
  /** Accepted by the platform. Has no channel. */
  readonly accepted: number;
  /** Of them, those that the platform itself refused at once; they are among the failed ones too. Has no channel. */
  readonly refused: number;
  /** Charged credits of what was accepted. Has no channel. */
  readonly segments: number;
  /** Given to a channel that took all their parts, counted at each try. */
  readonly sent: number;
  readonly delivered: number;
  /** Of the channel that was asked last; of none where none was, or the platform ended it. So is what is unknown or cancelled. */
  readonly failed: number;
  readonly unknown: number;
  readonly cancelled: number;
  /** Credits given back. */
  readonly refunded: number;
  /** Of the failed ones, those whose receipt never came. */
  readonly expired: number;
}

export interface TallyRow extends Tally {
  /** UTC ms at which the step begins; 0 where `step` is `all`. */
  readonly at: number;
  /** Account or channel id; 0: none, or not asked for. */
  readonly id: number;
}

/** From when the outcome of a submit was known to the receipt that ended its message. */
export interface LatencyRow {
  readonly channelId: number;
  /** Receipts that took no longer than the bound of the same index in `LATENCY_BOUNDS`, and longer than the one before; the last one: the rest. */
  readonly counts: readonly number[];
}

/** ms. Part of the stored data. */
export const LATENCY_BOUNDS = [
  250, 500, 1_000, 2_000, 3_000, 5_000, 8_000, 13_000, 20_000, 30_000, 60_000, 120_000, 300_000, 900_000, 3_600_000,
] as const;

/** What `read` answers at most. */
export const MOST_TALLY_ROWS = 20_000;

export interface BacklogRow {
  readonly accountId: number;
  /** An engine may stop counting an account at 100,000: that many, or more. */
  readonly waiting: number;
  /** UTC ms: of what is due by now; undefined where nothing is. */
  readonly oldestDue: number | undefined;
}
