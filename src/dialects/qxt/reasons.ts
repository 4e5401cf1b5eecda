import { ALL_REASONS, REASONS, type Reason, type Refusal } from "../../domain/reasons.ts";

/** What is wrong with a request by itself, said before anybody looks at the password. Byte for byte the document's, `smg` included. */
export const REQUEST_ERRORS = {
  "no-credentials": "用户名或密码错误",
  ext: "扩展号码错误",
  "no-recipients": "mobile",
  "no-content": "smg",
} as const;

/** Seed 001, 3.1, number 9: the one text for no number that can be read and for too many. */
const COUNT_WRONG = "moblie is null or mobile number too many!";

const SYSTEM_ERROR = "系统错误";

/**
 * What follows `error:`. The document names the first few, the rest are ours. Colons are left out of all: clients split a reply
 * at them.
 */
const TEXTS: Record<Reason, string> = {
  "credentials-missing": REQUEST_ERRORS["no-credentials"],
  "ext-wrong": REQUEST_ERRORS.ext,
  "content-missing": REQUEST_ERRORS["no-content"],
  "account-unknown": "无此用户或者密码不对1",
  "password-wrong": "无此用户或者密码不对",
  "signature-wrong": "无此用户或者密码不对",
  "token-wrong": "无此用户或者密码不对",
  "account-disabled": "用户已停用",
  "ip-refused": "IP地址不正确",
  "interface-disabled": "未开通此接口",
  /** There was a `tele`, and nothing in it; where the account's minimum is what was missed, see `textOf`. */
  "recipients-missing": COUNT_WRONG,
  "recipients-too-many": COUNT_WRONG,
  /** None of the numbers is one. */
  "recipient-malformed": COUNT_WRONG,

  malformed: "请求格式错误",
  "payload-undecodable": "内容编码错误",
  "parameter-wrong": "参数错误",
  "recipient-blacklisted": "黑名单号码",
  "recipient-limited": "发送过于频繁",
  "recipient-unroutable": "号码没有可用通道",
  "content-too-long": "信息内容过长",
  "content-keyword": "信息内容含有敏感词",
  "content-illegal": "信息内容不合法",
  "signature-missing": "缺少签名",
  "signature-unapproved": "签名未报备",
  "product-missing": "未配置产品",
  "channel-missing": "没有可用通道",

  // ---- can't arise on these paths: no parameter of theirs leads here, and short credits are accepted
  "enterprise-id-wrong": "企业编号错误",
  "timestamp-skewed": "时间戳错误",
  "subject-missing": "主题为空",
  "time-wrong": "定时时间错误",
  "template-unknown": "模板不存在",
  "template-disabled": "模板已停用",
  "signature-tag-unknown": "签名不存在",
  "order-duplicate": "重复提交",
  "credits-short": "余额不足",
  "report-forbidden": "未开通此接口",

  busy: SYSTEM_ERROR,
  "storage-failed": SYSTEM_ERROR,
  internal: SYSTEM_ERROR,
};

/** A failure of ours (999 系统错误), which a client may try again. */
export function isOurFailure(reason: Reason): boolean {
  return REASONS[reason] === "retry";
}

export function textOf({ reason, bound }: Refusal): string {
  // too few for the account carry its minimum; an empty list doesn't
  return reason === "recipients-missing" && bound !== undefined ? `moblie 提交数小于${bound}，请重新提交!` : TEXTS[reason];
}

const TOO_FEW = /^moblie 提交数小于\d+，请重新提交!?$/;

/** Where a text stands for several reasons, the first of the platform's list, or what a client had best think of it. */
const REASON_BY_TEXT: ReadonlyMap<string, Reason> = new Map<string, Reason>([
  ...ALL_REASONS.toReversed().map((reason) => [TEXTS[reason], reason] as const),
  [REQUEST_ERRORS["no-recipients"], "recipients-missing"],
  [COUNT_WRONG, "recipients-too-many"],
  [SYSTEM_ERROR, "internal"],
]);

/** The other way of `textOf`. A text that nobody here says is some fault that the server finds with the request. */
export function reasonOf(text: string): Reason {
  return TOO_FEW.test(text) ? "recipients-missing" : (REASON_BY_TEXT.get(text) ?? "parameter-wrong");
}
