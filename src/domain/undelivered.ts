/** When a message that was not delivered is tried again through another channel of its product. */
export interface RetryUndelivered {
  /** ms from the send time: no try begins later. */
  readonly within: number;
  /** Codes of failed receipts that are worth another try; one that ends in `*` stands for all that begin so. */
  readonly codes: readonly string[];
}

/** Whether a receipt's code is one of those meant. Letters count as they are written. */
export function codeMatches(patterns: readonly string[], code: string): boolean {
  return patterns.some((pattern) => (pattern.endsWith("*") ? code.startsWith(pattern.slice(0, -1)) : code === pattern));
}
