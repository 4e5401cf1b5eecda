import type { Answer, Call, CallKind } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";

/**
 * The port of a dialect: one provider's HTTP interface.
 *
 * A dialect is a pure translator. It MUST turn any bytes into either a `Call` or its own reply, and any `Answer` into
 * reply bytes, without I/O, timers, randomness or the system clock (times come with the request). It MUST NOT throw for
 * what a client sent: what it can't read becomes its own error reply; what it throws is our bug and is answered with its
 * `internal` reply. It MAY NOT see the store, the network or another dialect; what two dialects share lives in a named
 * folder beside them (`aspx/`).
 *
 * Authentication, limits, charging and storing are the core's; so is bounding the body and the time a request may take.
 * A dialect owns one table from every `Reason` to its code and text, and a conformance suite reaches every cell.
 */
export interface Dialect {
  /** Registered name: lower case, also its mount (`/huaxin/sms.aspx` beside `/sms.aspx`). */
  readonly name: string;
  /** What operators see, in Chinese and English. */
  readonly title: { readonly zh: string; readonly en: string };
  readonly routes: readonly DialectRoute[];
  /** Two lines to paste for a newcomer: one sends a message, one shows its report. */
  examples(target: ExampleTarget): { readonly send: string; readonly report: string };
}

export interface DialectRoute {
  /** As the document writes it, e.g. `/sms.aspx`; matched in any case, with repeated slashes folded. */
  readonly path: string;
  readonly methods: readonly ("GET" | "POST")[];
  /** MUST NOT throw. */
  decode(request: WireRequest): Decoded;
  /** The reply when the ingress can't hand the request to `decode`: body too large (413), method not allowed (405), too slow (408), broken HTTP (400), overload (503). */
  refuse(why: IngressRefusal, request: WireRequest): WireReply;
}

export type IngressRefusal = "too-large" | "method" | "too-slow" | "malformed" | "busy" | "internal";

/** A request as it came, its body complete and bounded. */
export interface WireRequest {
  readonly method: string;
  readonly path: string;
  /** What follows `?`, undecoded, one character a byte (latin1); empty when there is none. */
  readonly query: string;
  /** Lower-case name → value; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** UTC ms at which the request was complete. */
  readonly receivedAt: number;
}

export interface WireReply {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer | string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Either a finished reply, or a call and the way back. */
export type Decoded = { readonly reply: WireReply } | CallDecoded;

/** `encode` MUST answer every `Answer` of the call's kind; what it may use of time comes as `now` (UTC ms). */
export type CallDecoded = {
  [K in CallKind]: {
    readonly call: Extract<Call, { kind: K }>;
    readonly encode: (answer: Answer<K>, now: number) => WireReply;
  };
}[CallKind];

/** What `examples` may use: the account is one that the dialect is enabled for. */
export interface ExampleTarget {
  /** e.g. `http://127.0.0.1:8030`, without a slash at the end. */
  readonly base: string;
  readonly account: Account;
}
