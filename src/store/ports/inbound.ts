import type { Inbound } from "../../domain/inbound.ts";

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
