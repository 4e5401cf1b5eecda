import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maskPhone, normalizePhone } from "./phone.ts";

describe("a recipient", () => {
  it.each(["13800138000", "19912345678", "14912345678"])("%s is in its form already", (phone) => expect(normalizePhone(phone)).toBe(phone));

  it.each([
    " 13800138000\r\n",
    "\u300013800138000",
    "138 0013 8000",
    "138-0013-8000",
    "138－0013－8000",
    "138\u20110013\u20148000",
    "１３８００１３８０００",
    "8613800138000",
    "+8613800138000",
    "+86 138 0013 8000",
    "+86-13800138000",
    "＋８６13800138000",
    "008613800138000",
  ])("%j is 13800138000", (text) => expect(normalizePhone(text)).toBe("13800138000"));

  it.each([
    ["+85291234567", "+85291234567"],
    ["0085291234567", "+85291234567"],
    ["+1 202-555-0123", "+12025550123"],
    ["+1380013800", "+1380013800"],
    ["+12345678", "+12345678"],
    ["+123456789012345", "+123456789012345"],
  ])("%s is the number of another country, %s", (text, phone) => expect(normalizePhone(text)).toBe(phone));

  it.each([
    "",
    " ",
    "1380013800",
    "138001380000",
    "12800138000",
    "23800138000",
    "1380013800a",
    "1380013800\0",
    "+8612345678901",
    "+861012345678",
    "86",
    "85291234567",
    "+1234567",
    "+1234567890123456",
    "+0123456789",
    "++8613800138000",
    "+1202555(0123)",
    "13800138000,13900139000",
    "13800138000 13900139000",
    "1".repeat(1_000_000),
    `13800138000${" ".repeat(60)}`,
  ])("%j is none", (text) => expect(normalizePhone(text)).toBeUndefined());

  it("has one form, and that is its own", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789+- 　８") }), (text) => {
        const phone = normalizePhone(text);
        if (phone !== undefined) expect(normalizePhone(phone)).toBe(phone);
        expect(phone ?? "13800138000").toMatch(/^(1[3-9]\d{9}|\+[1-9]\d{7,14})$/);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("a masked recipient", () => {
  it.each([
    ["13800138000", "138****8000"],
    ["+85291234567", "+85****4567"],
    ["+12345678", "+1****78"],
    ["123456", "****"],
    ["", "****"],
  ])("%s is shown as %s", (phone, shown) => expect(maskPhone(phone)).toBe(shown));
});
