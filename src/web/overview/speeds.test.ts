import { expect, it } from "vitest";
import { Speeds } from "./speeds.ts";

const MINUTE = 60_000;
const BEGUN = Date.UTC(2026, 10, 20, 1, 8);
const row = (at: number, accepted: number) => ({ at, accepted, sent: 0, delivered: 0 });

it("the last minute is this one and the part of the one before that it lacks", () => {
  const speeds = new Speeds();
  const rows = [row(BEGUN - MINUTE, 120), row(BEGUN, 30)];
  expect(speeds.of(rows, BEGUN + 15_000).accepted.minute).toBe((30 + 120 * 0.75) / 60);
  expect(speeds.of([], BEGUN).accepted.minute).toBe(0);
});

it("nobody knows the present pace at the first look", () => {
  const speeds = new Speeds();
  speeds.saw([row(BEGUN, 30)], BEGUN + 1_000, 0);
  expect(speeds.of([], BEGUN).accepted.now).toBeUndefined();
});

it("the present pace is the difference to the oldest look of the last seconds, over the turn of a minute too", () => {
  const speeds = new Speeds();
  const at = (second: number, ...rows: ReturnType<typeof row>[]): number | undefined => {
    speeds.saw(rows, BEGUN + second * 1_000, second * 1_000);
    return speeds.of(rows, BEGUN + second * 1_000).accepted.now;
  };
  at(50, row(BEGUN, 100));
  expect(at(55, row(BEGUN, 150))).toBe(10);
  expect(at(61, row(BEGUN, 200), row(BEGUN + MINUTE, 10))).toBe(10);
  // by now the first look is too old
  expect(at(65, row(BEGUN, 200), row(BEGUN + MINUTE, 10))).toBe(6);
  expect(at(100, row(BEGUN + MINUTE, 10))).toBeUndefined();
});
