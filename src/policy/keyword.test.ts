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

it("searches nothing with an empty list", () => {
  expect(keywordFree({ draft: draft("博彩"), keywords: buildKeywords([]) })).toBeUndefined();
});

it("looks into an MMS: its subject, and its texts in either charset", () => {
  const mms = (subject: string, text: Buffer) => {
    const head = Buffer.concat([Buffer.from("1.txt\0"), Buffer.from([text.length, 0, 0, 0])]);
    const content = { kind: "mms", subject, container: Buffer.concat([head, text]) } as const;
    return keywordFree({ draft: { ...draft(""), medium: "mms", content }, keywords })?.words;
  };
  expect(mms("违禁词乙", Buffer.from("您好"))).toEqual(["违禁词乙"]);
  expect(mms("您好", Buffer.from("来博彩"))).toEqual(["博彩"]);
  // 来博彩 as GB2312
  expect(mms("您好", Buffer.from("c0b4b2a9b2ca", "hex"))).toEqual(["博彩"]);
  expect(mms("您好", Buffer.from("您好"))).toBeUndefined();
});
