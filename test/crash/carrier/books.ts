import type { PulledReport } from "../../support/huaxin-wire.ts";
import type { Attempt } from "../books.ts";

/** What the carrier wrote down: lines of `yizhan simulate --record`. */
export type CarrierEntry =
  | { readonly at: number; readonly event: "accepted"; readonly serial: number; readonly phone: string; readonly unfinished: boolean }
  | {
      readonly at: number;
      readonly event: "acknowledged";
      readonly kind: "receipt" | "inbound";
      readonly serial: number;
      readonly phone: string;
      readonly stat?: string;
    }
  | { readonly at: number; readonly event: "refused" | "throttled"; readonly phone: string }
  | { readonly at: number; readonly event: "broke" };

/** A request that the customer's sink got whole, and what it answered. */
export interface Pushed {
  /** UTC ms of the answer. */
  readonly at: number;
  readonly reports: readonly PulledReport[];
  /** `acknowledged`: a whole answer that says yes was written; anything else asks for the reports again. */
  readonly answer: "acknowledged" | "failed" | "cut";
}

/** Something that was broken for a while. */
export interface Lost {
  /** UTC ms, both. */
  readonly from: number;
  readonly to: number;
  /** Nodes that lost it. */
  readonly nodes: number;
}

/** All that those around the platform know of it. */
export interface Evidence {
  readonly attempts: readonly Attempt[];
  readonly carrier: readonly CarrierEntry[];
  readonly pushes: readonly Pushed[];
  /** UTC ms of each kill. */
  readonly kills: readonly number[];
  /** … and of each end in good order. */
  readonly stops: readonly number[];
  readonly losses: readonly Lost[];
  /** Credits before the first attempt, and as the platform says after the last. */
  readonly opening: number;
  readonly balance: number;
  /** Submits that may be unanswered at once, over all connections of the channel. */
  readonly window: number;
  /** Reports that may be under way to the sink at once. */
  readonly underWay: number;
  /** What the carrier says of a phone. */
  statOf(phone: string): string;
}
