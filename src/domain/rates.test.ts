import { expect, it } from "vitest";
import { quantile, receiptRate, successRate } from "./rates.ts";

it("the success rate is that of what has ended, and none where nothing has", () => {
  expect(successRate({ delivered: 8, failed: 1, unknown: 1 })).toBe(0.8);
  expect(successRate({ delivered: 0, failed: 0, unknown: 0 })).toBeUndefined();
});

it("the receipt rate never exceeds 1, and there is none where nothing was sent", () => {
  expect(receiptRate(10, 7)).toBe(0.7);
  expect(receiptRate(10, 12)).toBe(1);
  expect(receiptRate(0, 3)).toBeUndefined();
});

it("a quantile lies where its share of the measurements is, and never beyond the last bound", () => {
  const bounds = [100, 200, 1_000];
  expect(quantile(bounds, [0, 0, 0, 0], 0.5)).toBeUndefined();
  expect(quantile(bounds, [10, 0, 0, 0], 0.5)).toBe(50);
  expect(quantile(bounds, [50, 50, 0, 0], 0.5)).toBe(100);
  expect(quantile(bounds, [50, 50, 0, 0], 0.75)).toBe(150);
  expect(quantile(bounds, [0, 0, 0, 5], 0.95)).toBe(1_000);
  expect(quantile(bounds, [1, 0, 0, 9], 0.95)).toBe(1_000);
});
