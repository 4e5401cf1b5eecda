import { expect, it } from "vitest";
import { Recent } from "./recent.ts";

it("what is recent is remembered, what is old is not, and there is never more than twice as much", () => {
  const recent = new Recent<number, string>(3);
  for (let key = 1; key <= 7; key++) recent.set(key, `v${key}`);
  expect([1, 2, 3, 4, 5, 6, 7].map((key) => recent.get(key))).toEqual([undefined, undefined, undefined, "v4", "v5", "v6", "v7"]);
});

it("the latest value counts, and what was taken out is gone", () => {
  const recent = new Recent<string, number>(2);
  recent.set("a", 1);
  recent.set("b", 2);
  recent.set("a", 3);
  expect(recent.get("a")).toBe(3);
  recent.delete("a");
  expect(recent.get("a")).toBeUndefined();
});
