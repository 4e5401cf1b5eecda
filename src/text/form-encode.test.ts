import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldNames } from "./fields.ts";
import { readForm } from "./form.ts";
import { encodeForm } from "./form-encode.ts";

describe("parameters as a form", () => {
  // python3: urllib.parse.quote(text.encode(charset), safe="")
  it.each([
    ["utf-8", "验证码：1 439=【腾飞】", "%E9%AA%8C%E8%AF%81%E7%A0%81%EF%BC%9A1%20439%3D%E3%80%90%E8%85%BE%E9%A3%9E%E3%80%91"],
    ["gb18030", "验证码：1 439=【腾飞】", "%D1%E9%D6%A4%C2%EB%A3%BA1%20439%3D%A1%BE%CC%DA%B7%C9%A1%BF"],
    ["utf-8", "aZ0-._~*+&%'\r\n\0", "aZ0-._~%2A%2B%26%25%27%0D%0A%00"],
    ["utf-8", "", ""],
  ] as const)("in %s: %j", (charset, text, escaped) => {
    expect(encodeForm({ content: text, mobile: "1" }, charset)).toBe(`content=${escaped}&mobile=1`);
  });

  it("are none", () => expect(encodeForm({}, "utf-8")).toBe(""));

  it("are read again as what they were", () => {
    const text = fc.string({ unit: fc.constantFrom("a", " ", "+", "&", "=", "%", "\r", "\n", "码", "，", "😀") });
    fc.assert(
      fc.property(text, text, fc.constantFrom("utf-8" as const, "gb18030" as const), (one, other, charset) => {
        const body = Buffer.from(encodeForm({ one, other }, charset));
        expect(readForm({ query: "", contentType: undefined, body }, fieldNames("one", "other"), charset)).toEqual({
          ok: true,
          fields: { one, other },
        });
      }),
    );
  });
});
