import type { Clock } from "../../runtime/clock.ts";
import type { Tx } from "./tx.ts";

const COUNT = "SELECT count(*) AS n FROM (SELECT 1 FROM live WHERE queue >= 0 LIMIT $1) AS waiting";

/** A count is good for so long at least, ms; meanwhile this node goes by what it did itself. */
const GOOD_FOR = 1_000;
/** Below this a count costs about a millisecond, and is made anew before anything is refused for it. */
const CHEAP = 10_000;

/**
 * How many messages wait in lanes, for the bound on them. Counted from the index, kept by difference, and counted again every
 * second, or less often the longer the queue is (every ten seconds at a million): what other nodes do shows then.
 */
export class Backlog {
  readonly #clock: Clock;
  #known = 0;
  #counted = 0;
  #at = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  changed(by: number): void {
    this.#known = Math.max(0, this.#known + by);
  }

  /** Whether so many more may wait beside those that do. */
  async admits(tx: Tx, more: number, limit: number): Promise<boolean> {
    if (this.#age() > Math.max(GOOD_FOR, this.#counted / 100)) await this.#count(tx, limit);
    if (this.#known + more <= limit) return true;
    if (this.#counted >= CHEAP && this.#age() < this.#counted / 100) return false;
    await this.#count(tx, limit);
    return this.#known + more <= limit;
  }

  #age(): number {
    return this.#clock.monotonic() - this.#at;
  }

  async #count(tx: Tx, limit: number): Promise<void> {
    this.#known = (await tx.get<{ n: number }>(COUNT, limit + 1))?.n ?? 0;
    this.#counted = this.#known;
    this.#at = this.#clock.monotonic();
  }
}
