import { formatShanghai, parseShanghai } from "../../../text/shanghai-time.ts";

const STAMP = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/;
/** Seed 004, 1.5: five minutes, to either side. */
const TOLERANCE = 5 * 60_000;

/** `MMddHHmmss` in Asia/Shanghai. @param time UTC ms */
export function formatStamp(time: number): string {
  return formatShanghai(time).slice("2018-".length).replace(/\D/g, "");
}

/** Is it a stamp of about now? It names no year, so around new year the one next door counts too. @param now UTC ms */
export function isCurrent(stamp: string, now: number): boolean {
  const match = STAMP.exec(stamp);
  if (match === null) return false;
  const [, month, day, hour, minute, second] = match;
  const thisYear = Number(formatShanghai(now).slice(0, 4));
  return [thisYear - 1, thisYear, thisYear + 1].some((year) => {
    const time = parseShanghai(`${year}-${month}-${day} ${hour}:${minute}:${second}`);
    return time !== undefined && Math.abs(time - now) <= TOLERANCE;
  });
}
