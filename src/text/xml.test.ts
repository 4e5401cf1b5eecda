import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeXml } from "./xml.ts";

describe("a text in XML", () => {
  it.each([
    ['a<b>&"c"\'', "a&lt;b&gt;&amp;&quot;c&quot;&apos;"],
    ["]]>", "]]&gt;"],
    ["a\r\n\tb", "a&#13;\n\tb"],
    ["您好【腾飞】😀", "您好【腾飞】😀"],
    ["a\0\x01\x08\x0b\x0c\x1fb\ufffe\uffff", "ab"],
    ["lone \ud83d, \ude00 halves", "lone ,  halves"],
    ["\x7f\x85\ufffd", "\x7f\x85\ufffd"],
  ])("%j is %j", (text, escaped) => expect(escapeXml(text)).toBe(escaped));

  it("holds only characters that XML has, and no markup", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(escapeXml(text)).toMatch(/^(?:[\t\n\u0020-\ud7ff\ue000-\ufffd]|[\ud800-\udbff][\udc00-\udfff])*$/);
        expect(escapeXml(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|apos|#13);)/);
      }),
    );
  });
});
