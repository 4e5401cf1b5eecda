/**
 * How an operator has switched a channel, beside what is declared of it:
 *
 * - `up`: it carries messages.
 * - `drain`: it takes no new messages, finishes what is under way, and keeps its sessions for receipts and inbound texts.
 * - `down`: as `drain`, and when everything under way has been answered its sessions are closed.
 *
 * Messages whose only channels are drained or down wait, up to their give-up time.
 */
export type ChannelMode = (typeof CHANNEL_MODES)[number];
export const CHANNEL_MODES = ["up", "drain", "down"] as const;

/**
 * How a channel stands over all nodes, in a word:
 *
 * - `off`: its declaration says `enabled: false`.
 * - `unheard`: no server has said anything of it lately.
 * - `connected`, `not connected`: it is switched up, and upstream can be reached, or not.
 * - `failing`: upstream can be reached, and a breaker keeps messages from it all the same.
 * - `draining`, `drained`: something is still under way, or nothing is.
 * - `closing`, `closed`: switched down, likewise.
 */
export type Standing = (typeof STANDINGS)[number];
export const STANDINGS = ["off", "unheard", "connected", "not connected", "failing", "draining", "drained", "closing", "closed"] as const;

/** What a channel knows of its own connections. */
export interface ChannelPulse {
  /** Connections that it keeps open, and those of them whose login is done. Absent: it has none. */
  readonly sessions?: { readonly wanted: number; readonly bound: number };
  /** What upstream says that our account there has left, and when it said so (UTC ms). Absent: not known. */
  readonly balance?: { readonly credits: number; readonly at: number };
  /** It rests, because upstream said "too fast". */
  readonly throttled?: boolean;
}

/** How often each thing happened. Parts are counted, not messages. */
export interface ChannelCounts {
  readonly accepted: number;
  readonly refused: number;
  readonly deferred: number;
  readonly unknown: number;
  /** Of the deferred: those for which upstream said "too fast", or the channel was full. */
  readonly throttled: number;
}

/** One channel as one node sees it. Times are UTC ms. */
export interface ChannelState {
  /** That is in effect there: the directory's, a moment later. */
  readonly mode: ChannelMode;
  /** Its sessions are open, or being opened; false where it is down and all that was under way has been answered. */
  readonly running: boolean;
  /** Whether upstream can be reached. */
  readonly up: boolean;
  readonly pulse: ChannelPulse;
  /** How many of the channel's slots this node has, where nodes share them. */
  readonly share?: { readonly held: number; readonly of: number };
  /** Submits whose outcome is not durable yet, and how many there may be. */
  readonly window: { readonly used: number; readonly size: number };
  /** Parts that were claimed for it and have not left. */
  readonly waiting: number;
  /** Parts that left, in the last 10 and 60 seconds. */
  readonly submits: { readonly last10s: number; readonly last60s: number };
  /** What was answered in the last 60 seconds. */
  readonly outcomes: ChannelCounts;
  /** In the last 5 minutes: parts that upstream accepted, and receipts that ended one. */
  readonly receipts: { readonly accepted: number; readonly delivered: number; readonly failed: number };
  /** What went wrong last with the connection, as the log has it. */
  readonly trouble?: { readonly at: number; readonly what: string };
  /** The last part that was not accepted. */
  readonly rejection?: {
    readonly at: number;
    readonly outcome: Exclude<keyof ChannelCounts, "accepted" | "throttled">;
    readonly code: string;
  };
  /** Where a breaker stands that keeps messages from a channel which fails. Absent: closed. */
  readonly circuit?: "open" | "half-open";
}
