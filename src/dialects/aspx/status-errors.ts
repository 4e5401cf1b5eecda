import type { Reason } from "../../domain/reasons.ts";

/** Seeds 003 and 004, 4.4 and 5.4: what a query by XML is refused with. */
const TEXTS = {
  1: "用户名或密码不能为空",
  2: "用户名或密码错误",
  3: "该用户不允许查看状态报告",
  4: "参数不正确",
  // Not in the documents' list, but in huaxin's result codes: to be told "wrong parameters" for a failure of ours would make a client give up.
  9999: "系统内部错误",
} as const;

export type StatusError = keyof typeof TEXTS;

const ERRORS: Record<Reason, StatusError> = {
  malformed: 4,
  "credentials-missing": 1,
  "account-unknown": 2,
  "password-wrong": 2,
  "signature-wrong": 2,
  "token-wrong": 2,
  "account-disabled": 3,
  "ip-refused": 3,
  "interface-disabled": 3,
  "enterprise-id-wrong": 2,
  "timestamp-skewed": 4,
  "payload-undecodable": 4,
  "parameter-wrong": 4,
  "recipients-missing": 4,
  "recipients-too-many": 4,
  "recipient-malformed": 4,
  "recipient-blacklisted": 4,
  "recipient-limited": 4,
  "recipient-unroutable": 4,
  "content-missing": 4,
  "content-too-long": 4,
  "content-keyword": 4,
  "content-illegal": 4,
  "subject-missing": 4,
  "ext-wrong": 4,
  "time-wrong": 4,
  "template-unknown": 4,
  "template-disabled": 4,
  "signature-missing": 4,
  "signature-unapproved": 4,
  "signature-tag-unknown": 4,
  "order-duplicate": 4,
  "credits-short": 4,
  "product-missing": 4,
  "channel-missing": 4,
  "report-forbidden": 3,
  busy: 9999,
  "storage-failed": 9999,
  internal: 9999,
};

export function statusErrorOf(reason: Reason): { readonly error: StatusError; readonly remark: string } {
  const error = ERRORS[reason];
  return { error, remark: TEXTS[error] };
}

/** The other way, for a client: the nearest where one stands for several. */
const NEAREST: Record<StatusError, Reason> = {
  1: "credentials-missing",
  2: "password-wrong",
  3: "report-forbidden",
  4: "parameter-wrong",
  9999: "internal",
};

const REASONS: ReadonlyMap<string, Reason> = new Map(
  Object.entries(TEXTS).flatMap(([error, text]) => [
    [error, NEAREST[Number(error) as StatusError]],
    [text, NEAREST[Number(error) as StatusError]],
  ]),
);

/** @param said an error's number or its text */
export function reasonOfStatusError(said: string): Reason | undefined {
  return REASONS.get(said.trim());
}
