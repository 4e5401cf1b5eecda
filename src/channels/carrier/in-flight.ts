import type { Clock, Timer } from "../../runtime/clock.ts";
import type { Outcome, Submitted } from "../channel.ts";
import type { Sent } from "./link.ts";
import { Overdue } from "./overdue.ts";
import type { Key, Submit } from "./protocol.ts";

interface Entry {
  readonly of: Submitted;
  readonly upstreamId: string | undefined;
  readonly sent: Sent;
  /** Monotonic ms. */
  readonly at: number;
  settle(outcome: Outcome): void;
}

/** What becomes of submits that get no answer. */
export interface Unanswered {
  /** For those whose bytes left, or may have. */
  readonly left: Outcome;
  readonly held: Outcome;
}

/** Submits of one connection that are not answered yet. Each is settled once: by its answer, its deadline or the connection's end. */
export class InFlight {
  readonly #clock: Clock;
  readonly #timeout: number;
  readonly #late: Unanswered;
  readonly #expired: (left: number) => void;
  /** In the order in which they were sent, which is that of their deadlines. */
  readonly #entries = new Map<Key, Entry>();
  readonly #overdue: Overdue;
  #timer: Timer | undefined;

  /** @param timeout ms; @param expired told when some were settled by their deadline, with how many of them had left */
  constructor(clock: Clock, timeout: number, late: Unanswered, expired: (left: number) => void) {
    this.#clock = clock;
    this.#timeout = timeout;
    this.#late = late;
    this.#expired = expired;
    this.#overdue = new Overdue(clock);
  }

  get size(): number {
    return this.#entries.size;
  }

  /** When the oldest was sent, monotonic ms. */
  get oldest(): number | undefined {
    for (const entry of this.#entries.values()) return entry.at;
    return undefined;
  }

  has(key: Key): boolean {
    return this.#entries.has(key);
  }

  add({ key, upstreamId }: Submit, of: Submitted, sent: Sent): Promise<Outcome> {
    this.#overdue.take(key);
    return new Promise((settle) => {
      this.#entries.set(key, { of, upstreamId, sent, at: this.#clock.monotonic(), settle });
      this.#arm();
    });
  }

  /** @returns when it was sent, or undefined where nobody waits for such an answer */
  answer(key: Key, outcome: Outcome): number | undefined {
    const entry = this.#entries.get(key);
    if (!entry) return undefined;
    this.#entries.delete(key);
    entry.settle(named(outcome, entry));
    return entry.at;
  }

  /** Whose answer this is, where its time was over before it came. */
  late(key: Key): Submitted | undefined {
    return this.#overdue.take(key);
  }

  /** Settles all of them. */
  end(unanswered: Unanswered): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const [key, entry] of this.#entries) this.#giveUp(key, entry, unanswered);
  }

  #arm(): void {
    const oldest = this.oldest;
    if (this.#timer || oldest === undefined) return;
    this.#timer = this.#clock.after(oldest + this.#timeout - this.#clock.monotonic(), () => {
      this.#timer = undefined;
      this.#expire();
      this.#arm();
    });
  }

  #expire(): void {
    const cut = this.#clock.monotonic() - this.#timeout;
    const before = this.#entries.size;
    let left = 0;
    for (const [key, entry] of this.#entries) {
      if (entry.at > cut) break;
      this.#giveUp(key, entry, this.#late);
      if (!entry.sent.left) continue;
      left += 1;
      this.#overdue.add(key, entry.of);
    }
    if (this.#entries.size < before) this.#expired(left);
  }

  #giveUp(key: Key, entry: Entry, { left, held }: Unanswered): void {
    this.#entries.delete(key);
    entry.settle(entry.sent.withdraw() ? held : named(left, entry));
  }
}

/** An unknown outcome, with the id by which receipts will call the submit where that is known. */
function named(outcome: Outcome, { upstreamId }: Entry): Outcome {
  return outcome.kind === "unknown" && upstreamId !== undefined ? { ...outcome, upstreamId } : outcome;
}
