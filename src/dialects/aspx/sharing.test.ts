import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldNames } from "../../text/fields.ts";
import { readForm } from "../../text/form.ts";
import { wireRequest } from "../conformance.ts";
import type { WireRequest } from "../dialect.ts";
import { sharedPath } from "./sharing.ts";

const { marked, login } = sharedPath("marked-by-rt", "utf-8");
const multipart = (...parts: readonly string[]): WireRequest =>
  wireRequest("/sms.aspx", {
    contentType: "multipart/form-data; boundary=x",
    body: `${parts.map((part) => `--x\r\nContent-Disposition: form-data; name=${part}\r\n`).join("")}--x--`,
  });
const query = (text: string) => wireRequest("/sms.aspx", { method: "GET", query: text });
const body = (text: string, contentType?: string) => wireRequest("/sms.aspx", { body: text, ...(contentType && { contentType }) });

describe("a request is inter28's", () => {
  it.each([
    ["rt=json"],
    ["rt=JSON&action=send"],
    ["action=send&rt=json&account=acct"],
    ["action=send&Rt=xml"],
    ["action=send&RT="],
    ["action=send& rt =json"],
    ["action=send&&rt=json&"],
    ["action=send&+%72%54%20=json"],
    ["content=%&rt=json"],
    ["content=%C4%DA&rt=json"],
  ])("for %j in query or body", (text) => {
    expect(marked(query(text))).toBe(true);
    expect(marked(body(text))).toBe(true);
    expect(marked(body(text, "text/plain"))).toBe(true);
    expect(marked({ ...body(text), query: "action=send" })).toBe(true);
    expect(marked({ ...body("mobile=1"), query: text })).toBe(true);
  });

  it.each(['"rt"\r\n\r\njson', "rt\r\n\r\njson", '"RT"\r\n\r\n'])("for a part %j of a multipart body", (part) => {
    expect(marked(multipart('"action"\r\n\r\nsend', part))).toBe(true);
  });
});

describe("a request is not marked", () => {
  it.each(["", "rt", "action=send", "content=rt=json", "art=1&rtx=2&r=t", "content=%26rt=json", "action=send?rt=json", "rt%00=json"])(
    "by %j",
    (text) => {
      expect(marked(query(text))).toBe(false);
      expect(marked(body(text))).toBe(false);
    },
  );

  it("by what a part of a multipart body says", () => {
    expect(marked(multipart('"content"\r\n\r\n&rt=json&'))).toBe(false);
    expect(marked(multipart('"content"; filename="rt"\r\n\r\n'))).toBe(false);
  });

  it("for the fallback, which takes what is nobody else's", () => {
    expect(sharedPath("fallback", "utf-8")).toMatchObject({ fallback: true });
    expect(sharedPath("fallback", "utf-8").marked(query("rt=json"))).toBe(false);
    expect(sharedPath("marked-by-rt", "utf-8").fallback).toBe(false);
  });
});

describe("the account that a request names", () => {
  it.each([
    ["account=acct", "acct"],
    ["action=send&ACCOUNT=+acct%0A&password=%", "acct"],
    ["account=&account=acct", "acct"],
    ["account=%E8%B4%A6%E5%8F%B7", "账号"],
    ["account=%C4%DA", undefined],
    ["account=", undefined],
    ["account", undefined],
    ["xaccount=acct&content=account=acct", undefined],
  ])("of %j is %s", (text, expected) => {
    expect(login(query(text))).toBe(expected);
    expect(login(body(text))).toBe(expected);
  });

  it("is the query's before the body's, and may stand in a multipart body", () => {
    expect(login({ ...body("account=second"), query: "account=first" })).toBe("first");
    expect(login(multipart('"Account"\r\n\r\nacct'))).toBe("acct");
  });

  it("is read by the path's charset", () => {
    expect(sharedPath("fallback", "gb18030").login(query("account=%D5%CB%BA%C5"))).toBe("账号");
  });
});

it("sees a name where the form reader sees it", () => {
  const token = fc.constantFrom(
    "rt",
    "R",
    "t",
    "%72",
    "%54",
    "%20",
    "%09",
    "%2d",
    "%00",
    "+",
    " ",
    "\t",
    "&",
    "=",
    "%",
    "x",
    "%26",
    "account",
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 12 }), (tokens) => {
      const text = tokens.join("");
      // A value that isn't empty is all that the reader tells from none.
      const form = readForm(
        { query: text.replaceAll("=", "=1"), contentType: undefined, body: Buffer.alloc(0) },
        fieldNames("rt"),
        "utf-8",
      );
      if (form.ok) expect(marked(query(text))).toBe(form.fields.rt !== "");
    }),
    { numRuns: 3000 },
  );
});

it("bears ten million blanks", () => {
  for (const blanks of ["+", "%20", "&", "&+", "&rt+", "&rt"]) expect(marked(body(blanks.repeat(10_000_000 / blanks.length)))).toBe(false);
});

it("bears any bytes", () => {
  const bytes = fc.uint8Array({ maxLength: 100 }).map((value) => Buffer.from(value));
  const type = fc.constantFrom(undefined, "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data");
  fc.assert(
    fc.property(bytes, bytes, type, (first, second, contentType) => {
      const request = { ...query(first.toString("latin1")), body: second, headers: { "content-type": contentType } };
      expect(marked(request)).toBeTypeOf("boolean");
      expect(login(request)).not.toBe("");
    }),
  );
});
