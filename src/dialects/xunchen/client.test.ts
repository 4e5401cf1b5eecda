import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import { NOWHERE } from "../../domain/region.ts";
import type { ClientAnswer, ClientCall, ClientMessage, ClientSettings } from "../client.ts";
import type { CallDecoded, WireReply } from "../dialect.ts";
import { client, templateText } from "./client.ts";
import { routes } from "./routes.ts";

/** 2015-06-08 11:21:46 in Shanghai. */
const NOW = 1433733706000;
const settings: ClientSettings = { base: "http://127.0.0.1:8030/xunchen", login: "JSM40001", password: "密 码+", veryCode: "453245" };
const message: ClientMessage = { phones: ["15951977097", "15951977098"], text: "您好，a=b&c" };
/** python3: urllib.parse.quote(…, encoding=…) */
const WHO = "username=JSM40001&password=%E5%AF%86%20%E7%A0%81%2B&veryCode=453245";
const MOBILE = "mobile=15951977097%2C15951977098";

function asked(call: ClientCall<unknown>): string {
  const { method, url, headers, body } = call.request;
  return [`${method} ${url}`, headers["content-type"], body?.toString("latin1")].join("\n");
}

function answered(body: string | Buffer, status = 200): ClientAnswer {
  return { status, headers: { "content-type": "text/xml; charset=utf-8" }, body: Buffer.from(body) };
}

describe("what the client asks for", () => {
  const PATH = "http://127.0.0.1:8030/xunchen/service/httpService/httpInterface.do";
  const FORM = "application/x-www-form-urlencoded; charset=";

  it("is a text in UTF-8", () => {
    expect(asked(client.send(settings, message, NOW))).toBe(
      `POST ${PATH}?method=sendUtf8Msg\n${FORM}utf-8\n${WHO}&${MOBILE}&content=%E6%82%A8%E5%A5%BD%EF%BC%8Ca%3Db%26c&msgtype=1`,
    );
  });

  it("is a text in GBK, with everything that can be said", () => {
    const full = { ...message, ext: "8888", sendAt: NOW + 999, extra: { signtag: "2", signtext: "迅辰 004", other: "x" } };
    expect(asked(client.send({ ...settings, options: { send: "sendGbkMsg" } }, full, NOW))).toBe(
      [
        `POST ${PATH}?method=sendGbkMsg`,
        `${FORM}gbk`,
        `username=JSM40001&password=%C3%DC%20%C2%EB%2B&veryCode=453245&${MOBILE}&content=%C4%FA%BA%C3%A3%ACa%3Db%26c` +
          "&extcode=8888&sendtime=20150608112146&msgtype=1&signtag=2&signtext=%D1%B8%B3%BD%20004",
      ].join("\n"),
    );
  });

  it("is a template's values, by a code", () => {
    const values = { ...message, text: templateText(["李先生", "a=b"]), extra: { tempid: "JSM4001-0001" } };
    expect(asked(client.send({ ...settings, options: { send: "sendMsg" } }, values, NOW))).toBe(
      `POST ${PATH}?method=sendMsg\n${FORM}utf-8\n${WHO}&${MOBILE}` +
        "&content=%401%40%3D%E6%9D%8E%E5%85%88%E7%94%9F%2C%402%40%3Da%3Db&msgtype=2&tempid=JSM4001-0001&code=utf-8",
    );
  });

  it.each([
    ["getAmount", client.balance(settings, NOW)],
    ["queryReport", client.reports?.(settings, {}, NOW)],
    ["queryMo", client.inbound?.(settings, { limit: 5 }, NOW)],
  ])("is %s", (method, call) => {
    expect(call && asked(call)).toBe(`POST ${PATH}?method=${method}\n${FORM}utf-8\n${WHO}`);
  });

  it("is UTF-8 where the way to send is none", () => {
    for (const send of ["", "sendutf8msg", "constructor"]) {
      expect(client.send({ ...settings, options: { send } }, message, NOW).request.url).toBe(`${PATH}?method=sendUtf8Msg`);
    }
  });
});

describe("what the client reads", () => {
  const fixture = (name: string): ClientAnswer => {
    const bytes = readFileSync(new URL(`./fixtures/${name}.reply`, import.meta.url));
    return answered(bytes.subarray(bytes.indexOf("\r\n\r\n") + 4));
  };
  const read = {
    send: (answer: ClientAnswer) => client.send(settings, message, NOW).read(answer, NOW),
    balance: (answer: ClientAnswer) => client.balance(settings, NOW).read(answer, NOW),
    reports: (answer: ClientAnswer) => client.reports?.(settings, {}, NOW).read(answer, NOW),
    inbound: (answer: ClientAnswer) => client.inbound?.(settings, {}, NOW).read(answer, NOW),
  };

  it("is the id of a submission", () => expect(read.send(fixture("send"))).toEqual({ ok: true, submissionId: "1504080852350206" }));

  it("is a document laid out as in seed 002, comments and all", () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?>\n\n<sms>\n\n<mt>\n\n\n<status>0</status>   \n\n' +
      "<msgid>816f333305664fb9bdd8c1bc96ae12b8</msgid>  <!--消息id-->\n\n</mt>\n\n</sms>\n";
    expect(read.send(answered(xml))).toEqual({ ok: true, submissionId: "816f333305664fb9bdd8c1bc96ae12b8" });
  });

  it.each([
    ["amount", 50_000],
    ["amount-tenth", 100_003],
    ["amount-owed", -4],
  ])("is the balance of %s in credits", (name, credits) => expect(read.balance(fixture(name))).toEqual({ ok: true, credits }));

  it("is a balance in whole credits, even where the amount is finer than one", () => {
    const amount = (account: string) => answered(`<sms><mt><status>0</status><account>${account}</account></mt></sms>`);
    expect(read.balance(amount("500.37"))).toEqual({ ok: true, credits: 5004 });
    expect(read.balance(amount("0.04"))).toEqual({ ok: true, credits: 0 });
  });

  it("are reports", () => {
    const row = { phone: "15951977097", submissionId: "7506751276725633", delivered: false, code: "MA:0006", at: NOW, ext: "" };
    expect(read.reports(fixture("report"))).toEqual({
      ok: true,
      reports: [
        row,
        { ...row, submissionId: "7506751276725634", code: "YZ:BLACK", ext: "8888" },
        { ...row, submissionId: "7507418680283693", delivered: true, code: "DELIVRD", at: 1433735977000 },
      ],
    });
    expect(read.reports(fixture("report-empty"))).toEqual({ ok: true, reports: [] });
    expect(read.reports(answered("<sms/>"))).toEqual({ ok: true, reports: [] });
  });

  it("are inbound texts, line breaks and all", () => {
    const row = { phone: "15951977097", text: "江苏迅辰信息技术有限公司", at: 1427983931000, to: "106905994140001" };
    expect(read.inbound(fixture("mo"))).toEqual({ ok: true, inbound: [row, { ...row, text: "a<b & c\r\nd", at: 1396483931000 }] });
    expect(read.inbound(fixture("mo-empty"))).toEqual({ ok: true, inbound: [] });
  });

  it("keeps a row of which little can be read, as it won't come again", () => {
    const xml = "<sms><rpt><mobile>1</mobile><time>yesterday</time></rpt></sms>";
    const expected = { phone: "1", submissionId: "", delivered: false, code: "", at: NOW, ext: "" };
    expect(read.reports(answered(xml))).toEqual({ ok: true, reports: [expected] });
  });

  it.each([
    ["100", "internal", "internal"],
    ["101", "password-wrong", "password-wrong"],
    ["102", "account-disabled", "account-disabled"],
    ["103", "parameter-wrong", "parameter-wrong"],
    ["105", "content-illegal", "token-wrong"],
    ["106", "recipient-malformed", "internal"],
    ["108", "credits-short", "internal"],
    ["109", "ip-refused", "ip-refused"],
    ["110", "content-keyword", "internal"],
    ["114", "template-unknown", "internal"],
    ["115", "signature-tag-unknown", "internal"],
    ["116", "token-wrong", "internal"],
    ["117", "interface-disabled", "interface-disabled"],
    ["104", "internal", undefined],
    ["999", "internal", "internal"],
  ])("is the code %s: %s of a send, %s of a query", (code, ofSend, ofQuery) => {
    const failed = answered(`<?xml version="1.0" encoding="utf-8" ?> \n<sms><mt><status> ${code}\n</status></mt></sms>`, 503);
    expect(read.send(failed)).toMatchObject({ ok: false, code, reason: ofSend });
    for (const query of [read.reports, read.inbound]) {
      expect(query(failed)).toMatchObject(ofQuery === undefined ? { ok: true } : { ok: false, code, reason: ofQuery });
    }
    expect(read.balance(failed)).toMatchObject({ ok: false, code, reason: ofQuery ?? "internal" });
  });

  it("names the keywords", () => {
    const message = "The content holds reserved words: 李老师,XX,成人";
    expect(read.send(fixture("send-raw"))).toEqual({ ok: false, code: "110", reason: "content-keyword", message });
    expect(read.send(fixture("send-gbk"))).toMatchObject({ message: "The content holds reserved words: <b>,R&B" });
  });

  it.each([
    "",
    "0",
    "<html><body>502 Bad Gateway</body></html>",
    '{"status":0}',
    "<sms><mt><status>0</status><msgid/></mt></sms>",
    "<sms><mt><status>0</status><account>5e3</account></mt></sms>",
    "<sms><mt><status>zero</status></mt></sms>",
    "<sms><mt></mt></sms>",
    "<sms><mt><status>0</status><msgid>1</msgid></mt>",
    '<!DOCTYPE sms [<!ENTITY a "a">]><sms><mt><status>0</status><msgid>&a;</msgid></mt></sms>',
  ])("calls %j unreadable", (body) => {
    for (const each of [read.send, read.balance])
      expect(each(answered(body))).toMatchObject({ ok: false, code: "unreadable", reason: "internal" });
  });

  it("bears any bytes", () => {
    const bits = fc.constantFrom(
      "<sms>",
      "</sms>",
      "<mt>",
      "</mt>",
      "<rpt>",
      "</rpt>",
      "<mo/>",
      "<status>",
      "0",
      "110#(",
      "</status>",
      "&#0;",
      "您",
    );
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc.array(bits, { maxLength: 20 }).map((parts) => Buffer.from(parts.join(""))),
    );
    fc.assert(
      fc.property(body, fc.integer({ min: 100, max: 599 }), (bytes, status) => {
        for (const each of Object.values(read)) expect(each(answered(bytes, status))).toHaveProperty("ok");
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("client and server", () => {
  const account = sampleAccount();
  /** What the server half makes of the client's request, and the client of the answer. */
  function talk<T>(call: ClientCall<T>, answer?: Answer): { readonly heard: CallDecoded["call"]; readonly read: unknown } {
    const { pathname, search } = new URL(call.request.url);
    const [route] = routes;
    const decoded = route?.decode({
      method: call.request.method,
      path: pathname,
      query: search.slice(1),
      headers: call.request.headers,
      body: call.request.body ?? Buffer.alloc(0),
      origin: "http://127.0.0.1:8030",
      receivedAt: NOW,
    });
    if (decoded === undefined || !("call" in decoded)) throw new Error("no call");
    const encode = decoded.encode as (answer: Answer | undefined, now: number) => WireReply;
    return { heard: decoded.call, read: answer && call.read(answered(encode(answer, NOW).body), NOW) };
  }
  const text = fc.string({ unit: "grapheme", maxLength: 40 }).filter((value) => !value.includes("\0"));

  it.each(["sendUtf8Msg", "sendGbkMsg", "sendMsg"])("agree on any text by %s", (send) => {
    fc.assert(
      fc.property(text, text, fc.nat({ max: 4e12 }), (content, signtext, sendAt) => {
        const call = client.send({ ...settings, options: { send } }, { ...message, text: content, sendAt, extra: { signtext } }, NOW);
        const { heard } = talk(call);
        expect(heard).toMatchObject({
          kind: "submit",
          identity: { login: "JSM40001", proof: { password: "密 码+", token: "453245" } },
          draft: { recipients: message.phones, content: { text: content.trim() }, sendAt: Math.floor(sendAt / 1000) * 1000 },
        });
        expect(heard.kind === "submit" && (heard.draft.signature?.text ?? "")).toBe(signtext.trim());
      }),
    );
  });

  it("agree on a template's values", () => {
    const call = client.send(settings, { ...message, text: templateText(["李先生", "a=1,b=2", ""]), extra: { tempid: "t" } }, NOW);
    const values = new Map([
      [1, "李先生"],
      [2, "a=1,b=2"],
      [3, ""],
    ]);
    expect(talk(call).heard).toMatchObject({ draft: { template: { id: "t", values } } });
  });

  it("agree on every reply", () => {
    const value = { submissionId: 7, balance: 1, charged: 1, accepted: ["1"], refused: [] };
    expect(talk(client.send(settings, message, NOW), { ok: true, account, value }).read).toEqual({ ok: true, submissionId: "7" });
    const inbound = client.inbound?.(settings, {}, NOW);
    if (inbound === undefined) throw new Error("no inbound");
    const any = fc.string({ unit: fc.constantFrom("a", " ", "\t", "\r", "\n", "<", "&", "]]>", "&amp;", "您", "😀") });
    // Beyond 14 digits no number of JavaScript's has the tenth any more.
    fc.assert(
      fc.property(fc.integer({ min: -1e14, max: 1e14 }), any, (credits, content) => {
        const balance = { sms: { credits, bought: 0 }, mms: { credits: 0, bought: 0 } };
        expect(talk(client.balance(settings, NOW), { ok: true, account, value: balance }).read).toEqual({ ok: true, credits });
        const row = { id: 1, phone: "1", text: content, at: NOW, accessCode: "106", accountCode: "", ext: "", answers: undefined };
        expect(talk(inbound, { ok: true, account, value: [{ ...row, region: NOWHERE }] }).read).toEqual({
          ok: true,
          inbound: [{ phone: "1", text: content, at: NOW, to: "106" }],
        });
      }),
    );
  });
});

describe("what is handed out once", () => {
  it("is not lost for an & that the server forgot to escape", () => {
    const row = (content: string) =>
      `<mo><mobile>15951977097</mobile><content>${content}</content><recvcode>10690</recvcode><time>2015-06-08 11:21:46</time></mo>`;
    const read = client.inbound?.(settings, {}, NOW).read;
    const inbound = read?.(answered(`<sms>${row("AT&T")}${row("a &amp; b")}</sms>`), NOW);
    expect(inbound).toMatchObject({ ok: true, inbound: [{ text: "AT&T" }, { text: "a & b" }] });
  });
});
