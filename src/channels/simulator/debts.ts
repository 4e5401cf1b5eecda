import type { Clock, Timer } from "../../runtime/clock.ts";

export interface DebtsDeps<T> {
  readonly clock: Clock;
  /** Hands items over; they come again when it rejects. */
  readonly offer: (items: readonly T[]) => Promise<void>;
  /** Items were not taken. */
  readonly refused: (count: number, error: unknown) => void;
}

/** Pause before what was not taken is offered again. */
const REPEAT = 1_000;

/** What a carrier owes us, each thing at its time: handed over then, and again until it is taken. */
export class Debts<T> {
  readonly #deps: DebtsDeps<T>;
  /** In the order of their times. */
  #owed: { readonly at: number; readonly item: T }[] = [];
  #timer: Timer | undefined;
  #paying = false;

  constructor(deps: DebtsDeps<T>) {
    this.#deps = deps;
  }

  /** Nothing is handed over before. */
  start(): void {
    this.#paying = true;
    this.#arm();
  }

  /** Forgets all. */
  stop(): void {
    this.#paying = false;
    this.#disarm();
    this.#owed = [];
  }

  /** @param at UTC ms */
  owe(items: readonly T[], at: number): void {
    const place = this.#owed.findLastIndex((other) => other.at <= at) + 1;
    this.#owed.splice(place, 0, ...items.map((item) => ({ at, item })));
    if (place === 0) this.#disarm();
    this.#arm();
  }

  /** Hands items over now, whatever else is owed. Never rejects. */
  async offer(items: readonly T[]): Promise<void> {
    if (items.length === 0) return;
    try {
      await this.#deps.offer(items);
    } catch (error) {
      this.#deps.refused(items.length, error);
      if (this.#paying) this.owe(items, this.#deps.clock.now() + REPEAT);
    }
  }

  #arm(): void {
    const next = this.#owed[0];
    if (!next || this.#timer || !this.#paying) return;
    const { clock } = this.#deps;
    this.#timer = clock.after(Math.max(0, next.at - clock.now()), () => {
      this.#timer = undefined;
      const now = clock.now();
      const count = this.#owed.findIndex(({ at }) => at > now);
      void this.offer(this.#owed.splice(0, count < 0 ? this.#owed.length : count).map(({ item }) => item));
      this.#arm();
    });
  }

  #disarm(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
  }
}
