import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report, SubmissionDraft } from "../../domain/submission.ts";
import { type GoldenCase, testGolden } from "../golden.testing.ts";
import { inter28 } from "./dialect.ts";

/** Written by hand from seed 003 and the dialect's page; the GB2312 ones by iconv. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** 2018-08-20 11:20:18 and 2018-12-07 15:17:26 in Shanghai. */
const REPORTED = 1534735218000;
const CALLED = 1544167046000;

const proof = { kind: "password", digest: "refused" } as const;
/** The document's own example: 账号, 密码, 12. */
const identity = { login: "账号", proof: { ...proof, password: "密码" }, enterpriseId: "12" };
const acct = { login: "acct", proof: { ...proof, password: "abc123" }, enterpriseId: "" };

const draft: SubmissionDraft = {
  medium: "sms",
  recipients: ["13568813957", "13800000001"],
  content: { kind: "same", text: "内容" },
  ext: "",
  sendAt: undefined,
  bounds: { extDigits: 5 },
};
const accepted = { submissionId: 365, balance: 109346, charged: 2, accepted: draft.recipients, refused: [] };

const undelivered: Report = {
  messageId: 1,
  submissionId: 358,
  phone: "13568813957",
  outcome: "failed",
  code: "UNDELIVERED",
  at: REPORTED,
  ext: "",
  accessCode: "1069000005",
  orderId: undefined,
  region: NOWHERE,
};
const delivered: Report = { ...undelivered, phone: "13800000001", outcome: "delivered", code: "DELIVRD", ext: "28" };

const text: Inbound = {
  id: 7,
  phone: "136",
  text: "test",
  at: CALLED,
  accessCode: "10690000251251",
  accountCode: "251",
  ext: "251",
  answers: { messageId: 2, submissionId: 1, orderId: undefined },
  region: NOWHERE,
};

const account = sampleAccount();
const postpaid = sampleAccount({ payment: "postpaid" });
const refused = (refusal: Refusal): Answer => ({ ok: false, refusal, account });
const MMS = { credits: 1, bought: 2 };

const balance = { kind: "balance", identity } as const;
const reports = { kind: "reports", identity, limit: 4000 } as const;
const inbound = { kind: "inbound", identity, limit: 4000 } as const;
const wrong = (detail: string) => ({ kind: "refuse", identity, refusal: { reason: "parameter-wrong", detail } }) as const;
const noPassword = wrong("There is no new password, or it is not one.");
const check = (content: string) => ({ kind: "check-content", identity, text: content }) as const;

const CASES: Readonly<Record<string, GoldenCase>> = {
  send: { call: { kind: "submit", identity, draft }, answer: { ok: true, account, value: accepted } },
  "send-xml": { call: { kind: "submit", identity, draft }, answer: { ok: true, account, value: accepted } },
  "send-gbk": {
    call: { kind: "submit", identity, draft: { ...draft, ext: "28", sendAt: Date.UTC(2010, 9, 24, 1, 8, 10) } },
    answer: refused({ reason: "credits-short" }),
  },
  "send-gbk-xml": {
    call: { kind: "submit", identity, draft },
    answer: refused({ reason: "content-keyword", words: ["博彩", "<b>"] }),
  },
  "send-multipart": {
    call: { kind: "submit", identity: acct, draft: { ...draft, recipients: [] } },
    answer: refused({ reason: "recipients-missing" }),
  },
  "send-nobody": undefined,
  "send-broken": undefined,
  overage: { call: balance, answer: { ok: true, account: postpaid, value: { sms: { credits: 109346, bought: 1075 }, mms: MMS } } },
  "overage-xml": { call: balance, answer: { ok: true, account, value: { sms: { credits: 109346, bought: 110421 }, mms: MMS } } },
  "overage-failed": { call: balance, answer: refused({ reason: "password-wrong" }) },
  "overage-failed-xml": {
    call: { ...balance, identity: { ...identity, enterpriseId: "13" } },
    answer: refused({ reason: "enterprise-id-wrong" }),
  },
  keyword: { call: check("test"), answer: { ok: true, account, value: { words: [] } } },
  "keyword-found": { call: check("内容"), answer: { ok: true, account, value: { words: ["内", "容"] } } },
  "keyword-gbk": { call: check("内容"), answer: { ok: true, account, value: { words: [] } } },
  "keyword-gbk-xml": { call: check("<内容&>"), answer: { ok: true, account, value: { words: ["内容"] } } },
  "keyword-nobody": undefined,
  status: { call: reports, answer: { ok: true, account, value: [undelivered, undelivered] } },
  "status-empty": { call: { ...reports, limit: 50 }, answer: { ok: true, account, value: [] } },
  "status-xml": { call: reports, answer: { ok: true, account, value: [undelivered, delivered] } },
  "status-failed": { call: reports, answer: refused({ reason: "account-unknown" }) },
  "status-failed-xml": { call: reports, answer: refused({ reason: "report-forbidden" }) },
  "status-wrong": { call: wrong("statusNum is not a number."), answer: refused({ reason: "parameter-wrong" }) },
  call: { call: inbound, answer: { ok: true, account, value: [text, text] } },
  "call-own": { call: inbound, answer: { ok: true, account, value: [{ ...text, text: "你好，我不需要", answers: undefined }] } },
  "call-xml": { call: inbound, answer: { ok: true, account, value: [{ ...text, text: "a<b> & c" }] } },
  "call-empty-xml": { call: inbound, answer: { ok: true, account, value: [] } },
  "call-failed": { call: inbound, answer: refused({ reason: "password-wrong" }) },
  password: { call: { kind: "change-password", identity, password: "新密码：28" }, answer: { ok: true, account, value: null } },
  "password-differs": { call: noPassword, answer: refused({ reason: "parameter-wrong" }) },
  "password-short-xml": { call: noPassword, answer: refused({ reason: "parameter-wrong" }) },
};

testGolden(inter28, FIXTURES, CASES, REPORTED);
