import type { FrequencyLimits } from "../../domain/frequency.ts";
import type { Medium } from "../../domain/message.ts";
import type { NewSubmission } from "../../domain/submission.ts";

export interface SubmissionStore {
  /** Debits, writes the ledger entry, the submission, its messages and their reports where they failed at once, and remembers the order id: all or nothing. */
  accept(submission: NewSubmission, limits: AcceptLimits): Promise<AcceptOutcome>;
  /** The submission for which the account used this order id, while that is remembered. */
  ordered(accountId: number, orderId: string, now: number): Promise<number | undefined>;
  /**
   * Ends what is still held or queued of an account's submission: cancelled with code YZ:CANCEL, refunded, reported. What has been
   * claimed or sent goes on. Answers how many messages that were; undefined where the account has no such submission.
   */
  cancel(submissionId: number, accountId: number, at: number, actor: string): Promise<number | undefined>;
  /** Submissions of an account whose send time is after `now` and that have messages left, in the order of their ids, after the given one. */
  scheduled(accountId: number, now: number, after: number, limit: number): Promise<readonly ScheduledSubmission[]>;
}

export interface ScheduledSubmission {
  readonly submissionId: number;
  readonly medium: Medium;
  /** UTC ms. */
  readonly acceptedAt: number;
  readonly sendAt: number;
  readonly recipients: number;
  /** Messages that will be sent: the others failed when it was accepted. */
  readonly waiting: number;
  /** It waits for its reviewer too. */
  readonly held: boolean;
  /** The text, or the first of several. */
  readonly text: string;
}

/** What only the store can hold an exact count of. */
export interface AcceptLimits {
  /** Messages that may wait in lanes. */
  readonly queued: number;
  readonly frequency: FrequencyLimits;
  /** Messages of the account that may be accepted in a calendar day (Asia/Shanghai); 0: no bound. A submission that would cross it is refused whole. */
  readonly daily: number;
}

export type AcceptOutcome =
  | {
      readonly kind: "accepted";
      readonly balance: number;
      /** Credits taken. */
      readonly charged: number;
      /** Messages (by index) that the frequency rule failed: stored as failed, not charged. */
      readonly limited: readonly number[];
    }
  /** The frequency rule fails every message that was to be queued. */
  | { readonly kind: "recipient-limited"; readonly balance: number }
  | { readonly kind: "credits-short"; readonly balance: number }
  /** The account used this order id before; `submissionId` is the first one's. */
  | { readonly kind: "order-duplicate"; readonly submissionId: number; readonly balance: number }
  /** More messages than the account may have accepted in a day. */
  | { readonly kind: "daily-cap"; readonly balance: number }
  /** The account used this `once` key before. */
  | { readonly kind: "used-once"; readonly balance: number }
  /** More messages wait than `limits.queued` allows. */
  | { readonly kind: "busy" };
