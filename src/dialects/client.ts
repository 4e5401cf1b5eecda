import type { Reason } from "../domain/reasons.ts";
import type { WireReply, WireRequest } from "./wire.ts";

/**
 * The client half of a dialect: how to call a server that speaks it, be it Yizhan or the provider itself. Pure, like the server
 * half: it makes requests and reads answers; `src/client` does the talking.
 *
 * Reading MUST NOT throw and MUST bear any bytes. What can't be read is a failure with reason `internal` and code
 * `unreadable`, as nobody knows then what the server did.
 */
export interface DialectClient {
  /** Operations beyond the common ones stand beside it in the dialect's `client.ts`, under their own names. */
  send(settings: ClientSettings, message: ClientMessage, now: number): ClientCall<ClientSent>;
  /** One text a recipient, in one request; undefined where the interface has no way to say so: one `send` each, then. */
  readonly sendEach?: (settings: ClientSettings, messages: ClientEach, now: number) => ClientCall<ClientSent>;
  balance(settings: ClientSettings, now: number): ClientCall<ClientBalance>;
  /** Undefined where the interface has no MMS; at most `most.send` phones. */
  readonly sendMms?: (settings: ClientSettings, message: ClientMms, now: number) => ClientCall<ClientSent>;
  /** What is left in MMS, where the interface says so apart. */
  readonly mmsBalance?: (settings: ClientSettings, now: number) => ClientCall<ClientBalance>;
  /** Undefined where the interface has pushes only. */
  readonly reports?: (settings: ClientSettings, query: ClientQuery, now: number) => ClientCall<ClientReports>;
  readonly inbound?: (settings: ClientSettings, query: ClientQuery, now: number) => ClientCall<ClientInbounds>;
  /** Reads a request that a server of this dialect pushed to us. Undefined where the interface has pulling only. */
  readonly parsePush?: (request: WireRequest) => ClientPushed;
  /** Most recipients of one `send` and `sendEach`. */
  readonly most: { readonly send: number; readonly sendEach: number };
  /**
   * The server takes an order id once and answers a second submission under it with `order-duplicate`, and its reports name it:
   * there it is safe to send again what may have arrived.
   */
  readonly takesOrderIds?: true;
}

/** Whom to call and as whom. */
export interface ClientSettings {
  /** Scheme, host, port and mount, without a slash at the end: `https://sms.example.com`, `http://127.0.0.1:8030/huaxin`. */
  readonly base: string;
  readonly login: string;
  readonly password?: string;
  readonly md5Key?: string;
  readonly veryCode?: string;
  readonly enterpriseId?: string;
  /** Which of a dialect's equal ways to use (`json`, `gbk`, `ensms`, …), and its other switches; see the folder's README. */
  readonly options?: Readonly<Record<string, string>>;
}

export interface ClientMessage {
  /** At most `most.send`. */
  readonly phones: readonly string[];
  readonly text: string;
  readonly ext?: string;
  /** UTC ms. */
  readonly sendAt?: number;
  /** Where the interface takes one. */
  readonly orderId?: string;
  /** What only this dialect can say (`Other`, `signtag`, `addseqno`, …). */
  readonly extra?: Readonly<Record<string, string>>;
}

export interface ClientMms extends Omit<ClientMessage, "text"> {
  readonly subject: string;
  /** A TMS container; see writeTms in text/tms-write.ts. */
  readonly container: Buffer;
}

export interface ClientEach extends Omit<ClientMessage, "phones" | "text"> {
  /** At most `most.sendEach`. */
  readonly items: readonly { readonly phone: string; readonly text: string }[];
}

export interface ClientQuery {
  readonly limit?: number;
  readonly submissionId?: string;
}

/** A request, and how to read what comes back. */
export interface ClientCall<T> {
  readonly request: ClientRequest;
  read(answer: ClientAnswer, now: number): T | ClientFailure;
}

export interface ClientRequest {
  readonly method: "GET" | "POST";
  /** ASCII, absolute. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface ClientAnswer {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Complete and bounded. */
  readonly body: Buffer;
}

/** The server said no. */
export interface ClientFailure {
  readonly ok: false;
  /** As the server said it: `1005`, `-6`, `101`, `error`, …; `unreadable` when it said nothing that can be read. */
  readonly code: string;
  /** What we call it; the nearest where one code stands for several. */
  readonly reason: Reason;
  /** The server's words, or ours. */
  readonly message: string;
  /** `order-duplicate`: the submission that the order id belongs to, where the reply says so. */
  readonly submissionId?: string;
}

export interface ClientSent {
  readonly ok: true;
  /** The server's id of the submission; reports carry it. */
  readonly submissionId: string;
  /** Credits left, where the reply says so. */
  readonly balance?: number;
  /** Recipients that were taken, where the reply says so. */
  readonly accepted?: number;
  readonly refused?: readonly { readonly phone: string; readonly code: string; readonly message: string }[];
}

export interface ClientBalance {
  readonly ok: true;
  readonly credits: number;
  readonly mmsCredits?: number;
  /** In 1/10,000 yuan, where the reply says money. */
  readonly money?: number;
}

export interface ClientReport {
  readonly phone: string;
  readonly submissionId: string;
  readonly messageId?: string;
  readonly delivered: boolean;
  /** The carrier's, as the server hands it on; empty where the interface has no place for it. */
  readonly code: string;
  /** UTC ms. */
  readonly at: number;
  readonly ext: string;
  readonly orderId?: string;
}

export interface ClientInbound {
  readonly phone: string;
  readonly text: string;
  /** UTC ms. */
  readonly at: number;
  /** Whatever the interface says of the number it came to: a whole access code, or its end. */
  readonly to: string;
  readonly id?: string;
  /** What it answers, as far as the interface says so. */
  readonly submissionId?: string;
  readonly messageId?: string;
  readonly orderId?: string;
}

export interface ClientReports {
  readonly ok: true;
  readonly reports: readonly ClientReport[];
}

export interface ClientInbounds {
  readonly ok: true;
  readonly inbound: readonly ClientInbound[];
}

/** What was pushed, and the answers to give: `received` once it is safe, `again` where it isn't. */
export interface ClientPushed {
  readonly reports: readonly ClientReport[];
  readonly inbound: readonly ClientInbound[];
  /** Set where the request could not be read: an English sentence. */
  readonly problem?: string;
  readonly received: WireReply;
  readonly again: WireReply;
}
