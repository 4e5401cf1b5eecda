import type { Directory } from "../domain/directory.ts";
import type { FrequencyLimits } from "../domain/frequency.ts";
import type { FinalState, Medium } from "../domain/message.ts";
import type { ApplyResult, PlanConflict, ProvisioningPlan, TemplatePlan } from "../domain/provisioning.ts";
import type { ChannelReceipt, Outstanding, OutstandingCursor } from "../domain/receipt.ts";
import type { NewSubmission, Report } from "../domain/submission.ts";

/**
 * The store's ports, cut by use. An engine implements all of them; a use case asks for the one it needs.
 *
 * Every method is one transaction: when its promise resolves, what it did is durable (fsynced, or committed on the
 * server) and visible to every node; when it rejects with `StoreError`, nothing of it happened, except for code
 * `outcome-unknown`. An engine may run many calls in one commit, but one call's failure never fails another.
 * Methods whose outcome a caller must tell apart resolve to a tagged value; they don't reject for what a caller did.
 * All times are UTC ms, and given by the caller: an engine never asks for the time.
 */
export interface Store {
  readonly directory: DirectoryStore;
  readonly rules: RuleStore;
  readonly submissions: SubmissionStore;
  readonly reviews: ReviewStore;
  readonly dispatch: DispatchStore;
  readonly receipts: ReceiptStore;
  readonly reports: ReportStore;
  readonly ledger: LedgerStore;
  readonly nodes: NodeStore;
  /** Finishes what is under way and closes. Idempotent. */
  close(): Promise<void>;
}

export class StoreError extends Error {
  /**
   * - `busy`: too much is waiting, or the store hangs; nothing was tried.
   * - `failed`: tried, and undone.
   * - `outcome-unknown`: the commit's answer was lost; it may have happened.
   * - `closed`: the store is closed or closing.
   */
  readonly code: "busy" | "failed" | "outcome-unknown" | "closed";

  constructor(code: StoreError["code"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "StoreError";
    this.code = code;
  }
}

export interface DirectoryStore {
  /** The whole directory, secrets decrypted. */
  load(): Promise<Directory>;
  /** Its current version: cheap, polled by every node. */
  version(): Promise<number>;
  /** All or nothing. Applying the same plan again changes nothing and keeps the version. */
  apply(
    plan: ProvisioningPlan,
    at: number,
  ): Promise<{ readonly ok: true; readonly result: ApplyResult } | { readonly ok: false; readonly conflicts: readonly PlanConflict[] }>;
}

export interface RuleStore {
  /** Keywords, templates and blacklists. They change with the directory's version. */
  load(): Promise<StoredRules>;
}

export interface StoredRules {
  readonly keywords: readonly string[];
  readonly templates: readonly (TemplatePlan & { readonly accountId: number })[];
  /** Account 0 is the platform. `expiresAt` in UTC ms; undefined: never. */
  readonly blacklist: readonly { readonly accountId: number; readonly phone: string; readonly expiresAt: number | undefined }[];
}

export interface SubmissionStore {
  /** Debits, writes the ledger entry, the submission, its messages and their reports where they failed at once, and remembers the order id: all or nothing. */
  accept(submission: NewSubmission, limits: AcceptLimits): Promise<AcceptOutcome>;
}

/** What only the store can hold an exact count of. */
export interface AcceptLimits {
  /** Messages that may wait in lanes. */
  readonly queued: number;
  readonly frequency: FrequencyLimits;
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
  /** More messages wait than `limits.queued` allows. */
  | { readonly kind: "busy" };

export interface ReviewStore {
  /** Submissions that wait for a reviewer, oldest first, after the given submission id. */
  list(after: number, limit: number): Promise<readonly HeldSubmission[]>;
  /**
   * Approves a submission (its messages go to their lanes, and the same text of the account approves itself from now on) or
   * rejects it (its messages fail as YZ:REVIEW, and are refunded). Answers how many messages that moved; undefined where
   * no such submission waits.
   */
  decide(decision: ReviewDecision): Promise<number | undefined>;
}

export interface HeldSubmission {
  readonly submissionId: number;
  readonly accountId: number;
  /** UTC ms. */
  readonly heldAt: number;
  readonly recipients: number;
  /** The text, or the first of several. */
  readonly text: string;
}

export interface ReviewDecision {
  readonly submissionId: number;
  readonly approve: boolean;
  readonly reason: string;
  readonly actor: string;
  readonly at: number;
}

export interface DispatchStore {
  /** Lanes that hold queued messages, each with the earliest time at which one is due. Reads the index, not the queue. */
  lanes(): Promise<readonly LaneHead[]>;
  /**
   * Leases up to `limit` queued messages of a lane that are due at `dueBefore`, earliest first, to `node` until
   * `leaseUntil`, and counts their attempt up; answers them in that order. No two claims return the same attempt of a message.
   */
  claim(claim: Claim): Promise<readonly ClaimedMessage[]>;
  /** Writes the outcome of attempts. Each is compare-and-set on (message, attempt) in state `leased`; the answer says which applied. */
  record(results: readonly AttemptResult[]): Promise<readonly boolean[]>;
  /** Returns messages under a lapsed lease to their queues (or ends them, where they may not be sent twice). Answers how many. */
  rescue(rescue: { readonly now: number; readonly limit: number }): Promise<number>;
  /** Ends `sent` messages whose receipt is overdue, as `failed` with code EXPIRED. Answers how many. */
  expire(expire: { readonly now: number; readonly limit: number }): Promise<number>;
  /** Submits of their messages' latest attempts that await their receipt, oldest first, for a channel that starts. */
  outstanding(channelId: number, after: OutstandingCursor | undefined, limit: number): Promise<readonly Outstanding[]>;
}

export interface LaneHead {
  readonly lane: number;
  readonly dueAt: number;
}

export interface Claim {
  readonly lane: number;
  readonly node: number;
  readonly dueBefore: number;
  readonly leaseUntil: number;
  readonly limit: number;
}

export interface ClaimedMessage {
  readonly id: number;
  readonly accountId: number;
  readonly submissionId: number;
  readonly medium: Medium;
  readonly lane: number;
  readonly phone: string;
  readonly text: string;
  readonly ext: string;
  readonly segments: number;
  readonly numbered: boolean;
  /** From 1. */
  readonly attempt: number;
  /** Channel that refused the last try. */
  readonly avoid: number | undefined;
  readonly atMostOnce: boolean;
  /** The time it was meant to leave; give-up times count from here. */
  readonly sendAt: number;
}

/** What became of one attempt, and where the message goes from there. */
export interface AttemptResult {
  readonly messageId: number;
  readonly accountId: number;
  readonly attempt: number;
  readonly channelId: number | undefined;
  readonly at: number;
  /** One entry a part that was tried; empty where no channel was. */
  readonly parts: readonly AttemptPart[];
  readonly next: NextStep;
}

export interface AttemptPart {
  readonly part: number;
  readonly outcome: "accepted" | "refused" | "deferred" | "unknown";
  readonly upstreamId: string | undefined;
  readonly code: string | undefined;
}

export type NextStep =
  /** The receipt is awaited until `expiresAt`. */
  | { readonly to: "sent"; readonly expiresAt: number }
  /** Back to its lane, due at `dueAt`; the next try passes over channel `avoid` where there is another. */
  | { readonly to: "queued"; readonly dueAt: number; readonly avoid: number | undefined }
  /** Over. `refund` gives the credits back. */
  | { readonly to: Exclude<FinalState, "cancelled">; readonly code: string; readonly refund: boolean };

export interface ReceiptStore {
  /**
   * Stores receipts of one channel and settles the messages they end: all parts in, or one failed. A receipt whose submit
   * isn't known yet waits for it; one that was there before changes nothing. A delivery ends a message whichever attempt it
   * is of; a failure of an attempt that a later one has replaced is only noted. Where upstream has used an id twice, the
   * latest submit gets the receipt. Answers what each one did.
   */
  store(channelId: number, receipts: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]>;
}

export type ReceiptOutcome = "settled" | "noted" | "parked" | "duplicate";

export interface ReportStore {
  /**
   * Takes the oldest waiting reports of an account under a token: nobody else is given them until `until`, unless they
   * are released. `submissionId` narrows it to one submission.
   */
  take(take: ReportTake): Promise<readonly Report[]>;
  /** They were handed over whole: never offered again. Those that the token no longer holds are left alone, here and in `release`. */
  confirm(accountId: number, token: number, messageIds: readonly number[], at: number): Promise<void>;
  /** The hand-over broke off: offered again at once. */
  release(accountId: number, token: number, messageIds: readonly number[]): Promise<void>;
}

export interface ReportTake {
  readonly accountId: number;
  readonly token: number;
  readonly limit: number;
  readonly submissionId: number | undefined;
  readonly now: number;
  readonly until: number;
}

export interface LedgerStore {
  balance(accountId: number, medium: Medium): Promise<{ readonly credits: number; readonly bought: number }>;
  /** Books an entry that a person caused. `ref` is a fresh id; one that the account has used already is not booked again. */
  book(entry: LedgerBooking): Promise<{ readonly credits: number; readonly booked: boolean }>;
  /** Sum of entries against balance, for every account and medium where they differ. Reads the whole ledger. */
  audit(): Promise<readonly { readonly accountId: number; readonly medium: Medium; readonly entries: number; readonly balance: number }[]>;
}

export interface LedgerBooking {
  readonly ref: number;
  readonly accountId: number;
  readonly medium: Medium;
  readonly kind: "recharge" | "adjust";
  /** Signed; a recharge is above 0. */
  readonly credits: number;
  readonly at: number;
  readonly actor: string;
  readonly note: string;
}

export interface NodeStore {
  /**
   * Joins as a node: takes a free number (0 to 31) until `until`, to be renewed before then, and says the largest id
   * that this number has used.
   */
  join(name: string, now: number, until: number): Promise<{ readonly node: number; readonly lastId: number }>;
  renew(node: number, until: number): Promise<void>;
  /** Leaves: gives the number back and returns its leased messages to their queues. */
  leave(node: number, now: number): Promise<void>;
}
