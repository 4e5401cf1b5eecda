import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { DispatchStore } from "../store/store.ts";

/** How often lapsed leases and overdue receipts are looked for. */
const PERIOD = 1_000;
/** Messages that one sweep call moves; what is left over is swept at once. */
const LIMIT = 500;

/** Brings back messages whose node died with them, and moves on those whose receipt or answer never came. */
export class Sweeper {
  readonly #store: DispatchStore;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #moved: () => void;
  #timer: Timer | undefined;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;

  /** @param moved called after a sweep that moved something */
  constructor(store: DispatchStore, clock: Clock, log: Log, moved: () => void) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
    this.#moved = moved;
  }

  start(): void {
    this.#timer = this.#clock.after(PERIOD, () => {
      this.#work = this.#sweep().finally(() => {
        if (!this.#stopped) this.start();
      });
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#work;
  }

  async #sweep(): Promise<void> {
    try {
      const rescued = await this.#until((now) => this.#store.rescue({ now, limit: LIMIT }));
      if (rescued > 0) this.#log("warn", "messages under a lapsed lease were returned to their queues", { count: rescued });
      const expired = await this.#until((now) => this.#store.expire({ now, limit: LIMIT }));
      if (expired > 0) this.#log("info", "messages whose receipt or answer was overdue went on or ended", { count: expired });
      if (rescued + expired > 0) this.#moved();
    } catch (error) {
      this.#log("error", "the sweep failed; it runs again", errorFact(error));
    }
  }

  async #until(sweep: (now: number) => Promise<number>): Promise<number> {
    let total = 0;
    for (;;) {
      const moved = await sweep(this.#clock.now());
      total += moved;
      if (moved < LIMIT || this.#stopped) return total;
    }
  }
}
