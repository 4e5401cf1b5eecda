import { expect, it } from "vitest";
import { RECIPIENT_CODES } from "./codes.ts";
import { ALL_REASONS, REASONS } from "./reasons.ts";

/** "Why a submission is refused" in the platform's rules, as it stands there. */
const LIST = `
malformed · credentials-missing · account-unknown · password-wrong · signature-wrong
token-wrong · account-disabled · ip-refused · interface-disabled · enterprise-id-wrong
timestamp-skewed · payload-undecodable · parameter-wrong · recipients-missing · recipients-too-many
recipient-malformed · recipient-blacklisted · recipient-limited · recipient-unroutable · content-missing
content-too-long · content-keyword · content-illegal · subject-missing
ext-wrong · time-wrong · template-unknown · template-disabled · signature-missing · signature-unapproved
signature-tag-unknown · order-duplicate · credits-short · product-missing · channel-missing
report-forbidden · busy · storage-failed · internal`;

it("there are exactly the reasons of the platform's list, in its order", () => {
  expect(ALL_REASONS).toEqual(LIST.trim().split(/\s*[·\n]\s*/));
});

it("only what the platform could not do now is to be tried again", () => {
  expect(ALL_REASONS.filter((reason) => REASONS[reason] === "retry")).toEqual(["busy", "storage-failed", "internal"]);
});

it("every reason that refuses one recipient has a code of ours for its report", () => {
  const ofRecipients = ALL_REASONS.filter((reason) => reason.startsWith("recipient-"));
  expect(Object.keys(RECIPIENT_CODES).sort()).toEqual([...ofRecipients].sort());
});
