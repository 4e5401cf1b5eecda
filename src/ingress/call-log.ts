import type { WireRequest } from "../dialects/dialect.ts";
import { rawParameters } from "../text/raw-parameters.ts";

/** One call of an account, as it may be shown to whoever helps its developer: no secret, no text, no phone. */
export interface LoggedCall {
  /** UTC ms. */
  readonly at: number;
  readonly dialect: string;
  readonly method: string;
  readonly path: string;
  readonly address: string;
  /** What was asked for, by its kind. */
  readonly call: string;
  /** `ok`, or the reason why not. */
  readonly result: string;
  /** Name → value where it tells nothing about anybody, else how long it is. */
  readonly parameters: readonly (readonly [name: string, value: string])[];
}

/** A call as it is kept until somebody looks: the request's own bytes, of which `of` shows what may be shown. */
interface Kept extends Omit<LoggedCall, "parameters"> {
  readonly query: string;
  readonly body: Buffer;
  readonly contentType: string | undefined;
}

const CALLS = 50;
/** Bytes of a query or body that are kept. */
const LONGEST = 2_048;
/** Accounts whose calls are kept; the one that called longest ago makes room. */
const ACCOUNTS = 10_000;
/** What may be shown as it is: it says how the interface was used, and nothing of whom or what was written. */
const PLAIN = new Set(
  "action account user username userid login method function rt code msgtype tempid templateid signtag extno extcode ext sendtime statusnum taskid ownext orderid report addseqno stamp".split(
    " ",
  ),
);

/** What else stands before an equals sign may be a piece of a text or a password in which an & was not encoded. */
const IDENTIFIER = /^\s*[a-z]\w{0,31}\s*$/i;

/** The last calls of each account, in memory: for support, not for the books. */
export class CallLog {
  readonly #byAccount = new Map<number, Kept[]>();

  note(accountId: number, request: WireRequest, facts: Pick<LoggedCall, "dialect" | "address" | "call" | "result">): void {
    const calls = this.#byAccount.get(accountId) ?? [];
    this.#byAccount.delete(accountId);
    this.#byAccount.set(accountId, calls);
    if (calls.length >= CALLS) calls.shift();
    const { method, path, query, body, headers, receivedAt: at } = request;
    // copied: a slice would keep the whole body alive
    const kept = body.length === 0 ? body : Buffer.from(body.subarray(0, LONGEST));
    calls.push({ ...facts, at, method, path, query: query.slice(0, LONGEST), body: kept, contentType: headers["content-type"] });
    if (this.#byAccount.size <= ACCOUNTS) return;
    for (const oldest of this.#byAccount.keys()) {
      this.#byAccount.delete(oldest);
      return;
    }
  }

  /** Latest first. */
  of(accountId: number): readonly LoggedCall[] {
    const calls = this.#byAccount.get(accountId) ?? [];
    return calls.toReversed().map(({ query, body, contentType, ...call }) => ({ ...call, parameters: shown(query, body, contentType) }));
  }
}

function shown(query: string, body: Buffer, contentType: string | undefined): LoggedCall["parameters"] {
  const parameters = rawParameters(query, body, contentType).map(({ name, value }): readonly [string, string] => {
    const key = name.toString();
    const plain = PLAIN.has(key.trim().toLowerCase()) && value.length <= 64;
    return [IDENTIFIER.test(key) ? key : `(${name.length} bytes)`, plain ? value.toString() : `(${value.length} bytes)`];
  });
  return parameters.length > 0 || body.length === 0 ? parameters : [["body", `(${body.length} bytes)`]];
}
