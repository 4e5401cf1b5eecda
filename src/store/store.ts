import type { Balances } from "../domain/call.ts";
import type { ChannelMode, ChannelState } from "../domain/channel-state.ts";
import type { Account, Directory } from "../domain/directory.ts";
import type { FrequencyLimits } from "../domain/frequency.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { ContentClass, FinalState, Medium, MessageState, Operator } from "../domain/message.ts";
import type { ApplyResult, PlanConflict, PortedNumber, ProvisioningPlan, TemplateEntry, TemplatePlan } from "../domain/provisioning.ts";
import type { PushKind } from "../domain/push.ts";
import type { ChannelReceipt, KnownSubmit, Outstanding, OutstandingCursor } from "../domain/receipt.ts";
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
  readonly accounts: AccountStore;
  readonly submissions: SubmissionStore;
  readonly reviews: ReviewStore;
  readonly dispatch: DispatchStore;
  readonly receipts: ReceiptStore;
  readonly reports: ReportStore;
  readonly pushes: PushStore;
  readonly history: HistoryStore;
  readonly inbound: InboundStore;
  readonly channels: ChannelStore;
  readonly ledger: LedgerStore;
  readonly retention: RetentionStore;
  readonly nodes: NodeStore;
  readonly shares: ShareStore;
  readonly news: NewsStore;
  /** How its sessions with a database server are used, at this moment; absent where it has none. */
  readonly sessions?: () => SessionFigures;
  /** Finishes what is under way and closes. Idempotent. */
  close(): Promise<void>;
}

export interface SessionFigures {
  /** That this process may hold. */
  readonly most: number;
  /** That it holds. */
  readonly open: number;
  /** Of them, those that run something. */
  readonly busy: number;
  /** Transactions that wait for one. */
  readonly waiting: number;
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

/** What an account changes about itself. Every change makes the directory's version grow. */
export interface AccountStore {
  /** The old password stops working with the version that this makes. What a provisioning file declares doesn't undo it. */
  changePassword(account: Pick<Account, "id" | "login">, password: string): Promise<void>;
  /** The account's template of this id, or all by id; empty where there is none. */
  templates(accountId: number, id: string | undefined): Promise<readonly TemplateEntry[]>;
  /** False, and nothing added, where the account has `most` already. */
  addTemplate(accountId: number, template: TemplateEntry, most: number): Promise<boolean>;
  /** Sets text and state. False where the account has no such template. */
  changeTemplate(accountId: number, template: TemplateEntry): Promise<boolean>;
  deleteTemplate(accountId: number, id: string): Promise<boolean>;
}

export interface RuleStore {
  /** Keywords, templates and blacklists. They change with the directory's version, but for what `blacklisted` tells. */
  load(): Promise<StoredRules>;
  /**
   * What was put on blacklists after the given blacklist version, and the version now: cheap, polled by every node, as people
   * opt out all day. What is taken off a blacklist makes the directory's version grow.
   */
  blacklisted(after: number): Promise<BlacklistChange>;
}

export interface StoredRules {
  readonly keywords: readonly string[];
  readonly ported: readonly PortedNumber[];
  readonly templates: readonly (TemplatePlan & { readonly accountId: number })[];
  readonly blacklist: readonly BlacklistEntry[];
  readonly blacklistVersion: number;
}

export interface BlacklistEntry {
  /** 0: the platform's. */
  readonly accountId: number;
  /** Normalised. */
  readonly phone: string;
  /** UTC ms; undefined: never. */
  readonly expiresAt: number | undefined;
}

export interface BlacklistChange {
  readonly version: number;
  readonly entries: readonly BlacklistEntry[];
}

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

export interface ReceiptStore {
  /**
   * Stores receipts of one channel and settles the messages they end: all parts in, or one failed. A receipt whose submit
   * isn't known yet waits for it; one that was there before changes nothing, and one that contradicts it is kept beside it. A receipt
   * also answers a submit whose outcome was unknown. A delivery ends a message whichever attempt it
   * is of; a failure of an attempt that a later one has replaced is only noted. Where upstream has used an id twice, the
   * latest submit gets the receipt. Answers what each one did.
   */
  store(channelId: number, receipts: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]>;
  /**
   * Those of these upstream ids (at most 100) that are a recorded submit's of the channel, whichever node sent it, with the phone
   * that it went to: the latest one's.
   */
  submits(channelId: number, upstreamIds: readonly string[]): Promise<readonly KnownSubmit[]>;
}

/** `again`: its message was sent back to its lane, for another channel. */
export type ReceiptOutcome = "settled" | "again" | "noted" | "parked" | "duplicate";

export interface ReportStore {
  /**
   * Takes the oldest waiting reports of an account under a token: nobody else is given them until `until`, unless they
   * are released. Oldest: by when they became known; where `submissionId` narrows it to one submission, by its recipients.
   */
  take(take: ReportTake): Promise<readonly StoredReport[]>;
  /** They were handed over whole: never offered again. Those that the token no longer holds are left alone, here and in `release`. */
  confirm(accountId: number, token: number, messageIds: readonly number[], at: number): Promise<void>;
  /** The hand-over broke off: offered again at once. */
  release(accountId: number, token: number, messageIds: readonly number[]): Promise<void>;
}

/** A report without what the directory knows. */
export interface StoredReport extends Omit<Report, "accessCode" | "region"> {
  /** That took the message last. */
  readonly channelId: number | undefined;
  /** Interface of its submission. */
  readonly dialect: string;
}

export interface ReportTake {
  readonly accountId: number;
  readonly token: number;
  readonly limit: number;
  readonly submissionId: number | undefined;
  /** Older ones are passed over. */
  readonly notBefore: number | undefined;
  readonly now: number;
  readonly until: number;
}

/**
 * What is to be pushed: one item a report or inbound text, with its own schedule and its tries as rows. An item is written in
 * the transaction that makes the report or stores the inbound text, for those that want it.
 */
export interface PushStore {
  /** Endpoints (account and kind) that have items due by `now`, each with the time of its earliest. Reads the index, not the items. */
  due(now: number): Promise<readonly PushHead[]>;
  /** Leases the earliest due items of one endpoint; nobody else is given them until `until`. */
  take(take: PushTake): Promise<readonly PushItem[]>;
  /** Writes what became of tries: each is compare-and-set on the lease's token. Answers which applied. */
  record(results: readonly PushResult[]): Promise<readonly boolean[]>;
  /** Gives leased items back untried. */
  release(accountId: number, kind: PushKind, token: number): Promise<void>;
  /** How many items of an account wait and how many were given up, by kind. */
  counts(accountId: number): Promise<readonly PushCount[]>;
  /**
   * Makes items of an account due again that became known in the window, whatever became of their pushes; a try that is under way
   * then doesn't apply any more. Answers how many.
   */
  replay(replay: PushReplay): Promise<number>;
}

/** `waiting`: will be pushed (again), or is being pushed. `undelivered`: given up; a replay takes it up again. */
export type PushState = "waiting" | "received" | "undelivered";

export interface PushCount {
  readonly kind: PushKind;
  readonly waiting: number;
  readonly undelivered: number;
  /** Next try of one that waits, UTC ms. */
  readonly dueAt: number | undefined;
}

export interface PushHead {
  readonly accountId: number;
  readonly kind: PushKind;
  readonly dueAt: number;
}

export interface PushTake {
  readonly accountId: number;
  readonly kind: PushKind;
  readonly token: number;
  readonly limit: number;
  readonly now: number;
  readonly until: number;
}

/** Tries so far are counted by their verdict, as each has a schedule of its own. */
export interface PushItem {
  readonly refused: number;
  readonly unreached: number;
  /** UTC ms of the first try; undefined before it. */
  readonly firstAt: number | undefined;
  readonly content:
    | { readonly kind: "report"; readonly report: StoredReport }
    | { readonly kind: "inbound"; readonly inbound: StoredInbound };
}

export interface PushResult {
  readonly accountId: number;
  readonly kind: PushKind;
  /** Message id or inbound id. */
  readonly itemId: number;
  readonly token: number;
  readonly at: number;
  readonly verdict: "received" | "refused" | "unreached";
  /** HTTP status, 0 where there was none. */
  readonly status: number;
  /** What was answered or went wrong, for people; at most 200 characters are kept. */
  readonly note: string;
  /** Due again then; undefined: over (received, or given up as undelivered). */
  readonly nextAt: number | undefined;
}

export interface PushReplay {
  readonly accountId: number;
  readonly kind: PushKind;
  /** UTC ms, of the report or inbound text; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Who asked for it, as histories tell it; left out: the platform. */
  readonly actor?: string;
}

/** What became of a message and why, put together from everything that was written of it. For people; reads no more than their rows. */
export interface HistoryStore {
  story(messageId: number): Promise<Story | undefined>;
  /** A submission with its messages after the given id, in the order of their ids; undefined where there is none. */
  find(submissionId: number, after: number, limit: number): Promise<FoundSubmission | undefined>;
  /** Messages to a (normalised) phone, whoever sent them, latest first, from before the given id on. */
  messagesTo(phone: string, before: number, limit: number): Promise<readonly StoryMessage[]>;
}

export interface Story {
  readonly message: StoryMessage;
  readonly submission: StorySubmission;
  /** By time; what happened at one time, causes before what they caused. At most 1,000 of a kind. */
  readonly steps: readonly StoryStep[];
}

export interface FoundSubmission {
  readonly submission: StorySubmission;
  readonly messages: readonly StoryMessage[];
}

/** A message as it is now, without its text. */
export interface StoryMessage {
  readonly id: number;
  readonly phone: string;
  readonly operator: Operator | undefined;
  readonly class: ContentClass;
  readonly segments: number;
  readonly lane: number;
  readonly state: MessageState;
  /** How it ended; undefined before. */
  readonly code: string | undefined;
  readonly finalAt: number | undefined;
  /** Times it was claimed. Those that found no channel to try have no `part` step. */
  readonly attempts: number;
  /** The channel that took it; while it is queued or leased, the one to be passed over. */
  readonly channelId: number | undefined;
  /** When it is due, its lease ends, or its receipt or answer is overdue; undefined while it is held and when it is over. */
  readonly nextAt: number | undefined;
  /** Where an unanswered one goes at `nextAt`. */
  readonly otherwise?: "queued" | "unknown";
}

/** A submission as it was accepted, without its text. */
export interface StorySubmission {
  readonly id: number;
  readonly accountId: number;
  readonly dialect: string;
  readonly medium: Medium;
  readonly acceptedAt: number;
  readonly sendAt: number;
  readonly recipients: number;
  /** Charged. */
  readonly credits: number;
  readonly ext: string;
  readonly orderId: string | undefined;
  readonly other: string | undefined;
  readonly reports: { readonly pull: boolean; readonly push: boolean };
  readonly numbered: boolean;
  readonly refundUndelivered: boolean;
  readonly atMostOnce: boolean;
}

/** One thing that happened: when, by whom, and what. */
export interface StoryStep {
  /** UTC ms. */
  readonly at: number;
  readonly actor: StoryActor;
  readonly what: StoryFact;
}

/** The account's program, the carrier or upstream platform, this platform's own rules, or a person by name. */
export type StoryActor = "account" | "carrier" | "platform" | { readonly person: string };

export type StoryFact =
  | { readonly kind: "accepted" }
  /** Credits moved; `of` says whether for the whole submission or for this message. */
  | {
      readonly kind: "entry";
      readonly entry: "charge" | "refund";
      readonly of: "submission" | "message";
      readonly credits: number;
      readonly note: string | undefined;
    }
  | { readonly kind: "held" }
  | { readonly kind: "reviewed"; readonly decision: "approved" | "rejected" | "cancelled"; readonly reason: string }
  /** A part was handed to a channel. `receipt`: what settled it later. */
  | (AttemptPart & {
      readonly kind: "part";
      readonly attempt: number;
      readonly parts: number;
      readonly channelId: number | undefined;
      readonly receipt: "delivered" | "failed" | undefined;
    })
  /** Which channel was chosen for a try and why, as `AttemptResult.choice` told it. */
  | { readonly kind: "choice"; readonly attempt: number; readonly text: string }
  | {
      readonly kind: "receipt";
      readonly channelId: number;
      readonly upstreamId: string;
      readonly status: ChannelReceipt["status"];
      readonly code: string;
      readonly raw: string;
    }
  | { readonly kind: "event"; readonly event: StoryEvent; readonly note: string | undefined }
  /** The message ended. `pull`: where its report stands with queries; `kept`: not offered to them. */
  | {
      readonly kind: "reported";
      readonly outcome: FinalState;
      readonly code: string;
      readonly pull: "waiting" | "taken" | "handed" | "kept";
    }
  /** A query was given the report, whole. */
  | { readonly kind: "handed" }
  /** The report was put down to be pushed. `dueAt`: next try, or the end of the one that is under way. */
  | {
      readonly kind: "push";
      readonly state: PushState;
      readonly dueAt: number | undefined;
      readonly refused: number;
      readonly unreached: number;
    }
  | {
      readonly kind: "push-try";
      readonly number: number;
      readonly verdict: PushResult["verdict"];
      readonly status: number;
      readonly note: string;
    };

/** What leaves no row of its own: why a message went back to its queue, or ended without a word from outside, and who asked for it. */
export type StoryEvent =
  | "lease-lapsed"
  | "node-left"
  | "server-restarted"
  | "receipt-overdue"
  | "cancelled"
  | "push-replayed"
  /** An answer or receipt came for a submit that was unanswered. */
  | "answered-late"
  /** None came in the time that it had. */
  | "answer-overdue"
  /** A receipt said that it was not delivered; it went back to its lane for another channel. */
  | "undelivered";

export interface InboundStore {
  /**
   * Stores what a channel brought, before it is acknowledged upstream. What came before (same `channelId` and `key`) changes
   * nothing. Parts of a long text wait for each other, in whatever order they come, until `mergeBy`.
   */
  store(channelId: number, arrivals: readonly InboundArrival[]): Promise<void>;
  /**
   * Texts that no account has yet, oldest first: whole ones, and at `mergeBy` what is there of the others, in the order of its
   * parts. A part that comes later than that begins a text of its own.
   */
  unmatched(now: number, limit: number): Promise<readonly InboundText[]>;
  /**
   * For each of the asked, the latest message to the phone that was tried at least once and is one of these accounts'; undefined
   * where there is none among the phone's latest 10,000.
   */
  latestTo(asked: readonly LatestAsked[]): Promise<readonly (LatestMessage | undefined)[]>;
  /**
   * Takes up to `limit` of the messages accepted since into what `latestTo` looks phones up in. It is exact without, and slow: it
   * then looks through those messages one by one. Answers how many it took; fewer than `limit`: no more for now.
   */
  indexPhones(now: number, limit: number): Promise<number>;
  /**
   * Gives texts to accounts (0: the platform, as no account's code fits), ready to be pulled, pushed, both or neither, and puts
   * who opted out on the account's blacklist. A text that an account has already is left alone.
   */
  assign(assignments: readonly InboundAssignment[]): Promise<void>;
  /** As `ReportStore.take`, `confirm` and `release`; what is old, and the order, go by the ids. */
  take(take: InboundTake): Promise<readonly StoredInbound[]>;
  confirm(accountId: number, token: number, ids: readonly number[], at: number): Promise<void>;
  release(accountId: number, token: number, ids: readonly number[]): Promise<void>;
}

/** One part of an inbound text, or a whole one (`parts` 1). */
export interface InboundArrival {
  /** Fresh, from the node's id source: becomes the inbound text's id where this is its first part. */
  readonly id: number;
  /** What upstream calls this delivery, or a digest of it: a second one with the same key is a repetition. */
  readonly key: string;
  readonly phone: string;
  readonly accessCode: string;
  readonly text: string;
  readonly at: number;
  /** Concatenation reference; 0 where `parts` is 1. */
  readonly reference: number;
  /** From 1. */
  readonly part: number;
  readonly parts: number;
  /** Parts that are there by then are merged, whatever is missing. */
  readonly mergeBy: number;
}

export interface InboundText {
  readonly id: number;
  readonly channelId: number;
  readonly phone: string;
  readonly accessCode: string;
  readonly text: string;
  readonly at: number;
}

export interface LatestAsked {
  /** Normalised. */
  readonly phone: string;
  readonly accountIds: readonly number[];
}

export interface LatestMessage {
  readonly accountId: number;
  readonly messageId: number;
}

export interface InboundAssignment {
  readonly id: number;
  readonly accountId: number;
  readonly accountCode: string;
  readonly ext: string;
  /** Message id: the account's latest to that phone. */
  readonly answers: number | undefined;
  readonly pull: boolean;
  readonly push: boolean;
  /** The sender doesn't want to be written to by this account any more. */
  readonly optOut: boolean;
  /** UTC ms: when it is given out, and due to be pushed. */
  readonly at: number;
}

/** An inbound text without what the directory knows. */
export interface StoredInbound extends Omit<Inbound, "region"> {
  readonly accountId: number;
  /** Interface of the submission it answers; undefined where it answers none. */
  readonly dialect: string | undefined;
}

export interface InboundTake {
  readonly accountId: number;
  readonly token: number;
  readonly limit: number;
  readonly notBefore: number | undefined;
  readonly now: number;
  readonly until: number;
}

/** How channels are switched and how they do, and sends that try one out. */
export interface ChannelStore {
  /**
   * Switches a channel, writes who did it, and makes the directory's version grow; where it has that mode already, nothing
   * happens. No provisioning undoes it. Answers the mode that it had; undefined where there is no such channel.
   */
  setMode(change: ChannelModeChange): Promise<ChannelMode | undefined>;
  /** How a channel was switched, latest first. */
  changes(channelId: number, limit: number): Promise<readonly ChannelModeChange[]>;
  /**
   * Writes how a node's channels do, in place of all that it wrote before; and forgets what nodes wrote before `forget`. A node
   * that leaves or joins takes what its number wrote with it.
   */
  report(node: number, at: number, states: readonly OwnChannelState[], forget: number): Promise<void>;
  /** What nodes wrote last, by channel and node. */
  states(): Promise<readonly NodeChannelState[]>;
  /**
   * Puts down a send that tries out one channel: no account's, not charged, in no report. False where its id is taken, or
   * `MOST_TESTS` wait already. Those that were put down more than a week before are forgotten.
   */
  orderTest(test: TestOrder): Promise<boolean>;
  /** Takes what waits for one of these channels and isn't past its `takeBy`, oldest first. No two nodes take the same one. */
  takeTests(take: TestTake): Promise<readonly TestOrder[]>;
  /** What came of a test that this node took. The first answer stays; false where there was one, or the node hasn't taken it. */
  answerTest(testId: number, node: number, answer: TestAnswer): Promise<boolean>;
  /**
   * How a test stands; undefined where there is none. Receipts that came for its submits and that no message claims become its
   * own by this: they are no orphans any more.
   */
  test(testId: number): Promise<TestSend | undefined>;
  /**
   * Receipts that came up to `before` and that no message claims, oldest first, after the given one. Mostly for ids that nobody
   * was given; one that is early is among them until its submit is known.
   */
  orphans(ask: OrphansAsked): Promise<readonly Orphan[]>;
  /** How many of them each channel has, by channel; the counting ends at `most` over all, with the oldest. */
  countOrphans(ask: OrphansCounted): Promise<readonly OrphanCount[]>;
}

/** Tests that may wait to be taken. */
export const MOST_TESTS = 20;

export interface ChannelModeChange {
  readonly channelId: number;
  readonly mode: ChannelMode;
  /** UTC ms. */
  readonly at: number;
  readonly actor: string;
  /** Why, as the actor put it; may be empty. */
  readonly note: string;
}

export interface OwnChannelState {
  readonly channelId: number;
  readonly state: ChannelState;
}

export interface NodeChannelState extends OwnChannelState {
  readonly node: number;
  /** UTC ms, by that node's clock. */
  readonly at: number;
}

export interface TestOrder {
  /** Fresh: no message, submission or other test has it. */
  readonly id: number;
  readonly channelId: number;
  /** Normalised. */
  readonly phone: string;
  readonly text: string;
  readonly actor: string;
  /** UTC ms. */
  readonly at: number;
  /** Nobody takes it after that. */
  readonly takeBy: number;
}

export interface TestTake {
  readonly node: number;
  readonly channelIds: readonly number[];
  /** UTC ms: later ones are left alone. */
  readonly orderedBy: number;
  readonly now: number;
}

export interface TestAnswer {
  /** UTC ms. */
  readonly at: number;
  /** One a part; empty where nothing was sent. */
  readonly parts: readonly AttemptPart[];
  /** Why nothing was sent; empty where something was. */
  readonly note: string;
}

export interface TestSend extends TestOrder {
  readonly node: number | undefined;
  readonly takenAt: number | undefined;
  readonly answer: TestAnswer | undefined;
  /** In the order in which they came. */
  readonly receipts: readonly ChannelReceipt[];
}

export interface OrphansAsked {
  /** Undefined: every channel's. */
  readonly channelId: number | undefined;
  /** UTC ms; both included. */
  readonly since: number;
  readonly before: number;
  /** The last one of the page before. */
  readonly after: Pick<Orphan, "at" | "id"> | undefined;
  readonly limit: number;
}

export interface OrphansCounted extends Pick<OrphansAsked, "since" | "before"> {
  readonly most: number;
}

export interface OrphanCount {
  readonly channelId: number;
  readonly count: number;
}

export interface Orphan extends ChannelReceipt {
  /** Of the receipt itself: they are given in the order in which receipts come. */
  readonly id: number;
  readonly channelId: number;
}

export interface LedgerStore {
  balance(accountId: number): Promise<Balances>;
  /** Books an entry that a person caused. `ref` is a fresh id; one that the account has used already is not booked again. */
  book(entry: LedgerBooking): Promise<{ readonly credits: number; readonly booked: boolean }>;
  /** Sum of entries against balance, for every account and medium where they differ. Reads the whole ledger. */
  audit(): Promise<readonly { readonly accountId: number; readonly medium: Medium; readonly entries: number; readonly balance: number }[]>;
}

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

/**
 * Who runs on this store. Numbers are held for a time to live (`ttl`, ms) by the store's own clock, so that a node whose clock
 * is wrong neither loses its number nor keeps one.
 */
export interface NodeStore {
  /**
   * Joins as a node: takes a free number (0 to 30), the one that has been free longest, for `ttl`.
   *
   * @param name of this process's life: nobody else has it
   * @param now when what this gives back is due again, UTC ms
   */
  join(name: string, now: number, ttl: number): Promise<JoinedNode>;
  /** Holds the number for `ttl` from now on, if it is still this node's. */
  renew(node: number, name: string, ttl: number): Promise<RenewedNode>;
  /** Leaves: gives the number and its slots of channels back and returns its leased messages to their queues, due `now`. Does nothing where another has the number. */
  leave(node: number, name: string, now: number): Promise<void>;
}

export interface JoinedNode {
  readonly node: number;
  /** The largest id that any node has used. */
  readonly lastId: number;
  /** The store's clock, UTC ms. */
  readonly storeNow: number;
  /** This process has the store to itself: nobody can take the number from it while it runs. */
  readonly alone: boolean;
}

/**
 * How the sessions and the rate of each channel are shared out among the nodes that dispatch. A channel has so many slots; a node
 * holds some of them, for a time to live by the store's clock, and no two nodes hold the same one.
 */
export interface ShareStore {
  /**
   * One round of a node that dispatches, every third of `ttl` or so: gives back what it is done with, renews what it holds of
   * the channels it asks for, and takes what is free up to its fair share: slots by the number of nodes that made a round within
   * their `ttl`, the odd ones by turns from channel to channel. What it holds beyond that it may keep for as long as it renews
   * it, but should be done with soon. Of channels it doesn't ask for, nothing is renewed.
   */
  hold(round: ShareRound): Promise<readonly HeldShare[]>;
}

/**
 * What other processes on this store have done, told so that nobody has to ask all the time. News may be late, come twice or get
 * lost: whoever listens asks the store as well, now and then.
 */
export interface NewsStore {
  /** Whether others' news come here at this moment; where they don't, the store is asked more often. */
  readonly arrives: boolean;
  /** Hears what other processes tell from now on. Answers how to stop that. */
  subscribe(listener: (news: News) => void): () => void;
  /** Tells the others, in a moment, together with what else there is to tell. What a process tells its own listeners don't hear. */
  tell(news: ToldNews): void;
}

export type ToldNews =
  /** These lanes have something due, or soon will. */
  | { readonly kind: "lanes"; readonly lanes: readonly LaneHead[] }
  /** There may be something to push; inbound texts have come. */
  | { readonly kind: "pushes" | "inbound" };

export type News =
  | ToldNews
  /** The directory, rules or a blacklist have changed; a channel is to be tried. The store tells that by itself. */
  | { readonly kind: "directory" | "channel-tests" }
  /** More lanes than can be told. */
  | { readonly kind: "many-lanes" }
  /** News were lost for a while, or have just begun to come. */
  | { readonly kind: "anything" };

export interface ShareRound {
  readonly node: number;
  /** As it joined. */
  readonly name: string;
  readonly ttl: number;
  readonly channels: readonly {
    readonly channelId: number;
    readonly slots: number;
    /** Whether it carries messages over what it holds now, for other nodes to know. */
    readonly serves: boolean;
  }[];
  /** What it doesn't use any more. */
  readonly release: readonly { readonly channelId: number; readonly slot: number }[];
}

export interface HeldShare {
  readonly channelId: number;
  /** From 0, ascending. None where the node's number is not its own any more. */
  readonly slots: readonly number[];
  /** How many would be its fair share. */
  readonly fair: number;
  /** Another node carries messages over its own. */
  readonly servedElsewhere: boolean;
}

export interface RenewedNode {
  /** False: it lapsed, or another has it. Nothing may be done under it any more. */
  readonly kept: boolean;
  readonly storeNow: number;
}
