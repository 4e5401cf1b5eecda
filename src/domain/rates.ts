/** Messages that came to an end. */
export interface Ends {
  readonly delivered: number;
  readonly failed: number;
  readonly unknown: number;
}

/** Of the messages that came to an end, those that were delivered; undefined where none did. What was cancelled counts for nothing. */
export function successRate({ delivered, failed, unknown }: Ends): number | undefined {
  const ended = delivered + failed + unknown;
  return ended === 0 ? undefined : delivered / ended;
}

/**
 * Receipts that came for each message that was sent, in the same time; at most 1, for receipts of what was sent before come too.
 * Undefined where nothing was sent.
 */
export function receiptRate(sent: number, receipts: number): number | undefined {
  return sent === 0 ? undefined : Math.min(1, receipts / sent);
}

/**
 * The value that a share of a histogram's measurements doesn't exceed, as if those between two bounds lay evenly; undefined where there is
 * none. What lies beyond the last bound counts as that bound.
 *
 * @param bounds upper ones, ascending; `counts` has one more, for what is larger than all
 */
export function quantile(bounds: readonly number[], counts: readonly number[], share: number): number | undefined {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return undefined;
  let left = share * total;
  for (const [index, bound] of bounds.entries()) {
    const count = counts[index] ?? 0;
    const floor = bounds[index - 1] ?? 0;
    if (count > 0 && left <= count) return floor + (bound - floor) * (left / count);
    left -= count;
  }
  return bounds.at(-1);
}
