const FINE = 10_000;
const COARSE = 10_000;

/** A histogram of latencies in constant memory: 10 µs steps up to 100 ms, 1 ms steps up to 10 s, the rest as 10 s. */
export class Latencies {
  readonly #counts = new Uint32Array(FINE + COARSE);
  #total = 0;

  /** @param ms milliseconds, with fractions */
  add(ms: number): void {
    const step = ms < 100 ? Math.floor(ms * 100) : FINE + Math.min(COARSE - 1, Math.floor(ms));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
    this.#total++;
  }

  /** The upper end of the step that the quantile (0 to 1) falls into, in ms; NaN when nothing was added. */
  quantile(share: number): number {
    let left = Math.ceil(this.#total * share);
    for (const [step, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0 && this.#total > 0) return step < FINE ? (step + 1) / 100 : step - FINE + 1;
    }
    return Number.NaN;
  }
}
