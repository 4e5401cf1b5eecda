import type { Refusal } from "../../domain/reasons.ts";
import { isParameterReason, type ParameterReason } from "./reasons.ts";

/** What a -5 says behind its MSG. The document has no words for these; they are ours. */
const CAUSES: Record<ParameterReason, string> = {
  "timestamp-skewed": "时间戳有误",
  "parameter-wrong": "参数取值有误",
  "recipients-missing": "号码为空",
  "recipients-too-many": "号码过多",
  "recipient-malformed": "号码格式有误",
  "recipient-blacklisted": "号码在黑名单中",
  "recipient-limited": "号码发送过于频繁",
  "recipient-unroutable": "号码没有可用通道",
  "content-missing": "内容为空",
  "content-too-long": "内容过长",
  "content-keyword": "内容含有敏感词",
  "content-illegal": "内容不合规",
  "subject-missing": "主题为空",
  "ext-wrong": "扩展号有误",
  "time-wrong": "发送时间有误",
  "template-unknown": "模板不存在",
  "template-disabled": "模板未启用",
  "signature-missing": "内容缺少签名",
  "signature-unapproved": "签名未审核通过",
  "signature-tag-unknown": "签名序号不存在",
  "product-missing": "未配置产品",
  "channel-missing": "没有可用通道",
  "report-forbidden": "不允许获取状态报告",
};

/** Keywords that are told; a text may hold hundreds. */
const MOST_WORDS = 10;

/** Why a -5, for the people who read MSG; undefined where the refusal is no -5. */
export function causeOf({ reason, words = [], bound }: Refusal): string | undefined {
  if (!isParameterReason(reason)) return undefined;
  if (reason === "content-keyword" && words.length > 0) return `${CAUSES[reason]}（${words.slice(0, MOST_WORDS).join("、")}）`;
  if (bound === undefined) return CAUSES[reason];
  switch (reason) {
    case "recipients-missing":
      return `号码少于${bound}个`;
    case "recipients-too-many":
      return `号码超过${bound}个`;
    case "content-too-long":
      return `内容超过${bound}个字`;
    default:
      return CAUSES[reason];
  }
}

const TOO_FEW = /^号码少于\d+个$/;
const TOO_MANY = /^号码超过\d+个$/;
const TOO_LONG = /^内容超过\d+个字$/;
const REASON_BY_CAUSE: ReadonlyMap<string, ParameterReason> = new Map(
  Object.entries(CAUSES).map(([reason, cause]) => [cause, reason as ParameterReason]),
);

/** The other way of `causeOf`: what a -5 of ours means by its MSG; undefined where the cause is none of ours. */
export function reasonOfCause(message: string): ParameterReason | undefined {
  const [, ...rest] = message.trim().split("：");
  const cause = rest.join("：");
  if (TOO_FEW.test(cause)) return "recipients-missing";
  if (TOO_MANY.test(cause)) return "recipients-too-many";
  if (TOO_LONG.test(cause)) return "content-too-long";
  // keywords are named behind it
  const [plain = ""] = cause.split("（", 1);
  return REASON_BY_CAUSE.get(plain);
}
