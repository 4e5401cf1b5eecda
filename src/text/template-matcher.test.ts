import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TemplateMatcher } from "./template-matcher.ts";
import { shapeOf } from "./templates.ts";

const BUDGET = 100_000;
const matches = (templates: readonly string[], text: string): boolean => new TemplateMatcher(templates).matches(text, { steps: BUDGET });

describe("a text matches a template", () => {
  it.each([
    ["that is the same", "放假通知", "放假通知", true],
    ["that is longer", "放假通知！", "放假通知", false],
    ["that is shorter", "放假", "放假通知", false],
    ["with a run in the middle", "您的验证码：@【星辰】", "您的验证码：123456【星辰】", true],
    ["with an empty run", "您的验证码：@【星辰】", "您的验证码：【星辰】", true],
    ["with a run of 20", "码@", `码${"1".repeat(20)}`, true],
    ["but not with a run of 21", "码@", `码${"1".repeat(21)}`, false],
    ["with neighbours as one long run", "码@@@@@", `码${"1".repeat(100)}`, true],
    ["but no longer one", "码@@@@@", `码${"1".repeat(101)}`, false],
    ["with a run in front", "@先生您好", "李先生您好", true],
    ["with a run that holds what follows it", "@b@c", "abbbc", true],
    ["where the first place that fits is the wrong one", "@ab@", `ab${"x".repeat(15)}ab${"y".repeat(20)}`, true],
    ["of the other style", "您的验证码是@1@，请输入。", "您的验证码是9283，请输入。", true],
    ["with another end", "您的验证码是@1@，请输入。", "您的验证码是9283，请勿输入。", false],
    ["with characters that mean something in a pattern", "(a|b)*\\d.@$", "(a|b)*\\d.x$", true],
    ["with a line break in the run", "今日：@。", "今日：\n茶。", true],
    ["of runs only", "@@", "abc", true],
    ["that is empty", "", "", true],
  ])("%s: %j", (_, template, text, expected) => {
    expect(matches([template], text)).toBe(expected);
  });

  it("of many, wherever it begins", () => {
    const templates = ["您的@", "您好@", "@退订", "您", "您的快递@已到"];
    const matcher = new TemplateMatcher(templates);
    const found = (text: string) => matcher.matches(text, { steps: BUDGET });
    expect(["您好李先生", "回复退订", "您", "您的快递包裹已到", "你好"].map(found)).toEqual([true, true, true, true, false]);
  });

  it("as a pattern of the same meaning does", () => {
    const piece = fc.constantFrom("@", "@@", "a", "b", "ab");
    const text = fc.string({ unit: fc.constantFrom("a", "b", "c"), maxLength: 60 });
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 7 }), text, (pieces, value) => {
        const template = pieces.join("");
        const { literals, gaps } = shapeOf(template);
        const pattern = gaps.map((gap, index) => `[^]{0,${gap}}${literals[index] ?? ""}`).join("");
        expect(matches([template], value)).toBe(new RegExp(`^${pattern}$`).test(value));
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("hostile templates", () => {
  const hostile = Array.from({ length: 10_000 }, (_, index) => `${"@a".repeat(400)}${index}`);
  const text = "a".repeat(1_000);

  it("end in no when the budget is used up", () => {
    const budget = { steps: BUDGET };
    expect(new TemplateMatcher([...hostile, "@".repeat(50)]).matches(text, budget)).toBe(false);
    expect(budget.steps).toBeLessThanOrEqual(0);
  });

  it("end there in the middle of a template too", () => {
    const budget = { steps: 2_000 };
    expect(new TemplateMatcher([`${"@a".repeat(400)}b`]).matches(text, budget)).toBe(false);
    expect(budget.steps).toBeGreaterThanOrEqual(-2);
  });

  it("take no more than the product of both lengths each", () => {
    const budget = { steps: Number.MAX_SAFE_INTEGER };
    new TemplateMatcher([`${"@a".repeat(500)}b`]).matches(text, budget);
    expect(Number.MAX_SAFE_INTEGER - budget.steps).toBeLessThan(500 * 1_000);
  });

  it("that begin otherwise cost a text nothing", () => {
    const budget = { steps: 10 };
    const others = Array.from({ length: 10_000 }, (_, index) => `通知${index}：@`);
    expect(new TemplateMatcher([...others, "验证码@"]).matches("验证码1234", budget)).toBe(true);
  });
});
