import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldText } from "./fold.ts";
import { buildKeywords, buildKeywordsInSlices, MAX_KEYWORD_LENGTH, MAX_KEYWORDS } from "./keywords.ts";

/** What the automaton must find, by asking for each word in turn. */
function naive(words: readonly string[], text: string): string[] {
  const folded = foldText(text);
  const spelling = new Map<string, string>();
  for (const word of words) if (!spelling.has(foldText(word))) spelling.set(foldText(word), word);
  return [...spelling]
    .map(([key, word]) => ({ word, start: folded.indexOf(key) }))
    .filter(({ start }) => start >= 0)
    .sort((a, b) => a.start - b.start || a.word.length - b.word.length)
    .map(({ word }) => word);
}

describe("what is found", () => {
  it.each([
    ["nothing in a clean text", ["博彩"], "您的验证码是123456", []],
    ["a word anywhere", ["博彩", "代开发票"], "可代开发票，欢迎", ["代开发票"]],
    ["words in the order of the text, not of the list", ["甲", "乙", "丙"], "丙乙甲乙丙", ["丙", "乙", "甲"]],
    ["each word once", ["博彩"], "博彩博彩博彩", ["博彩"]],
    ["a word inside of another, the shorter first", ["博彩网站", "博彩"], "博彩网站", ["博彩", "博彩网站"]],
    ["a word that ends inside of another", ["abcd", "bc"], "abcd", ["abcd", "bc"]],
    ["a word that only a failed longer one leads to", ["abcx", "bcd"], "abcd", ["bcd"]],
    ["a chain of suffixes", ["d", "cd", "bcd", "abcd"], "abcd", ["abcd", "bcd", "cd", "d"]],
    ["overlapping words", ["aba", "bab"], "ababa", ["aba", "bab"]],
    ["a word that is the whole text", ["违禁词甲"], "违禁词甲", ["违禁词甲"]],
    ["nothing of a word that the text only begins", ["违禁词甲"], "违禁词", []],
    ["nothing across a blank", ["博彩"], "博 彩", []],
    ["a word in another case or width, in the list's spelling", ["VpN", "ＱＱ群"], "用ｖＰｎ加qq群", ["VpN", "ＱＱ群"]],
    ["the first of two spellings", ["vpn", "VPN"], "VPN", ["vpn"]],
    ["nothing in an empty text", ["a"], "", []],
    ["nothing with an empty list", [], "博彩", []],
    ["a character of two units, whole", ["😀"], "a😀", ["😀"]],
    ["not its sibling with the same first unit", ["😀"], "a😁", []],
  ])("%s", (_, words, text, expected) => {
    expect(buildKeywords(words).find(text)).toEqual(expected);
  });

  it("is what searching for each word by itself finds", () => {
    const piece = (maxLength: number) => fc.string({ unit: fc.constantFrom("a", "A", "b", "ｂ", "短", "😀"), minLength: 1, maxLength });
    fc.assert(
      fc.property(fc.array(piece(6), { maxLength: 40 }), piece(80), (words, text) => {
        expect(buildKeywords(words).find(text)).toEqual(naive(words, text));
      }),
      { numRuns: 500 },
    );
  });

  it("is the same with words enough for several slices of every step", () => {
    const words = Array.from({ length: 20_000 }, (_, index) => `${(index * 7919) % 20_000}词${index % 7}`);
    const keywords = buildKeywords([...words, ...words]);
    expect(keywords.size).toBe(20_000);
    const text = `${words.slice(100, 130).join("")}无${words[19_999]}`;
    expect(keywords.find(text)).toEqual(naive(words, text));
  });
});

describe("building in slices", () => {
  it("pauses on the way and ends with the same search", async () => {
    const words = Array.from({ length: 5_000 }, (_, index) => `词${index}`);
    let pauses = 0;
    const keywords = await buildKeywordsInSlices(words, async () => {
      pauses += 1;
    });
    expect(pauses).toBeGreaterThan(10);
    expect(keywords.find("一词4321个")).toEqual(["词4", "词43", "词432", "词4321"]);
  });

  it("fails as the pause fails", async () => {
    const words = Array.from({ length: 5_000 }, (_, index) => `词${index}`);
    await expect(buildKeywordsInSlices(words, () => Promise.reject(new Error("closing")))).rejects.toThrow("closing");
  });
});

describe("hostile lists", () => {
  it("of nested repetitions find each word once", () => {
    const words = Array.from({ length: MAX_KEYWORD_LENGTH }, (_, index) => "a".repeat(index + 1));
    expect(buildKeywords(words).find("a".repeat(1_000))).toEqual(words);
  });

  it("whose every word falls back through a long chain are searched right", () => {
    const stem = "a".repeat(MAX_KEYWORD_LENGTH - 1);
    const words = Array.from({ length: 3_000 }, (_, index) => stem + String.fromCharCode(0x4e00 + index));
    expect(buildKeywords([...words, "a一"]).find(`a${stem}一`)).toEqual([words[0], "a一"]);
  });

  it.each([
    ["an empty word", [""]],
    ["a word that is too long", ["长".repeat(MAX_KEYWORD_LENGTH + 1)]],
    ["too many words", Array.from({ length: MAX_KEYWORDS + 1 }, () => "a")],
  ])("are refused: %s", (_, words) => {
    expect(() => buildKeywords(words)).toThrow(RangeError);
  });
});
