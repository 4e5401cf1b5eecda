import { describe, expect, it } from "vitest";
import { charsetOf } from "./content-type.ts";

describe("the charset of a Content-Type", () => {
  it.each([
    [undefined, "utf-8"],
    ["", "utf-8"],
    ["application/x-www-form-urlencoded", "utf-8"],
    ["application/x-www-form-urlencoded; charset=", "utf-8"],
    ["application/x-www-form-urlencoded; charset=UTF-8", "utf-8"],
    ["text/plain;charset=utf8", "utf-8"],
    ["application/x-www-form-urlencoded; charset=GBK", "gb18030"],
    ['application/x-www-form-urlencoded; charset="gb2312"', "gb18030"],
    ["application/x-www-form-urlencoded ; Charset = GB18030 ; x=y", "gb18030"],
    ["multipart/form-data; boundary=x; charset=gbk", "gb18030"],
    ["multipart/form-data; boundary=charset=gbk", "utf-8"],
    ["application/x-www-form-urlencoded; charset='GBK'", "gb18030"],
    ["application/x-www-form-urlencoded; charset=x-gbk", "gb18030"],
    ["text/plain; charset=ISO-8859-1", "utf-8"],
    ['text/plain; charset="iso8859-1"; x=y', "utf-8"],
    ["text/plain;charset=US-ASCII", "utf-8"],
    ["text/plain; charset=ISO-8859-15", undefined],
    ["text/plain; charset=big5", undefined],
    ["application/x-www-form-urlencoded; charset=constructor", undefined],
  ])("%j is %s", (contentType, charset) => expect(charsetOf(contentType, "utf-8")).toBe(charset));

  it("is the endpoint's where none is named", () => expect(charsetOf("text/xml", "gb18030")).toBe("gb18030"));
});
