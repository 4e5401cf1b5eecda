import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer, Call } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { Report } from "../../domain/submission.ts";
import type { WireReply, WireRequest } from "../dialect.ts";
import { huaxin } from "./dialect.ts";

/** Requests (`.http`) and replies (`.reply`) as bytes, written by hand from seed 004 and the dialect's page. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

/** The document's own example: 账号, 密码. */
const identity = { login: "账号", proof: { kind: "password", password: "密码", digest: "accepted" } } as const;
const acct = { login: "acct", proof: { kind: "password", password: "abc123", digest: "accepted" } } as const;
const draft = {
  medium: "sms",
  recipients: ["15023239810", "13527576163"],
  content: { kind: "same", text: "内容" },
  ext: "",
  sendAt: undefined,
  bounds: { extDigits: 5 },
} as const;

/** 2018-02-02 22:12:11 and 2018-02-01 00:00:00 in Shanghai. */
const RECEIVED = 1517580731000;
const DAY_BEFORE = 1517414400000;
const delivered: Report = {
  messageId: 1,
  submissionId: 1212,
  phone: "15023239810",
  outcome: "delivered",
  code: "DELIVRD",
  at: RECEIVED,
  ext: "01",
};
const failed: Report = { ...delivered, messageId: 2, phone: "15023239811", outcome: "failed", code: "2", ext: "" };

const account = sampleAccount();
const postpaid = sampleAccount({ payment: "postpaid" });
const faild = sampleAccount({ dialectSettings: { failureWord: "Faild" } });
const accepted = { submissionId: 1504080852350206, balance: 109346, charged: 2, accepted: ["15023239810", "13527576163"], refused: [] };

/** undefined: the dialect answers by itself. */
type Case = { readonly call: Call; readonly answer: Answer } | undefined;

const refused = (refusal: Refusal, by = account): Answer => ({ ok: false, refusal, account: by });

const CASES: Readonly<Record<string, Case>> = {
  send: { call: { kind: "submit", identity, draft }, answer: { ok: true, account, value: accepted } },
  "send-raw": { call: { kind: "submit", identity, draft }, answer: refused({ reason: "password-wrong" }) },
  "send-split": {
    call: {
      kind: "submit",
      identity: { login: "acct", proof: { kind: "password", password: "E99A18C428CB38D5F260853678922E03", digest: "accepted" } },
      draft: {
        ...draft,
        recipients: ["13800138000"],
        content: { kind: "same", text: "您的验证码：1439【腾飞】" },
        ext: "01",
        sendAt: 1517533690000,
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
  overage: {
    call: { kind: "balance", identity, medium: "sms" },
    answer: { ok: true, account, value: { credits: 109346, bought: 110421 } },
  },
  "overage-failed": { call: { kind: "balance", identity, medium: "sms" }, answer: refused({ reason: "account-unknown" }) },
  "overage-nobody": undefined,
  "overage-json": {
    call: { kind: "balance", identity, medium: "sms" },
    answer: { ok: true, account: postpaid, value: { credits: -4, bought: 0 } },
  },
  "overage-json-failed": { call: { kind: "balance", identity, medium: "sms" }, answer: refused({ reason: "ip-refused" }) },
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
};

describe("huaxin's golden bytes", () => {
  it.each(Object.entries(CASES))("%s", (name, expected) => {
    const request = readRequest(name);
    const route = huaxin.routes.find(({ path }) => path === request.path);
    expect(route?.methods).toContain(request.method);
    const decoded = route?.decode(request);
    if (decoded === undefined || "reply" in decoded) {
      expect(expected).toBeUndefined();
      expect(written(decoded?.reply)).toBe(readReply(name));
    } else {
      expect(decoded.call).toEqual(expected?.call);
      const encode = decoded.encode as (answer: Answer | undefined, now: number) => WireReply;
      expect(written(encode(expected?.answer, request.receivedAt))).toBe(readReply(name));
    }
  });

  it("are all tried", () => {
    const files = readdirSync(FIXTURES).filter((file) => !file.startsWith("."));
    expect(files.toSorted()).toEqual(
      Object.keys(CASES)
        .flatMap((name) => [`${name}.http`, `${name}.reply`])
        .toSorted(),
    );
  });
});

function readRequest(name: string): WireRequest {
  const bytes = readFileSync(new URL(`${name}.http`, FIXTURES));
  const bodyAt = bytes.indexOf("\r\n\r\n") + 4;
  const [line = "", ...fields] = bytes.toString("latin1", 0, bodyAt).trimEnd().split("\r\n");
  const [method = "", target = ""] = line.split(" ");
  const [path = "", query = ""] = target.split("?");
  const headers = Object.fromEntries(fields.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.split(": ")[1]]));
  const body = bytes.subarray(bodyAt);
  expect(String(body.length)).toBe(headers["content-length"] ?? "0");
  return { method, path, query, headers, body, receivedAt: RECEIVED };
}

function readReply(name: string): string {
  return readFileSync(new URL(`${name}.reply`, FIXTURES)).toString("latin1");
}

/** A reply as its fixture has it: latin1, one character a byte. */
function written(reply: WireReply | undefined): string {
  const body = typeof reply?.body === "string" ? Buffer.from(reply.body) : reply?.body;
  return `HTTP/1.1 ${reply?.status} OK\r\nContent-Type: ${reply?.contentType}\r\n\r\n${body?.toString("latin1")}`;
}
