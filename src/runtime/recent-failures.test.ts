import { expect, it } from "vitest";
import { RecentFailures } from "./recent-failures.ts";

it("failures count in their window, by key, up to the most that matters", () => {
  const failures = new RecentFailures(1_000, 3);
  expect([0, 400, 800].map((now) => failures.note("a", now))).toEqual([1, 2, 3]);
  expect(failures.count("a", 999)).toBe(3);
  expect(failures.count("a", 1_000)).toBe(2);
  expect(failures.count("b", 999)).toBe(0);
  expect(failures.note("a", 999)).toBe(3);
  expect(failures.count("a", 1_998)).toBe(1);
});

it("however many keys there are, the oldest go first and memory is bounded", () => {
  const failures = new RecentFailures(1_000, 3);
  for (let index = 0; index <= 50_000; index++) failures.note(`key-${index}`, 0);
  expect([0, 1, 50_000].map((index) => failures.count(`key-${index}`, 0))).toEqual([0, 1, 1]);
  failures.note("x".repeat(1_000_000), 0);
  expect(failures.count(`${"x".repeat(128)}y`, 0)).toBe(1);
});
