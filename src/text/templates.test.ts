import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fillTemplate, fixedStart, isTemplate, readTemplateValues, shapeOf } from "./templates.ts";

const BOUND = 300;

describe("the values of named placeholders", () => {
  it.each([
    ["the document's example", "@1@=李先生,@2@=您好,@3@=928371", { 1: "李先生", 2: "您好", 3: "928371" }],
    ["a value with = and commas", "@1@=a=b,c,@2=d,@2@=e", { 1: "a=b,c,@2=d", 2: "e" }],
    ["a value with another placeholder in it", "@1@=见@2@,@2@=b", { 1: "见@2@", 2: "b" }],
    ["an empty value", "@1@=,@2@=", { 1: "", 2: "" }],
    ["a single one", "@7@=x", { 7: "x" }],
    ["numbers out of order", "@2@=b,@1@=a", { 1: "a", 2: "b" }],
    ["the later of two", "@1@=a,@1@=b", { 1: "b" }],
    ["blanks as they are", "@1@= a ,@2@=b ", { 1: " a ", 2: "b " }],
    ["a blank between comma and placeholder", "@1@=a, @2@=b", { 1: "a, @2@=b" }],
    ["none in an ordinary text", "您好", {}],
    ["none behind an ordinary text", "您好,@1@=a", {}],
    ["none in an empty text", "", {}],
    ["none for a number that is no placeholder", "@0@=a,@01@=b,@1000@=c", {}],
  ])("%s", (_, text, expected) => {
    expect(Object.fromEntries(readTemplateValues(text))).toEqual(expected);
  });

  it("are as many as there are placeholders, and no more are looked at", () => {
    const every = Array.from({ length: 999 }, (_, index) => `@${index + 1}@=${index}`).join(",");
    expect(readTemplateValues(every).size).toBe(999);
    expect(readTemplateValues(`${every},@1@=again`)).toEqual(readTemplateValues(every));
  });
});

describe("filling", () => {
  const fill = (template: string, values: Record<number, string>, bound = BOUND) =>
    fillTemplate(template, new Map(Object.entries(values).map(([name, value]) => [Number(name), value])), bound);

  it("puts each value in its place", () => {
    const template = "尊敬的@1@@2@,您在本站注册的手机验证码为@3@，请在验证页面及时输入。";
    expect(fill(template, { 1: "李先生", 2: "您好", 3: "928371" })).toEqual({
      kind: "filled",
      text: "尊敬的李先生您好,您在本站注册的手机验证码为928371，请在验证页面及时输入。",
    });
  });

  it.each([
    ["a value that looks like a placeholder as it is", "@1@@2@", { 1: "@2@", 2: "b" }, "@2@b"],
    ["a value with $ as it is", "a@1@", { 1: "$&$1$`" }, "a$&$1$`"],
    ["a placeholder in several places", "@1@-@1@", { 1: "x" }, "x-x"],
    ["a template without placeholders", "放假通知", {}, "放假通知"],
    ["@ that are no placeholder", "a@b.com @1@", { 1: "x" }, "a@b.com x"],
    ["and ignores a value that isn't asked for", "@1@", { 1: "x", 9: "y" }, "x"],
  ])("takes %s", (_, template, values, text) => {
    expect(fill(template, values)).toEqual({ kind: "filled", text });
  });

  it("says which value is missing", () => {
    expect(fill("@1@@2@@3@", { 1: "a", 3: "c" })).toEqual({ kind: "value-missing", placeholder: 2 });
  });

  it("makes no text beyond its bound, however often a long value is asked for", () => {
    expect(fill("@1@a", { 1: "x".repeat(BOUND - 1) }).kind).toBe("filled");
    expect(fill("@1@ab", { 1: "x".repeat(BOUND - 1) })).toEqual({ kind: "too-long" });
    expect(fill("@1@".repeat(333), { 1: "x".repeat(5_000_000) })).toEqual({ kind: "too-long" });
  });

  it("gives back what was written", () => {
    const value = fc.string({ unit: fc.constantFrom("a", "=", "，", "@", " "), maxLength: 8 });
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 9 }), (values) => {
        const written = values.map((text, index) => `@${index + 1}@=${text}`).join(",");
        expect([...readTemplateValues(written).values()]).toEqual(values);
      }),
    );
  });
});

describe("submitted templates", () => {
  it.each([
    ["您的验证码：@【星辰】", true],
    ["@@@@@", true],
    ["@@@@@@", false],
    ["a@@@@@b@@@@@@@c", false],
    ["@1@@2@@3@@4@@5@@6@", true],
    ["", true],
  ])("%j may be one: %j", (text, expected) => {
    expect(isTemplate(text)).toBe(expected);
  });
});

it.each([
  ["您的@", "您的"],
  ["a@b.com@1@", "a@b.com"],
  ["@您的", ""],
  ["放假通知", "放假通知"],
])("%j begins with %j", (template, start) => {
  expect(fixedStart(template)).toBe(start);
});

describe("the shape of a template", () => {
  it.each([
    ["您的验证码：@【星辰】", ["您的验证码：", "【星辰】"], [0, 20, 0]],
    ["@@@", [], [60]],
    ["@a@@b", ["a", "b"], [20, 40, 0]],
    ["尊敬的@1@@2@,@3@", ["尊敬的", ","], [0, 40, 20]],
    ["@1@写信到a@b.com", ["写信到a@b.com"], [20, 0]],
    ["放假通知", ["放假通知"], [0, 0]],
    ["", [], [0]],
  ])("%j", (template, literals, gaps) => {
    expect(shapeOf(template)).toEqual({ literals, gaps });
  });
});
