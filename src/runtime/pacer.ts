/**
 * ms that the line of events may run ahead of an even spread. As much lateness of timers and of a busy event loop is made
 * up for; without it every late event would push all later ones back, and the rate would never be reached.
 */
const AHEAD = 20;

/**
 * Spreads events evenly: at most `rate` a second, with no more than one and `AHEAD` ms worth at once, so that a second's
 * budget never goes out at its first edge. Rate 0 means no limit.
 */
export class Pacer {
  #rate = 0;
  #interval = 0;
  #depth = AHEAD;
  /** Monotonic ms at which the line of events already allowed ends. */
  #end = Number.NEGATIVE_INFINITY;

  constructor(rate: number) {
    this.rate = rate;
  }

  /** Events a second from now on; what has been allowed counts as it was. */
  set rate(rate: number) {
    this.#rate = rate;
    this.#interval = rate > 0 ? 1000 / rate : 0;
    this.#depth = this.#interval + AHEAD;
  }

  /** How many events may happen at `now`. */
  allowance(now: number): number {
    if (this.#rate === 0) return Number.POSITIVE_INFINITY;
    return Math.max(0, Math.floor((now + this.#depth - Math.max(this.#end, now)) / this.#interval + 1e-9));
  }

  /** `count` events happen at `now`. */
  spend(now: number, count: number): void {
    if (this.#rate > 0) this.#end = Math.max(this.#end, now) + count * this.#interval;
  }

  /** ms until one more event may happen. */
  wait(now: number): number {
    if (this.#rate === 0) return 0;
    return Math.max(0, Math.max(this.#end, now) + this.#interval - this.#depth - now);
  }
}
