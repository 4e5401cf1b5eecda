/** Keys that are remembered; more than that only an attack has, and then the oldest go first. */
const MOST_KEYS = 50_000;
const LONGEST_KEY = 128;

/** Counts what failed lately, by a key. Its memory is bounded, whatever strangers send. */
export class RecentFailures {
  readonly #window: number;
  readonly #most: number;
  readonly #times = new Map<string, number[]>();

  /** @param window ms that a failure counts; @param most that are counted of one key */
  constructor(window: number, most: number) {
    this.#window = window;
    this.#most = most;
  }

  /** One more, at `now` (ms); answers how many there have been in the window. */
  note(key: string, now: number): number {
    // a copy, as the key may be a slice of a whole request that would be kept with it
    const own = Buffer.from(key.slice(0, LONGEST_KEY)).toString();
    const times = this.#recent(own, now);
    times.push(now);
    this.#times.delete(own);
    this.#times.set(own, times.slice(-this.#most));
    if (this.#times.size > MOST_KEYS) this.#dropOldest();
    return Math.min(times.length, this.#most);
  }

  /** How many there have been in the window. */
  count(key: string, now: number): number {
    return this.#recent(key.slice(0, LONGEST_KEY), now).length;
  }

  #recent(key: string, now: number): number[] {
    return (this.#times.get(key) ?? []).filter((time) => time > now - this.#window);
  }

  #dropOldest(): void {
    const [oldest] = this.#times.keys();
    if (oldest !== undefined) this.#times.delete(oldest);
  }
}
