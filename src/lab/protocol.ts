import type { FrameBounds } from "../channels/carrier/protocol.ts";
import type { Clock } from "../runtime/clock.ts";
import type { Script } from "./script.ts";

/** What a carrier protocol brings to the lab: the carrier's half of its talk. The lab owns sockets, time and what goes wrong. */
export interface LabProtocol {
  /** The word for `yizhan simulate`. */
  readonly name: string;
  /** Where such carriers listen by custom. */
  readonly port: number;
  readonly frames: FrameBounds;
  /** Byte of a frame at which the last four bytes of its sequence number begin. */
  readonly sequenceAt: number;
  converse(facts: LabFacts): LabConversation;
}

/** What a conversation may know of the house it runs in. */
export interface LabFacts {
  readonly clock: Clock;
  readonly script: Script;
}

export interface LabConversation {
  /** Only where the lab makes the connection (`deliverTo` of the script): the carrier's login. */
  login?(): Buffer;
  hear(frame: Buffer): LabHeard;
  heartbeat(): Buffer;
  /** A frame that carries a receipt, or a text that a phone sent, or one part of it. */
  deliver(delivery: LabDelivery): { readonly key: number | string; readonly frame: Buffer };
}

export type LabHeard =
  /** The client logs in; `accept` answers yes, `refuse` no. `receives`: deliveries may go over this connection. */
  | { readonly kind: "login"; readonly ok: boolean; readonly receives: boolean; readonly accept: Buffer; readonly refuse: Buffer }
  /** The client let us in (see `login`). */
  | { readonly kind: "open" }
  | LabSubmit
  /** The client took a delivery, or (`ok` false) wants it again. */
  | { readonly kind: "acknowledged"; readonly key: number | string; readonly ok: boolean }
  | { readonly kind: "life"; readonly reply?: Buffer }
  | { readonly kind: "end"; readonly why: string; readonly reply?: Buffer };

export interface LabSubmit {
  readonly kind: "submit";
  readonly phone: string;
  /** The access code that the phone sees. */
  readonly source: string;
  /** Whether the client asked for a receipt. */
  readonly wantsReceipt: boolean;
  /** A part of a long message, and not its last one: its owner answers the whole. */
  readonly unfinished?: boolean;
  /** As it was decoded, for tests. */
  readonly pdu: unknown;
  answer(verdict: Verdict): Buffer;
}

export type Verdict =
  | { readonly kind: "accepted"; readonly serial: number }
  | { readonly kind: "refused" }
  | { readonly kind: "throttled" };

export type LabDelivery = LabReceipt | LabInbound;

export interface LabReceipt {
  readonly kind: "receipt";
  /** Of the submit's verdict. */
  readonly serial: number;
  /** `DELIVRD`, `UNDELIV`, … */
  readonly stat: string;
  readonly phone: string;
  readonly source: string;
  /** UTC ms */
  readonly submittedAt: number;
  readonly doneAt: number;
}

export interface LabInbound {
  readonly kind: "inbound";
  readonly phone: string;
  /** The access code that the phone wrote to. */
  readonly to: string;
  readonly text: string;
  /** A number of its own, for ids. */
  readonly serial: number;
  readonly at: number;
  readonly part?: { readonly reference: number; readonly number: number; readonly of: number };
}
