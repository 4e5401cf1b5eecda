/**
 * Asia/Shanghai wall time, which every dialect speaks. It has been UTC+8 without summer time since 1991, so an offset
 * does; times before then are formatted and read by the same offset.
 */
const OFFSET_SECONDS = 8 * 3600;
const DAY_SECONDS = 86_400;
const PATTERN = /^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)$/;

const TWO_DIGITS = Array.from({ length: 60 }, (_, value) => String(value).padStart(2, "0"));

/** Replies come many a second and reports in the order of their times: the last second and its day are remembered. */
let lastSecond = Number.NaN;
let lastText = "";
let lastDay = Number.NaN;
let lastDate = "";

/** UTC ms as `2018-02-02 09:08:10`; parts of a second are cut off. Throws RangeError for what is no time. */
export function formatShanghai(time: number): string {
  const second = Math.floor(time / 1000) + OFFSET_SECONDS;
  if (second !== lastSecond) {
    const day = Math.floor(second / DAY_SECONDS);
    if (day !== lastDay) {
      lastDate = new Date(day * DAY_SECONDS * 1000).toISOString().slice(0, "2018-02-02".length);
      lastDay = day;
    }
    const ofDay = second - day * DAY_SECONDS;
    lastText = `${lastDate} ${TWO_DIGITS[Math.floor(ofDay / 3600)]}:${TWO_DIGITS[Math.floor(ofDay / 60) % 60]}:${TWO_DIGITS[ofDay % 60]}`;
    lastSecond = second;
  }
  return lastText;
}

/**
 * Reads `2018-02-02 09:08:10` as UTC ms. Strict: every field has its digits and there is such a day and time; else
 * undefined. .NET's `0001-01-01 00:00:00` is a time like any other (long past, so a submission with it goes at once).
 */
export function parseShanghai(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map(Number);
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  // Date.UTC would take years below 100 for the twentieth century's.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + (hour * 3600 + minute * 60 + second - OFFSET_SECONDS) * 1000;
}
