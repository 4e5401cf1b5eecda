import type { ContentClass, FinalState, Medium, MessageState, Operator } from "../../domain/message.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { AttemptPart } from "./dispatch.ts";
import type { PushResult, PushState } from "./pushes.ts";

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
