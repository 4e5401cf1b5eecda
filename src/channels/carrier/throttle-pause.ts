import type { Clock, Timer } from "../../runtime/clock.ts";

/** ms */
const FIRST = 250;
const LONGEST = 8_000;

/** How long a session rests after the carrier said "too fast": longer each time it says so again, until it takes one. */
export class ThrottlePause {
  readonly #clock: Clock;
  readonly #over: () => void;
  #length = 0;
  /** Monotonic ms. */
  #since = Number.NEGATIVE_INFINITY;
  #timer: Timer | undefined;

  /** @param over told when a pause is over */
  constructor(clock: Clock, over: () => void) {
    this.#clock = clock;
    this.#over = over;
  }

  get active(): boolean {
    return this.#timer !== undefined;
  }

  /** @param sentAt when the throttled submit was sent: those that were under way when the pause began don't make it longer */
  throttled(sentAt: number): void {
    if (sentAt <= this.#since) return;
    this.#length = Math.min(LONGEST, this.#length === 0 ? FIRST : this.#length * 2);
    this.#since = this.#clock.monotonic();
    this.#timer?.cancel();
    this.#timer = this.#clock.after(this.#length, () => {
      this.#timer = undefined;
      this.#over();
    });
  }

  accepted(): void {
    this.#length = 0;
  }

  stop(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
