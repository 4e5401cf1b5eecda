import type { FinalState, Medium } from "../../domain/message.ts";
import type { Outstanding, OutstandingCursor } from "../../domain/receipt.ts";

export interface DispatchStore {
  /**
   * Lanes that hold queued messages, in the order of their numbers, each with the earliest time at which one is due; of a page,
   * up to `limit` of those behind `after`. Reads the index, not the queue, in steps of a few microseconds a lane.
   */
  lanes(page?: LanePage): Promise<readonly LaneHead[]>;
  /**
   * Leases up to `limit` queued messages of a lane that are due at `dueBefore`, earliest first, to `node` until
   * `leaseUntil`, and counts their attempt up; answers them in that order. No two claims return the same attempt of a message.
   */
  claim(claim: Claim): Promise<readonly ClaimedMessage[]>;
  /** Writes the outcome of attempts. Each is compare-and-set on (message, attempt) in state `leased`; the answer says which applied. */
  record(results: readonly AttemptResult[]): Promise<readonly boolean[]>;
  /**
   * Answers to submits whose outcome was unknown, which came after all. Each is compare-and-set on its part: one that is unknown
   * (or isn't recorded yet, because its message's outcome is still under way), of the message's attempt of then. Once no part of
   * an `unanswered` message is unknown any more, it goes on: `sent` where all are accepted; failed where one is refused for good;
   * where none is accepted, back to its lane at once, with this channel to pass over; where some are, to where it was to go at its
   * time. Answers which applied.
   */
  late(channelId: number, answers: readonly LateAnswer[]): Promise<readonly boolean[]>;
  /**
   * Returns messages under a lapsed lease to their queues (or ends them, where they may not be sent twice); those that may be sent
   * twice also a few seconds after the node that claimed them has lost its number. Answers how many.
   */
  rescue(rescue: { readonly now: number; readonly limit: number }): Promise<number>;
  /**
   * Ends `sent` messages whose receipt is overdue, as `failed` with code EXPIRED, and moves `unanswered` ones whose time is over
   * to where they were to go then. Answers how many.
   */
  expire(expire: { readonly now: number; readonly limit: number }): Promise<number>;
  /** The container of an MMS. */
  media(submissionId: number): Promise<Uint8Array | undefined>;
  /** Submits of their messages' latest attempts that await their receipt, oldest first, for a channel that starts. */
  outstanding(channelId: number, after: OutstandingCursor | undefined, limit: number): Promise<readonly Outstanding[]>;
}

export interface LanePage {
  /** The last lane of the page before; -1 for the first one. */
  readonly after: number;
  readonly limit: number;
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
  /** What is claimed may go to a channel that never sends twice: if this node dies with it, it ends as UNKNOWN. */
  readonly atMostOnce?: boolean;
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
  /** Channels that have been asked to carry it, by their last try, oldest first. Empty on a first try. */
  readonly asked: readonly AskedChannel[];
  /** Code of the receipt that said that the try before did not deliver, where it was sent back for that (`SentAgain`). */
  readonly undelivered: string | undefined;
  readonly atMostOnce: boolean;
  /** The time it was meant to leave; give-up times count from here. */
  readonly sendAt: number;
}

export interface AskedChannel {
  readonly channelId: number;
  /** It took the message, and a receipt said that it was not delivered. */
  readonly failed: boolean;
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
  /**
   * Why each channel was taken or passed over (domain/choice.ts), at most 400 bytes, which a store need not understand. Of one
   * attempt the first is kept. Absent where there is nothing to tell.
   */
  readonly choice?: string | undefined;
  readonly next: NextStep;
}

export interface AttemptPart {
  readonly part: number;
  readonly outcome: "accepted" | "refused" | "deferred" | "unknown";
  /** Of an accepted one, and of an unknown one where the id is ours. */
  readonly upstreamId: string | undefined;
  readonly code: string | undefined;
}

export type NextStep =
  /** The receipt is awaited until `expiresAt`. `again`: which failed receipts don't end it. */
  | { readonly to: "sent"; readonly expiresAt: number; readonly again?: SentAgain | undefined }
  /** Back to its lane, due at `dueAt`; the next try passes over channel `avoid` where there is another. */
  | { readonly to: "queued"; readonly dueAt: number; readonly avoid: number | undefined }
  /**
   * No answer came to a part that left. Until `until` a late answer or a receipt may settle it; `otherwise` it goes back to its
   * lane then (passing over `avoid`, as above), or ends as UNKNOWN.
   */
  | {
      readonly to: "unanswered";
      readonly until: number;
      readonly otherwise: "queued" | "unknown";
      readonly avoid: number | undefined;
      /** When its receipt is overdue, should the answer come. */
      readonly expiresAt: number;
      /**
       * Receipts of its phone on its channel that came since then and whose id nobody knows may be its own: they are where it is
       * the only unanswered message there and no message to the phone is leased. Undefined: none ever is.
       */
      readonly matchSince: number | undefined;
      /** As of a sent one, should the answer come. */
      readonly again?: SentAgain | undefined;
    }
  /** Over. `refund` gives the credits back. */
  | { readonly to: Exclude<FinalState, "cancelled">; readonly code: string; readonly refund: boolean };

/**
 * A sent message goes back to its lane, due at once, when a receipt of this attempt that came at `until` or before says that it
 * was not delivered, with a code that one of `codes` matches (domain/undelivered.ts): in the transaction that stores (or, of an
 * early one, applies) the receipt, without a report and without a refund.
 */
export interface SentAgain {
  /** UTC ms. */
  readonly until: number;
  readonly codes: readonly string[];
}

/** What a part was answered after its outcome was unknown. */
export interface LateAnswer extends Omit<AttemptPart, "outcome"> {
  readonly messageId: number;
  readonly attempt: number;
  /** How many the message has. */
  readonly parts: number;
  readonly outcome: "accepted" | "refused" | "deferred";
  /** Of a refusal: no channel will take it. */
  readonly final: boolean;
  /** UTC ms. */
  readonly at: number;
}
