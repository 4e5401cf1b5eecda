import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import type { ClientCall, ClientRequest } from "../client.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, WireReply } from "../dialect.ts";
import { client, sendVaried } from "./client.ts";
import { ACCOUNT, NOW, readReply, readRequest } from "./fixtures.testing.ts";
import { PATH, route } from "./route.ts";

const SETTINGS = { base: "http://gateway", login: "13800000000", md5Key: "HZKEY-5f1c" };
const MESSAGE = { phones: ["13800138000"], text: "内容", orderId: "order-1" };

const bodyOf = ({ body }: ClientRequest) => body?.toString("latin1");

describe("a request", () => {
  it.each<[string, ClientCall<unknown>]>([
    [
      "mt",
      client.send(SETTINGS, { ...MESSAGE, phones: ["13800138000", "13900139000"], text: "您的验证码：1439，【腾飞】 10 分钟内有效" }, NOW),
    ],
    [
      "mt-all",
      client.send(
        SETTINGS,
        { ...MESSAGE, text: "a+b&c=d%", ext: "88", orderId: "A-20261120-0001", sendAt: 1506321704000, extra: { Other: '备注 "1"' } },
        NOW,
      ),
    ],
    ["mt-gbk", client.send({ ...SETTINGS, options: { charset: "gbk" } }, { ...MESSAGE, text: "镕€😀 博彩" }, NOW)],
    [
      "bl",
      sendVaried(
        SETTINGS,
        {
          text: "亲爱的{$var1}，您的验证码为：{$var2}。",
          items: [
            { phone: "15800000000", values: ["李先生", "1234"] },
            { phone: "13800000000", values: ["王女士", "4321"] },
            { phone: "13900000000", values: ["", "9"] },
          ],
          orderId: "order-2",
        },
        NOW,
      ),
    ],
    ["ye", client.balance(SETTINGS, NOW)],
  ])("is %s.http to the byte", (name, { request }) => {
    const golden = readRequest(`${name}.http`);
    expect(bodyOf(request)).toBe(golden.body.toString("latin1"));
    expect(request).toMatchObject({ method: golden.method, url: `http://gateway${golden.path}` });
    expect(request.headers).toEqual({ "content-type": golden.headers["content-type"] });
  });

  it("goes to the mount that the base names", () => {
    expect(client.balance({ ...SETTINGS, base: "http://127.0.0.1:8030/hzdfit" }, NOW).request.url).toBe(
      "http://127.0.0.1:8030/hzdfit/inter/sms_inter/SendMessage.aspx",
    );
  });

  it("asks for no reports where that is switched off", () => {
    expect(bodyOf(client.send({ ...SETTINGS, options: { report: "0" } }, MESSAGE, NOW).request)).not.toContain("Report");
  });

  it("without an order id has one that is the same only for the same message at the same time", () => {
    const { orderId: _, ...message } = MESSAGE;
    const orderOf = (text: string, now: number) =>
      /&Orderid=([0-9a-f]{32})&/.exec(bodyOf(client.send(SETTINGS, { ...message, text }, now).request) ?? "")?.[1];
    expect(orderOf("a", NOW)).toBeDefined();
    expect(orderOf("a", NOW)).toBe(orderOf("a", NOW));
    expect(new Set([orderOf("a", NOW), orderOf("b", NOW), orderOf("a", NOW + 1)]).size).toBe(3);
  });

  it.each([[["a,b"]], [["a;b"]], [Array(11).fill("a")]])("is not made of values that BL can't carry: %j", (values) => {
    expect(() => sendVaried(SETTINGS, { text: "{$var1}", items: [{ phone: "13800138000", values }] }, NOW)).toThrow(RangeError);
  });
});

function answerOf(bytes: string): Parameters<ClientCall<unknown>["read"]>[0] {
  const [head = "", body = ""] = bytes.split("\r\n\r\n");
  const [line = "", ...fields] = head.split("\r\n");
  const headers = Object.fromEntries(fields.map((field) => [field.split(": ")[0]?.toLowerCase() ?? "", field.split(": ")[1]]));
  return { status: Number(line.split(" ")[1]), headers, body: Buffer.from(body, "latin1") };
}

const json = (value: unknown, contentType = "application/json; charset=utf-8") => ({
  status: 200,
  headers: { "content-type": contentType },
  body: Buffer.from(JSON.stringify(value)),
});

describe("an answer", () => {
  const send = client.send(SETTINGS, MESSAGE, NOW);
  const balance = client.balance(SETTINGS, NOW);

  it.each<[string, ClientCall<unknown>, unknown]>([
    ["mt", send, { ok: true, submissionId: "227303485071392" }],
    ["mt-gbk", send, { ok: false, code: "-5", reason: "content-keyword", message: "获取短信发送参数有误：内容含有敏感词（博彩）" }],
    ["mt-raw", send, { ok: false, code: "-7", reason: "order-duplicate", message: "重复提交", submissionId: "227303485071392" }],
    ["mt-multipart", send, { ok: false, code: "-11", reason: "credits-short", message: "余额不足" }],
    ["mt-signature", send, { ok: false, code: "-6", reason: "signature-wrong", message: "签名验证不通过" }],
    ["mt-unknown", send, { ok: false, code: "-10", reason: "internal", message: "提交状态未知，请先查询后再提交" }],
    ["mt-no-order", send, { ok: false, code: "-2", reason: "malformed", message: "参数提交有误" }],
    ["get", send, { ok: false, code: "-2", reason: "malformed", message: "参数提交有误" }],
    ["ye", balance, { ok: true, credits: 100_000, money: 50_000_000 }],
    ["ye-unpriced", balance, { ok: true, credits: -4 }],
    ["ye-storage", balance, { ok: false, code: "-8", reason: "storage-failed", message: "查询异常，重新提交" }],
    ["ye-address", balance, { ok: false, code: "-4", reason: "ip-refused", message: "IP地址不准确" }],
  ])("%s.reply is read as what it says", (name, { read }, meant) => expect(read(answerOf(readReply(name)), NOW)).toEqual(meant));

  it("may be of another provider: numbers, a byte order mark, GBK under a wrong name, a Result that nobody knows", () => {
    expect(send.read(json({ Result: 0, Param1: 1504080852350206 }), NOW)).toEqual({ ok: true, submissionId: "1504080852350206" });
    expect(send.read(json({ Result: "0" }), NOW)).toEqual({ ok: true, submissionId: "" });
    const marked = { ...json({}), body: Buffer.from('\ufeff{"Result":"-12"}') };
    expect(send.read(marked, NOW)).toMatchObject({ code: "-12", reason: "storage-failed", message: "写入数据库时异常" });
    const gbk = { ...json({}), body: Buffer.from('{"Result":"-11","MSG":"\xd3\xe0\xb6\xee\xb2\xbb\xd7\xe3"}', "latin1") };
    expect(send.read(gbk, NOW)).toMatchObject({ code: "-11", message: "余额不足" });
    for (const Result of ["-99", "constructor", "__proto__", "x".repeat(1_000)]) {
      expect(send.read(json({ Result }), NOW)).toMatchObject({ ok: false, code: Result.slice(0, 32), reason: "internal" });
    }
  });

  it.each([
    ["123.4", 1_234_000],
    ["-0.05", -500],
    ["0.00", 0],
    ["1e3", undefined],
    ["", undefined],
  ])("may say %j yuan", (Param1, money) => {
    expect(balance.read(json({ Result: "0", Param1, Param2: "7" }), NOW)).toEqual({
      ok: true,
      credits: 7,
      ...(money === undefined ? {} : { money }),
    });
  });

  it.each(["", "<html>502</html>", "[]", "null", '"0"', "{}", '{"Result":null}', '{"Result":{}}', "[".repeat(100_000), "\xff\xff"])(
    "%.40j is unreadable",
    (body) => {
      for (const { read } of [send, balance]) {
        expect(read({ status: 502, headers: {}, body: Buffer.from(body, "latin1") }, NOW)).toMatchObject({
          code: "unreadable",
          reason: "internal",
        });
      }
    },
  );

  it("of any bytes is read without a throw", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          fc.json().map((text) => Buffer.from(text)),
        ),
        fc.string(),
        (body, type) => {
          for (const { read } of [send, balance]) read({ status: 200, headers: { "content-type": type }, body: Buffer.from(body) }, NOW);
        },
      ),
    );
    const value = fc.oneof(fc.string(), fc.double(), fc.constant(null), fc.array(fc.string()));
    fc.assert(
      fc.property(fc.record({ Result: value, MSG: value, Param1: value, Param2: value }, { requiredKeys: [] }), (reply) => {
        for (const { read } of [send, balance]) expect(read(json(reply), NOW)).toHaveProperty("ok");
      }),
    );
  });
});

describe("client and server", () => {
  /** What the server makes of a request, and what the client makes of its answer. */
  function converse<T>({ request, read }: ClientCall<T>, answer: Answer) {
    const decoded = route.decode(wireRequest(PATH, { body: request.body ?? "", contentType: request.headers["content-type"] as string }));
    if (!("call" in decoded)) throw new Error("a reply instead of a call");
    const encode = (decoded as CallDecoded).encode as (answer: Answer, now: number) => WireReply;
    const { status, contentType, body } = encode(answer, NOW);
    return { call: decoded.call, read: read({ status, headers: { "content-type": contentType }, body: Buffer.from(body) }, NOW) };
  }
  const accepted = { submissionId: 42, balance: 1, charged: 1, accepted: [], refused: [] };
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 50 }).filter((value) => !value.includes("\0"));

  it("understand each other, whatever is sent", () => {
    fc.assert(
      fc.property(text, text, fc.constantFrom("utf-8", "gbk"), fc.nat(), (message, other, charset, minutes) => {
        // Left out: the private use area, where editions of GB18030 differ.
        fc.pre(!/[\ue000-\uf8ff\ufe10-\ufe19\u9fb4-\u9fbb]/u.test(message + other));
        const sendAt = NOW + (minutes % 50_000) * 60_000;
        const sent = { ...MESSAGE, text: message, sendAt, extra: { Other: other } };
        const { call, read } = converse(client.send({ ...SETTINGS, options: { charset } }, sent, NOW), {
          ok: true,
          account: ACCOUNT,
          value: accepted,
        });
        expect(call).toMatchObject({
          kind: "submit",
          identity: { login: "13800000000" },
          draft: { recipients: ["13800138000"], content: { text: message }, other, sendAt, reportWanted: true, orderId: "order-1" },
        });
        expect(read).toEqual({ ok: true, submissionId: "42" });
      }),
    );
  });

  it("agree about balances and refusals", () => {
    const value = { sms: { credits: 3, bought: 3 }, mms: { credits: 0, bought: 0 } };
    const { call, read } = converse(client.balance(SETTINGS, NOW), { ok: true, account: ACCOUNT, value });
    expect([call.kind, read]).toEqual(["balance", { ok: true, credits: 3, money: 1_500 }]);
    const refusals: Refusal[] = [
      { reason: "signature-wrong" },
      { reason: "ip-refused" },
      { reason: "credits-short" },
      { reason: "order-duplicate" },
    ];
    for (const refusal of refusals) {
      const { read: failure } = converse(client.send(SETTINGS, MESSAGE, NOW), { ok: false, refusal, account: undefined });
      expect(failure).toMatchObject({ ok: false, reason: refusal.reason });
    }
  });
});

describe("a push", () => {
  const parse = (request: ReturnType<typeof readRequest>) => client.parsePush?.(request);
  const parseBody = (body: string | Buffer) => parse({ ...readRequest("reports.push"), body: Buffer.from(body) });

  it("of reports is read", () => {
    expect(parse(readRequest("reports.push"))).toMatchObject({
      reports: [
        {
          phone: "13800138000",
          code: "DELIVRD",
          submissionId: "227303485071392",
          messageId: "227303485071424",
          delivered: true,
          at: NOW - 2_000,
          ext: "88",
          orderId: "order-1",
        },
        { phone: "13900139000", code: "YZ:LIMIT", messageId: "227303485071456", delivered: false, at: NOW - 1_000, ext: "" },
      ],
      inbound: [],
    });
    expect(parse(readRequest("reports.push"))?.problem).toBeUndefined();
  });

  it("of an inbound text is read", () => {
    expect(parse(readRequest("inbound.push"))).toMatchObject({
      reports: [],
      inbound: [{ phone: "13800138000", text: '收到，"谢谢"\n😀', at: NOW - 1_000, to: "106900000188", id: "227303485079999" }],
    });
  });

  it("of another provider has no phone, and perhaps no time that can be read", () => {
    expect(parseBody('{"Param1":[{"Result":1,"MSG":5,"Backtime":"2026/11/20","Param2":"o"}]}')).toMatchObject({
      reports: [{ phone: "", code: "", messageId: "5", delivered: true, at: NOW, orderId: "o" }],
    });
  });

  it("is answered OK, or something else where it is to come again", () => {
    const pushed = parse(readRequest("inbound.push"));
    expect(pushed?.received).toMatchObject({ status: 200, body: "OK" });
    expect(pushed?.again.status).toBe(503);
  });

  it.each([
    "",
    "OK",
    "[]",
    "{}",
    '{"Param1":""}',
    '{"Param1":{}}',
    '{"Param1":[1]}',
    '{"Param1":[{}]}',
    '{"Param1":[{"Result":"1"},null]}',
  ])("that is %j has a problem and nothing else", (body) => {
    expect(parseBody(body)).toMatchObject({ reports: [], inbound: [], problem: expect.stringMatching(/\.$/) });
  });

  it("of any bytes is read without a throw", () => {
    fc.assert(fc.property(fc.uint8Array(), (body) => void parseBody(Buffer.from(body))));
    fc.assert(fc.property(fc.json(), (body) => void parseBody(body)));
    fc.assert(fc.property(fc.json(), (item) => void parseBody(`{"Param1":[${item},{"Result":"1","MSG":${item},"Backtime":${item}}]}`)));
  });
});
