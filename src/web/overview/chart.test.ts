import { expect, it } from "vitest";
import { frameOf } from "./chart.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);

it("a chart that ends now goes to the last whole minute, or includes the hour that is under way", () => {
  expect(frameOf({ span: "hour", by: "nothing" }, NOW)).toMatchObject({ step: "minute", to: Date.UTC(2026, 10, 20, 1, 8) });
  expect(frameOf({ span: "hour", by: "nothing", to: NOW }, NOW)).toMatchObject({ to: Date.UTC(2026, 10, 20, 1, 9) });
  expect(frameOf({ span: "week", by: "nothing" }, NOW)).toMatchObject({ step: "hour", to: Date.UTC(2026, 10, 20, 2) });
});

it("days are those of Asia/Shanghai", () => {
  const { from, to, at } = frameOf({ span: "month", by: "nothing" }, NOW);
  expect(to).toBe(Date.UTC(2026, 10, 20, 16));
  expect(from).toBe(to - 30 * DAY);
  expect(at).toHaveLength(30);
});

it("what is long ago is asked for in the steps in which it is kept", () => {
  const stepOf = (span: "hour" | "day" | "week" | "month", by: "nothing" | "account", ago: number): string =>
    frameOf({ span, by, to: NOW - ago }, NOW).step;
  expect(stepOf("hour", "nothing", DAY)).toBe("minute");
  expect(stepOf("hour", "nothing", 2 * DAY)).toBe("hour");
  expect(stepOf("hour", "account", 0)).toBe("minute");
  expect(stepOf("hour", "account", HOUR)).toBe("hour");
  expect(stepOf("day", "account", 30 * DAY)).toBe("hour");
  expect(stepOf("week", "nothing", 60 * DAY)).toBe("day");
});

it("a chart whose steps are longer than itself has one", () => {
  const { at, from, to } = frameOf({ span: "hour", by: "nothing", to: NOW - 90 * DAY }, NOW);
  expect(at).toEqual([from]);
  expect(to - from).toBe(DAY);
});
