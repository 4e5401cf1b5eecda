import fc from "fast-check";
import { expect, it } from "vitest";
import { nameKey } from "./name-key.ts";

it.each([
  ["admin", "admin"],
  [" Admin\t", "admin"],
  ["ＡＤＭＩＮ\u3000", "admin"],
  ["王小明", "王小明"],
  ["ÉMILE", "émile"],
  ["e\u0301mile", "émile"],
  ["ﬁnance", "finance"],
  ["ТЕХНИК", "техник"],
  ["\u212Aelvin", "kelvin"],
  ["two words", "two words"],
])("%j is compared as %j", (name, key) => expect(nameKey(name)).toBe(key));

it("is the same for what it has made", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => {
      expect(nameKey(nameKey(name))).toBe(nameKey(name));
    }),
    { numRuns: 2_000 },
  );
});
