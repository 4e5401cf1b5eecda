import type { PulledReport } from "../support/huaxin-wire.ts";

/** What a customer knows of its dealings with the platform, from HTTP answers alone. */
export interface Books {
  /** Credits before the first attempt. */
  readonly opening: number;
  readonly attempts: Attempt[];
  readonly handovers: Handover[];
  /** What went wrong on the way, whatever the sums say later; plain sentences. */
  readonly troubles: string[];
}

/** One try to submit. A wish that got no answer is tried again with the same phones, as customers do. */
export interface Attempt {
  /** No two wishes share a phone. */
  readonly phones: readonly string[];
  /** Segments of its text: what each message costs. */
  readonly segments: number;
  end: AttemptEnd;
}

export type AttemptEnd =
  | { readonly kind: "acknowledged"; readonly taskId: string }
  | { readonly kind: "refused"; readonly message: string }
  /** The platform says that something is wrong with itself: it may have been taken or not, as the customer isn't told which. */
  | { readonly kind: "failed" }
  /** It left, and no complete answer came: it may have been taken or not. */
  | { readonly kind: "unanswered" };

/** One complete answer to a pull. */
export interface Handover {
  readonly reports: readonly PulledReport[];
  readonly life: Life;
  /**
   * Set on the last answer that a connection brought before the server was killed. A report counts as handed over when the
   * answer has been written out, and the server notes that just after: killed in between, it must offer the report again
   * rather than lose it, for it can't know whether the answer arrived. So these reports, and no others, may come once more
   * in a later life. (An answer on which the same connection got another one was noted: the server handles one request
   * after the other.)
   */
  last: boolean;
}

/** One life of the server under test, as its customers share it. */
export interface Life {
  readonly port: number;
  /**
   * Set just before the server is told to end. Until then it must answer every request; after that, `kill` may cut off
   * anything, while after `term` an answer comes whole or not at all.
   */
  ending: undefined | "kill" | "term";
  /** Whether the platform may say now that something is wrong with itself. Never, where it is left out. */
  readonly mayFail?: () => boolean;
  /** How long a request may wait for its answer, ms; 15 s where it is left out. */
  readonly patience?: number;
  /** When it acknowledged a submission last, UTC ms. */
  acknowledgedAt?: number;
}

export function openBooks(opening: number): Books {
  return { opening, attempts: [], handovers: [], troubles: [] };
}
