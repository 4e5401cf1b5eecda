import { dayStart } from "./phone-use.ts";

const DAY = 86_400_000;
const SHANGHAI = 28_800_000;
/** Numbers kept for media; there are two. */
const MEDIA = 4;

/**
 * Where charges and refunds of a day go when what they were for is no longer kept: the ref of that day's entry for a medium,
 * and its time, the start of the day in Shanghai. Refs are negative, as no id is.
 *
 * @param medium its code
 */
export function carriedAs(at: number, medium: number): { readonly ref: number; readonly at: number } {
  const start = dayStart(at);
  return { ref: -(((start + SHANGHAI) / DAY) * MEDIA + medium), at: start };
}
