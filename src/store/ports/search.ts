import type { Medium, MessageState } from "../../domain/message.ts";
import type { PushKind } from "../../domain/push.ts";
import type { StoryMessage } from "./history.ts";
import type { PushState } from "./pushes.ts";

/**
 * Lists for people: latest first, page by page behind a key, never counted. A page ends when it is full, when there is no more,
 * or when it has looked at as many rows as one call may (some 100 ms of work): then `more` says where to go on, although the page has
 * few rows or none. These reads have a thread or sessions of their own, so that nobody who sends waits for somebody who looks; when too
 * many look at once, or a read takes too long, they reject with `StoreError("busy")`.
 *
 * Times that narrow a list are those in the ids: of a message, that of its acceptance, give or take the few seconds by which a
 * submission to very many recipients runs ahead.
 */
export interface SearchStore {
  messages(query: MessageQuery): Promise<Found<FoundMessage>>;
  submissions(query: SubmissionQuery): Promise<Found<FoundSubmissionRow>>;
  /** How the messages of a submission stand, by state: a campaign's progress. Reads at most 100,000 of them a call. */
  progress(submissionId: number): Promise<SubmissionProgress | undefined>;
  inbound(query: InboundQuery): Promise<Found<FoundInbound>>;
  ledger(query: LedgerQuery): Promise<Found<LedgerEntryRow>>;
  pushes(query: PushQuery): Promise<Found<FoundPush>>;
}

export interface Page {
  /** As `Found.more` gave it; undefined: from the newest. */
  readonly before: number | undefined;
  /** At most 1,000. */
  readonly limit: number;
}

export interface Found<R> {
  readonly rows: readonly R[];
  /** Where to go on; undefined: there is nothing more. */
  readonly more: number | undefined;
}

/** All that is given must hold. */
export interface MessageQuery extends Page {
  readonly accountId?: number | undefined;
  readonly submissionId?: number | undefined;
  /** Normalised, whole. */
  readonly phone?: string | undefined;
  /** None: any. */
  readonly states?: readonly MessageState[] | undefined;
  /** As the found message's `channelId`: that took it last, whether it kept it or not. */
  readonly channelId?: number | undefined;
  readonly medium?: Medium | undefined;
  /** Code of its end, e.g. `EXPIRED`; whole. */
  readonly code?: string | undefined;
  /** Part of its text, as it is written. */
  readonly text?: string | undefined;
  /** UTC ms, of acceptance; `from` included, `to` not. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** A message as it is now, but for its `otherwise`. */
export interface FoundMessage extends StoryMessage {
  readonly accountId: number;
  readonly submissionId: number;
  readonly medium: Medium;
  readonly text: string;
  /** UTC ms: its submission was accepted then. */
  readonly acceptedAt: number;
}

export interface SubmissionQuery extends Page {
  readonly accountId?: number | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Those of one interface: `portal` for what people sent. */
  readonly dialect?: string | undefined;
}

export interface FoundSubmissionRow {
  readonly id: number;
  readonly accountId: number;
  readonly dialect: string;
  readonly medium: Medium;
  readonly acceptedAt: number;
  readonly sendAt: number;
  readonly recipients: number;
  readonly credits: number;
  /** The text, or the first of several. */
  readonly text: string;
  readonly orderId: string | undefined;
}

export interface SubmissionProgress {
  readonly recipients: number;
  /** Messages, by state; states that none is in are left out. */
  readonly states: Readonly<Partial<Record<MessageState, number>>>;
  /** There are more messages than were looked at. */
  readonly partial: boolean;
}

export interface InboundQuery extends Page {
  /** 0: those that no account's code fits. Left out: all, also those that have no account yet; never those whose parts are incomplete. */
  readonly accountId?: number | undefined;
  readonly phone?: string | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

export interface FoundInbound {
  readonly id: number;
  readonly accountId: number | undefined;
  readonly channelId: number;
  readonly phone: string;
  readonly accessCode: string;
  readonly ext: string;
  readonly text: string;
  readonly at: number;
  /** Message that it answers. */
  readonly answers: number | undefined;
  /** When a query was given it. */
  readonly handedAt: number | undefined;
}

export interface LedgerQuery extends Page {
  readonly accountId: number;
  readonly medium?: Medium | undefined;
  /** None: any. */
  readonly kinds?: readonly LedgerEntryRow["kind"][] | undefined;
  /** UTC ms, of what an entry is for: a refund's is that of its message's acceptance. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

/** In the order of what they are for, latest first: then the days that retention has added up, and what the account was opened with. */
export interface LedgerEntryRow {
  readonly ref: number;
  readonly kind: "opening" | "charge" | "refund" | "recharge" | "adjust" | "carried";
  readonly medium: Medium;
  readonly credits: number;
  readonly at: number;
  readonly actor: string | undefined;
  readonly note: string | undefined;
}

export interface PushQuery extends Page {
  readonly accountId?: number | undefined;
  readonly kind?: PushKind | undefined;
  readonly state?: PushState | undefined;
}

export interface FoundPush {
  /** Message id or inbound id. */
  readonly itemId: number;
  readonly accountId: number;
  readonly kind: PushKind;
  readonly at: number;
  readonly state: PushState;
  readonly dueAt: number | undefined;
  readonly refused: number;
  readonly unreached: number;
  /** The latest try. */
  readonly last: { readonly at: number; readonly status: number; readonly note: string } | undefined;
}
