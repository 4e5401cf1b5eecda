import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MOST_TEXT, readPersonal } from "./personal.ts";

const read = (params: string, message: string, most = 50_000) => readPersonal(params, message, most);
const texts = (params: string, message: string) => {
  const personal = read(params, message);
  if (!personal.ok) return personal.cause;
  return personal.content.kind === "each" ? personal.content.texts : personal.content;
};
const cause = (params: string, message: string) => {
  const personal = read(params, message);
  return personal.ok ? "none" : personal.cause;
};

describe("a text with variables", () => {
  it("is the document's example", () => {
    expect(read("15800000000,1234;13800000000,4321;13900000000,4321", "您的验证码为：{$var1}。")).toEqual({
      ok: true,
      recipients: ["15800000000", "13800000000", "13900000000"],
      content: { kind: "each", texts: ["您的验证码为：1234。", "您的验证码为：4321。", "您的验证码为：4321。"] },
    });
  });

  it.each([
    ["1,a,b", "{$var2}-{$var1}-{$var2}", ["b-a-b"]],
    ["1,a,b,c,d,e,f,g,h,i,j", "{$var10}{$var1}", ["ja"]],
    ["1, a ,b", "[{$var1}]", ["[ a ]"]],
    ["1,,b", "[{$var1}{$var2}]", ["[b]"]],
    ["1,a,b", "{$var2}", ["b"]],
    ["1,{$var2},b", "{$var1}", ["{$var2}"]],
    ["1,$&,$1", "{$var1}{$var2}", ["$&$1"]],
    [";\r\n 1 ,a;;\t; 2,b;", "{$var1}", ["a", "b"]],
    ["1,a", "{$var} {var1} {$Var1} {$var 1} {$var1", { kind: "same", text: "{$var} {var1} {$Var1} {$var 1} {$var1" }],
    ["1;2,a", "内容", { kind: "same", text: "内容" }],
    ["", "{$var1}", []],
  ])("%j in %j makes %j", (params, message, made) => expect(texts(params, message)).toEqual(made));

  it.each([
    ["1,a;2", "{$var1}", "变量个数少于内容所需"],
    ["1,a", "{$var2}", "变量个数少于内容所需"],
    ["1,a,b,c,d,e,f,g,h,i,j,k", "{$var1}", "变量超过10个"],
    ["1,a,b,c,d,e,f,g,h,i,j,k", "内容", "变量超过10个"],
    ["1,a", "{$var11}", "内容中只能使用变量{$var1}至{$var10}"],
    ["1,a", "{$var0}", "内容中只能使用变量{$var1}至{$var10}"],
    ["1,a", `{$var${"9".repeat(400)}}`, "内容中只能使用变量{$var1}至{$var10}"],
    [",a", "{$var1}", "变量格式有误，缺少手机号"],
    ["1,a; ,b", "{$var1}", "变量格式有误，缺少手机号"],
  ])("%j in %j is refused: %s", (params, message, expected) => expect(cause(params, message)).toBe(expected));

  it("has the values where the text has its variables, whatever they hold", () => {
    const value = fc.string({ unit: "grapheme" }).map((text) => text.replace(/[,;]/g, ""));
    fc.assert(
      fc.property(fc.array(value, { minLength: 1, maxLength: 10 }), fc.string(), (values, between) => {
        const literal = between.replaceAll("{", "");
        const message = values.map((_, index) => `{$var${index + 1}}`).join(literal);
        expect(texts(["1", ...values].join(","), message)).toEqual([values.join(literal)]);
      }),
    );
  });
});

describe("what a stranger's few bytes can make us do", () => {
  it("ends one recipient after those that may be, and no text is made then", () => {
    const personal = read("1,a;".repeat(300_000), "{$var1}");
    expect(personal).toMatchObject({ ok: true, content: { kind: "same" } });
    expect(personal.ok && personal.recipients.length).toBe(50_001);
  });

  it("ends at so many characters of text", () => {
    const message = `{$var1}${"x".repeat(193)}`;
    expect(texts("1,abcdefg;".repeat(50_000), message)).toHaveLength(50_000);
    expect(cause("1,abcdefg;".repeat(50_000), `${message}x`)).toBe("短信总字数过多，请分批提交");
    const long = "x".repeat(MOST_TEXT / 100);
    expect(texts(`1,${long}`, "{$var1}".repeat(100))).toHaveLength(1);
    expect(cause(`1,${long};2,x`, "{$var1}".repeat(100))).toBe("短信总字数过多，请分批提交");
    expect(cause(`1,${long}`, "{$var1}".repeat(101))).toBe("短信总字数过多，请分批提交");
  });

  it("is not multiplied by values that are empty, or by texts without variables", () => {
    expect(cause("1,;".repeat(50_000), "{$var1}".repeat(100))).toBe("短信总字数过多，请分批提交");
    expect(texts("1;".repeat(50_000), "x".repeat(1_000))).toMatchObject({ kind: "same" });
  });
});
