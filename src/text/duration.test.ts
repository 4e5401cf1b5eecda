import { expect, it } from "vitest";
import { parseDuration } from "./duration.ts";

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
