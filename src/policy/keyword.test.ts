import { expect, it } from "vitest";
import { buildKeywords } from "../text/keywords.ts";
import { draft } from "./facts.testing.ts";
import { keywordFree, MOST_NAMED } from "./keyword.ts";

const keywords = buildKeywords(["违禁词甲", "违禁词乙", "博彩"]);

it("lets a text pass that holds none", () => {
  expect(keywordFree({ draft: draft("您的验证码是1234"), keywords })).toBeUndefined();
});

it("names the words in the order of the text, each once", () => {
  expect(keywordFree({ draft: draft("博彩和违禁词乙，还有博彩和违禁词甲"), keywords })).toEqual({
    reason: "content-keyword",
    words: ["博彩", "违禁词乙", "违禁词甲"],
  });
});

it("looks into every text", () => {
  expect(keywordFree({ draft: draft("您好", "违禁词乙", "博彩违禁词乙"), keywords })?.words).toEqual(["违禁词乙", "博彩"]);
});

it("names no more than a bound of them", () => {
  const many = Array.from({ length: 100 }, (_, index) => `词${index}。`);
  const refusal = keywordFree({ draft: draft(many.join("")), keywords: buildKeywords(many) });
  expect(refusal?.words).toEqual(many.slice(0, MOST_NAMED));
});

it("searches nothing with an empty list, and no MMS", () => {
  expect(keywordFree({ draft: draft("博彩"), keywords: buildKeywords([]) })).toBeUndefined();
  expect(keywordFree({ draft: { ...draft("博彩"), medium: "mms" }, keywords })).toBeUndefined();
});
