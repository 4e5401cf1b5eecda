import fc from "fast-check";
import { expect, it } from "vitest";
import { foldText, foldUnit } from "./fold.ts";

it.each([
  ["ＡＢｃ１２３", "abc123"],
  ["Free VPN", "free vpn"],
  ["全角　空格", "全角 空格"],
  ["！＂～", '!"~'],
  ["博彩", "博彩"],
  ["ÀΣЖ", "ÀΣЖ"],
  ["｟｠ﾊﾝｶｸ", "｟｠ﾊﾝｶｸ"],
])("%s folds to %s", (text, folded) => {
  expect(foldText(text)).toBe(folded);
});

it("folds a text unit by unit, once and for all", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const folded = foldText(text);
      expect(Array.from({ length: text.length }, (_, at) => foldUnit(text.charCodeAt(at)))).toEqual(
        Array.from({ length: folded.length }, (_, at) => folded.charCodeAt(at)),
      );
      expect(foldText(folded)).toBe(folded);
    }),
  );
});
