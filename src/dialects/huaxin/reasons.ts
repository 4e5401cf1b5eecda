import type { Reason, Refusal } from "../../domain/reasons.ts";
import { RESULTS, type ResultCode } from "./results.ts";

/** The dialect's page, *Result codes*: one reason, one code. */
const CODES: Record<Reason, ResultCode> = {
  malformed: 1001,
  /** 1003 where it is the password that is missing. */
  "credentials-missing": 1002,
  "account-unknown": 1004,
  "password-wrong": 1005,
  "signature-wrong": 1005,
  /** No path of this dialect takes a token; should one come, it is a proof that failed. */
  "token-wrong": 1005,
  "account-disabled": 1007,
  "ip-refused": 1006,
  "interface-disabled": 1119,
  "enterprise-id-wrong": 1008,
  "timestamp-skewed": 1010,
  /** 1009 in ensms and BatchSms, whose replies say so themselves. */
  "payload-undecodable": 1001,
  "parameter-wrong": 1001,
  "recipients-missing": 1103,
  "recipients-too-many": 2106,
  "recipient-malformed": 1108,
  "recipient-blacklisted": 1109,
  "recipient-limited": 1118,
  "recipient-unroutable": 1110,
  "content-missing": 2001,
  "content-too-long": 2105,
  "content-keyword": 2107,
  "content-illegal": 2107,
  "subject-missing": 3001,
  "ext-wrong": 1104,
  "time-wrong": 1011,
  "template-unknown": 1120,
  "template-disabled": 1120,
  "signature-missing": 2113,
  "signature-unapproved": 2114,
  "signature-tag-unknown": 2114,
  /** No path of this dialect takes an order id. */
  "order-duplicate": 1001,
  "credits-short": 1111,
  "product-missing": 1112,
  "channel-missing": 1106,
  "report-forbidden": 1119,
  busy: 9999,
  "storage-failed": 9999,
  internal: 9999,
};

export interface Result {
  readonly code: ResultCode;
  readonly text: string;
}

export function resultOf(refusal: Refusal): Result {
  const code = refusal.reason === "credentials-missing" && refusal.missing === "secret" ? 1003 : CODES[refusal.reason];
  return { code, text: RESULTS[code].text };
}

/** Seed 004, 3.4: a balance query says both halves of the credentials in one; the rest by their results. */
const BALANCE_TEXTS: Partial<Record<ResultCode, string>> = {
  1002: "用户名或密码不能为空",
  1003: "用户名或密码不能为空",
  1004: "用户名或密码错误",
  1005: "用户名或密码错误",
};

export function balanceFailureOf(refusal: Refusal): string {
  const { code, text } = resultOf(refusal);
  return BALANCE_TEXTS[code] ?? text;
}
