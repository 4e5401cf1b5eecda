import { parseShanghai } from "../../../text/shanghai-time.ts";

const PATTERN = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d{1,9})?(?:(Z)|([+-])(\d\d):(\d\d))?$/;
const MINUTE = 60_000;
const SHANGHAI_MINUTES = 8 * 60;
/** XML Schema, 3.2.7: a zone is at most 14 hours off. */
const MOST_MINUTES = 14 * 60;

/** An XML Schema dateTime as UTC ms; one without a zone is Asia/Shanghai's. Undefined for what is none. */
export function parseDateTime(text: string): number | undefined {
  const match = PATTERN.exec(text);
  if (match === null) return undefined;
  const [, date, time, fraction = "0", utc, sign, hours, minutes] = match;
  const local = parseShanghai(`${date} ${time}`);
  if (local === undefined) return undefined;
  const exact = local + Math.floor(Number(fraction) * 1000);
  if (utc === undefined && sign === undefined) return exact;
  const away = Number(hours ?? 0) * 60 + Number(minutes ?? 0);
  if (away > MOST_MINUTES || Number(minutes ?? 0) > 59) return undefined;
  return exact + (SHANGHAI_MINUTES - (sign === "-" ? -away : away)) * MINUTE;
}
