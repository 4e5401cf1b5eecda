import type { ContentClass, FinalState, Medium, Operator } from "./message.ts";
import type { Refusal } from "./reasons.ts";
import type { Region } from "./region.ts";

/** What stands in the place of a dialect's name where people sent from the portal. */
export const PORTAL = "portal";

/** A customer's wish to send, as a dialect decoded it: still unauthenticated, unchecked and without an id. */
export interface SubmissionDraft {
  readonly medium: Medium;
  /** As given, in order; trimmed, never normalised by the dialect. */
  readonly recipients: readonly string[];
  readonly content: DraftContent;
  /** Digits the customer appends to the access code; empty: none. */
  readonly ext: string;
  /** UTC ms; undefined: now. `"unreadable"` when one was given that is no time: the core answers `time-wrong`. */
  readonly sendAt: number | undefined | "unreadable";
  readonly orderId?: string;
  /** Given back to the customer where the dialect has a place for it. */
  readonly other?: string;
  /** hzdfit: whether reports are pushed for this submission; undefined: as the account is set. */
  readonly reportWanted?: boolean;
  /** qxt addseqno: number the parts where no channel can concatenate. */
  readonly numbered?: boolean;
  /** A dialect's own smaller bounds. */
  readonly bounds?: { readonly recipients?: number; readonly content?: number; readonly extDigits?: number };
  /**
   * The signature that the customer asks for, where the platform puts it there: the `tag`-th approved one, counted from 1
   * (xunchen signtag), or a text of its own (signtext), which only counts for accounts that may.
   */
  readonly signature?: { readonly tag?: string | number; readonly text?: string };
  /**
   * The text is made from this template of the account and the values of its `@n@`; `content` is then left empty by the
   * dialect (xunchen msgtype 2; see readTemplateValues in text/templates.ts). An empty id names no template.
   */
  readonly template?: { readonly id: string; readonly values: ReadonlyMap<number, string> };
  /** One wrong number refuses the whole (xunchen 106); otherwise it only fails itself. */
  readonly strictRecipients?: boolean;
  /** A repeated number refuses the whole (BatchSms) instead of being sent once. */
  readonly refuseDuplicates?: boolean;
  /**
   * Accepted even where credits don't suffice: then nothing is sent or charged, and every message ends as failed with
   * `YZ:CREDIT` (qxt).
   */
  readonly acceptUnpaid?: boolean;
  /** A request that may be used once (ensms): the same key of the account within `window` ms is refused as `timestamp-skewed`. Not with `orderId`. */
  readonly once?: { readonly key: string; readonly window: number };
}

export type DraftContent =
  | { readonly kind: "same"; readonly text: string }
  /** One text a recipient, in the order of `recipients`. */
  | { readonly kind: "each"; readonly texts: readonly string[] }
  /** An MMS: its TMS container (text/tms.ts), which the dialect has found to be whole. */
  | { readonly kind: "mms"; readonly subject: string; readonly container: Buffer };

/** What the core answers to a submission that it took. */
export interface Accepted {
  readonly submissionId: number;
  /** Balance in credits of the submission's medium, after the charge. */
  readonly balance: number;
  /** Credits taken. */
  readonly charged: number;
  readonly accepted: readonly string[];
  readonly refused: readonly RefusedRecipient[];
}

export interface RefusedRecipient {
  /** As the customer wrote it. */
  readonly recipient: string;
  readonly refusal: Refusal;
}

/** A submission in the form in which it is stored: checked, priced, with ids. */
export interface NewSubmission {
  readonly id: number;
  readonly accountId: number;
  readonly dialect: string;
  readonly medium: Medium;
  /** UTC ms. */
  readonly acceptedAt: number;
  /** UTC ms; equal to `acceptedAt` when it is to go at once. */
  readonly sendAt: number;
  /** The text as it will leave (signature included) where all recipients share it, else undefined. */
  readonly text: string | undefined;
  /** The container of an MMS, whose subject is the text. */
  readonly media?: Uint8Array | undefined;
  readonly ext: string;
  readonly orderId: string | undefined;
  readonly orderExpiresAt: number;
  /** A key that the account may use once until then (UTC ms); not an order id, so no report shows it. */
  readonly once?: { readonly key: string; readonly expiresAt: number } | undefined;
  readonly other: string | undefined;
  /** How its reports are handed over; neither: they are kept for the console only. */
  readonly reports: { readonly pull: boolean; readonly push: boolean };
  readonly numbered: boolean;
  /** Credits to debit, and the balance (credits; 0 or negative) below which the debit is refused. */
  readonly charge: { readonly credits: number; readonly floor: number };
  /** Gives the credits of a message back that ended undelivered (`charge: on-delivery`). */
  readonly refundUndelivered: boolean;
  /** A message that may have left already is never sent again: it ends as UNKNOWN. */
  readonly atMostOnce: boolean;
  readonly messages: readonly NewMessage[];
}

export interface NewMessage {
  readonly id: number;
  /** Normalised: 11 digits for mainland numbers, `+` and E.164 digits for others; as given when it was malformed. */
  readonly phone: string;
  readonly operator: Operator | undefined;
  readonly class: ContentClass;
  /** Own text where recipients don't share one. */
  readonly text: string | undefined;
  readonly segments: number;
  /** `queued`, or a final state with its code when this recipient was refused. */
  readonly state: "queued" | "held" | "failed";
  readonly code: string | undefined;
  /** Where it queues; see routing/lanes.ts. */
  readonly lane: number;
  /** It is counted for the frequency rule, and never refused for it. */
  readonly exempt: boolean;
}

/** What an account is told of one message, pulled or pushed. */
export interface Report {
  readonly messageId: number;
  readonly submissionId: number;
  readonly phone: string;
  readonly outcome: FinalState;
  /** The carrier's code, or one of ours. */
  readonly code: string;
  /** When it became known, UTC ms. */
  readonly at: number;
  /** The customer's own ext. */
  readonly ext: string;
  /** What the recipient saw as the sender: channel's code + account's code + ext; the channel's part is empty where none took the message. */
  readonly accessCode: string;
  readonly orderId: string | undefined;
  /** Where the phone's number was given out. */
  readonly region: Region;
}
