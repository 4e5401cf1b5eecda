/**
 * Why a call is refused: the platform's closed list. The core speaks only these words; each dialect owns one table from
 * here to its own codes and texts, and no other room knows those.
 *
 * `next` says what the caller can do about it, which is what decides retries, HTTP statuses and alarms:
 * - `fix`: the request itself is wrong; sending it again changes nothing.
 * - `account`: the request is fine, but the account's settings or credits forbid it.
 * - `retry`: nothing is wrong with the request; the platform could not take it now.
 */
export const REASONS = {
  malformed: "fix",
  "credentials-missing": "fix",
  "account-unknown": "account",
  "password-wrong": "account",
  "signature-wrong": "account",
  "token-wrong": "account",
  "account-disabled": "account",
  "ip-refused": "account",
  "interface-disabled": "account",
  "enterprise-id-wrong": "account",
  "timestamp-skewed": "fix",
  "payload-undecodable": "fix",
  "parameter-wrong": "fix",
  "recipients-missing": "fix",
  "recipients-too-many": "fix",
  "recipient-malformed": "fix",
  "recipient-blacklisted": "account",
  "recipient-limited": "account",
  "recipient-unroutable": "account",
  "content-missing": "fix",
  "content-too-long": "fix",
  "content-keyword": "fix",
  "content-illegal": "fix",
  "subject-missing": "fix",
  "ext-wrong": "fix",
  "time-wrong": "fix",
  "template-unknown": "fix",
  "template-disabled": "account",
  "signature-missing": "fix",
  "signature-unapproved": "account",
  "signature-tag-unknown": "fix",
  "order-duplicate": "fix",
  "credits-short": "account",
  "product-missing": "account",
  "channel-missing": "account",
  "report-forbidden": "account",
  busy: "retry",
  "storage-failed": "retry",
  internal: "retry",
} as const satisfies Record<string, "fix" | "account" | "retry">;

export type Reason = keyof typeof REASONS;

/** Every reason, in the order of the platform's list. */
export const ALL_REASONS = Object.keys(REASONS) as readonly Reason[];

export function isReason(text: string): text is Reason {
  return Object.hasOwn(REASONS, text);
}

/** A refusal as a value. What it carries beside the reason is what some dialect shows its caller. */
export interface Refusal {
  readonly reason: Reason;
  /** `content-keyword`: the words that were found, in the order of their first appearance. */
  readonly words?: readonly string[];
  /** `order-duplicate`: the submission that the order id belongs to. */
  readonly submissionId?: number;
  /** A plain English sentence for logs and support; never shown by a dialect that has texts of its own. */
  readonly detail?: string;
  /** `credentials-missing`: which part was empty. */
  readonly missing?: "login" | "secret";
  /** `recipients-too-many` / too few: the bound that was crossed. */
  readonly bound?: number;
  /** `internal`: it may have been done all the same, as the store's answer was lost. */
  readonly outcomeUnknown?: true;
}
