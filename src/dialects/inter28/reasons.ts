import type { Reason, Refusal } from "../../domain/reasons.ts";

const NOT_ACCEPTED = "用户名或密码错误";
const WRONG_PARAMETERS = "参数错误";
/** Seed 003, 3.3; in a refusal (1.3), the words follow. */
export const KEYWORDS_FOUND = "包含非法字符";
const FORBIDDEN_WORDS = `${KEYWORDS_FOUND}：`;

/**
 * Seed 003, 1.3, and the dialect's page; below the line, the document's 其他错误: a sentence of ours for
 * each. Where reasons share a text, a client takes it for the last of them.
 */
const MESSAGES: Record<Reason, string> = {
  "credentials-missing": "用户名或密码不能为空",
  "account-unknown": NOT_ACCEPTED,
  "enterprise-id-wrong": NOT_ACCEPTED,
  "password-wrong": NOT_ACCEPTED,
  "content-illegal": "发送内容包含sql注入字符",
  "recipients-missing": "短信号码不能为空",
  "content-missing": "短信内容不能为空",
  "content-keyword": FORBIDDEN_WORDS,
  "credits-short": "对不起，您当前要发送的量大于您当前余额",
  malformed: WRONG_PARAMETERS,
  "parameter-wrong": WRONG_PARAMETERS,
  // ----
  "payload-undecodable": "提交内容编码错误",
  "account-disabled": "帐户已停用",
  "ip-refused": "该IP地址不允许访问",
  "interface-disabled": "帐户未开通该接口",
  "report-forbidden": "该用户不允许查看状态报告",
  "recipients-too-many": "短信号码数量超过限制",
  "recipient-malformed": "短信号码格式错误",
  "recipient-blacklisted": "短信号码在黑名单中",
  "recipient-limited": "短信号码发送过于频繁",
  "recipient-unroutable": "短信号码没有可用通道",
  "content-too-long": "短信内容过长",
  "ext-wrong": "扩展子号错误",
  "time-wrong": "定时发送时间错误",
  "template-unknown": "短信模板不存在",
  "template-disabled": "短信模板未启用",
  "signature-missing": "短信内容缺少签名",
  "signature-unapproved": "短信签名未报备",
  "product-missing": "帐户没有配置产品",
  "channel-missing": "没有可用的发送通道",
  busy: "系统繁忙，请稍后再试",
  "storage-failed": "数据保存失败，请稍后再试",
  internal: "系统内部错误",
  // ---- Nothing that this dialect reads leads to these.
  "signature-wrong": "请求签名错误",
  "token-wrong": "校验码错误",
  "timestamp-skewed": "时间戳错误",
  "subject-missing": "主题不能为空",
  "signature-tag-unknown": "短信签名序号不存在",
  "order-duplicate": "订单号重复提交",
};

export function messageOf({ reason, words = [] }: Refusal): string {
  return reason === "content-keyword" ? FORBIDDEN_WORDS + words.join(",") : MESSAGES[reason];
}

/** Seed 003, 6.3, 其他: what is wrong with a new password. */
export const PASSWORD_MESSAGES = { differs: "两次输入的新密码不一致", form: "新密码必须为6到20个可见字符" } as const;

const REASONS: ReadonlyMap<string, Reason> = new Map([
  ...Object.values(PASSWORD_MESSAGES).map((text) => [text, "parameter-wrong"] as const),
  ...Object.entries(MESSAGES).map(([reason, text]) => [text, reason as Reason] as const),
]);

/** What a server's message is with us, or undefined where it is none of ours. */
export function reasonOfMessage(message: string): Reason | undefined {
  return message.startsWith(KEYWORDS_FOUND) ? "content-keyword" : REASONS.get(message.trim());
}
