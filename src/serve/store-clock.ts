import type { Clock, Timer } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";

/** A difference that is worth a line in the log, ms; nodes go by the store's clock, but people read this machine's. */
const WORTH_TELLING = 2_000;
const TELL_EVERY = 60_000;
/** Differences that a measurement itself may make, ms. */
const NOISE = 50;

/**
 * Time as the nodes of one store have it in common: the store's clock, carried on by this machine's monotonic one, so that leases
 * and due times mean the same on all of them, whatever the machine's clock says or is set to. Until it has been compared it is the
 * machine's own.
 */
export class StoreClock implements Clock {
  readonly #clock: Clock;
  readonly #log: Log;
  /** UTC ms less monotonic ms. */
  #base: number | undefined;
  #offset = 0;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  now(): number {
    return this.#base === undefined ? this.#clock.now() : Math.round(this.#base + this.#clock.monotonic());
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(delay: number, callback: () => void): Timer {
    return this.#clock.after(delay, callback);
  }

  /** How far the store's clock is ahead of this machine's, ms, when they were compared last. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Compares the clocks.
   *
   * @param storeNow what the store's clock said, UTC ms
   * @param askedAt when it was asked, monotonic ms: the answer has just come
   */
  compare(storeNow: number, askedAt: number): void {
    const answeredAt = this.#clock.monotonic();
    const doubt = (answeredAt - askedAt) / 2;
    const base = storeNow - (askedAt + doubt);
    if (this.#base === undefined || Math.abs(base - this.#base) > doubt + NOISE) this.#base = base;
    this.#offset = Math.round(base + answeredAt - this.#clock.now());
    if (Math.abs(this.#offset) <= WORTH_TELLING + doubt || answeredAt - this.#toldAt < TELL_EVERY) return;
    this.#toldAt = answeredAt;
    this.#log("warn", "this machine's clock differs from the database's; nodes go by the database's", { aheadMs: -this.#offset });
  }
}
