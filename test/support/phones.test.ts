import { expect, it } from "vitest";
import { phone, phoneIndex } from "./phones.ts";

it("gives ever new mobile numbers that the simulated carrier treats as ordinary ones", () => {
  const numbers = Array.from({ length: 60_000 }, (_, index) => phone(index));
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(numbers.filter((number) => !/^1(38|30|33)\d{4}[0-8]\d{3}$/.test(number))).toEqual([]);
});

it("ends with the numbers there are", () => {
  expect(phone(269_999_999)).toBe("13399998999");
  expect(() => phone(270_000_000)).toThrow(RangeError);
});

it("knows which number is which", () => {
  for (const index of [0, 1, 2, 3, 26_999, 27_000, 269_999_999]) expect(phoneIndex(phone(index))).toBe(index);
  for (const other of ["", "13800009001", "13900000000", "1380000000", "138000x0000"]) expect(phoneIndex(other)).toBeNaN();
});
