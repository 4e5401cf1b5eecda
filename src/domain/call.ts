import type { Account } from "./directory.ts";
import type { Inbound } from "./inbound.ts";
import type { Medium } from "./message.ts";
import type { TemplateEntry } from "./provisioning.ts";
import type { Refusal } from "./reasons.ts";
import type { Accepted, Report, SubmissionDraft } from "./submission.ts";

/**
 * What a customer's program can ask of the platform, whatever the wire: the operations behind all dialects, the console's
 * portal and the command line. A dialect decodes bytes into a `Call` and encodes the matching `Answer`.
 */
export type Call =
  | { readonly kind: "submit"; readonly identity: Identity; readonly draft: SubmissionDraft }
  | { readonly kind: "balance"; readonly identity: Identity }
  | {
      readonly kind: "reports";
      readonly identity: Identity;
      /** At most this many; the store has a bound of its own. */
      readonly limit: number;
      readonly submissionId?: number;
      /** Older ones are not handed out by this interface; they stay on offer elsewhere. UTC ms. */
      readonly notBefore?: number;
    }
  /** Texts that phones sent; `limit` and `notBefore` as for reports. */
  | { readonly kind: "inbound"; readonly identity: Identity; readonly limit: number; readonly notBefore?: number }
  /** Which keywords a text holds, without sending it. */
  | { readonly kind: "check-content"; readonly identity: Identity; readonly text: string }
  /** The dialect has checked the new password's form; the old one stops working at once, on every node. */
  | { readonly kind: "change-password"; readonly identity: Identity; readonly password: string }
  | { readonly kind: "templates"; readonly identity: Identity; readonly request: TemplateRequest }
  /**
   * Readable enough to say who calls, but not what for. The core answers with this refusal, and only after everything that
   * it checks before a call's own parameters (proof, account, address, interface), so that a wrong password stays a wrong password.
   */
  | { readonly kind: "refuse"; readonly identity: Identity; readonly refusal: Refusal };

export type CallKind = Call["kind"];

/** A new or changed template waits for its review. One that isn't the account's is `template-unknown`. */
export type TemplateRequest =
  | { readonly do: "add"; readonly text: string }
  /** Without an id: all. */
  | { readonly do: "list"; readonly id?: string }
  | { readonly do: "update"; readonly id: string; readonly text: string }
  | { readonly do: "delete"; readonly id: string };

/** Who calls, and how the call proves it. */
export interface Identity {
  readonly login: string;
  readonly proof: Proof;
  /**
   * What was sent as the enterprise id, by a dialect that has one and checks it; "" when nothing was. It must be the
   * account's where the operator has declared one (`enterprise-id-wrong`), else it is not looked at.
   */
  readonly enterpriseId?: string;
}

/**
 * Proof of identity as a value, so that the core can check it without knowing a wire format. The core compares in
 * constant time and answers `password-wrong`, `signature-wrong` or `token-wrong` by the kind of proof that failed.
 */
export type Proof =
  /** The password itself; with `digest`, its MD5 in 32 hex digits of either case is accepted too, or asked for. */
  | {
      readonly kind: "password";
      readonly password: string;
      readonly digest: "refused" | "accepted" | "only";
      /** What was sent for the account's second secret (xunchen veryCode), by a dialect that has one; "" when nothing was. */
      readonly token?: string;
    }
  /** Hex MD5 (either case) of `text` (UTF-8) followed by the account's shared key: `signature-wrong` when it is another (hzdfit Key). */
  | { readonly kind: "keyed-digest"; readonly text: string; readonly digest: string }
  /** Hex MD5 (either case) of the account's password followed by `text` (ensms Secret): `password-wrong` when it is another. */
  | { readonly kind: "salted-password"; readonly text: string; readonly digest: string };

/** The answer to a call; `ok` ones carry the account, as encoders need its settings. */
export type Answer<K extends CallKind = CallKind> =
  | { readonly ok: true; readonly account: Account; readonly value: AnswerValues[K] }
  | {
      readonly ok: false;
      readonly refusal: Refusal;
      /** Set where the login named an account, whether or not it proved to be its own. */
      readonly account: Account | undefined;
    };

export interface AnswerValues {
  readonly submit: Accepted;
  readonly balance: Balances;
  readonly reports: readonly Report[];
  readonly inbound: readonly Inbound[];
  /** In the order of their first appearance; empty: none. */
  readonly "check-content": { readonly words: readonly string[] };
  readonly "change-password": null;
  /** The template that was added or updated, those that were asked for, or none after a deletion. */
  readonly templates: readonly TemplateEntry[];
  /** Never answered with a value. */
  readonly refuse: never;
}

export type Balances = Readonly<Record<Medium, Balance>>;

export interface Balance {
  /** Credits; negative for a postpaid account that owes. */
  readonly credits: number;
  /** All credits ever bought. */
  readonly bought: number;
}
