export interface RetentionStore {
  readonly pace: PurgePace;
  /**
   * Forgets some of what is over and old, with everything that belongs to it, in a step of a few milliseconds; called again for
   * as long as there is `more`. A message goes when it ended that long ago; its submission goes with the last of its messages; an
   * inbound text goes by when it came, once it has an account. Charges and refunds of what goes are added up into one entry of
   * kind `carried` an account, medium and day of Asia/Shanghai, so that `audit` holds at any moment; other entries stay for ever.
   * An engine may keep up to a day more than asked. Order ids that have expired go too, and receipts that no message claims.
   */
  purge(purge: Purge): Promise<Purged>;
}

/** What a step should be like, so that nobody waits for it. */
export interface PurgePace {
  /** ms */
  readonly step: number;
  /** How many times as long as the step took nothing is forgotten after it. */
  readonly pause: number;
  /** Bounds of `Purge.limit`. */
  readonly least: number;
  readonly most: number;
}

export interface Purge {
  readonly now: number;
  /** UTC ms: what is of that time, or later, stays. */
  readonly before: { readonly messages: number; readonly parkedReceipts: number };
  /** Messages (or rows of another kind) that this step looks at, at most. */
  readonly limit: number;
}

/** What went in a step. */
export interface Purged {
  /** There is more to look at: call again. False: all has been looked at once. */
  readonly more: boolean;
  readonly messages: number;
  readonly inbound: number;
  /** Receipts that no message claimed. */
  readonly parkedReceipts: number;
  /** Of the messages: their reports were never given to the account, whether by a query or by a push. */
  readonly unreported: number;
}
