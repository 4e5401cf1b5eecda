import fc from "fast-check";
import { expect, it } from "vitest";
import { numberParts } from "./number-parts.ts";

it("leaves a text that fits one message as it is, without a number", () => {
  expect(numberParts("短".repeat(70))).toEqual(["短".repeat(70)]);
  expect(numberParts("")).toEqual([""]);
});

it("numbers the parts of a longer one as the document shows", () => {
  const text = `${"一".repeat(66)}${"二".repeat(66)}三`;
  expect(numberParts(text)).toEqual([`1/3)${"一".repeat(66)}`, `2/3)${"二".repeat(66)}`, "3/3)三"]);
});

it.each([
  [71, 2],
  [132, 2],
  [133, 3],
  [9 * 66, 9],
  [9 * 66 + 1, 10],
  [9 * 65 + 64, 10],
  [9 * 65 + 64 + 1, 11],
  [1_000, 16],
])("makes %i units %i parts: the number takes room", (length, count) => {
  expect(numberParts("短".repeat(length))).toHaveLength(count);
});

it("moves a character of two units to the next part rather than tear it", () => {
  const text = `${"a".repeat(65)}😀${"b".repeat(10)}`;
  expect(numberParts(text)).toEqual([`1/2)${"a".repeat(65)}`, `2/2)😀${"b".repeat(10)}`]);
});

it("takes a part more where characters of two units leave no other way", () => {
  const text = `${"a".repeat(65)}😀${"b".repeat(65)}`;
  expect(text).toHaveLength(132);
  expect(numberParts(text).map((part) => part.length)).toEqual([69, 70, 5]);
});

it("gives parts that fit, are well-formed, are numbered to their count and add up to the text", () => {
  const text = fc.array(fc.constantFrom("a", "短", "😀"), { minLength: 36, maxLength: 1_000 }).map((characters) => characters.join(""));
  fc.assert(
    fc.property(text, (value) => {
      const parts = numberParts(value);
      if (value.length <= 70) {
        expect(parts).toEqual([value]);
        return;
      }
      parts.forEach((part, index) => {
        expect(part.startsWith(`${index + 1}/${parts.length})`)).toBe(true);
        expect(part.length).toBeLessThanOrEqual(70);
        expect(part.isWellFormed()).toBe(true);
      });
      expect(parts.map((part) => part.slice(part.indexOf(")") + 1)).join("")).toBe(value);
    }),
  );
});
