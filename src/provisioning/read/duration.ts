import { parseDuration } from "../../text/duration.ts";
import type { Reader } from "./reader.ts";
import { scalar } from "./scalars.ts";

/** A duration with its unit, read to milliseconds. The bounds are written as durations too. */
export function duration(min: string, max: string): Reader<number> {
  const least = parseDuration(min) ?? 0;
  const most = parseDuration(max) ?? Number.POSITIVE_INFINITY;
  return scalar((value) => {
    const ms = typeof value === "string" ? parseDuration(value) : undefined;
    if (ms === undefined) return { wrong: "must be a duration with its unit, like 50ms, 5s, 3m, 72h or 30d" };
    return ms >= least && ms <= most ? { value: ms } : { wrong: `must be a duration from ${min} to ${max}` };
  });
}
