/**
 * A message is one recipient of a submission. It moves only along the transitions below, each by compare-and-set in the
 * store; ARCHITECTURE.md draws the same table and a test keeps the two equal.
 */
export const MESSAGE_STATES = ["held", "queued", "leased", "sent", "delivered", "failed", "unknown", "cancelled", "unanswered"] as const;

export type MessageState = (typeof MESSAGE_STATES)[number];

/** Where each state may lead. A state that leads nowhere is final, and a final message has exactly one report. */
export const TRANSITIONS = {
  /** waits for a reviewer */
  held: ["queued", "failed", "cancelled"],
  /** waits for its send time, or for a channel; a late receipt of an earlier try may settle it from here */
  queued: ["leased", "failed", "cancelled", "delivered"],
  /** claimed by a node under a lease: it may have left the house */
  leased: ["queued", "sent", "failed", "unknown", "delivered", "unanswered"],
  /** a channel has accepted it; its receipt is awaited, and one that says "undelivered" may make it another channel's turn */
  sent: ["queued", "delivered", "failed", "unknown"],
  delivered: [],
  failed: [],
  unknown: [],
  cancelled: [],
  /** bytes left and no answer came: a late answer or a receipt may settle it yet, until the time that the channel gives it */
  unanswered: ["queued", "sent", "delivered", "failed", "unknown"],
} as const satisfies Record<MessageState, readonly MessageState[]>;

export type FinalState = "delivered" | "failed" | "unknown" | "cancelled";

export function isFinal(state: MessageState): state is FinalState {
  return TRANSITIONS[state].length === 0;
}

export function mayMove(from: MessageState, to: MessageState): boolean {
  return (TRANSITIONS[from] as readonly MessageState[]).includes(to);
}

export const MEDIA = ["sms", "mms"] as const;
export type Medium = (typeof MEDIA)[number];

export const OPERATORS = ["mobile", "unicom", "telecom", "international"] as const;
/** The carrier a number belongs to. China Broadnet (192) counts as `mobile`, on whose network it runs. */
export type Operator = (typeof OPERATORS)[number];

/** Order in which messages of one channel budget go out: codes before notices before campaigns. */
export const CONTENT_CLASSES = ["verification", "notice", "marketing"] as const;
export type ContentClass = (typeof CONTENT_CLASSES)[number];
