import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer, Balances, Identity } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report, SubmissionDraft } from "../../domain/submission.ts";
import { type GoldenCase, testGolden } from "../golden.testing.ts";
import { xunchen } from "./dialect.ts";

/** Requests (`.http`) and replies (`.reply`) as bytes, made from seed 002 and the dialect's page by Python and by hand. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** The documents' times: 2015-06-08 11:21:46 and 11:59:37, 2015-04-02 22:12:11, 2014-04-03 08:12:11, 2015-05-01 09:30:30. */
const REPORTED = 1433733706000;
const REPORTED_LATER = 1433735977000;
const CAME = 1427983931000;
const CAME_BEFORE = 1396483931000;
const SCHEDULED = 1430443830000;
const RECEIVED = REPORTED_LATER + 1;
const THREE_DAYS_BEFORE = RECEIVED - 259_200_000;

const account = sampleAccount({ login: "JSM40001" });

function by(token: string): Identity {
  return { login: "JSM40001", proof: { kind: "password", password: "123456", digest: "refused", token } };
}
const identity = by("453245");

const TEXT = "您好！您本次验证码为：174687，请勿告知他人";
const draft: SubmissionDraft = {
  medium: "sms",
  recipients: ["15951977097"],
  content: { kind: "same", text: TEXT },
  ext: "",
  sendAt: undefined,
  bounds: { recipients: 100, content: 300, extDigits: 4 },
  strictRecipients: true,
};

const report: Report = {
  messageId: 7506751276725665,
  submissionId: 7506751276725633,
  phone: "15951977097",
  outcome: "failed",
  code: "MA:0006",
  at: REPORTED,
  ext: "",
  accessCode: "106905994140001",
  orderId: undefined,
  region: NOWHERE,
};
const inbound: Inbound = {
  id: 9,
  phone: "15951977097",
  text: "江苏迅辰信息技术有限公司",
  at: CAME,
  accessCode: "106905994140001",
  accountCode: "0001",
  ext: "",
  answers: undefined,
  region: NOWHERE,
};

const refused = (refusal: Refusal): Answer => ({ ok: false, refusal, account });
const sent: Answer = {
  ok: true,
  account,
  value: { submissionId: 1504080852350206, balance: 49999, charged: 1, accepted: ["15951977097"], refused: [] },
};

function submitted(own: Partial<SubmissionDraft>, answer: Answer, who = identity): GoldenCase {
  return { call: { kind: "submit", identity: who, draft: { ...draft, ...own } }, answer };
}

function wrong(refusal: Refusal, reason = refusal.reason): GoldenCase {
  return { call: { kind: "refuse", identity, refusal }, answer: refused({ reason }) };
}

function credits(sms: number): Answer {
  const value: Balances = { sms: { credits: sms, bought: 0 }, mms: { credits: 7, bought: 7 } };
  return { ok: true, account, value };
}

function queried(kind: "reports" | "inbound", answer: Answer): GoldenCase {
  return { call: { kind, identity, limit: 500, notBefore: THREE_DAYS_BEFORE }, answer };
}

const UNREADABLE = "The parameters can't be read: a broken percent escape, a NUL, a broken multipart body or too many parameters.";

testGolden(
  xunchen,
  FIXTURES,
  {
    amount: { call: { kind: "balance", identity }, answer: credits(50_000) },
    "amount-tenth": { call: { kind: "balance", identity }, answer: credits(100_003) },
    "amount-owed": { call: { kind: "balance", identity }, answer: credits(-4) },
    "amount-token": { call: { kind: "balance", identity: by("") }, answer: refused({ reason: "token-wrong" }) },
    "amount-undecodable": undefined,
    "amount-nobody": undefined,

    send: submitted({}, sent, by("")),
    "send-scheduled": submitted({ sendAt: SCHEDULED }, refused({ reason: "password-wrong" })),
    "send-signtag": submitted({ signature: { tag: "2" } }, refused({ reason: "signature-tag-unknown" })),
    "send-signtext": submitted({ signature: { text: "迅辰004" } }, refused({ reason: "credits-short" })),
    "send-template": submitted(
      {
        content: { kind: "same", text: "" },
        template: {
          id: "JSM4001-000",
          values: new Map([
            [1, "李先生"],
            [2, "您好"],
            [3, "928371"],
          ]),
        },
      },
      refused({ reason: "template-unknown" }),
    ),
    "send-raw": submitted(
      { recipients: ["15951977097", "15951977098"], content: { kind: "same", text: "您好，a=b 1=1，退订回T=T=" }, ext: "8888" },
      refused({ reason: "content-keyword", words: ["李老师", "XX", "成人"] }),
    ),
    "send-gbk": submitted({}, refused({ reason: "content-keyword", words: ["<b>", "R&B"] })),
    "send-code-utf8": submitted({}, refused({ reason: "recipient-blacklisted" })),
    "send-or-amount": { call: { kind: "balance", identity }, answer: refused({ reason: "ip-refused" }) },
    "send-undecodable": wrong({
      reason: "payload-undecodable",
      detail: "A parameter holds bytes that aren't of the endpoint's charset.",
    }),
    "send-broken": wrong({ reason: "malformed", detail: UNREADABLE }),
    "send-msgtype": wrong({ reason: "parameter-wrong", detail: "The msgtype is neither 1 nor 2." }),
    "send-code": wrong({ reason: "parameter-wrong", detail: "The code names no charset." }),
    "send-token": submitted(
      { recipients: [], content: { kind: "same", text: "" }, ext: "a", sendAt: "unreadable" },
      refused({ reason: "token-wrong" }),
      by("000000"),
    ),
    "send-nobody": undefined,
    "send-multipart": submitted({}, sent),
    "no-method": wrong({ reason: "parameter-wrong", detail: "There is no such method." }),
    "wrong-method": wrong({ reason: "parameter-wrong", detail: "There is no such method." }, "password-wrong"),

    report: queried("reports", {
      ok: true,
      account,
      value: [
        report,
        { ...report, submissionId: 7506751276725634, code: "YZ:BLACK", ext: "8888" },
        { ...report, submissionId: 7507418680283693, outcome: "delivered", code: "000", at: REPORTED_LATER },
      ],
    }),
    "report-empty": queried("reports", { ok: true, account, value: [] }),
    "report-failed": queried("reports", refused({ reason: "account-disabled" })),
    mo: queried("inbound", { ok: true, account, value: [inbound, { ...inbound, text: "a<b & c\r\nd", at: CAME_BEFORE }] }),
    "mo-empty": queried("inbound", { ok: true, account, value: [] }),
    "mo-failed": queried("inbound", refused({ reason: "interface-disabled" })),
  },
  RECEIVED,
);
