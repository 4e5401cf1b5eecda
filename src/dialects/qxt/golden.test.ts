import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer, Call } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import type { Reason, Refusal } from "../../domain/reasons.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report } from "../../domain/submission.ts";
import type { ClientRequest } from "../client.ts";
import type { WireReply, WireRequest } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import type { PushRequest } from "../pushes.ts";
import { client } from "./client.ts";
import { qxt } from "./dialect.ts";
import { pushes } from "./pushes.ts";

/** Requests (`.http`) and replies (`.reply`) as bytes, made with printf, iconv and openssl from seed 001 and the dialect's page. */
const FIXTURES = new URL("./fixtures/", import.meta.url);

const RECEIVED = Date.UTC(2026, 10, 20, 1, 8, 10);
/** The document's own example, its password `password`. */
const MD5 = "5f4dcc3b5aa765d61d8327deb882cf99";
const TEXT = "内容：八广卜，您好！";

const identity = { login: "username", proof: { kind: "password", password: MD5, digest: "only" } } as const;
const draft = {
  medium: "sms",
  recipients: ["13800138000"],
  content: { kind: "same", text: TEXT },
  ext: "",
  sendAt: undefined,
  numbered: false,
  bounds: { recipients: 1000 },
  acceptUnpaid: true,
} as const;
const balance: Call = { kind: "balance", identity };
const account = sampleAccount();

const submit = (own: object, by: object = identity): Call => ({
  kind: "submit",
  identity: { ...identity, ...by },
  draft: { ...draft, ...own },
});
const refused = (reason: Reason, own: Partial<Refusal> = {}): Answer => ({ ok: false, refusal: { reason, ...own }, account });
const accepted = (...phones: string[]): Answer => ({
  ok: true,
  account,
  value: { submissionId: 6398619, balance: 0, charged: phones.length, accepted: phones, refused: [] },
});
const credits = (sms: number, mms: number): Answer => ({
  ok: true,
  account,
  value: { sms: { credits: sms, bought: 0 }, mms: { credits: mms, bought: 0 } },
});

/** undefined: the dialect answers by itself. */
type Case = { readonly call: Call; readonly answer: Answer } | undefined;

const CASES: Readonly<Record<string, Case>> = {
  send: {
    call: submit({ recipients: ["13800138000", "13900139000"], ext: "1" }),
    answer: accepted("13800138000", "13900139000"),
  },
  "send-post": { call: submit({}), answer: accepted("13800138000") },
  "send-raw": {
    call: submit({ content: { kind: "same", text: "优惠50%20元，买1+1=2【腾飞】" } }),
    answer: refused("password-wrong"),
  },
  "send-utf8": {
    call: submit(
      { content: { kind: "same", text: "您好😀+" } },
      { login: "用户", proof: { ...identity.proof, password: MD5.toUpperCase() } },
    ),
    answer: refused("account-unknown"),
  },
  "send-split": {
    call: submit({ recipients: ["13800138000", "13900139000"], numbered: true }),
    answer: refused("recipients-missing", { bound: 10 }),
  },
  "send-nobody": undefined,
  "send-ext": undefined,
  "send-no-tele": undefined,
  "send-no-msg": undefined,
  "send-undecodable": undefined,
  "send-commas": { call: submit({ recipients: [], content: { kind: "same", text: "test" } }), answer: refused("recipients-missing") },
  "send-failed": {
    call: submit({
      recipients: ["13800138000", "+8613900139000", "nonsense", "13800138000"],
      content: { kind: "same", text: "test" },
    }),
    answer: refused("storage-failed"),
  },
  surplus: { call: balance, answer: credits(99998, 50) },
  "surplus-owing": { call: balance, answer: credits(-4, 0) },
  "surplus-nobody": undefined,
  "surplus-refused": { call: balance, answer: refused("ip-refused") },
  "surplus-failed": { call: balance, answer: refused("busy") },
};

describe("qxt's golden requests and replies", () => {
  it.each(Object.entries(CASES))("%s", (name, expected) => {
    const request = readRequest(name);
    const route = qxt.routes.find(({ path }) => path === request.path);
    expect(route?.methods).toContain(request.method);
    if (route === undefined) throw new Error("there is no such route");
    const decoded = opened(route.decode(request));
    if ("reply" in decoded) {
      expect(expected).toBeUndefined();
      expect(written(decoded.reply)).toBe(readReply(name));
    } else {
      expect(decoded.call).toEqual(expected?.call);
      const encode = decoded.encode as (answer: Answer | undefined, now: number) => WireReply;
      expect(written(encode(expected?.answer, request.receivedAt))).toBe(readReply(name));
    }
  });
});

const inbound: Inbound = {
  id: 153405,
  phone: "13800138000",
  text: "八广卜",
  at: RECEIVED,
  accessCode: "1069000002",
  accountCode: "02",
  ext: "",
  answers: undefined,
  region: { province: "四川", city: "成都" },
};
const report: Report = {
  messageId: 4067413,
  submissionId: 4067381,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: RECEIVED,
  ext: "",
  accessCode: "1069000002",
  orderId: undefined,
  region: NOWHERE,
};
const sichuan = inbound.region;
const beijing = { province: "北京", city: "北京" };

const posting = sampleAccount({ push: { ...account.push, method: "POST" }, dialectSettings: { qxtBatch: "3" } });
const BASE = "http://127.0.0.1:18099";
const target = (url: string, by = account) => ({ url: BASE + url, account: by, now: RECEIVED });

const PUSHES: Readonly<Record<string, PushRequest>> = {
  "push-inbound": pushes.inbound.encode([inbound], target("/inbound")),
  "push-report": pushes.reports.encode([report], target("/report")),
  "push-review": pushes.reports.encode(
    [{ ...report, outcome: "failed", code: "YZ:REVIEW", accessCode: "02", region: beijing }],
    target("/report?key=1"),
  ),
  "push-batch": pushes.reports.encode(
    [
      { ...report, region: sichuan },
      { ...report, phone: "13900139000", outcome: "failed", code: "MA:0006" },
      { ...report, submissionId: 4067445, phone: "13700137000", outcome: "failed", code: "YZ:CREDIT", accessCode: "02", region: beijing },
    ],
    target("/report", posting),
  ),
};

const settings = { base: "http://127.0.0.1:8030", login: "username", password: "password" };

const CLIENT: Readonly<Record<string, ClientRequest>> = {
  "client-send": client.send(settings, { phones: ["13800138000", "13900139000"], text: TEXT, ext: "1", extra: { addseqno: "1" } }, RECEIVED)
    .request,
  "client-surplus": client.balance({ ...settings, options: { method: "GET" } }, RECEIVED).request,
};

describe("qxt's golden pushes and client", () => {
  it.each(Object.entries({ ...PUSHES, ...CLIENT }))("%s", (name, request) => {
    const { method, path, query, headers, body, origin } = readRequest(name);
    expect(request.method).toBe(method);
    expect(request.url).toBe(`${origin}${path}${query === "" ? "" : `?${query}`}`);
    expect(request.headers["content-type"]).toBe(headers["content-type"]);
    expect((request.body ?? Buffer.alloc(0)).toString("latin1")).toBe(body.toString("latin1"));
  });
});

describe("qxt's golden answers, read by its client", () => {
  const send = client.send(settings, { phones: ["13800138000"], text: TEXT }, RECEIVED);
  const surplus = client.balance(settings, RECEIVED);
  const failure = (code: string, reason: Reason, message: string) => ({ ok: false, code, reason, message });
  it.each([
    ["send", send, { ok: true, submissionId: "6398619", accepted: 2 }],
    ["send-raw", send, failure("error", "password-wrong", "无此用户或者密码不对")],
    ["send-split", send, failure("error", "recipients-missing", "moblie 提交数小于10，请重新提交!")],
    ["send-no-tele", send, failure("error", "recipients-missing", "mobile")],
    ["send-commas", send, failure("error", "recipients-too-many", "moblie is null or mobile number too many!")],
    ["send-failed", send, { ok: false, code: "999", reason: "internal" }],
    ["surplus", surplus, { ok: true, credits: 99998, mmsCredits: 50 }],
    ["surplus-owing", surplus, { ok: true, credits: -4, mmsCredits: 0 }],
    ["surplus-refused", surplus, failure("error", "ip-refused", "IP地址不正确")],
    ["surplus-failed", surplus, failure("error", "internal", "系统错误")],
  ] as const)("%s", (name, call, expected) => {
    const [head = "", body = ""] = readReply(name).split("\r\n\r\n");
    const headers = { "content-type": head.split("Content-Type: ")[1] };
    expect(call.read({ status: 200, headers, body: Buffer.from(body, "latin1") }, RECEIVED)).toMatchObject(expected);
  });
});

describe("the fixtures", () => {
  it("are all tried", () => {
    const files = readdirSync(FIXTURES).filter((file) => !file.startsWith("."));
    const pairs = Object.keys(CASES).flatMap((name) => [`${name}.http`, `${name}.reply`]);
    const requests = Object.keys({ ...PUSHES, ...CLIENT }).map((name) => `${name}.http`);
    expect(files.toSorted()).toEqual([...pairs, ...requests].toSorted());
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
  return { method, path, query, headers, body, origin: `http://${headers.host}`, receivedAt: RECEIVED };
}

function readReply(name: string): string {
  return readFileSync(new URL(`${name}.reply`, FIXTURES)).toString("latin1");
}

/** A reply as its fixture has it: latin1, one character a byte. */
function written({ status, contentType, body }: WireReply): string {
  return `HTTP/1.1 ${status} OK\r\nContent-Type: ${contentType}\r\n\r\n${Buffer.from(body).toString("latin1")}`;
}
