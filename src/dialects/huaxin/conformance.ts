import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import type { SampleRequest } from "../conformance.ts";

/** The dialect's page, *Result codes*, by hand: code, name, text, reasons. */
const RESULTS = `
1001 ParamError 参数错误: malformed payload-undecodable parameter-wrong order-duplicate
1002 UserNameEmpty 用户名为空: credentials-missing
1004 UserNameError 用户名错误: account-unknown
1005 PasswordError 密码错误: password-wrong signature-wrong token-wrong
1006 BindIpError IP绑定错误: ip-refused
1007 UserStop 帐户已停用: account-disabled
1008 UserIdError UserId参数错误，该值必需要是数字，由供应商提供。: enterprise-id-wrong
1010 StampError 时间戳错误: timestamp-skewed
1011 SendTimeError 定时时间错误: time-wrong
1103 MsisdnEmpty 手机号码为空: recipients-missing
1104 ExtNumberError 扩展错误: ext-wrong
1106 NoChannel 没有发送通道: channel-missing
1108 MsisdnError 错误的手机号码: recipient-malformed
1109 MsisdnBlack 黑名单的手机号码: recipient-blacklisted
1110 MsisdnNoChannel 没有通道的手机号码: recipient-unroutable
1111 AmountNotEnough 额度不足: credits-short
1112 NoProduct 没有配置产品: product-missing
1118 FrequentOperation 操作过于频繁: recipient-limited
1119 NoEnabled 未启用该功能: interface-disabled report-forbidden
1120 TemplateIdError 模板ID错误: template-unknown template-disabled
2001 ContentEmpty 内容为空: content-missing
2105 ContentLong 内容太长: content-too-long
2106 MsisdnsMany 号码过多: recipients-too-many
2107 SensitiveWords 敏感词汇: content-keyword content-illegal
2113 RequiredSuffix 需要签名: signature-missing
2114 SuffixError 签名错误: signature-unapproved signature-tag-unknown
3001 SubjectEmpty 主题为空: subject-missing
9999 InternalError 系统内部错误: busy storage-failed internal
`;

/** The dialect's page, *Reports and inbound by query*; every reason that isn't here is 4. */
const STATUS_ERRORS = `
1: credentials-missing
2: account-unknown password-wrong signature-wrong token-wrong enterprise-id-wrong
3: report-forbidden account-disabled ip-refused interface-disabled
9999: busy storage-failed internal
`;

const rows = [...RESULTS.matchAll(/^(\d+) (\w+) (.+): ([a-z -]+)$/gm)];
const column = (index: 1 | 2 | 3) => byReason((reason) => rows.find((row) => row[4]?.split(" ").includes(reason))?.[index]);
const codes = column(1);
const names = column(2);
const texts = column(3);
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
/** Only these two paths have something of their own for what can't be decoded. */
const encrypted = { read: json("StatusCode"), codes: { ...codes, "payload-undecodable": "1009" } };
const batched = { read: xml("message"), codes: { ...texts, "payload-undecodable": "content参数错误" } };
const soap = { read: xml("StatusCode"), codes: names };
const template = { read: json("StatusCode"), codes };

const CREDENTIALS = "account=acct&password=abc123";
const SEND = `action=send&${CREDENTIALS}&mobile=13800138000,13900139000&sendTime=&extno=1&content=`;
const CONTENT = "%E5%86%85%E5%AE%B9";
const MULTIPART = ["action=send", ...CREDENTIALS.split("&"), "mobile=13800138000", "content=内容"]
  .map((field) => `--x\r\nContent-Disposition: form-data; name="${field.replace("=", '"\r\n\r\n')}\r\n`)
  .join("");

/** By openssl: for acct, under abc123, with the suite's time as its Stamp. */
const TEXT64 =
  "WTqELw6CftcJ8PuZva04DecfY0tPoQPriK6hOAsk29A0sGpY6t4nz23RuQWwjDwHjEN5fI/zZ9HnPH+QPHnPR8NYuJTM2lT+0NzKH3DT2EH0Ti/YGDWUS/FaDRbau0kV/36nvZxm98pz6Qfo+T5hRewjbZ3kjt2hX5VoqWgw63gVTzss3hiCMA==";
/** The document's example, under test: long past. */
const OLD_TEXT64 =
  "0DqKGm9MWnsFM2wlYEW65VXylBxJGBiuZzP5dTp1ALdK7QaTgx0cR5GftknjiNJBOd46tdJp+6J3OYAoukEBOKlfsExTaFYC7X514PyLC+NrwhDLKYOvFAb7gBo+dqkslvVJklz4qm7/gUHrHAT2d7hEcQxhDMD+Ij8NIy1kvHqU3noZTqjlC1PaaFYy6zifBr5ND+V4UK0xM7scF/avfVKW/0k16qqVzDDJocRkTz0jqvtJYfo1liuI2+h2fRkK";
/** By the gzip program: two phones, each with a text. */
const BATCH = "H4sIAAAAAAAAAzM0tjAwMAQRBjovV/W8WN/4fEHj+z2zDI2MTR43THg2Y/6LfRseN0zk5TI0tgSptERXaWJqZo6sEgByEsRtUgAAAA==";
/** A TMS by hand: 1.smil and 1.txt. */
const TMS = "MS5zbWlsAA0AAAA8c21pbD48L3NtaWw+MS50eHQABAAAAMTjusM=";
const [text64, oldText64, batch, tms] = [TEXT64, OLD_TEXT64, BATCH, TMS].map(encodeURIComponent);

function soapCall(namespace: string): string {
  const sms = "<sms><Msisdns>13800138000</Msisdns><SMSContent>内容</SMSContent><PlanSendTime>2026-11-21T09:08:10</PlanSendTime></sms>";
  const call = `<SendSms xmlns="http://www.yysms.com/"><userName>acct</userName><password>abc123</password>${sms}</SendSms>`;
  return `<s:Envelope xmlns:s="${namespace}"><s:Body>${call}</s:Body></s:Envelope>`;
}

type Posted = readonly [
  route: string,
  name: string,
  kind: SampleRequest["kind"],
  cells: SampleRequest["cells"],
  body: string,
  type?: string,
];

// biome-ignore format: one line each
const POSTED: readonly Posted[] = [
  ["/sms.aspx", "send", "submit", message.xml, SEND + CONTENT],
  ["/sms.aspx", "send by multipart", "submit", message.xml, `${MULTIPART}--x--`, "multipart/form-data; boundary=x"],
  ["/sms.aspx", "balance", "balance", balance.xml, `action=overage&${CREDENTIALS}`],
  ["/sms.aspx", "an unknown action", "refuse", message.xml, `action=dance&${CREDENTIALS}`],
  ["/smsGBK.aspx", "send", "submit", message.xml, `${SEND}%C4%DA%C8%DD`],
  ["/smsGBK.aspx", "balance", "balance", balance.xml, `action=overage&${CREDENTIALS}`],
  ["/smsJson.aspx", "send", "submit", message.json, SEND + CONTENT],
  ["/smsJson.aspx", "balance", "balance", balance.json, `action=overage&${CREDENTIALS}`],
  ["/BatchSms.ashx", "send", "submit", batched, `${CREDENTIALS}&content=${batch}`],
  ["/BatchSms.ashx", "what is no gzip", "refuse", batched, `${CREDENTIALS}&content=${tms}`],
  ["/WebService.asmx", "send by SOAP 1.1", "submit", soap, soapCall("http://schemas.xmlsoap.org/soap/envelope/"), "text/xml"],
  ["/WebService.asmx", "send by SOAP 1.2", "submit", soap, soapCall("http://www.w3.org/2003/05/soap-envelope"), "application/soap+xml"],
  ["/mms.aspx", "send", "submit", message.xml, `${SEND}${tms}&subject=x`],
  ["/mms.aspx", "what is no TMS", "refuse", message.xml, `${SEND}${batch}&subject=x`],
  ["/mms.aspx", "balance", "balance", balance.xml, `action=overage&${CREDENTIALS}`],
  ["/statusApi.aspx", "reports", "reports", status.xml, `action=query&${CREDENTIALS}&statusNum=5`],
  ["/statusApi.aspx", "a wrong taskid", "refuse", status.xml, `action=query&${CREDENTIALS}&taskid=x`],
  ["/statusJsonApi.aspx", "reports", "reports", status.json, `action=query&${CREDENTIALS}&taskid=7`],
  ["/callApi.aspx", "inbound texts", "inbound", status.xml, `action=query&${CREDENTIALS}`],
  ["/callJsonApi.aspx", "inbound texts", "inbound", status.json, `action=query&${CREDENTIALS}`],
  ["/pwd.aspx", "a new password", "change-password", message.xml, `${CREDENTIALS}&newpassword=abcdef`],
  ["/pwd.aspx", "a short password", "refuse", message.xml, `${CREDENTIALS}&newpassword=abcde`],
  ["/freeTemplate.aspx", "Add", "templates", template, `action=Add&${CREDENTIALS}&template=a@b`],
  ["/freeTemplate.aspx", "query", "templates", template, `action=query&${CREDENTIALS}`],
  ["/freeTemplate.aspx", "update", "templates", template, `action=update&${CREDENTIALS}&templateid=7&template=a@b`],
  ["/freeTemplate.aspx", "del", "templates", template, `action=del&${CREDENTIALS}&templateid=7`],
  ["/freeTemplate.aspx", "what is no template", "refuse", template, `action=Add&${CREDENTIALS}&template=@@@@@@`],
];

export const samples: readonly SampleRequest[] = [
  ...POSTED.map(([route, name, kind, cells, body, contentType]): SampleRequest => {
    return { name, route, request: { body, ...(contentType && { contentType }) }, kind, cells };
  }),
  { name: "send by GET", route: "/sms.aspx", request: { method: "GET", query: SEND + CONTENT }, kind: "submit", cells: message.xml },
  {
    name: "send encrypted",
    route: "/ensms.ashx",
    request: { body: `UserId=12&Text64=${text64}` },
    password: "abc123",
    kind: "submit",
    cells: encrypted,
  },
  {
    name: "send encrypted too long ago",
    route: "/ensms.ashx",
    request: { method: "GET", query: `UserId=1&Text64=${oldText64}` },
    password: "test",
    kind: "refuse",
    cells: encrypted,
  },
];

function byReason(code: (reason: Reason) => string | undefined): Record<Reason, string> {
  return Object.fromEntries(ALL_REASONS.map((reason) => [reason, code(reason) ?? "missing in the table"])) as Record<Reason, string>;
}
