import type { Clock } from "../../runtime/clock.ts";
import type { Submitted } from "../channel.ts";
import type { Key } from "./protocol.ts";

/** Submits of one connection that are remembered after their deadline, and for how long, ms: carriers that stall answer within minutes. */
const MOST = 10_000;
const LONGEST = 3_600_000;

/** Submits that left and were not answered in time, so that an answer that comes after all still finds its message. */
export class Overdue {
  readonly #clock: Clock;
  /** Oldest first. */
  readonly #submits = new Map<Key, { readonly submit: Submitted; readonly until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(key: Key, submit: Submitted): void {
    const now = this.#clock.monotonic();
    this.#submits.delete(key);
    for (const [oldest, { until }] of this.#submits) {
      if (until > now && this.#submits.size < MOST) break;
      this.#submits.delete(oldest);
    }
    this.#submits.set(key, { submit, until: now + LONGEST });
  }

  /** The submit that this key was of; once. */
  take(key: Key): Submitted | undefined {
    const found = this.#submits.get(key);
    this.#submits.delete(key);
    return found && found.until > this.#clock.monotonic() ? found.submit : undefined;
  }
}
