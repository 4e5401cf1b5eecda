import { describe, expect, it } from "vitest";
import { formatStamp, isCurrent } from "./stamp.ts";

/** 2018-04-14 17:47:15 in Shanghai, the document's example; and the last second of that year. */
const EXAMPLE = Date.UTC(2018, 3, 14, 9, 47, 15);
const LAST_SECOND = Date.UTC(2018, 11, 31, 15, 59, 59);
const MINUTE = 60_000;

it("writes month, day and time in Shanghai", () => {
  expect(formatStamp(EXAMPLE + 999)).toBe("0414174715");
  expect(formatStamp(LAST_SECOND + 1000)).toBe("0101000000");
});

describe("a stamp", () => {
  it.each([
    [0, true],
    [5 * MINUTE, true],
    [5 * MINUTE + 1, false],
    [-5 * MINUTE, true],
    [-5 * MINUTE - 1, false],
    [365 * 24 * 60 * MINUTE, true],
    [182 * 24 * 60 * MINUTE, false],
  ])("read %i ms after its time is current: %s", (later, current) => expect(isCurrent("0414174715", EXAMPLE + later)).toBe(current));

  it.each([
    ["0101000259", LAST_SECOND, true],
    ["0101000459", LAST_SECOND, true],
    ["0101000500", LAST_SECOND, false],
    ["1231235959", LAST_SECOND + 5 * MINUTE, true],
    ["1231235959", LAST_SECOND + 5 * MINUTE + 1, false],
    ["0229120000", Date.UTC(2020, 1, 29, 4), true],
    ["0229120000", Date.UTC(2019, 2, 1, 4), false],
  ])("%s around the turn of a year, or on a day that not every year has", (stamp, now, current) =>
    expect(isCurrent(stamp, now)).toBe(current),
  );

  it.each([
    "",
    "041417471",
    "04141747150",
    "0414174760",
    "0014174715",
    " 0414174715",
    "0414174715\n",
    "０４１４１７４７１５",
    "414174715",
    "-414174715",
  ])("%j is none", (stamp) => expect(isCurrent(stamp, EXAMPLE)).toBe(false));
});
