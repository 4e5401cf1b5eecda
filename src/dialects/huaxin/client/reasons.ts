import type { Reason } from "../../../domain/reasons.ts";
import { reasonOfStatusError } from "../../aspx/status-errors.ts";
import { RESULTS, type ResultCode } from "../results.ts";

/** The dialect's table the other way: the nearest reason where one code stands for several. */
const REASONS: Record<Exclude<ResultCode, 1>, Reason> = {
  1001: "parameter-wrong",
  1002: "credentials-missing",
  1003: "credentials-missing",
  1004: "account-unknown",
  1005: "password-wrong",
  1006: "ip-refused",
  1007: "account-disabled",
  1008: "enterprise-id-wrong",
  1009: "payload-undecodable",
  1010: "timestamp-skewed",
  1011: "time-wrong",
  1103: "recipients-missing",
  1104: "ext-wrong",
  1106: "channel-missing",
  1108: "recipient-malformed",
  1109: "recipient-blacklisted",
  1110: "recipient-unroutable",
  1111: "credits-short",
  1112: "product-missing",
  1118: "recipient-limited",
  1119: "interface-disabled",
  1120: "template-unknown",
  2001: "content-missing",
  2105: "content-too-long",
  2106: "recipients-too-many",
  2107: "content-keyword",
  2113: "signature-missing",
  2114: "signature-unapproved",
  3001: "subject-missing",
  9999: "internal",
};

const BY_CODE: ReadonlyMap<string, Reason> = new Map(Object.entries(REASONS));
const BY_TEXT: ReadonlyMap<string, Reason> = new Map([
  ...Object.entries(REASONS).map(([code, reason]) => [RESULTS[Number(code) as ResultCode].text, reason] as const),
  ["content参数错误", "payload-undecodable"],
]);

/** A code of one digit is an error of a query by XML (seed 004, 4.4); a text may go on behind a colon. */
export function reasonOf(code: string, message: string): Reason {
  const [text = ""] = message.trim().split("：", 1);
  return BY_CODE.get(code.trim()) ?? BY_TEXT.get(text) ?? reasonOfStatusError(code) ?? reasonOfStatusError(text) ?? "internal";
}
