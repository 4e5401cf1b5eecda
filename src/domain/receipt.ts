/** What a carrier said of one part of a message. */
export interface ChannelReceipt {
  /** Equal to the `upstreamId` of the accepted submit. */
  readonly upstreamId: string;
  /** The phone it is about, normalised, where upstream says so: for submits whose id never came (see `NextStep`, `unanswered`). */
  readonly phone?: string;
  /** `pending` ones (ACCEPTD, ENROUTE, …) are kept and settle nothing. */
  readonly status: "delivered" | "failed" | "pending";
  /** The carrier's own word: `DELIVRD`, `UNDELIV`, `MA:0006`, … */
  readonly code: string;
  /** UTC ms at which it came. */
  readonly at: number;
  /** As it came, for support: a frame in hex, a text, a JSON document. At most 4 KiB are kept. */
  readonly raw: string;
}

/** A submit that upstream accepted and whose receipt has not come yet. */
export interface Outstanding extends OutstandingCursor {
  readonly upstreamId: string;
  readonly phone: string;
  /** UTC ms of the submit. */
  readonly at: number;
}

/** A submit that upstream accepted, by its id. */
export type KnownSubmit = Pick<Outstanding, "upstreamId" | "phone">;

export interface OutstandingCursor {
  readonly messageId: number;
  readonly part: number;
}
