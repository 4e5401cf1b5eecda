import fc from "fast-check";
import { expect, it } from "vitest";
import { highlights } from "./highlights.ts";
import { buildKeywords } from "./keywords.ts";

const NONE = buildKeywords([]);

function shown(text: string, words: readonly string[] = [], template = false): readonly string[] {
  return highlights(text, buildKeywords(words), template).map(({ from, to, kind }) => `${kind}:${text.slice(from, to)}`);
}

it("shows keywords in any case and width, words that overlap as one", () => {
  expect(shown("加ＶＰＮ，代开发票", ["vpn", "代开", "开发票", "发"])).toEqual(["keyword:ＶＰＮ", "keyword:代开发票"]);
});

it("shows links with and without a scheme, up to what isn't theirs", () => {
  expect(shown("点 https://a.example/x?y=1，或 t.cn/Ab12 退订。见Http://B.EXAMPLE：完")).toEqual([
    "link:https://a.example/x?y=1",
    "link:t.cn/Ab12",
    "link:Http://B.EXAMPLE",
  ]);
  expect(shown("共1.5元，3.14，e.g. v2.0 完")).toEqual([]);
});

it("shows phone numbers as people write them, and no other long numbers", () => {
  expect(shown("电138 0013-8000或１３８００１３８０００，400-800-8888，(010)88886666，95588；单号20261120123456，码123456")).toEqual([
    "phone:138 0013-8000",
    "phone:１３８００１３８０００",
    "phone:400-800-8888",
    "phone:(010)88886666",
    "phone:95588",
  ]);
});

it("shows the placeholders of a template, and leaves a keyword inside of a link to be seen", () => {
  expect(shown("@1@您好@，余额@2@", [], true)).toEqual(["placeholder:@1@", "placeholder:@", "placeholder:@2@"]);
  expect(shown("see casino.example/x", ["casino"])).toEqual(["keyword:casino"]);
  expect(shown("see my.casino.example/x", ["casino"])).toEqual(["link:my.", "keyword:casino"]);
});

it("is in order, inside of the text, and never one over another", () => {
  const pieces = fc.array(fc.constantFrom("t.cn/a", "13800138000", "@1@", "@", "赌", "赌博", "http://", "a", ".", "0", " "), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(pieces, (parts) => {
      const text = parts.join("");
      let end = 0;
      for (const { from, to } of highlights(text, buildKeywords(["赌", "赌博", "cn/", "800"]), true)) {
        expect(from).toBeGreaterThanOrEqual(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(text.length);
    }),
  );
});

it("takes time by the length of the text", () => {
  const started = performance.now();
  for (const unit of ["a.", "a-", "1", "138 ", "http://a", "@1", "010-"]) highlights(unit.repeat(100_000 / unit.length), NONE, true);
  expect(performance.now() - started).toBeLessThan(2_000);
});
