import { Buffer } from "node:buffer";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page, *Message*, by hand: text, reasons. */
const MESSAGES = `
用户名或密码不能为空: credentials-missing
用户名或密码错误: account-unknown password-wrong enterprise-id-wrong
发送内容包含sql注入字符: content-illegal
短信号码不能为空: recipients-missing
短信内容不能为空: content-missing
包含非法字符：: content-keyword
对不起，您当前要发送的量大于您当前余额: credits-short
参数错误: malformed parameter-wrong
提交内容编码错误: payload-undecodable
帐户已停用: account-disabled
该IP地址不允许访问: ip-refused
帐户未开通该接口: interface-disabled
该用户不允许查看状态报告: report-forbidden
短信号码数量超过限制: recipients-too-many
短信号码格式错误: recipient-malformed
短信号码在黑名单中: recipient-blacklisted
短信号码发送过于频繁: recipient-limited
短信号码没有可用通道: recipient-unroutable
短信内容过长: content-too-long
扩展子号错误: ext-wrong
定时发送时间错误: time-wrong
短信模板不存在: template-unknown
短信模板未启用: template-disabled
短信内容缺少签名: signature-missing
短信签名未报备: signature-unapproved
帐户没有配置产品: product-missing
没有可用的发送通道: channel-missing
系统繁忙，请稍后再试: busy
数据保存失败，请稍后再试: storage-failed
系统内部错误: internal
请求签名错误: signature-wrong
校验码错误: token-wrong
时间戳错误: timestamp-skewed
主题不能为空: subject-missing
短信签名序号不存在: signature-tag-unknown
订单号重复提交: order-duplicate
`;

/** Seed 003, 4.4 and 5.4; every reason that isn't here is 4. */
const QUERY_ERRORS = `
1 用户名或密码不能为空: credentials-missing
2 用户名或密码错误: account-unknown password-wrong signature-wrong token-wrong enterprise-id-wrong
3 该用户不允许查看状态报告: report-forbidden account-disabled ip-refused interface-disabled
9999 系统内部错误: busy storage-failed internal
`;

const messages = byReason([...MESSAGES.matchAll(/^(.+): ([a-z -]+)$/gm)].map(([, text = "", reasons = ""]) => ({ text, reasons })));
/** The new password of the sample is wrong by itself. */
const passwordMessages = { ...messages, "parameter-wrong": "两次输入的新密码不一致" };

const errorRows = [...QUERY_ERRORS.matchAll(/^(\d+) (.+): ([a-z -]+)$/gm)];
const errorCodes = byReason(
  errorRows.map(([, text = "", , reasons = ""]) => ({ text, reasons })),
  "4",
);
const errorTexts = byReason(
  errorRows.map(([, , text = "", reasons = ""]) => ({ text, reasons })),
  "参数不正确",
);

/** Forbidden words follow their message. */
const withoutWords = (message: string) => message.replace(/^(包含非法字符：).*$/su, "$1");
const xml = (name: string) => (body: string) => withoutWords(new RegExp(`<${name}>(.*?)</${name}>`, "s").exec(body)?.[1] ?? "");
const json = (body: string) => withoutWords(JSON.parse(body).Message);

const said = { json: { read: json, codes: messages }, xml: { read: xml("message"), codes: messages } };
const password = { json: { read: json, codes: passwordMessages }, xml: { read: xml("message"), codes: passwordMessages } };
const queried = { json: { read: json, codes: errorTexts }, xml: { read: xml("error"), codes: errorCodes } };

const CALLER = "userid=12&account=acct&password=abc123";
const SEND = `action=send&${CALLER}&mobile=13568813957,13800000001&content=%E5%86%85%E5%AE%B9&sendTime=&extno=1`;
/** `内容` as iconv has it. */
const SEND_GBK = Buffer.from(`action=send&${CALLER}&mobile=13568813957&content=\xc4\xda\xc8\xdd`, "latin1");

export const samples: readonly SampleRequest[] = [
  { name: "send, JSON", route: "/sms.aspx", request: { body: `${SEND}&rt=json` }, kind: "submit", cells: said.json },
  { name: "send, XML", route: "/sms.aspx", request: { method: "GET", query: SEND }, kind: "submit", cells: said.xml },
  { name: "send in GB2312, JSON", route: "/smsGBK.aspx", request: { query: "rt=json", body: SEND_GBK }, kind: "submit", cells: said.json },
  { name: "send in GB2312, XML", route: "/smsGBK.aspx", request: { body: SEND_GBK }, kind: "submit", cells: said.xml },
  ...pair("balance", "/sms.aspx", "action=overage", "balance", said),
  ...pair("keywords", "/sms.aspx", "action=checkkeyword&content=%3Ctest%3E", "check-content", said),
  ...pair("keywords in GB2312", "/smsGBK.aspx", "action=checkkeyword&content=%C4%DA%C8%DD", "check-content", said),
  ...pair("a new password", "/sms.aspx", "action=changespwd&newpwd=abc1234&renewpwd=abc1234", "change-password", said),
  ...pair("no new password", "/sms.aspx", "action=changespwd&newpwd=&renewpwd=", "refuse", password),
  ...pair("an unknown action", "/sms.aspx", "action=dance", "refuse", said),
  ...pair("reports", "/statusApi.aspx", "action=query&statusNum=5", "reports", queried),
  ...pair("a wrong statusNum", "/statusApi.aspx", "action=query&statusNum=x", "refuse", queried),
  ...pair("inbound texts", "/callApi.aspx", "action=query", "inbound", queried),
  ...pair("inbound texts with the customer's ext", "/callApi.aspx", "action=query&ownExt=1", "inbound", queried),
];

type Cells = SampleRequest["cells"];

function pair(
  name: string,
  route: string,
  body: string,
  kind: SampleRequest["kind"],
  cells: { readonly json: Cells; readonly xml: Cells },
): readonly SampleRequest[] {
  return [
    { name: `${name}, JSON`, route, request: { body: `${body}&${CALLER}&rt=json` }, kind, cells: cells.json },
    { name: `${name}, XML`, route, request: { body: `${body}&${CALLER}` }, kind, cells: cells.xml },
  ];
}

function byReason(rows: readonly { readonly text: string; readonly reasons: string }[], others?: string): Record<Reason, string> {
  const textOf = (reason: Reason) => rows.find(({ reasons }) => reasons.split(" ").includes(reason))?.text;
  return Object.fromEntries(ALL_REASONS.map((reason) => [reason, textOf(reason) ?? others ?? "missing in the table"])) as Record<
    Reason,
    string
  >;
}
