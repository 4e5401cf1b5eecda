import type { Reason, Refusal } from "../../domain/reasons.ts";
import type { Failure } from "./results.ts";

/** The dialect's page, *Reply*: one reason, one Result, for what sends. */
const RESULTS_OF = {
  malformed: "-2",
  "credentials-missing": "-2",
  "account-unknown": "-3",
  /** Nobody sends a password or a token here; should one be asked for, it is a proof that failed. */
  "password-wrong": "-6",
  "signature-wrong": "-6",
  "token-wrong": "-6",
  "account-disabled": "-3",
  "ip-refused": "-4",
  "interface-disabled": "-3",
  "enterprise-id-wrong": "-3",
  "timestamp-skewed": "-5",
  "payload-undecodable": "-2",
  "parameter-wrong": "-5",
  "recipients-missing": "-5",
  "recipients-too-many": "-5",
  "recipient-malformed": "-5",
  "recipient-blacklisted": "-5",
  "recipient-limited": "-5",
  "recipient-unroutable": "-5",
  "content-missing": "-5",
  "content-too-long": "-5",
  "content-keyword": "-5",
  "content-illegal": "-5",
  "subject-missing": "-5",
  "ext-wrong": "-5",
  "time-wrong": "-5",
  "template-unknown": "-5",
  "template-disabled": "-5",
  "signature-missing": "-5",
  "signature-unapproved": "-5",
  "signature-tag-unknown": "-5",
  "order-duplicate": "-7",
  "credits-short": "-11",
  "product-missing": "-5",
  "channel-missing": "-5",
  "report-forbidden": "-5",
  busy: "-9",
  "storage-failed": "-12",
  /** -10 where it may have been done all the same. */
  internal: "-9",
} as const satisfies Record<Reason, Failure>;

/** Reasons that are a -5, which says the particular cause as well. */
export type ParameterReason = { [R in Reason]: (typeof RESULTS_OF)[R] extends "-5" ? R : never }[Reason];

export function isParameterReason(reason: Reason): reason is ParameterReason {
  return RESULTS_OF[reason] === "-5";
}

/** Which Result refuses a submission (MT, BL). */
export function submissionResult({ reason, outcomeUnknown }: Refusal): Failure {
  return reason === "internal" && outcomeUnknown ? "-10" : RESULTS_OF[reason];
}

/** What the balance's own list (seed 000, 6) has no number for: nothing was found that it could tell. */
const NOT_OF_A_BALANCE: ReadonlySet<Failure> = new Set(["-5", "-7", "-11"]);

/** Which Result refuses a balance query (YE). */
export function balanceResult({ reason }: Refusal): Failure {
  if (reason === "storage-failed") return "-8";
  const result = RESULTS_OF[reason];
  return NOT_OF_A_BALANCE.has(result) ? "-1" : result;
}
