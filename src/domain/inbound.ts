import type { Region } from "./region.ts";

/** A text that a phone sent to an access code, as its account is told of it. */
export interface Inbound {
  /** Time-ordered, never equal to a message's id. */
  readonly id: number;
  /** Normalised. */
  readonly phone: string;
  /** Whole: parts of a long text are merged. */
  readonly text: string;
  /** When it (or its last part) came, UTC ms. */
  readonly at: number;
  /** The number it was sent to: channel's code + `accountCode` + `ext`. */
  readonly accessCode: string;
  readonly accountCode: string;
  /** What the customer picked, or the phone's owner appended. */
  readonly ext: string;
  /** The account's latest message to that phone, where there is one. */
  readonly answers: { readonly messageId: number; readonly submissionId: number; readonly orderId: string | undefined } | undefined;
  /** Where the phone's number was given out. */
  readonly region: Region;
}

/** What a phone sent, as a channel brings it: a whole text, or one part of a long one. */
export interface ChannelInbound {
  /**
   * What upstream calls this delivery, or else a digest of all that tells it from another: what comes again under the same key
   * on the same channel is a repetition and changes nothing.
   */
  readonly key: string;
  /** With its country code where it is not a mainland number. */
  readonly phone: string;
  /** The number that it was sent to, beginning with the channel's code. */
  readonly accessCode: string;
  readonly text: string;
  /** UTC ms at which it came. */
  readonly at: number;
  /** Where it is a part: the concatenation reference that the parts share, which one it is (from 1), and how many there are. */
  readonly part?: { readonly reference: number; readonly number: number; readonly of: number };
}
