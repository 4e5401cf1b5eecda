import { expect, it } from "vitest";
import { parseDuration, writeDuration } from "./duration.ts";

it.each([
  ["50ms", 50],
  ["5s", 5_000],
  ["3m", 180_000],
  ["72h", 259_200_000],
  ["30d", 2_592_000_000],
  ["0s", 0],
])("reads %s as %i ms", (written, ms) => {
  expect(parseDuration(written)).toBe(ms);
});

it.each(["", "5", "5 s", "s", "-5s", "1.5h", "5S", "5w", "1h30m", "5s\n", "９s", "1000000000s", "0x5s"])("refuses %j", (written) => {
  expect(parseDuration(written)).toBeUndefined();
});

it.each([0, 1, 50, 999, 1_000, 1_500, 60_000, 90_000, 3_600_000, 86_400_000, 259_200_000])("writes %i ms as it reads them", (ms) => {
  expect(parseDuration(writeDuration(ms))).toBe(ms);
});

it("writes the largest unit that fits", () => {
  expect([0, 1_500, 90_000, 7_200_000, 259_200_000].map(writeDuration)).toEqual(["0s", "1500ms", "90s", "2h", "3d"]);
});
