import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatShanghai, parseShanghai } from "./shanghai-time.ts";

/** Times computed by another program. */
const KNOWN = [
  ["2018-02-02 09:08:10", 1517533690000],
  ["2016-02-29 23:59:59", 1456761599000],
  ["1970-01-01 08:00:00", 0],
  ["0001-01-01 00:00:00", -62135625600000],
] as const;

describe("Shanghai time", () => {
  it.each(KNOWN)("%s is %i", (text, time) => {
    expect(parseShanghai(text)).toBe(time);
    expect(formatShanghai(time)).toBe(text);
  });

  it("cuts off parts of a second, before 1970 too", () => {
    expect(formatShanghai(1517533690999)).toBe("2018-02-02 09:08:10");
    expect(formatShanghai(-1)).toBe("1970-01-01 07:59:59");
  });

  it("is what the time zone database says", () => {
    const zone = new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai", dateStyle: "short", timeStyle: "medium" });
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1992, 0, 1), max: Date.UTC(2100, 0, 1) }), (time) => {
        expect(formatShanghai(time)).toBe(zone.format(time));
        expect(parseShanghai(formatShanghai(time))).toBe(Math.floor(time / 1000) * 1000);
      }),
    );
  });

  it("refuses to format what is no time", () => expect(() => formatShanghai(Number.NaN)).toThrow(RangeError));

  it.each([
    "2018-02-30 09:08:10",
    "2017-02-29 00:00:00",
    "2018-13-01 00:00:00",
    "2018-00-01 00:00:00",
    "2018-01-00 00:00:00",
    "2018-02-02 24:00:00",
    "2018-02-02 25:00:00",
    "2018-02-02 09:60:00",
    "2018-02-02 09:08:60",
    "2018-2-2 9:8:10",
    "2018/02/02 09:08:10",
    "2018-02-02T09:08:10",
    "2018-02-02 09:08",
    "2018-02-02 09:08:10 ",
    " 2018-02-02 09:08:10",
    "2018-02-02 09:08:10\n",
    "20180202090810",
    "２０１８-02-02 09:08:10",
    "tomorrow",
    "",
  ])("does not read %j", (text) => expect(parseShanghai(text)).toBeUndefined());
});
