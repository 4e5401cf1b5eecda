import type { Clock, Timer } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import type { Witness } from "../store/store.ts";

/** A difference that is worth a line in the log, ms; nodes go by the store's clock, but people read this machine's. */
const WORTH_TELLING = 2_000;
const TELL_EVERY = 60_000;
/** Differences that a measurement itself may make, ms. */
const NOISE = 50;
/** A clock that is set back by more than this was far ahead: then the time is what it says now, ms. */
const MOST_SET_BACK = 86_400_000;
/** For how long this clock stands still where it is ahead of the store's, ms; more than that and it was wrong. */
const MOST_STILL = 10_000;

/**
 * Time as the nodes of one store have it in common: the store's clock, carried on by this machine's monotonic one, so that leases
 * and due times mean the same on all of them, whatever the machine's clock says or is set to. Where it is never compared, as a node
 * has its store to itself, it is the machine's, but for this: it isn't set back. What is due would not be for as long again, and
 * leases would last longer; it goes on by the monotonic clock until the machine's has caught up. What the server's clock does that the
 * store's time is made of is the store's own business: nodes are its witnesses.
 */
export class StoreClock implements Clock {
  readonly #clock: Clock;
  readonly #log: Log;
  /** UTC ms less monotonic ms. */
  #base: number | undefined;
  /** The same, of the latest time that the machine's clock has told. */
  #latest = Number.NEGATIVE_INFINITY;
  #offset = 0;
  #ahead = 0;
  /** The latest time that was told of the store's: none is earlier. */
  #told = Number.NEGATIVE_INFINITY;
  #toldAt = Number.NEGATIVE_INFINITY;
  #toldOfJump = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  now(): number {
    const carried = this.#carried();
    if (carried === undefined) return this.#forward();
    if (carried > this.#told || carried < this.#told - MOST_STILL) this.#told = carried;
    return this.#told;
  }

  /** What the store may hold its server's clock against. */
  get witness(): Witness {
    return { carried: this.#carried(), machine: this.#clock.now() };
  }

  /** Goes on from this time (UTC ms, from the store) where the machine's clock is behind it: it was set back while nobody ran. */
  goOnFrom(time: number): void {
    this.#latest = Math.max(this.#latest, time - this.#clock.monotonic());
  }

  monotonic(): number {
    return this.#clock.monotonic();
  }

  after(delay: number, callback: () => void): Timer {
    return this.#clock.after(delay, callback);
  }

  #carried(): number | undefined {
    return this.#base === undefined ? undefined : Math.round(this.#base + this.#clock.monotonic());
  }

  #forward(): number {
    const machine = this.#clock.now();
    const passed = this.#clock.monotonic();
    const setBack = this.#latest + passed - machine;
    if (setBack <= 0 || setBack > MOST_SET_BACK) this.#latest = machine - passed;
    this.#offset = Math.round(this.#latest + passed - machine);
    if (setBack > WORTH_TELLING && passed - this.#toldAt >= TELL_EVERY) {
      this.#toldAt = passed;
      const goesOn = setBack <= MOST_SET_BACK;
      this.#log("warn", "this machine's clock was set back", { bySeconds: Math.round(setBack / 1_000), goesOnAsIfNot: goesOn });
    }
    return machine + this.#offset;
  }

  /** How far this clock is ahead of the machine's, ms, when they were compared last. */
  get offset(): number {
    return this.#offset;
  }

  /** How far the store's time is ahead of its server's clock, which has jumped, ms. */
  get ahead(): number {
    return this.#ahead;
  }

  /**
   * Compares the clocks.
   *
   * @param storeNow the store's time, UTC ms
   * @param askedAt when it was asked, monotonic ms: the answer has just come
   * @param ahead of its server's clock, ms
   */
  compare(storeNow: number, askedAt: number, ahead = 0): void {
    this.#hearOfJump(ahead);
    const answeredAt = this.#clock.monotonic();
    const doubt = (answeredAt - askedAt) / 2;
    const base = storeNow - (askedAt + doubt);
    if (this.#base === undefined || Math.abs(base - this.#base) > doubt + NOISE) this.#base = base;
    this.#offset = Math.round(base + answeredAt - this.#clock.now());
    if (Math.abs(this.#offset) <= WORTH_TELLING + doubt || answeredAt - this.#toldAt < TELL_EVERY) return;
    this.#toldAt = answeredAt;
    this.#log("warn", "this machine's clock differs from the database's; nodes go by the database's", { aheadMs: -this.#offset });
  }

  #hearOfJump(ahead: number): void {
    this.#ahead = ahead;
    const now = this.#clock.monotonic();
    if (Math.abs(ahead) <= WORTH_TELLING || now - this.#toldOfJump < TELL_EVERY) return;
    this.#toldOfJump = now;
    this.#log("warn", "the database's clock has jumped; nodes go on as if it had not, and near it slowly", { databaseAheadMs: -ahead });
  }
}
