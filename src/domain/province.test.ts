import { expect, it } from "vitest";
import { REGIONS } from "../routing/geography.data.ts";
import { PROVINCES, placeOfProvince, provinceAt } from "./province.ts";

it("the list has every province that a number can be from, and no other", () => {
  expect([...PROVINCES].sort()).toEqual([...new Set(REGIONS.map(([province]) => province))].sort());
});

it("places are those that lanes were stored with, and fit 1 to 63", () => {
  expect([placeOfProvince("北京"), placeOfProvince("广东"), placeOfProvince("新疆")]).toEqual([1, 19, 31]);
  expect(PROVINCES.length).toBeLessThan(64);
  for (const province of PROVINCES) expect(provinceAt(placeOfProvince(province))).toBe(province);
});

it.each([undefined, "", "Ontario"])("%j has no place", (province) => {
  expect(placeOfProvince(province)).toBe(0);
  expect(provinceAt(0)).toBeUndefined();
});
