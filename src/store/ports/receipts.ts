import type { ChannelReceipt, KnownSubmit } from "../../domain/receipt.ts";

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
