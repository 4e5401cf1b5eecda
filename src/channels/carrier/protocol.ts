import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { Outcome, Part } from "../channel.ts";

/**
 * What a binary carrier protocol brings to the kit. The kit owns sockets, time, windows, deadlines, heartbeats, reconnects
 * and the hand-over to the host; a protocol turns frames into meanings and meanings into frames, and nothing else.
 */
export interface CarrierProtocol {
  /** In capitals; begins the codes that the kit makes, such as `SMPP:SILENT`. */
  readonly name: string;
  readonly frames: FrameBounds;
  /** The connections that make up one of the channel's `sessions`: mostly one that does everything. */
  readonly roles: readonly Role[];
  /** A new conversation, for a connection that has just been made. */
  converse(role: Role): Conversation;
  /** Called once, when the channel starts and when it has stopped, by a protocol that has something to do then. */
  start?(): void;
  stop?(): void;
}

/** Every frame begins with its length as four bytes, big-endian, these four included. Both bounds are bytes of a whole frame. */
export interface FrameBounds {
  readonly shortest: number;
  readonly longest: number;
}

export interface Role {
  /** For the log: `transceiver`, `transmitter`, … */
  readonly name: string;
  /** Whether submits may go over it. */
  readonly submits: boolean;
}

/** What an answer and its request have in common: a sequence number, or how a protocol writes a longer one. */
export type Key = number | string;

/**
 * Both sides of one connection's talk. A conversation may remember things (sequence numbers, a negotiated version) but does
 * no I/O and sets no timer. Should a method throw, that ends the session and nothing else.
 */
export interface Conversation {
  /** The first frame of ours; undefined where the peer logs in with us, which `hear` then answers with `open`. */
  login(): Buffer | undefined;
  /** Asks whether the peer is there: anything that comes afterwards is a sign of life. */
  heartbeat(): Buffer;
  /** Says good-bye. */
  logout(): Buffer;
  /** The submit of a part, or what becomes of one that this protocol can't carry. */
  submit(part: Part): Submit | Outcome;
  /** @param frame whole, within the bounds; it is not valid after the call unless it is copied */
  hear(frame: Buffer): Heard;
}

export interface Submit {
  readonly kind: "submit";
  /** Not used by any other submit that is unanswered on this connection. */
  readonly key: Key;
  /** How its receipt will call it, where the protocol knows that before the answer. */
  readonly upstreamId?: string;
  readonly frame: Buffer;
}

/** What a frame meant. `reply`, where there is one, is written before anything else happens. */
export type Heard =
  /** The login is done: the session is open. */
  | { readonly kind: "open"; readonly reply?: Buffer }
  /** The answer to a submit. A late one goes to the host as such, an unknown key is ignored. A `deferred` one for `throttled` pauses the session for a moment. */
  | { readonly kind: "answer"; readonly key: Key; readonly outcome: Outcome }
  | Delivery
  /** Nothing but its reply is needed; without one it was a sign of life. `note` says for the log what was odd about it. */
  | { readonly kind: "life"; readonly reply?: Buffer; readonly note?: string }
  /** The peer says good-bye, refuses the login or talks nonsense: the session ends. `why` is for the log, in plain words. */
  | { readonly kind: "end"; readonly why: string; readonly reply?: Buffer };

/** Receipts or inbound texts. `acknowledge` is written once the host has them, never before. */
export interface Delivery {
  readonly kind: "delivery";
  /** A promise where it takes a while to say which submit is meant; it should end soon, as `acknowledge` waits for it. */
  readonly receipts?: readonly ChannelReceipt[] | Promise<readonly ChannelReceipt[]>;
  readonly inbound?: readonly ChannelInbound[];
  readonly acknowledge: Buffer;
  /** Told once `acknowledge` was written. */
  readonly acknowledged?: () => void;
  /** Written where the host could not take them, so that the peer sends them again; without it nothing is. */
  readonly refuse?: Buffer;
}
