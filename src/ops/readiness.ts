import type { Clock } from "../runtime/clock.ts";

/** A store that takes this long to write is no store to send requests to, ms. */
const DEADLINE = 3_000;
/** A write that succeeded counts this long, so that any number of askers costs one write a second, ms. */
const FRESH = 1_000;

export type Readiness = { readonly ready: true } | { readonly ready: false; readonly why: string };

/**
 * Whether requests should be sent to this process: it has not been told to stop, and its store takes writes. What waits for
 * a carrier doesn't count: a balancer that took nodes out for that would turn a carrier's outage into one of the whole platform.
 */
export class ReadinessProbe {
  readonly #clock: Clock;
  readonly #write: () => Promise<unknown>;
  #stopping = false;
  #current: { readonly since: number; readonly answer: Promise<Readiness> } | undefined;

  /** @param write commits something small to the store */
  constructor(clock: Clock, write: () => Promise<unknown>) {
    this.#clock = clock;
    this.#write = write;
  }

  /** From now on it is not ready. */
  stop(): void {
    this.#stopping = true;
  }

  async ask(): Promise<Readiness> {
    if (this.#stopping) return { ready: false, why: "stopping" };
    const now = this.#clock.monotonic();
    if (!this.#current || now - this.#current.since >= FRESH) this.#current = { since: now, answer: this.#probe() };
    return this.#current.answer;
  }

  #probe(): Promise<Readiness> {
    return new Promise((resolve) => {
      const late = this.#clock.after(DEADLINE, () => resolve({ ready: false, why: `the store has not written for ${DEADLINE / 1000} s` }));
      const settle = (answer: Readiness): void => {
        late.cancel();
        resolve(answer);
      };
      this.#write().then(
        () => settle({ ready: true }),
        () => settle({ ready: false, why: "the store does not write" }),
      );
    });
  }
}
