import type { FinalState } from "../../domain/message.ts";
import { packReceipt } from "./packed-receipt.ts";

/** How a message ends. */
export interface Settlement {
  readonly state: FinalState;
  readonly code: string;
  readonly at: number;
  /** `always`: no channel took it; `undelivered`: only for accounts that pay for delivery. */
  readonly refund: "always" | "undelivered" | "never";
  /** The channel that took it, where that isn't the one that the message is at already. */
  readonly channelId?: number | undefined;
  /** The channel that was asked last, for the counts, where none took it. */
  readonly asked?: number | undefined;
  /** Its receipt never came. */
  readonly overdue?: boolean | undefined;
  /** The receipt that it ends by, of this code and time: it is kept with the report, where it takes no row of its own. */
  readonly receipt?: EndingReceipt | undefined;
}

/** Narrows a settlement to a message that is still on this attempt, and (where `leased`) under its lease. */
export interface Only {
  readonly attempt: number;
  readonly leased: boolean;
}

/** Of which part of which try a receipt is that ends a message, and how it came. */
export interface EndingReceipt {
  readonly attempt: number;
  readonly part: number;
  /** The part's own. */
  readonly upstreamId: string;
  readonly raw: string;
}

/** As it lies in `report.receipt`; story.ts reads it. @param phone the message's */
export function packEnding({ receipt, code, at }: Settlement, phone: string): Uint8Array | null {
  return receipt ? packReceipt(receipt.raw, { upstreamId: receipt.upstreamId, code, at, phone }) : null;
}
