import { expect, it } from "vitest";
import { countBySecond, shanghaiTime, steadinessOf } from "./steadiness.ts";

const DUE = Date.parse("2026-11-20T01:08:10Z");
const second = (offset: number): string => shanghaiTime(DUE + offset * 1000);

it("counts reports by the second of their receipt", () => {
  const counts = new Map([["2026-11-20 09:08:10", 1]]);
  const box = (time: string) => `<statusbox><mobile>13800000000</mobile><receivetime>${time}</receivetime></statusbox>`;
  countBySecond(Buffer.from([box("2026-11-20 09:08:10"), box("2026-11-20 09:08:11"), box("2026-11-20 09:08:10")].join("")), counts);
  expect([...counts]).toEqual([
    ["2026-11-20 09:08:10", 3],
    ["2026-11-20 09:08:11", 1],
  ]);
});

it("writes times in Asia/Shanghai", () => {
  expect(shanghaiTime(DUE)).toBe("2026-11-20 09:08:10");
});

it("looks at whole seconds, also those without a report, for the pace, and at all of them for what is above the rate", () => {
  const counts = new Map([
    [second(-1), 7],
    [second(1), 104],
    [second(2), 100],
    [second(3), 103],
    [second(5), 98],
    [second(6), 4],
  ]);
  expect(steadinessOf(counts, DUE, 100)).toEqual({
    early: 7,
    firstAfter: 1,
    seconds: 4,
    median: 99,
    lowest: 0,
    highest: 104,
    above: 1,
    start: [0, 104, 100, 103, 0, 98, 4, 0, 0, 0],
  });
});

it("has no pace where nothing came", () => {
  expect(steadinessOf(new Map(), DUE, 100)).toMatchObject({ early: 0, firstAfter: Number.NaN, seconds: 0, lowest: Number.NaN, above: 0 });
});
