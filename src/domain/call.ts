import type { Account } from "./directory.ts";
import type { Medium } from "./message.ts";
import type { Refusal } from "./reasons.ts";
import type { Accepted, Report, SubmissionDraft } from "./submission.ts";

/**
 * What a customer's program can ask of the platform, whatever the wire: the operations behind all dialects, the console's
 * portal and the command line. A dialect decodes bytes into a `Call` and encodes the matching `Answer`.
 */
export type Call =
  | { readonly kind: "submit"; readonly identity: Identity; readonly draft: SubmissionDraft }
  | { readonly kind: "balance"; readonly identity: Identity; readonly medium: Medium }
  | {
      readonly kind: "reports";
      readonly identity: Identity;
      /** At most this many; the store has a bound of its own. */
      readonly limit: number;
      readonly submissionId?: number;
    };

export type CallKind = Call["kind"];

/** Who calls, and how the call proves it. */
export interface Identity {
  readonly login: string;
  readonly proof: Proof;
}

/**
 * Proof of identity as a value, so that the core can check it without knowing a wire format. The core compares in
 * constant time and answers `password-wrong`, `signature-wrong` or `token-wrong` by the kind of proof that failed.
 */
export type Proof =
  /** The password itself, or (with `digest`) its MD5 in 32 hex digits of either case is accepted too. */
  { readonly kind: "password"; readonly password: string; readonly digest: "refused" | "accepted" | "only" };

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
  readonly balance: Balance;
  readonly reports: readonly Report[];
}

export interface Balance {
  /** Credits of the medium asked for; negative for a postpaid account that owes. */
  readonly credits: number;
  /** All credits ever bought of that medium. */
  readonly bought: number;
}
