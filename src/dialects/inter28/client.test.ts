import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer, Call } from "../../domain/call.ts";
import type { Inbound } from "../../domain/inbound.ts";
import { ALL_REASONS, type Reason } from "../../domain/reasons.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { Report } from "../../domain/submission.ts";
import type { ClientAnswer, ClientCall, ClientFailure, ClientQuery, ClientSettings } from "../client.ts";
import type { WireReply } from "../dialect.ts";
import { changePassword, checkKeyword, client } from "./client.ts";
import { inter28 } from "./dialect.ts";

const NOW = 1600000000000;
const SETTINGS: ClientSettings = { base: "http://127.0.0.1:8030/inter28", login: "账号", password: "密码", enterpriseId: "12" };
const MESSAGE = { phones: ["13568813957", "13800000001"], text: "内容【签名】&" };
const UNREADABLE = { ok: false, code: "unreadable", reason: "internal" };

const FORMATS = ["json", "xml"];
const CHARSETS = ["utf-8", "gbk"];
const WAYS = FORMATS.flatMap((format) => CHARSETS.map((charset) => ({ format, charset })));

const { send, balance } = client;
const reports = (settings: ClientSettings, query: ClientQuery = {}) =>
  (client.reports as NonNullable<typeof client.reports>)(settings, query, NOW);
const inbound = (settings: ClientSettings) => (client.inbound as NonNullable<typeof client.inbound>)(settings, {}, NOW);

describe("a request", () => {
  /** Escaped by Python's urllib.parse.quote. */
  const CALLER = "userid=12&account=%E8%B4%A6%E5%8F%B7&password=%E5%AF%86%E7%A0%81";
  const CALLER_GBK = "userid=12&account=%D5%CB%BA%C5&password=%C3%DC%C2%EB";

  it("to send is the document's example", () => {
    const { request } = send(SETTINGS, MESSAGE, NOW);
    expect(request).toMatchObject({
      method: "POST",
      url: "http://127.0.0.1:8030/inter28/sms.aspx",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    });
    expect(String(request.body)).toBe(
      `rt=json&${CALLER}&action=send&mobile=13568813957%2C13800000001&content=%E5%86%85%E5%AE%B9%E3%80%90%E7%AD%BE%E5%90%8D%E3%80%91%26&sendTime=&extno=`,
    );
  });

  it("to send may be in GB2312 for XML, later and with an ext", () => {
    const settings = { ...SETTINGS, options: { format: "xml", charset: "gbk" } };
    const { request } = send(settings, { ...MESSAGE, phones: ["13568813957"], ext: "28", sendAt: 1287882490000 }, NOW);
    expect(request).toMatchObject({
      url: "http://127.0.0.1:8030/inter28/smsGBK.aspx",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=gb2312" },
    });
    expect(String(request.body)).toBe(
      `rt=&${CALLER_GBK}&action=send&mobile=13568813957&content=%C4%DA%C8%DD%A1%BE%C7%A9%C3%FB%A1%BF%26&sendTime=2010-10-24%2009%3A08%3A10&extno=28`,
    );
  });

  it.each([
    ["a balance", balance(SETTINGS, NOW), "/sms.aspx", "&action=overage"],
    ["reports", reports(SETTINGS), "/statusApi.aspx", "&action=query"],
    ["some reports", reports(SETTINGS, { limit: 50 }), "/statusApi.aspx", "&action=query&statusNum=50"],
    ["inbound texts", inbound(SETTINGS), "/callApi.aspx", "&action=query&ownExt="],
    ["inbound texts by ext", inbound({ ...SETTINGS, options: { ownExt: "1" } }), "/callApi.aspx", "&action=query&ownExt=1"],
    ["keywords", checkKeyword(SETTINGS, "内容"), "/sms.aspx", "&action=checkkeyword&content=%E5%86%85%E5%AE%B9"],
    ["a new password", changePassword(SETTINGS, "abc 123"), "/sms.aspx", "&action=changespwd&newpwd=abc%20123&renewpwd=abc%20123"],
  ])("for %s", (_, { request }, path, own) => {
    expect(request.url).toBe(`http://127.0.0.1:8030/inter28${path}`);
    expect(String(request.body)).toBe(`rt=json&${CALLER}${own}`);
  });

  it("queries in UTF-8 whatever the charset of texts is", () => {
    expect(String(reports({ ...SETTINGS, options: { charset: "gbk" } }).request.body)).toContain(CALLER);
  });
});

describe("an answer", () => {
  const sent = { ok: true, submissionId: "365", balance: 109346, accepted: 2 };
  const xml = { ...SETTINGS, options: { format: "xml" } };
  const gbk = { ...SETTINGS, options: { charset: "gbk" } };
  const gbkXml = { ...SETTINGS, options: { charset: "gbk", format: "xml" } };
  const failed = (code: string, reason: Reason, message: string) => ({ ok: false, code, reason, message });
  const report = { phone: "13568813957", submissionId: "358", delivered: false, code: "UNDELIVERED", at: 1534735218000, ext: "" };
  const text = { phone: "136", text: "test", at: 1544167046000, to: "251251", submissionId: "1" };

  it.each<[string, ClientCall<unknown>, unknown]>([
    ["send", send(SETTINGS, MESSAGE, NOW), sent],
    ["send-xml", send(xml, MESSAGE, NOW), sent],
    ["send-gbk", send(gbk, MESSAGE, NOW), failed("Faild", "credits-short", "对不起，您当前要发送的量大于您当前余额")],
    ["send-gbk-xml", send(gbkXml, MESSAGE, NOW), failed("Faild", "content-keyword", "包含非法字符：博彩,<b>")],
    ["send-nobody", send(SETTINGS, MESSAGE, NOW), failed("Faild", "credentials-missing", "用户名或密码不能为空")],
    ["overage", balance(SETTINGS, NOW), { ok: true, credits: 109346 }],
    ["overage-xml", balance(gbkXml, NOW), { ok: true, credits: 109346 }],
    ["overage-failed", balance(SETTINGS, NOW), failed("Faild", "password-wrong", "用户名或密码错误")],
    ["overage-failed-xml", balance(xml, NOW), failed("Faild", "password-wrong", "用户名或密码错误")],
    ["status", reports(SETTINGS), { ok: true, reports: [report, report] }],
    ["status-empty", reports(SETTINGS), { ok: true, reports: [] }],
    [
      "status-xml",
      reports(xml),
      { ok: true, reports: [report, { ...report, phone: "13800000001", delivered: true, code: "DELIVRD", ext: "28" }] },
    ],
    ["status-failed", reports(SETTINGS), failed("Faild", "password-wrong", "用户名或密码错误")],
    ["status-failed-xml", reports(xml), failed("3", "report-forbidden", "该用户不允许查看状态报告")],
    ["status-wrong", reports(SETTINGS), failed("Faild", "parameter-wrong", "参数不正确")],
    ["call", inbound(SETTINGS), { ok: true, inbound: [text, text] }],
    ["call-own", inbound(SETTINGS), { ok: true, inbound: [{ phone: "136", text: "你好，我不需要", at: text.at, to: "251" }] }],
    ["call-xml", inbound(xml), { ok: true, inbound: [{ ...text, text: "a<b> & c" }] }],
    ["call-empty-xml", inbound(xml), { ok: true, inbound: [] }],
    ["keyword", checkKeyword(SETTINGS, "test"), { ok: true, found: false }],
    ["keyword-found", checkKeyword(SETTINGS, "内容"), { ok: true, found: true }],
    ["keyword-gbk", checkKeyword(gbk, "内容"), { ok: true, found: false }],
    ["keyword-gbk-xml", checkKeyword(gbkXml, "内容"), { ok: true, found: true }],
    ["password", changePassword(SETTINGS, "abc1234"), { ok: true }],
    ["password-differs", changePassword(SETTINGS, ""), failed("Faild", "parameter-wrong", "两次输入的新密码不一致")],
    ["password-short-xml", changePassword(xml, "x"), failed("Faild", "parameter-wrong", "新密码必须为6到20个可见字符")],
  ])("as the fixture %s has it", (name, { read }, expected) => {
    const reply = readFileSync(new URL(`fixtures/${name}.reply`, import.meta.url));
    expect(read({ status: 200, headers: {}, body: reply.subarray(reply.indexOf("\r\n\r\n") + 4) }, NOW)).toEqual(expected);
  });

  it("that says no in words of its own is a failure all the same", () => {
    const body = Buffer.from('{"ReturnStatus":"Faild","Message":"其他错误"}');
    expect(send(SETTINGS, MESSAGE, NOW).read({ status: 200, headers: {}, body }, NOW)).toEqual(failed("Faild", "internal", "其他错误"));
  });

  it("that says nothing is unreadable", () => {
    const body = Buffer.from('{"Hello":"world"}');
    for (const { read } of [send(SETTINGS, MESSAGE, NOW), checkKeyword(SETTINGS, ""), changePassword(SETTINGS, "abc1234")])
      expect(read({ status: 200, headers: {}, body }, NOW)).toMatchObject(UNREADABLE);
  });

  it("of any bytes makes nothing throw", () => {
    fc.assert(
      fc.property(fc.constantFrom(...WAYS), fc.uint8Array(), fc.integer({ min: 100, max: 599 }), (options, bytes, status) => {
        const settings = { ...SETTINGS, options };
        for (const { read } of everyCall(settings)) {
          expect((read({ status, headers: {}, body: Buffer.from(bytes) }, NOW) as { ok: boolean }).ok).toBe(false);
        }
      }),
    );
  });
});

describe.each(WAYS)("with the server half, by $format in $charset", (options) => {
  const settings = { ...SETTINGS, options: { ...options, ownExt: "1" } };
  const account = sampleAccount();
  const identity = { login: "账号", proof: { kind: "password", password: "密码", digest: "refused" }, enterpriseId: "12" };

  it("a submission arrives as it was meant, and its answer comes back", () => {
    const value = { submissionId: 365, balance: -4, charged: 2, accepted: MESSAGE.phones, refused: [] };
    const text = "内容 +&=%\r\n【签名】😀";
    const sending = send(settings, { ...MESSAGE, text, ext: "01", sendAt: 1287882490000 }, NOW);
    const { call, answered } = serve(sending, { ok: true, account, value });
    expect(call).toMatchObject({
      kind: "submit",
      identity,
      draft: { recipients: MESSAGE.phones, content: { kind: "same", text }, ext: "01", sendAt: 1287882490000 },
    });
    expect(answered).toEqual({ ok: true, submissionId: "365", balance: -4, accepted: 2 });
  });

  it("a balance", () => {
    const value = { sms: { credits: -4, bought: 7 }, mms: { credits: 1, bought: 1 } };
    const { call, answered } = serve(balance(settings, NOW), { ok: true, account, value });
    expect([call, answered]).toEqual([
      { kind: "balance", identity },
      { ok: true, credits: -4 },
    ]);
  });

  it("reports", () => {
    const report: Report = {
      messageId: 1,
      submissionId: 9007199254740991,
      phone: "+85212345678",
      outcome: "delivered",
      code: "<MA:0006>",
      at: 1517580731000,
      ext: "01",
      accessCode: "",
      orderId: undefined,
      region: NOWHERE,
    };
    const value = [report, { ...report, outcome: "unknown" }] as const;
    const { call, answered } = serve(reports(settings, { limit: 50 }), { ok: true, account, value });
    expect(call).toEqual({ kind: "reports", identity, limit: 50 });
    const read = { phone: "+85212345678", submissionId: "9007199254740991", code: "<MA:0006>", at: report.at, ext: "01" };
    expect(answered).toEqual({
      ok: true,
      reports: [
        { ...read, delivered: true },
        { ...read, delivered: false },
      ],
    });
  });

  it("inbound texts", () => {
    const text: Inbound = {
      id: 7,
      phone: "13568813957",
      text: "收到 <&>\r\n😀",
      at: 1517580731000,
      accessCode: "1069000005251",
      accountCode: "05",
      ext: "251",
      answers: { messageId: 2, submissionId: 1, orderId: undefined },
      region: NOWHERE,
    };
    const { answered } = serve(inbound(settings), { ok: true, account, value: [text, { ...text, answers: undefined }] });
    const read = { phone: text.phone, text: text.text, at: text.at, to: "251" };
    expect(answered).toEqual({ ok: true, inbound: [{ ...read, submissionId: "1" }, read] });
  });

  it("keywords and passwords", () => {
    const found = { ok: true, account, value: { words: ["内"] } } as const;
    expect(serve(checkKeyword(settings, "内容"), found)).toEqual({
      call: { kind: "check-content", identity, text: "内容" },
      answered: { ok: true, found: true },
    });
    expect(serve(changePassword(settings, "密码密码密码"), { ok: true, account, value: null })).toEqual({
      call: { kind: "change-password", identity, password: "密码密码密码" },
      answered: { ok: true },
    });
  });

  it.each(ALL_REASONS)("a refusal for %s is one, and what can be told by its words is", (reason) => {
    for (const call of everyCall(settings)) {
      const { answered } = serve(call, { ok: false, account, refusal: { reason } });
      expect(answered).toMatchObject({ ok: false, code: expect.not.stringMatching("unreadable") });
    }
    const { answered } = serve(send(settings, MESSAGE, NOW), { ok: false, account, refusal: { reason } });
    expect((answered as ClientFailure).reason).toBe(SAME_WORDS[reason] ?? reason);
  });
});

/** Reasons that the document says by the words of another. */
const SAME_WORDS: Partial<Record<Reason, Reason>> = {
  "account-unknown": "password-wrong",
  "enterprise-id-wrong": "password-wrong",
  malformed: "parameter-wrong",
};

function everyCall(settings: ClientSettings): readonly ClientCall<unknown>[] {
  return [
    send(settings, MESSAGE, NOW),
    balance(settings, NOW),
    reports(settings),
    inbound(settings),
    checkKeyword(settings, "内容"),
    changePassword(settings, "abc1234"),
  ];
}

/** What the server half makes of a request, and what the client makes of its answer. */
function serve({ request, read }: ClientCall<unknown>, answer: Answer): { readonly call: Call; readonly answered: unknown } {
  const path = request.url.slice(SETTINGS.base.length);
  const route = inter28.routes.find((candidate) => candidate.path === path);
  const wire = { method: request.method, path, query: "", headers: request.headers, body: request.body ?? Buffer.alloc(0) };
  const decoded = route?.decode({ ...wire, origin: "", receivedAt: NOW });
  if (decoded === undefined || !("call" in decoded)) throw new Error("no call");
  const reply = (decoded.encode as (answer: Answer, now: number) => WireReply)(answer, NOW);
  return { call: decoded.call, answered: read(received(reply), NOW) };
}

function received({ status, contentType, body }: WireReply): ClientAnswer {
  return { status, headers: { "content-type": contentType }, body: Buffer.from(body) };
}
