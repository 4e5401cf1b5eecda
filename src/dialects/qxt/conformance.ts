import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page and README, by hand: text, reasons. */
const TEXTS = `
用户名或密码错误: credentials-missing
无此用户或者密码不对1: account-unknown
无此用户或者密码不对: password-wrong signature-wrong token-wrong
用户已停用: account-disabled
IP地址不正确: ip-refused
未开通此接口: interface-disabled report-forbidden
扩展号码错误: ext-wrong
moblie is null or mobile number too many!: recipients-missing recipients-too-many recipient-malformed
smg: content-missing
请求格式错误: malformed
内容编码错误: payload-undecodable
参数错误: parameter-wrong
黑名单号码: recipient-blacklisted
发送过于频繁: recipient-limited
号码没有可用通道: recipient-unroutable
信息内容过长: content-too-long
信息内容含有敏感词: content-keyword
信息内容不合法: content-illegal
缺少签名: signature-missing
签名未报备: signature-unapproved
未配置产品: product-missing
没有可用通道: channel-missing
企业编号错误: enterprise-id-wrong
时间戳错误: timestamp-skewed
主题为空: subject-missing
定时时间错误: time-wrong
模板不存在: template-unknown
模板已停用: template-disabled
签名不存在: signature-tag-unknown
重复提交: order-duplicate
余额不足: credits-short
系统错误: busy storage-failed internal
`;

const OUR_FAILURES: readonly Reason[] = ["busy", "storage-failed", "internal"];

const rows = [...TEXTS.matchAll(/^(.+): ([a-z -]+)$/gm)];
const surplusLines = byReason((reason) => `error:${rows.find(([, , reasons]) => reasons?.split(" ").includes(reason))?.[1]}\n`);
const sendLines = byReason((reason) => (OUR_FAILURES.includes(reason) ? "fail:999:13800138000,13900139000\n" : surplusLines[reason]));

/** The whole line. Too few numbers for an account are `recipients-missing` too, told from none at all by their bound. */
const read = (body: string): string => body.replace("moblie 提交数小于10，请重新提交!", "moblie is null or mobile number too many!");

const send = { read, codes: sendLines };
const surplus = { read, codes: surplusLines };

const CREDENTIALS = "user=acct&password=e99a18c428cb38d5f260853678922e03";
const SEND = `${CREDENTIALS}&tele=13800138000,13900139000&msg=%C4%DA%C8%DD&extno=1&addseqno=1`;
const MULTIPART = [...CREDENTIALS.split("&"), "tele=13800138000,13900139000", "msg=text"]
  .map((field) => `--x\r\nContent-Disposition: form-data; name="${field.replace("=", '"\r\n\r\n')}\r\n`)
  .join("");

export const samples: readonly SampleRequest[] = [
  { name: "send by GET", route: "/qxt/smssenderv2", request: { method: "GET", query: SEND }, kind: "submit", cells: send },
  { name: "send by POST", route: "/qxt/smssenderv2", request: { body: SEND }, kind: "submit", cells: send },
  {
    name: "send as it is",
    route: "/qxt/smssenderv2",
    request: { query: "extno", body: Buffer.from(`${SEND.split("&msg")[0]}&msg=\xc4\xda\xc8\xdd50%`, "latin1") },
    kind: "submit",
    cells: send,
  },
  {
    name: "send by multipart",
    route: "/qxt/smssenderv2",
    request: { body: `${MULTIPART}--x--`, contentType: "multipart/form-data; boundary=x" },
    kind: "submit",
    cells: send,
  },
  { name: "balance by GET", route: "/qxt/surplus", request: { method: "GET", query: CREDENTIALS }, kind: "balance", cells: surplus },
  { name: "balance by POST", route: "/qxt/surplus", request: { body: CREDENTIALS }, kind: "balance", cells: surplus },
];

function byReason(line: (reason: Reason) => string): Record<Reason, string> {
  return Object.fromEntries(ALL_REASONS.map((reason) => [reason, line(reason)])) as Record<Reason, string>;
}
