import type { Reason } from "./reasons.ts";

/**
 * Codes of our own in reports, beside the carriers' (`DELIVRD`, `UNDELIV`, `MA:0006`, …): why a message ended here,
 * without a carrier having said so. docs/report-codes.md is this table in prose, and a test keeps them equal.
 */
export const OWN_CODES = {
  "YZ:NUMBER": "the number is not a phone number that can be served",
  "YZ:BLACK": "the number is on a blacklist",
  "YZ:LIMIT": "the number had too many texts in too short a time",
  "YZ:ROUTE": "no route leads to the number's operator",
  "YZ:REVIEW": "a reviewer rejected the text",
  "YZ:CANCEL": "the sender cancelled it before it left",
  "YZ:GIVEUP": "no channel accepted it within its give-up time",
  "YZ:CREDIT": "the account's credits did not suffice when it was charged",
  EXPIRED: "no receipt came within the channel's validity",
  UNKNOWN: "it left for a channel, and neither an answer nor a receipt came",
} as const satisfies Record<string, string>;

export type OwnCode = keyof typeof OWN_CODES;

/** The code that the failed report of a recipient carries when it was refused by itself while others were accepted. */
export const RECIPIENT_CODES: Partial<Record<Reason, OwnCode>> = {
  "recipient-malformed": "YZ:NUMBER",
  "recipient-blacklisted": "YZ:BLACK",
  "recipient-limited": "YZ:LIMIT",
  "recipient-unroutable": "YZ:ROUTE",
};
