import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, IngressRefusal, WireReply } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import { routes } from "./routes.ts";

type Sample = Parameters<typeof wireRequest>[1];

const SEND = "/qxt/smssenderv2";
const WHO = "user=acct&password=e99a18c428cb38d5f260853678922e03";
const WHOLE = `${WHO}&tele=13800138000&msg=test`;

const text = ({ body }: WireReply): string => new TextDecoder("gbk", { fatal: true }).decode(Buffer.from(body));

function routeTo(path: string) {
  const route = routes.find((candidate) => candidate.path === path);
  if (route === undefined) throw new Error(`no route ${path}`);
  return route;
}

function decode(sample: Sample, path = SEND): CallDecoded | WireReply {
  const decoded = opened(routeTo(path).decode(wireRequest(path, sample)));
  return "reply" in decoded ? decoded.reply : decoded;
}

function draftOf(sample: Sample) {
  const decoded = decode(sample);
  if (!("call" in decoded) || decoded.call.kind !== "submit") throw new Error("no submission");
  return decoded.call.draft;
}

const get = (query: string): Sample => ({ method: "GET", query });
const contentOf = (sample: Sample) => draftOf(sample).content;

describe("what is wrong with a request by itself", () => {
  it.each([
    ["", "error:用户名或密码错误\n"],
    ["user=acct&tele=13800138000&msg=test", "error:用户名或密码错误\n"],
    ["user=+&password=x&extno=x", "error:用户名或密码错误\n"],
    ["user=acct&password=+&extno=x", "error:用户名或密码错误\n"],
    [`${WHO}&extno=x`, "error:扩展号码错误\n"],
    [`${WHO}&extno=-1`, "error:扩展号码错误\n"],
    [`${WHO}&extno=%A3%B1`, "error:扩展号码错误\n"],
    [`${WHO}&extno=${"1".repeat(21)}`, "error:扩展号码错误\n"],
    [`${WHO}&msg=test`, "error:mobile\n"],
    [`${WHO}&tele=+&msg=`, "error:mobile\n"],
    [`${WHO}&tele=13800138000`, "error:smg\n"],
    [`${WHO}&tele=13800138000&msg`, "error:smg\n"],
    [`${WHOLE}%`, "error:请求格式错误\n"],
    [`${WHO}&tele=13800138000&msg=%FF`, "error:内容编码错误\n"],
  ])("%s is said in the document's order: %s", (query, line) => {
    for (const sample of [get(query), { body: query }]) expect(text(decode(sample) as WireReply)).toBe(line);
  });

  it("is only the name or the password for a balance", () => {
    expect(text(decode(get("user=acct"), "/qxt/surplus") as WireReply)).toBe("error:用户名或密码错误\n");
    expect(decode(get(`${WHO}&extno=x`), "/qxt/surplus")).toMatchObject({ call: { kind: "balance" } });
  });
});

describe("a submission", () => {
  it("proves its sender by the digest alone, blanks around it or not", () => {
    const identity = { login: "acct", proof: { kind: "password", password: "e99a18c428cb38d5f260853678922e03", digest: "only" } };
    expect(decode(get(WHOLE))).toMatchObject({ call: { identity } });
    expect(decode(get(WHOLE.replace("acct", "+acct+").replace("2e03", "2e03+%0A")))).toMatchObject({ call: { identity } });
  });

  it.each(["extno", "extno=", "extno=+"])("has no ext where there is %s", (extno) => {
    expect(draftOf(get(`${WHOLE}&${extno}`)).ext).toBe("");
  });

  it("has an ext of up to 20 digits", () => {
    expect(draftOf(get(`${WHOLE}&extno=+${"0".repeat(20)}`)).ext).toBe("0".repeat(20));
  });

  it.each([
    ["addseqno=1", true],
    ["addseqno=+1+", true],
    ["addseqno=0", false],
    ["addseqno=true", false],
    ["addseqno", false],
    ["", false],
  ])("with %j has its parts numbered: %s", (addseqno, numbered) => {
    expect(draftOf(get(`${WHOLE}&${addseqno}`)).numbered).toBe(numbered);
  });

  it("is taken even if it can't be paid", () => expect(draftOf(get(WHOLE)).acceptUnpaid).toBe(true));

  it("has at most 1000 numbers, and is never cut down to them", () => {
    const of = (count: number) => draftOf({ body: WHOLE.replace("13800138000", Array(count).fill("13800138000").join(",")) });
    expect(of(1000).recipients).toHaveLength(1000);
    expect(of(100_000).recipients).toHaveLength(1001);
    expect(of(100_000).bounds).toEqual({ recipients: 1000 });
  });

  it("keeps its text as it is", () => expect(contentOf(get(`${WHO}&tele=1&msg=+a%0D%0A+`))).toMatchObject({ text: " a\r\n " }));
});

describe("the charset", () => {
  const gbk = "%C4%DA%C8%DD";
  const utf8 = "%E5%86%85%E5%AE%B9";
  const sample = (msg: string, contentType?: string): Sample => ({
    query: WHO,
    body: `tele=1&msg=${msg}`,
    ...(contentType ? { contentType } : {}),
  });

  it.each([
    [gbk, undefined],
    [gbk, "application/x-www-form-urlencoded"],
    [gbk, "application/x-www-form-urlencoded;charset=GBK"],
    [gbk, 'text/plain; charset="gb2312"'],
    [gbk, "text/plain; charset=ISO-8859-1"],
    [utf8, "application/x-www-form-urlencoded; charset=UTF-8"],
    [utf8, "application/x-www-form-urlencoded;  CharSet = utf8 ; x=y"],
    [gbk, "application/x-www-form-urlencoded;charset=us-ascii; x=y"],
  ])("of %s by %s is understood", (msg, contentType) => expect(contentOf(sample(msg, contentType))).toMatchObject({ text: "内容" }));

  it("is that of the query, too", () => {
    const query = `${WHO}&tele=1&msg=${utf8}`;
    expect(contentOf({ method: "GET", query, contentType: "text/plain; charset=utf-8" })).toMatchObject({ text: "内容" });
  });

  it("is never guessed: UTF-8 without its name is GBK or nothing", () => {
    // printf 您好 | iconv -f GB18030 -t UTF-8
    expect(contentOf(sample("%E6%82%A8%E5%A5%BD"))).toMatchObject({ text: "鎮ㄥソ" });
    expect(text(decode(sample("%E5%86%85")) as WireReply)).toBe("error:内容编码错误\n");
    expect(text(decode(sample(gbk, "text/plain; charset=utf-8")) as WireReply)).toBe("error:内容编码错误\n");
  });

  it.each(["big5", "utf-16", "iso-8859-15", "constructor"])("%s is refused", (name) => {
    expect(text(decode(sample("a", `text/plain; charset=${name}`)) as WireReply)).toBe("error:内容编码错误\n");
  });

  it("may be that of raw bytes in a body, by form or multipart", () => {
    const part = (name: string, value: string) => `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
    const form = Buffer.from("tele=1&msg=\xc4\xda50%+1", "latin1");
    const multipart = Buffer.from(`${part("tele", "1")}${part("msg", "\xc4\xda50%+1")}--x--`, "latin1");
    expect(contentOf({ query: WHO, body: form })).toMatchObject({ text: "内50%+1" });
    expect(contentOf({ query: WHO, body: multipart, contentType: "multipart/form-data; boundary=x" })).toMatchObject({ text: "内50%+1" });
    const raw = { query: WHO, body: "tele=1&msg=内50%+1", contentType: "text/plain;charset=UTF-8" };
    expect(contentOf(raw)).toMatchObject({ text: "内50%+1" });
  });
});

describe("an answer", () => {
  const answered = (answer: Answer): string => {
    const decoded = decode(get(WHOLE));
    if (!("call" in decoded)) throw new Error("no call");
    return text((decoded.encode as (answer: Answer, now: number) => WireReply)(answer, 0));
  };
  const account = sampleAccount({ minRecipients: 200 });

  it("says the minimum that was missed", () => {
    expect(answered({ ok: false, account, refusal: { reason: "recipients-missing", bound: 200 } })).toBe(
      "error:moblie 提交数小于200，请重新提交!\n",
    );
  });

  it("is one line of two or three fields, whatever it says", () => {
    for (const reason of ["content-keyword", "internal", "parameter-wrong"] as const) {
      const line = answered({ ok: false, account, refusal: { reason, words: ["a:b\nc"], detail: "d:e\nf" } });
      expect(line).toMatch(/^(error:[^:\n]+|fail:999:13800138000)\n$/);
    }
  });
});

describe("what never reaches the dialect's decode", () => {
  const refuse = (why: IngressRefusal, sample: Sample, path = SEND) => routeTo(path).refuse(why, wireRequest(path, sample));

  it("is answered with the numbers where they can be told and the fault is ours", () => {
    expect(text(refuse("busy", get(WHOLE)))).toBe("fail:999:13800138000\n");
    expect(text(refuse("busy", {}))).toBe("fail:999:\n");
    expect(text(refuse("internal", { body: WHOLE }))).toBe("fail:999:13800138000\n");
    expect(text(refuse("internal", get("%")))).toBe("fail:999:\n");
    expect(text(refuse("internal", {}, "/qxt/surplus"))).toBe("error:系统错误\n");
  });

  it.each([
    ["too-large", "error:请求过大\n"],
    ["method", "error:请求方式错误\n"],
    ["too-slow", "error:请求超时\n"],
    ["malformed", "error:请求格式错误\n"],
  ] as const)("is answered %s by %s", (why, line) => expect(text(refuse(why, get(WHOLE)))).toBe(line));

  it("is told which methods there are", () => expect(refuse("method", {}).headers).toEqual({ allow: "GET, POST" }));
});
