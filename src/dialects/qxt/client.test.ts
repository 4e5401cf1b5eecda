import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { ALL_REASONS, REASONS, type Reason } from "../../domain/reasons.ts";
import type { Report } from "../../domain/submission.ts";
import type { ClientCall, ClientMessage, ClientRequest } from "../client.ts";
import type { WireReply, WireRequest } from "../dialect.ts";
import type { PushRequest } from "../pushes.ts";
import { client } from "./client.ts";
import { parsePush } from "./client-push.ts";
import { pushes } from "./pushes.ts";
import { routes } from "./routes.ts";

const NOW = Date.UTC(2026, 10, 20, 4);
const settings = { base: "http://127.0.0.1:8030", login: "用户 &=+%", password: "密码 abc" };
const message: ClientMessage = { phones: ["13800138000", "+85291234567"], text: "您好😀，1+1=2 100%&【腾飞】\r\n", ext: "01" };
const account = sampleAccount();

/** A request as a server gets it. */
function received({ method, url, headers, body }: ClientRequest | PushRequest): WireRequest {
  const { origin, pathname, search } = new URL(url);
  return { method, path: pathname, query: search.slice(1), headers, body: body ?? Buffer.alloc(0), origin, receivedAt: NOW };
}

/** What our own server decodes, and its answer as the client reads it. */
function talk<T>({ request, read }: ClientCall<T>, answer: Answer) {
  const wire = received(request);
  const decoded = routes.find(({ path }) => path === wire.path)?.decode(wire);
  if (decoded === undefined || !("call" in decoded)) throw new Error("no call");
  const { status, contentType, body } = (decoded.encode as (answer: Answer, now: number) => WireReply)(answer, NOW);
  return { call: decoded.call, result: read({ status, headers: { "content-type": contentType }, body: Buffer.from(body) }, NOW) };
}

const refused = (reason: Reason): Answer => ({ ok: false, account, refusal: { reason } });

describe.each([{}, { method: "GET" }])("a client with %j and our own server", (options) => {
  it("understand each other about a submission", () => {
    const value = { submissionId: Number.MAX_SAFE_INTEGER, balance: 1, charged: 2, accepted: message.phones, refused: [] };
    const call = client.send({ ...settings, options }, { ...message, extra: { addseqno: "1" } }, NOW);
    const said = talk(call, { ok: true, account, value });
    expect(said.call).toMatchObject({
      kind: "submit",
      // printf '密码 abc' | openssl md5
      identity: { login: settings.login, proof: { password: "1834a7b3cd7613af2a9a283bca18e09d" } },
      draft: { recipients: message.phones, content: { text: message.text }, ext: "01", numbered: true },
    });
    expect(said.result).toEqual({ ok: true, submissionId: "9007199254740991", accepted: 2 });
  });

  it("understand each other about a balance", () => {
    const value = { sms: { credits: -4, bought: 1 }, mms: { credits: 1_000_000_000_000, bought: 1 } };
    const said = talk(client.balance({ ...settings, options }, NOW), { ok: true, account, value });
    expect(said.call).toMatchObject({ kind: "balance", identity: { login: settings.login } });
    expect(said.result).toEqual({ ok: true, credits: -4, mmsCredits: 1_000_000_000_000 });
  });

  it.each(ALL_REASONS)("understand each other about what can be done after %s", (reason) => {
    for (const call of [client.send({ ...settings, options }, message, NOW), client.balance({ ...settings, options }, NOW)]) {
      const { result } = talk<unknown>(call, refused(reason));
      expect(result).toMatchObject({ ok: false });
      const understood = (result as { reason: Reason }).reason;
      expect(REASONS[understood] === "retry").toBe(REASONS[reason] === "retry");
    }
  });
});

describe("a client", () => {
  it("asks for no ext and no numbering unless told to", () => {
    const { request } = client.send(settings, { phones: ["13800138000"], text: "a", ext: "" }, NOW);
    expect(request.body?.toString()).not.toMatch(/extno|addseqno/);
  });

  it("calls below whatever the base is", () => {
    expect(client.balance({ ...settings, base: "https://a/b" }, NOW).request.url).toBe("https://a/b/qxt/surplus");
  });

  const read = (body: string | Buffer, status = 200, type?: string) =>
    client.send(settings, message, NOW).read({ status, headers: { "content-type": type }, body: Buffer.from(body) }, NOW);

  it.each([
    ["ok:99082191:13501650221", { ok: true, submissionId: "99082191", accepted: 1 }],
    [" OK:a-1:13501650221,13501650222,\r\n", { ok: true, submissionId: "a-1", accepted: 2 }],
    ["ok:1", { ok: true, submissionId: "1" }],
    ["ok:1:", { ok: true, submissionId: "1" }],
    ["error:smg\n", { ok: false, code: "error", reason: "content-missing", message: "smg" }],
    ["error:", { ok: false, code: "error", reason: "parameter-wrong", message: "" }],
    ["error:no such words", { ok: false, code: "error", reason: "parameter-wrong", message: "no such words" }],
    ["失败:error:用户已停用", { ok: false, code: "error", reason: "account-disabled", message: "用户已停用" }],
    ["fail:999:13501650221", { ok: false, code: "999", reason: "internal" }],
    ["fail:7:", { ok: false, code: "7", reason: "internal" }],
    ["", { ok: false, code: "unreadable", reason: "internal" }],
    ["ok", { ok: false, code: "unreadable", reason: "internal" }],
    ["ok::13501650221", { ok: false, code: "unreadable", reason: "internal" }],
    ["<html>ok:1:2</html>", { ok: false, code: "unreadable", reason: "internal" }],
  ])("reads %j", (line, expected) => expect(read(line, 200, "text/plain; charset=utf-8")).toMatchObject(expected));

  it("takes nothing for a success that the status denies, and a failure for one whatever the status", () => {
    expect(read("ok:1:2", 500)).toMatchObject({ ok: false, code: "unreadable" });
    expect(read("fail:999:2", 503)).toMatchObject({ ok: false, code: "999" });
  });

  it("keeps the kind of an answer whose words can't be decoded, and bounds them", () => {
    expect(read(Buffer.from(`error:\xff${"x".repeat(1_000)}`, "latin1"))).toMatchObject({ ok: false, code: "error" });
    expect((read(`error:${"x".repeat(1_000)}`) as { message: string }).message).toHaveLength(200);
  });

  it("bears any answer", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value)),
      fc
        .string({ unit: fc.constantFrom("ok", ":", "error", "fail", "sms", "mms", "1", "-", ",", "\n", "失败", "\0") })
        .map((value) => Buffer.from(value)),
    );
    const type = fc.oneof(fc.constant(undefined), fc.constantFrom("text/plain; charset=gbk", "text/plain;charset=utf-8"), fc.string());
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), bytes, type, (status, body, contentType) => {
        const answer = { status, headers: { "content-type": contentType }, body };
        for (const call of [client.send(settings, message, NOW), client.balance(settings, NOW)]) {
          expect(call.read(answer, NOW).ok).toBeTypeOf("boolean");
        }
      }),
    );
  });
});

const report: Report = {
  messageId: 8,
  submissionId: 7,
  phone: "13800138000",
  outcome: "delivered",
  code: "DELIVRD",
  at: 0,
  ext: "1",
  accessCode: "10690000021",
  orderId: undefined,
  region: { province: "四川", city: "成都" },
};
const inbound: Inbound = {
  id: 9,
  phone: "13800138000",
  text: "收到，1+1,100%&😀",
  at: 0,
  accessCode: "10690000021",
  accountCode: "02",
  ext: "1",
  answers: undefined,
  region: report.region,
};

describe("a push", () => {
  const methods = (["GET", "POST"] as const).map((method) =>
    sampleAccount({ push: { ...account.push, method }, dialectSettings: { qxtBatch: "50" } }),
  );
  const url = "http://127.0.0.1:18099/x?key=1";

  it("of our own server is read as it was meant", () => {
    for (const by of methods) {
      const target = { url, account: by, now: NOW };
      const failed: Report = { ...report, submissionId: 8, phone: "13900139000", outcome: "failed", code: "MA:0006" };
      expect(parsePush(received(pushes.reports.encode([report, failed], target)))).toMatchObject({
        reports: [
          { phone: "13800138000", submissionId: "7", delivered: true, code: "DELIVRD", at: NOW, ext: "" },
          { phone: "13900139000", submissionId: "8", delivered: false, code: "MA:0006", at: NOW, ext: "" },
        ],
        inbound: [],
      });
      expect(parsePush(received(pushes.inbound.encode([inbound], target)))).toMatchObject({
        reports: [],
        inbound: [{ phone: "13800138000", text: inbound.text, at: NOW, to: "10690000021", id: "9" }],
      });
    }
  });

  const parse = (query: string) =>
    parsePush({ method: "GET", path: "/x", query, headers: {}, body: Buffer.alloc(0), origin: "http://a", receivedAt: NOW });

  it("is acknowledged by what our server takes for an acknowledgement, and asked for again by what it doesn't", () => {
    const { received: yes, again: no } = parse("");
    for (const { judge } of [pushes.reports, pushes.inbound]) {
      expect(judge({ status: yes.status, body: Buffer.from(yes.body) })).toBe("received");
      expect(judge({ status: no.status, body: Buffer.from(no.body) })).toBe("unreached");
    }
  });

  it.each([
    "",
    "type=2&mid=1&mobile=1&msg=DELIVRD",
    "type=4&mid=1,2&mobile=1&msg=DELIVRD",
    "type=4&mid=1&mobile=1,2&msg=DELIVRD",
    "type=4&mid=1,2&mobile=1,2&msg=DELIVRD",
    "type=4&mid=1,&mobile=1,2&msg=DELIVRD,DELIVRD",
    "type=4&mid=1&mobile=1",
    `type=4&mid=${"1,".repeat(1_000)}1&mobile=${"1,".repeat(1_000)}1&msg=${"1,".repeat(1_000)}1`,
    "type=1&mid=1&msg=T",
    "type=1&mid=1&mobile=1&msg=%FF",
    "type=1&mobile=%",
  ])("of %s is nothing, and the problem is said", (query) => {
    expect(parse(query)).toMatchObject({ reports: [], inbound: [], problem: expect.stringMatching(/\w/) });
  });

  it("may bring an empty text, one without an id, and blanks", () => {
    expect(parse("type=1&mobile=13800138000&msg=&port=106").inbound).toEqual([{ phone: "13800138000", text: "", at: NOW, to: "106" }]);
    expect(parse("type=+4+&mid=+7&mobile=1+&msg=delivrd+").reports).toMatchObject([{ submissionId: "7", phone: "1", delivered: true }]);
  });

  it("may be any bytes", () => {
    const piece = fc.constantFrom("type=4", "type=1", "mid=", "mobile=", "msg=", "&", ",", "1", "%", "\xff", "+", "\0");
    fc.assert(
      fc.property(fc.string({ unit: piece }), fc.string({ unit: piece }), (query, body) => {
        const request = { method: "POST", path: "/x", query, headers: {}, body: Buffer.from(body, "latin1"), origin: "http://a" };
        expect(parsePush({ ...request, receivedAt: NOW }).received.body).toBe("ok");
      }),
    );
  });
});
