import { Buffer } from "node:buffer";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report } from "../../domain/submission.ts";
import { testGolden } from "../golden.testing.ts";
import { huaxin } from "./dialect.ts";

/** Written by hand from seed 004 and the dialect's page; GB2312, gzip and base64 by other programs. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** The document's own example: 账号, 密码. */
const identity = { login: "账号", proof: { kind: "password", password: "密码", digest: "accepted" } } as const;
const acct = { login: "acct", proof: { kind: "password", password: "abc123", digest: "accepted" } } as const;
const qq = { login: "qq", proof: { kind: "password", password: "qq", digest: "accepted" } } as const;
/** Seed 004, 1.2: abc123 as MD5. */
const digested = { kind: "password", password: "E99A18C428CB38D5F260853678922E03", digest: "accepted" } as const;

const draft = {
  medium: "sms",
  recipients: ["15023239810", "13527576163"],
  content: { kind: "same", text: "内容" },
  ext: "",
  sendAt: undefined,
  bounds: { extDigits: 5 },
} as const;
const batch = { ...draft, recipients: ["13800138000", "13800138000"], refuseDuplicates: true } as const;
/** 2018-02-02 22:12:11 and 09:08:10 in Shanghai. */
const RECEIVED = 1517580731000;
const LATER = 1517533690000;

/** 2018-02-01 00:00:00 and, as .NET says nothing, 0001-01-01 00:00:00 in Shanghai. */
const DAY_BEFORE = 1517414400000;
const NO_TIME = -62135625600000;

const delivered: Report = {
  messageId: 1,
  submissionId: 1212,
  phone: "15023239810",
  outcome: "delivered",
  code: "DELIVRD",
  at: RECEIVED,
  ext: "01",
  accessCode: "106900000501",
  orderId: undefined,
  region: NOWHERE,
};
const failed: Report = { ...delivered, messageId: 2, phone: "15023239811", outcome: "failed", code: "2", ext: "" };
const answered: Inbound = {
  id: 3,
  phone: "15023239810",
  text: "你好，我不需要",
  at: RECEIVED,
  accessCode: "106900000501",
  accountCode: "05",
  ext: "01",
  answers: undefined,
  region: NOWHERE,
};

/** By hand: 1.smil of 13 bytes, 1.txt of 4 (你好 in GB2312), 图.gif of 3, its name in GB2312; sizes little-endian. */
const TMS = Buffer.from("312e736d696c000d0000003c736d696c3e3c2f736d696c3e312e7478740004000000c4e3bac3cdbc2e6769660003000000474946", "hex");
const mms = { ...draft, medium: "mms", content: { kind: "mms", subject: "彩信主题", container: TMS } } as const;

const account = sampleAccount();
const postpaid = sampleAccount({ payment: "postpaid" });
const faild = sampleAccount({ dialectSettings: { failureWord: "Faild" } });
const accepted = { submissionId: 1504080852350206, balance: 109346, charged: 2, accepted: ["15023239810", "13527576163"], refused: [] };
const prepaidBalance = { sms: { credits: 109346, bought: 110421 }, mms: { credits: 998, bought: 1000 } };
const postpaidBalance = { sms: { credits: -4, bought: 0 }, mms: { credits: 0, bought: 0 } };

const refused = (refusal: Refusal, by = account): Answer => ({ ok: false, refusal, account: by });
const template = { id: "1611293848530529", text: "您的验证码：@【星辰】", state: "review" } as const;

const sending = {
  send: { call: { kind: "submit", identity, draft }, answer: { ok: true, account, value: accepted } },
  "send-raw": { call: { kind: "submit", identity, draft }, answer: refused({ reason: "password-wrong" }) },
  "send-split": {
    call: {
      kind: "submit",
      identity: { login: "acct", proof: digested },
      draft: {
        ...draft,
        recipients: ["13800138000"],
        content: { kind: "same", text: "您的验证码：1439【腾飞】" },
        ext: "01",
        sendAt: LATER,
      },
    },
    answer: refused({ reason: "credits-short" }, faild),
  },
  "send-multipart": {
    call: { kind: "submit", identity: acct, draft: { ...draft, recipients: [] } },
    answer: refused({ reason: "recipients-missing" }),
  },
  "send-nobody": undefined,
  "send-broken": undefined,
  "send-json": {
    call: { kind: "submit", identity, draft: { ...draft, recipients: ["15023239810"] } },
    answer: { ok: true, account, value: { ...accepted, balance: -4, accepted: ["15023239810"] } },
  },
  "send-json-failed": undefined,
  gbk: {
    call: {
      kind: "submit",
      identity: { login: "账号", proof: digested },
      draft: { ...draft, content: { kind: "same", text: "您的验证码：1439【腾飞】" } },
    },
    answer: { ok: true, account, value: accepted },
  },
  "gbk-raw": {
    call: { kind: "submit", identity, draft: { ...draft, recipients: ["13800138000"], content: { kind: "same", text: "內容镕😀" } } },
    answer: refused({ reason: "content-keyword", words: ["內容"] }),
  },
  "batch-document": {
    call: {
      kind: "submit",
      identity,
      draft: { ...batch, content: { kind: "each", texts: ["验证码：1234【星辰】", "验证码：4567【星辰】"] } },
    },
    answer: refused({ reason: "recipient-malformed", detail: "13800138000 is given twice" }),
  },
  batch: {
    call: {
      kind: "submit",
      identity: acct,
      draft: {
        ...batch,
        recipients: ["13800138000", "13900139000"],
        content: { kind: "each", texts: ["验证码：1234，1,2【星辰】", "第一行\r\n第二行 C:\\new\\d【星辰】"] },
        ext: "01",
        sendAt: LATER,
      },
    },
    answer: { ok: true, account, value: { ...accepted, balance: 109343, accepted: ["13800138000", "13900139000"] } },
  },
  "batch-get": undefined,
  "batch-broken": {
    call: {
      kind: "refuse",
      identity: acct,
      refusal: {
        reason: "payload-undecodable",
        detail: "The content is no base64 of gzip of UTF-8, too large, or has a line without a comma.",
      },
    },
    answer: refused({ reason: "payload-undecodable" }),
  },
  "batch-empty": {
    call: { kind: "submit", identity: acct, draft: { ...batch, recipients: [], content: { kind: "each", texts: [] } } },
    answer: refused({ reason: "recipients-missing" }),
  },
  mms: { call: { kind: "submit", identity, draft: mms }, answer: { ok: true, account, value: { ...accepted, balance: 998 } } },
  "mms-broken": {
    call: { kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail: "The content is no base64 of a TMS." } },
    answer: refused({ reason: "parameter-wrong" }),
  },
  "mms-nothing": {
    call: {
      kind: "submit",
      identity,
      draft: { ...mms, recipients: ["15023239810"], content: { kind: "mms", subject: "", container: Buffer.alloc(0) } },
    },
    answer: refused({ reason: "subject-missing" }),
  },
} as const;

const balances = {
  overage: { call: { kind: "balance", identity }, answer: { ok: true, account, value: prepaidBalance } },
  "overage-failed": { call: { kind: "balance", identity }, answer: refused({ reason: "account-unknown" }) },
  "overage-nobody": undefined,
  "overage-json": { call: { kind: "balance", identity }, answer: { ok: true, account: postpaid, value: postpaidBalance } },
  "overage-json-failed": { call: { kind: "balance", identity }, answer: refused({ reason: "ip-refused" }) },
  "gbk-overage": { call: { kind: "balance", identity }, answer: { ok: true, account: postpaid, value: postpaidBalance } },
  "mms-overage": { call: { kind: "balance", identity }, answer: { ok: true, account, value: prepaidBalance } },
} as const;

const queries = {
  status: {
    call: { kind: "reports", identity, limit: 1000, submissionId: 1523516 },
    answer: { ok: true, account, value: [delivered, failed] },
  },
  "status-empty": { call: { kind: "reports", identity, limit: 50 }, answer: { ok: true, account, value: [] } },
  "status-nobody": undefined,
  "status-wrong": {
    call: { kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail: "statusNum or taskid is not a number." } },
    answer: refused({ reason: "parameter-wrong" }),
  },
  "status-json": {
    call: { kind: "reports", identity, limit: 1000 },
    answer: {
      ok: true,
      account,
      value: [
        { ...delivered, phone: "15510331875", submissionId: 123, at: DAY_BEFORE, code: "dEv", ext: "" },
        { ...failed, phone: "13483728958", submissionId: 124, at: DAY_BEFORE, code: "back", ext: "7" },
      ],
    },
  },
  "status-json-failed": { call: { kind: "reports", identity, limit: 1000 }, answer: refused({ reason: "password-wrong" }) },
  "status-json-empty": { call: { kind: "reports", identity, limit: 1000 }, answer: { ok: true, account, value: [] } },
  call: {
    call: { kind: "inbound", identity, limit: 1000 },
    answer: { ok: true, account, value: [answered, { ...answered, phone: "15023239811", text: "你好，本次活动路线是怎么的" }] },
  },
  "call-refused": {
    call: { kind: "inbound", identity: { login: "acct", proof: { ...acct.proof, password: "x" } }, limit: 1000 },
    answer: refused({ reason: "report-forbidden" }),
  },
  "call-json": {
    call: { kind: "inbound", identity, limit: 1000 },
    answer: {
      ok: true,
      account,
      value: [
        { ...answered, phone: "15510331875", text: "a", at: NO_TIME, ext: "123" },
        { ...answered, phone: "13483728958", text: 'b "<&>"', at: NO_TIME, ext: "456" },
      ],
    },
  },
  "call-json-failed": { call: { kind: "inbound", identity, limit: 1000 }, answer: refused({ reason: "password-wrong" }) },
} as const;

const settings = {
  pwd: { call: { kind: "change-password", identity, password: "新密码-2018" }, answer: { ok: true, account, value: null } },
  "pwd-short": {
    call: { kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail: "A password has 6 to 20 printable characters." } },
    answer: refused({ reason: "parameter-wrong" }),
  },
  "pwd-nobody": undefined,
  "template-add": {
    call: { kind: "templates", identity: qq, request: { do: "add", text: template.text } },
    answer: { ok: true, account, value: [template] },
  },
  "template-add-forbidden": {
    call: { kind: "templates", identity: qq, request: { do: "add", text: template.text } },
    answer: refused({ reason: "interface-disabled" }),
  },
  "template-add-wrong": {
    call: { kind: "refuse", identity: qq, refusal: { reason: "parameter-wrong", detail: "More than 5 @ are neighbours." } },
    answer: refused({ reason: "parameter-wrong" }),
  },
  "template-query": {
    call: { kind: "templates", identity: qq, request: { do: "list", id: template.id } },
    answer: { ok: true, account, value: [template] },
  },
  "template-query-all": {
    call: { kind: "templates", identity: qq, request: { do: "list" } },
    answer: { ok: true, account, value: [] },
  },
  "template-query-unknown": {
    call: { kind: "templates", identity: qq, request: { do: "list", id: "123" } },
    answer: refused({ reason: "template-unknown" }),
  },
  "template-update": {
    call: { kind: "templates", identity: qq, request: { do: "update", id: "123", text: "123@【星辰】" } },
    answer: { ok: true, account, value: [{ ...template, id: "123" }] },
  },
  "template-del": {
    call: { kind: "templates", identity: qq, request: { do: "delete", id: "123" } },
    answer: { ok: true, account, value: [] },
  },
  "template-del-nobody": undefined,
} as const;

testGolden(huaxin, FIXTURES, { ...sending, ...balances, ...queries, ...settings }, RECEIVED);
