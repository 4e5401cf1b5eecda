import type { Answer, Call, CallKind, Identity } from "../domain/call.ts";
import type { Account } from "../domain/directory.ts";
import type { Refusal } from "../domain/reasons.ts";
import type { Charset } from "../text/charset.ts";
import type { DialectClient } from "./client.ts";
import type { Pushes } from "./pushes.ts";
import type { WireReply, WireRequest } from "./wire.ts";

export type { WireReply, WireRequest } from "./wire.ts";

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
  /** How reports and inbound texts are pushed; a dialect without it has pulling only. */
  readonly pushes?: Pushes;
  /** The other side of the interface: how to call a server that speaks it. */
  readonly client: DialectClient;
  /** Two lines to paste for a newcomer: one sends a message, one shows its report. */
  examples(target: ExampleTarget): { readonly send: string; readonly report: string };
}

export interface DialectRoute {
  /** As the document writes it, e.g. `/sms.aspx`; matched in any case, with repeated slashes folded. */
  readonly path: string;
  readonly methods: readonly ("GET" | "POST")[];
  /** Where more than one dialect owns this path: how to tell whose a request is. */
  readonly sharing?: Sharing;
  /** Charset in which this request's parameters are read, for the integrator's help; absent: UTF-8. MUST NOT throw. */
  readonly charset?: (request: WireRequest) => Charset;
  /** MUST NOT throw. */
  decode(request: WireRequest): Decoded;
  /** The reply when the ingress can't hand the request to `decode`: body too large (413), method not allowed (405), too slow (408), broken HTTP (400), overload (503). */
  refuse(why: IngressRefusal, request: WireRequest): WireReply;
}

/**
 * How the owners of a shared path find out whose a request is: a mark decides; else the account that the request names, by the
 * first of its dialects that owns the path; else the owner that is the `fallback`.
 */
export interface Sharing {
  /** Does it carry something that only this dialect's clients send? MUST NOT throw, and be quick: it is asked for every request. */
  marked(request: WireRequest): boolean;
  /** Whom the request names; undefined where that can't be read. MUST NOT throw. */
  login(request: WireRequest): string | undefined;
  readonly fallback: boolean;
}

export type IngressRefusal = "too-large" | "method" | "too-slow" | "malformed" | "busy" | "internal";

/** A finished reply, a call and the way back, something that only its sender's password opens, or that costs too much to open for a stranger. */
export type Decoded = Unsealed | { readonly sealed: Sealed };

export type Unsealed = Opened | { readonly deferred: Deferred };

export type Opened = { readonly reply: WireReply } | CallDecoded;

/**
 * A request that says plainly whose it is, while what it wants takes long to find out (BatchSms: megabytes to unpack). The core
 * lets its sender prove who it is first.
 */
export interface Deferred {
  readonly identity: Identity;
  /** MUST NOT throw. The call in it is of the same identity. */
  open(): Opened;
  /** The reply where the sender wasn't let in. */
  fail(refusal: Refusal, account: Account | undefined): WireReply;
}

/**
 * A request that is encrypted under the password of the account it names (ensms). The core finds the account (nobody's id:
 * `enterprise-id-wrong`) and opens; the call inside then proves its sender like any other, and must be of that account
 * (`account-unknown`).
 */
export interface Sealed {
  /** As it was sent. */
  readonly enterpriseId: string;
  /** MUST NOT throw. @param password the account's, in the clear */
  open(password: string): Opened;
  /** The reply where nothing was opened. */
  fail(refusal: Refusal, account: Account | undefined): WireReply;
}

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
