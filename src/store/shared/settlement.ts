import type { FinalState } from "../../domain/message.ts";

/** How a message ends. */
export interface Settlement {
  readonly state: FinalState;
  readonly code: string;
  readonly at: number;
  /** `always`: no channel took it; `undelivered`: only for accounts that pay for delivery. */
  readonly refund: "always" | "undelivered" | "never";
  /** The channel that took it, where that isn't the one that the message is at already. */
  readonly channelId?: number | undefined;
}

/** Narrows a settlement to a message that is still on this attempt, and (where `leased`) under its lease. */
export interface Only {
  readonly attempt: number;
  readonly leased: boolean;
}
