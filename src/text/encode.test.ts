import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBytes } from "./charset.ts";
import { encodeText } from "./encode.ts";

describe("a text as bytes", () => {
  // printf '%s' … | iconv -f UTF-8 -t GB18030 | xxd -p
  it.each([
    ["abc", "616263", "616263"],
    ["验证码：1439【腾飞】", "e9aa8ce8af81e7a081efbc9a31343339e38090e885bee9a39ee38091", "d1e9d6a4c2eba3ba31343339a1beccdab7c9a1bf"],
    ["€", "e282ac", "a2e3"],
    ["😀", "f09f9880", "9439fc36"],
    ["", "", ""],
  ])("%s", (text, utf8, gb18030) => {
    expect(encodeText(text, "utf-8").toString("hex")).toBe(utf8);
    expect(encodeText(text, "gb18030").toString("hex")).toBe(gb18030);
  });

  it("is read again as what it was, where it holds whole characters that people write", () => {
    // Left out: the private use area, where editions of GB18030 differ.
    const text = fc.string({ unit: "binary" }).filter((value) => !/[\ue000-\uf8ff\ufe10-\ufe19\u9fb4-\u9fbb]/u.test(value));
    fc.assert(
      fc.property(text, fc.constantFrom("utf-8" as const, "gb18030" as const), (value, charset) => {
        const bytes = encodeText(value, charset);
        expect(decodeBytes(bytes, bytes.length, charset)).toBe(value);
      }),
    );
  });

  it("holds no half of a pair", () => {
    expect(encodeText("a\ud83db", "gb18030").toString("latin1")).toBe("a?b");
    expect(encodeText("a\ud83db", "utf-8").toString()).toBe("a\ufffdb");
  });
});
