import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import type { SubmissionDraft } from "../../domain/submission.ts";
import { type SampleRequest, wireRequest } from "../conformance.ts";
import type { CallDecoded, DialectRoute, IngressRefusal, WireReply } from "../dialect.ts";
import { examples } from "./examples.ts";
import { PATH, routes } from "./routes.ts";

const route = routes[0] as DialectRoute;
const WHO = "username=JSM40001&password=abc123&veryCode=vc12345";

interface Seen {
  readonly call?: CallDecoded["call"];
  readonly reply?: WireReply;
  readonly encode?: CallDecoded["encode"];
}
const decode = (request: SampleRequest["request"]): Seen => route.decode(wireRequest(PATH, request)) as Seen;
const kindOf = (query: string, body = ""): string | undefined => decode({ query, body }).call?.kind;

function draftOf(own: string, method = "sendUtf8Msg"): SubmissionDraft {
  const { call } = decode({ query: `method=${method}`, body: `${WHO}&${own}` });
  if (call?.kind !== "submit") throw new Error(`a call of kind ${call?.kind}`);
  return call.draft;
}

describe("the method", () => {
  it.each([
    ["sendMsg", "submit"],
    ["sendUtf8Msg", "submit"],
    ["sendGbkMsg", "submit"],
    ["getAmount", "balance"],
    ["queryReport", "reports"],
    ["queryMo", "inbound"],
    ["QUERYMO", "inbound"],
    ["+getAmount%0A", "balance"],
    ["getAmount2", "refuse"],
    ["constructor", "refuse"],
    ["", "refuse"],
  ])("%s is a call of kind %s, wherever it stands", (method, kind) => {
    expect(kindOf(`method=${method}&${WHO}`)).toBe(kind);
    expect(kindOf("", `${WHO}&method=${method}`)).toBe(kind);
    expect(kindOf(`method=${method}`, WHO)).toBe(kind);
  });

  it("in the query wins over one in the body, unless it is empty", () => {
    expect(kindOf("method=getAmount", `method=queryMo&${WHO}`)).toBe("balance");
    expect(kindOf("method=dance", `method=queryMo&${WHO}`)).toBe("refuse");
    expect(kindOf("method=&method", `method=queryMo&${WHO}`)).toBe("inbound");
  });
});

describe("the charset of a request", () => {
  const GBK = "%C4%FA%BA%C3";
  const UTF8 = "%E6%82%A8%E5%A5%BD";

  it.each([
    ["sendMsg", "", GBK],
    ["sendMsg", "code=gbk", GBK],
    ["sendMsg", "code=GBK+", GBK],
    ["sendMsg", "code=gb2312", GBK],
    ["sendMsg", "code=gb18030", GBK],
    ["sendMsg", "code=utf-8", UTF8],
    ["sendMsg", "code=UTF8", UTF8],
    ["sendGbkMsg", "", GBK],
    ["sendGbkMsg", "code=utf-8", GBK],
    ["sendUtf8Msg", "", UTF8],
    ["sendUtf8Msg", "code=gbk", UTF8],
    ["sendUtf8Msg", "code=big5", UTF8],
  ])("of %s with %j", (method, code, content) => {
    expect(draftOf(`content=${content}&${code}`, method).content).toEqual({ kind: "same", text: "您好" });
  });

  it("is nobody's guess where the code names none", () => {
    const { call } = decode({ query: `method=sendMsg&code=latin1&${WHO}&content=${GBK}` });
    expect(call).toMatchObject({ kind: "refuse", identity: { login: "JSM40001" }, refusal: { reason: "parameter-wrong" } });
  });

  it("is that of the name and password as well", () => {
    const named = (query: string) => decode({ query: `${query}&password=${GBK}&username=${GBK}` }).call?.identity;
    expect(named("method=sendGbkMsg")).toMatchObject({ login: "您好", proof: { password: "您好" } });
    expect(named("method=getAmount")).toBeUndefined();
  });

  it("is kept by raw bytes, whatever the body is called", () => {
    const body = Buffer.from(`\ufeff${WHO}&content=您好 a=b\r\n&`);
    for (const contentType of [undefined, "text/plain", "application/x-www-form-urlencoded; charset=gbk"]) {
      const { call } = decode({ query: "method=sendUtf8Msg", body, ...(contentType && { contentType }) });
      expect(call).toMatchObject({ identity: { login: "JSM40001" }, draft: { content: { text: "您好 a=b" } } });
    }
  });
});

describe("who calls", () => {
  it("is trimmed like every other parameter", () => {
    expect(decode({ query: "method=getAmount&username=+a+&password=%09b+&veryCode=+c%0D%0A" }).call?.identity).toEqual({
      login: "a",
      proof: { kind: "password", password: "b", digest: "refused", token: "c" },
    });
  });

  it("may leave the code out: the account knows whether it needs one", () => {
    expect(decode({ query: "method=getAmount&username=a&password=b" }).call?.identity.proof).toMatchObject({ token: "" });
  });

  it.each(["sendMsg", "sendUtf8Msg", "getAmount", "queryReport", "queryMo", "dance"])(
    "is told at once by %s when half is missing",
    (method) => {
      for (const half of ["username=a&password=+", "password=a", "veryCode=a"]) {
        expect(decode({ query: `method=${method}&${half}` }).reply?.body).toContain("<sms><mt><status>103</status></mt></sms>");
      }
    },
  );

  it.each([
    ["sendUtf8Msg", "content=%C4", "payload-undecodable"],
    ["sendUtf8Msg", "signtext=%C4", "payload-undecodable"],
    ["sendUtf8Msg", "content=50%", "malformed"],
    ["sendUtf8Msg", "content=%00", "malformed"],
    ["sendMsg", "content=%FF", "payload-undecodable"],
  ])("has to prove it before %s says that %s can't be read", (method, own, reason) => {
    expect(decode({ query: `method=${method}&${WHO}&${own}` }).call).toMatchObject({
      kind: "refuse",
      identity: { login: "JSM40001", proof: { token: "vc12345" } },
      refusal: { reason },
    });
  });

  it("may send anything in what a method does not read", () => {
    expect(kindOf("method=getAmount", `${WHO}&content=%C4&extcode=50%`)).toBe("balance");
  });
});

describe("a send", () => {
  it("is left to the core as it is", () => {
    expect(draftOf("mobile=+1+,2,,abc,&content=+x+&extcode=+99999&sendtime=+20261121093030+&msgtype=+1&signtag=+9+&signtext=+s+")).toEqual({
      medium: "sms",
      recipients: ["1", "2", "abc"],
      content: { kind: "same", text: "x" },
      ext: "99999",
      sendAt: Date.UTC(2026, 10, 21, 1, 30, 30),
      bounds: { recipients: 100, content: 300, extDigits: 4 },
      strictRecipients: true,
      signature: { tag: "9", text: "s" },
    });
  });

  it("keeps empty fields empty", () => {
    expect(draftOf("")).toEqual({
      medium: "sms",
      recipients: [],
      content: { kind: "same", text: "" },
      ext: "",
      sendAt: undefined,
      bounds: { recipients: 100, content: 300, extDigits: 4 },
      strictRecipients: true,
    });
  });

  it.each(["2026-11-21 09:30:30", "20261121", "20261131093030", "20261121253030", "2026112109303", "202611210930300", "now", "0"])(
    "at %j has no send time",
    (time) => expect(draftOf(`sendtime=${time}`).sendAt).toBe("unreadable"),
  );

  it("is read to the first number too many", () => {
    const of = (count: number): number => draftOf(`mobile=${"13800138000,".repeat(count)}`).recipients.length;
    expect([of(100), of(101), of(5_000)]).toEqual([100, 101, 101]);
  });

  it("from a template has its values, and no text of its own", () => {
    const { content, template } = draftOf("msgtype=2&tempid=+t1+&content=+@1@=a=b,c,@2@=+d+");
    expect(content).toEqual({ kind: "same", text: "" });
    expect(template).toEqual({
      id: "t1",
      values: new Map([
        [1, "a=b,c"],
        [2, " d"],
      ]),
    });
  });

  it("from a template that isn't named, or without values, says so to the core", () => {
    expect(draftOf("msgtype=2").template).toEqual({ id: "", values: new Map() });
    expect(draftOf("msgtype=2&content=您好&tempid=t").template).toEqual({ id: "t", values: new Map() });
  });

  it("of a text needs no template", () => expect(draftOf("msgtype=1&tempid=t&content=@1@=a").template).toBeUndefined());

  it.each(["0", "3", "01", "text"])("of type %s is a wrong parameter", (type) => {
    expect(decode({ query: `method=sendUtf8Msg&${WHO}&msgtype=${type}` }).call).toMatchObject({ refusal: { reason: "parameter-wrong" } });
  });
});

describe("a reply", () => {
  const account = sampleAccount();
  const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
  const hostile = "a\r\nb\nc\u2028<&>\0";

  function answered(method: string, answer: Answer): string {
    const encode = decode({ query: `method=${method}&${WHO}` }).encode as (answer: Answer, now: number) => WireReply;
    return String(encode(answer, 0).body);
  }

  it("is one line, whatever it says", () => {
    const report = {
      messageId: 2,
      submissionId: 1,
      phone: hostile,
      outcome: "failed" as const,
      code: hostile,
      at: 0,
      ext: hostile,
      accessCode: hostile,
      orderId: undefined,
      region: { province: hostile, city: hostile },
    };
    const inbound = { ...report, id: 1, text: hostile, accountCode: hostile, answers: undefined };
    for (const body of [
      answered("queryReport", { ok: true, account, value: [report] }),
      answered("queryMo", { ok: true, account, value: [inbound] }),
      answered("sendMsg", { ok: false, account, refusal: { reason: "content-keyword", words: [hostile] } }),
    ]) {
      expect(body.startsWith(`${HEAD}<sms>`)).toBe(true);
      expect(body).toContain("a&#13;&#10;b&#10;c");
      expect(body).not.toMatch(/[\r\n]/);
    }
  });

  it.each([
    [0, "0"],
    [3, "0.3"],
    [10, "1"],
    [-10, "-1"],
    [-13, "-1.3"],
    [Number.MAX_SAFE_INTEGER, "900719925474099.1"],
    [-5600000000000007, "-560000000000000.7"],
  ])("to an account with %i credits says %s", (credits, amount) => {
    const value = { sms: { credits, bought: 0 }, mms: { credits: 1, bought: 1 } };
    expect(answered("getAmount", { ok: true, account, value })).toBe(
      `${HEAD}<sms><mt><status>0</status><account>${amount}</account></mt></sms>`,
    );
  });

  it("names no keywords where none are known", () => {
    expect(answered("sendMsg", { ok: false, account, refusal: { reason: "content-keyword" } })).toContain("<status>110#()</status>");
  });

  it.each([
    ["method", 405, "103"],
    ["too-large", 413, "103"],
    ["malformed", 400, "103"],
    ["busy", 503, "100"],
    ["internal", 500, "100"],
  ] satisfies [IngressRefusal, number, string][])("to a request that is refused as %s has status %i and code %s", (why, status, code) => {
    const reply = route.refuse(why, wireRequest(PATH, {}));
    expect(reply).toMatchObject({ status, body: `${HEAD}<sms><mt><status>${code}</status></mt></sms>` });
    expect(reply.headers).toEqual(why === "method" ? { allow: "GET, POST" } : undefined);
  });
});

describe("the examples", () => {
  const target = (own: Parameters<typeof sampleAccount>[0]) => ({ base: "http://127.0.0.1:8030", account: sampleAccount(own) });

  it("hold what the account needs", () => {
    const secrets = { password: "abc123", md5Key: undefined, veryCode: "vc12345" };
    const { send, report } = examples(target({ login: "JSM40001", secrets }));
    expect(send).toMatch(/\?method=sendUtf8Msg' .*'veryCode=vc12345' --data-urlencode 'mobile=1380/);
    expect(report).toMatch(/\?method=queryReport' .*'username=JSM40001' --data-urlencode 'password=abc123' .*'veryCode=vc12345'$/);
  });

  it("are signed where the account has to do it itself", () => {
    const signature = { mode: "in-content", custom: false, approved: ["江苏迅辰"] } as const;
    expect(examples(target({ signature })).send).toContain("'content=【江苏迅辰】您好");
    expect(examples(target({ signature: { ...signature, mode: "prepend" } })).send).toContain("'content=您好");
  });
});
