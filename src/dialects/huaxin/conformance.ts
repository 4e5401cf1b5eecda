import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page, *Result codes*, by hand: code, text, reasons. */
const RESULTS = `
1001 参数错误: malformed payload-undecodable parameter-wrong order-duplicate
1002 用户名为空: credentials-missing
1004 用户名错误: account-unknown
1005 密码错误: password-wrong signature-wrong token-wrong
1006 IP绑定错误: ip-refused
1007 帐户已停用: account-disabled
1008 UserId参数错误，该值必需要是数字，由供应商提供。: enterprise-id-wrong
1010 时间戳错误: timestamp-skewed
1011 定时时间错误: time-wrong
1103 手机号码为空: recipients-missing
1104 扩展错误: ext-wrong
1106 没有发送通道: channel-missing
1108 错误的手机号码: recipient-malformed
1109 黑名单的手机号码: recipient-blacklisted
1110 没有通道的手机号码: recipient-unroutable
1111 额度不足: credits-short
1112 没有配置产品: product-missing
1118 操作过于频繁: recipient-limited
1119 未启用该功能: interface-disabled report-forbidden
1120 模板ID错误: template-unknown template-disabled
2001 内容为空: content-missing
2105 内容太长: content-too-long
2106 号码过多: recipients-too-many
2107 敏感词汇: content-keyword content-illegal
2113 需要签名: signature-missing
2114 签名错误: signature-unapproved signature-tag-unknown
3001 主题为空: subject-missing
9999 系统内部错误: busy storage-failed internal
`;

/** The dialect's page, *Reports and inbound by query*; every reason that isn't here is 4. */
const STATUS_ERRORS = `
1: credentials-missing
2: account-unknown password-wrong signature-wrong token-wrong enterprise-id-wrong
3: report-forbidden account-disabled ip-refused interface-disabled
9999: busy storage-failed internal
`;

const rows = [...RESULTS.matchAll(/^(\d+) (.+): ([a-z -]+)$/gm)];
const codes = byReason((reason) => rows.find(([, , , reasons]) => reasons?.split(" ").includes(reason))?.[1]);
const texts = byReason((reason) => rows.find(([, , , reasons]) => reasons?.split(" ").includes(reason))?.[2]);
const errorRows = [...STATUS_ERRORS.matchAll(/^(\d+): ([a-z -]+)$/gm)];
const statusErrors = byReason((reason) => errorRows.find(([, , reasons]) => reasons?.split(" ").includes(reason))?.[1] ?? "4");

/** Seed 004, 3.4: what a balance query calls its first three failures. */
const balanceTexts: Record<Reason, string> = {
  ...texts,
  "credentials-missing": "用户名或密码不能为空",
  "account-unknown": "用户名或密码错误",
  "password-wrong": "用户名或密码错误",
  "signature-wrong": "用户名或密码错误",
  "token-wrong": "用户名或密码错误",
};

const xml = (name: string) => (body: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(body)?.[1] ?? "";
const json = (name: string) => (body: string) => String(JSON.parse(body)[name]);

const message = { xml: { read: xml("message"), codes: texts }, json: { read: json("message"), codes: texts } };
const balance = { xml: { read: xml("message"), codes: balanceTexts }, json: { read: json("message"), codes: balanceTexts } };
const status = { xml: { read: xml("error"), codes: statusErrors }, json: { read: json("error"), codes } };

const CREDENTIALS = "account=acct&password=abc123";
const SEND = `action=send&${CREDENTIALS}&mobile=13800138000,13900139000&content=%E5%86%85%E5%AE%B9&sendTime=&extno=1`;
const MULTIPART = ["action=send", ...CREDENTIALS.split("&"), "mobile=13800138000", "content=内容"]
  .map((field) => `--x\r\nContent-Disposition: form-data; name="${field.replace("=", '"\r\n\r\n')}\r\n`)
  .join("");

export const samples: readonly SampleRequest[] = [
  { name: "send by XML", route: "/sms.aspx", request: { method: "GET", query: SEND }, kind: "submit", cells: message.xml },
  {
    name: "send by multipart",
    route: "/sms.aspx",
    request: { body: `${MULTIPART}--x--`, contentType: "multipart/form-data; boundary=x" },
    kind: "submit",
    cells: message.xml,
  },
  { name: "send by JSON", route: "/smsJson.aspx", request: { body: SEND }, kind: "submit", cells: message.json },
  { name: "balance by XML", route: "/sms.aspx", request: { body: `action=overage&${CREDENTIALS}` }, kind: "balance", cells: balance.xml },
  {
    name: "balance by JSON",
    route: "/smsJson.aspx",
    request: { query: `action=overage&${CREDENTIALS}` },
    kind: "balance",
    cells: balance.json,
  },
  {
    name: "reports by XML",
    route: "/statusApi.aspx",
    request: { body: `action=query&${CREDENTIALS}&statusNum=5` },
    kind: "reports",
    cells: status.xml,
  },
  {
    name: "reports by JSON",
    route: "/statusJsonApi.aspx",
    request: { body: `action=query&${CREDENTIALS}&taskid=7` },
    kind: "reports",
    cells: status.json,
  },
  { name: "an unknown action", route: "/sms.aspx", request: { body: `action=dance&${CREDENTIALS}` }, kind: "refuse", cells: message.xml },
  {
    name: "a wrong taskid",
    route: "/statusApi.aspx",
    request: { body: `action=query&${CREDENTIALS}&taskid=x` },
    kind: "refuse",
    cells: status.xml,
  },
];

function byReason(code: (reason: Reason) => string | undefined): Record<Reason, string> {
  return Object.fromEntries(ALL_REASONS.map((reason) => [reason, code(reason) ?? "missing in the table"])) as Record<Reason, string>;
}
