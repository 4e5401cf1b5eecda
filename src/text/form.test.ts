import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Charset } from "./charset.ts";
import { fieldNames, MAX_PARAMETERS } from "./fields.ts";
import { readForm } from "./form.ts";

const NAMES = fieldNames("action", "account", "content", "sendTime");
/** 您好【腾飞】, encoded by another program. */
const TEXT = "您好【腾飞】";
const UTF8 = "%E6%82%A8%E5%A5%BD%E3%80%90%E8%85%BE%E9%A3%9E%E3%80%91";
const GBK = "%C4%FA%BA%C3%A1%BE%CC%DA%B7%C9%A1%BF";

const raw = (escaped: string) => Buffer.from(escaped.replaceAll("%", ""), "hex");

interface Source {
  query?: string;
  body?: string | Buffer;
  type?: string;
  charset?: Charset;
}

function read({ query = "", body = "", type, charset = "utf-8" }: Source) {
  return readForm({ query, contentType: type, body: Buffer.from(body as string) }, NAMES, charset);
}

function fields(source: Source) {
  const form = read(source);
  if (!form.ok) throw new Error(`${form.fault}: ${form.detail}`);
  return form.fields;
}

function fault(source: Source) {
  const form = read(source);
  return form.ok ? undefined : form.fault;
}

describe("names", () => {
  it("are found in any case", () => {
    expect(fields({ query: "ACTION=send&SendTime=x&sendtime=y" })).toMatchObject({ action: "send", sendTime: "x" });
  });

  it("may have blanks around them, as in a document's own example", () => {
    expect(fields({ query: "action=send&%20sendTime+=x" }).sendTime).toBe("x");
    expect(fields({ body: "action=send& sendTime =x" }).sendTime).toBe("x");
  });

  it("may follow a byte order mark, which .NET writers put before a body", () => {
    expect(fields({ body: "\uFEFFaction=send" }).action).toBe("send");
  });

  it("may be percent-encoded themselves", () => {
    expect(fields({ query: "%61ction=send" }).action).toBe("send");
  });

  it("that nobody asked for hide nothing and break nothing, whatever their values hold", () => {
    expect(fields({ query: "x=100%&%FF=%00&__proto__=1&constructor=2&action=send&y=%FF" })).toEqual({
      action: "send",
      account: "",
      content: "",
      sendTime: "",
    });
  });
});

describe("separators", () => {
  it.each(["&action=send", "action=send&", "&&action=send&&account=a&&", "&"])("may stand anywhere: %s", (query) => {
    expect(fault({ query })).toBeUndefined();
    if (query !== "&") expect(fields({ query }).action).toBe("send");
  });

  it("may be the only thing around a bare name", () => {
    expect(fields({ query: "sendTime&action=send&content" })).toMatchObject({ action: "send", sendTime: "", content: "" });
  });

  it("leave `=` inside a value alone", () => {
    expect(fields({ query: "content=a=b==&action=send" })).toMatchObject({ content: "a=b==", action: "send" });
  });

  it("may come without a name", () => {
    expect(fields({ query: "=x&action=send" }).action).toBe("send");
  });
});

describe("where a parameter comes twice", () => {
  it("the first one counts", () => {
    expect(fields({ query: "content=first&content=second&CONTENT=third" }).content).toBe("first");
  });

  it("the query beats the body", () => {
    expect(fields({ query: "content=query", body: "content=body" }).content).toBe("query");
  });

  it("one with a value beats an empty one before it", () => {
    expect(fields({ query: "content=&account=", body: "content=body&account" })).toMatchObject({ content: "body", account: "" });
  });
});

describe("values", () => {
  it("are put together from query and body", () => {
    expect(fields({ query: "action=send", body: "account=acct", type: "text/plain" })).toMatchObject({ action: "send", account: "acct" });
  });

  it("are the same percent-encoded in either case and raw", () => {
    for (const body of [`content=${UTF8}`, `content=${UTF8.toLowerCase()}`, Buffer.concat([Buffer.from("content="), raw(UTF8)])])
      expect(fields({ body }).content).toBe(TEXT);
    expect(fields({ query: `content=${raw(UTF8).toString("latin1")}` }).content).toBe(TEXT);
  });

  it("follow the endpoint's charset, whatever the Content-Type claims", () => {
    const type = "application/x-www-form-urlencoded; charset=utf-8";
    for (const body of [`content=${GBK}`, Buffer.concat([Buffer.from("content="), raw(GBK)])])
      expect(fields({ body, type, charset: "gb18030" }).content).toBe(TEXT);
  });

  it("hold the four-byte characters of GB18030 and of UTF-8", () => {
    expect(fields({ query: "content=%94%39%FC%36%81%39%EE%39", charset: "gb18030" }).content).toBe("😀㐀");
    expect(fields({ query: "content=%F0%9F%98%80" }).content).toBe("😀");
  });

  it("read a plus as a blank and an escaped one as itself", () => {
    expect(fields({ query: "content=1+%2B+1&sendTime=2018-02-02+09:08:10" })).toMatchObject({
      content: "1 + 1",
      sendTime: "2018-02-02 09:08:10",
    });
  });

  it("may hold the replacement character, if that is what was sent", () => {
    expect(fields({ query: "content=%EF%BF%BD" }).content).toBe("\uFFFD");
  });

  it("may be longer than any buffer kept for them", () => {
    expect(fields({ body: `content=${UTF8.repeat(5000)}` }).content).toBe(TEXT.repeat(5000));
  });
});

describe("a request that can't be read", () => {
  it.each(["content=%", "content=50%", "content=%4", "content=%zz", "content=%4g", "content=%&action=send", "content=%u4f60"])(
    "is malformed by a broken escape: %s",
    (query) => expect(fault({ query })).toBe("malformed"),
  );

  it.each(["content=a%00b", "content=%00"])("is malformed by a NUL: %s", (query) => {
    expect(fault({ query })).toBe("malformed");
    expect(fault({ body: query.replace("%00", "\0") })).toBe("malformed");
  });

  it.each([
    ["a lone continuation byte", "%80"],
    ["a character cut short", "%E6%82"],
    ["an overlong form", "%C0%AF"],
    ["half of a surrogate pair", "%ED%A0%80"],
    ["GBK bytes", GBK],
  ])("is undecodable as UTF-8 by %s", (_name, bytes) => {
    expect(fault({ query: `content=${bytes}` })).toBe("payload-undecodable");
    expect(fault({ body: Buffer.concat([Buffer.from("content="), raw(bytes)]) })).toBe("payload-undecodable");
  });

  it.each([
    ["a lead byte alone", "%C4"],
    ["0xFF", "%FF%41"],
    ["a lead byte before a blank", "%C4+"],
    ["a four-byte character cut short", "%81%30"],
  ])("is undecodable as GB18030 by %s", (_name, bytes) => {
    expect(fault({ query: `content=${bytes}`, charset: "gb18030" })).toBe("payload-undecodable");
  });

  it("leaves nothing behind for the next one", () => {
    fault({ query: "content=%C4", charset: "gb18030" });
    expect(fields({ query: `content=${GBK}`, charset: "gb18030" }).content).toBe(TEXT);
  });

  it("is malformed by one parameter too many, query and body together", () => {
    const half = "x&".repeat(MAX_PARAMETERS / 2);
    expect(fault({ query: half, body: half })).toBeUndefined();
    expect(fault({ query: half, body: `${half}y` })).toBe("malformed");
    expect(fault({ query: "&".repeat(MAX_PARAMETERS * 2) })).toBeUndefined();
  });
});

it("whatever a client's own library encodes is read back", () => {
  const text = fc.string({ unit: "binary" }).filter((value) => value.isWellFormed() && !value.includes("\0"));
  fc.assert(
    fc.property(text, text, (content, account) => {
      const query = new URLSearchParams({ content, account, other: content }).toString();
      expect(fields({ query })).toMatchObject({ content, account });
      expect(fields({ body: query })).toMatchObject({ content, account });
    }),
  );
});

it("no bytes make it throw, and no text holds what the bytes didn't", () => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  fc.assert(
    fc.property(bytes, fc.constantFrom<Charset>("utf-8", "gb18030"), (value, charset) => {
      const form = read({ query: `content=${Buffer.from(value).toString("latin1")}`, charset });
      if (form.ok && charset === "utf-8" && !value.some((byte) => byte === 0xef)) expect(form.fields.content).not.toContain("\uFFFD");
    }),
    { numRuns: 2000 },
  );
});
