import type { Clock, Timer } from "./clock.ts";

/** A clock for tests: time stands still until `advance` moves it, and timers fall due in the order of their times. */
export class ManualClock implements Clock {
  #now: number;
  #monotonic = 0;
  #timers: { at: number; callback: () => void }[] = [];

  constructor(now: number = Date.UTC(2026, 10, 20, 1, 8, 10)) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  monotonic(): number {
    return this.#monotonic;
  }

  after(delay: number, callback: () => void): Timer {
    const timer = { at: this.#monotonic + Math.max(0, delay), callback };
    this.#timers.push(timer);
    return {
      cancel: () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
      },
    };
  }

  /** Moves both times on by `ms`, firing what falls due on the way; lets promises settle after each timer. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonic + ms;
    for (;;) {
      await settle();
      const due = this.#timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#move(due.at - this.#monotonic);
      due.callback();
    }
    this.#move(end - this.#monotonic);
    await settle();
  }

  /** Sets the wall clock, as an operator or NTP would; running timers keep their durations. */
  jumpTo(now: number): void {
    this.#now = now;
  }

  #move(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}

/** One turn of the event loop: every promise that can settle without I/O has. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
