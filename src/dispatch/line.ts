import type { Attempt } from "./attempt.ts";

/** What one account has in a line. */
interface Queue {
  readonly accountId: number;
  readonly attempts: Attempt[];
  /** Parts that it may send before the next one's turn; one message may overdraw it, which later rounds pay back. */
  credit: number;
}

/** Messages of one precedence that wait at an outlet. Accounts take turns, part for part: who has more in it is not served more. */
export class Line {
  /** Accounts with something here; the first one has the turn. */
  readonly #ring: Queue[] = [];
  readonly #queues = new Map<number, Queue>();
  #parts = 0;
  /** No lease here ends before. */
  #leases = Number.POSITIVE_INFINITY;

  /** Parts here that have not left. */
  get parts(): number {
    return this.#parts;
  }

  get isEmpty(): boolean {
    return this.#ring.length === 0;
  }

  /** Has an account nothing here, and fewer than so many others something? */
  isNew(accountId: number, others: number): boolean {
    return this.#ring.length < others && !this.#queues.has(accountId);
  }

  push(attempt: Attempt): void {
    const { accountId } = attempt.message;
    let queue = this.#queues.get(accountId);
    if (!queue) {
      queue = { accountId, attempts: [], credit: 1 };
      this.#queues.set(accountId, queue);
      this.#ring.push(queue);
    }
    queue.attempts.push(attempt);
    this.#parts += attempt.parts.length - attempt.left;
    this.#leases = Math.min(this.#leases, attempt.leaseUntil);
  }

  /** The message whose turn it is. */
  next(): Attempt | undefined {
    for (let first = this.#ring[0]; first; first = this.#ring[0]) {
      if (first.credit > 0) return first.attempts[0];
      first.credit += 1;
      this.#ring.shift();
      this.#ring.push(first);
    }
    return undefined;
  }

  /** A part of the message whose turn it was has left. */
  left(attempt: Attempt): void {
    this.#parts -= 1;
    const queue = this.#queues.get(attempt.message.accountId);
    if (!queue || attempt.left < attempt.parts.length) return;
    queue.attempts.shift();
    queue.credit -= attempt.parts.length;
    if (queue.attempts.length > 0) return;
    this.#queues.delete(queue.accountId);
    this.#ring.splice(this.#ring.indexOf(queue), 1);
  }

  /** May a lease here end by `until`? */
  mayLapse(until: number): boolean {
    return this.#leases <= until;
  }

  /** Takes out what goes. */
  withdraw(goes: (attempt: Attempt) => boolean): readonly Attempt[] {
    const gone: Attempt[] = [];
    const stays: Attempt[] = [];
    for (const { attempts } of this.#ring.splice(0)) {
      for (const attempt of attempts) (goes(attempt) ? gone : stays).push(attempt);
    }
    this.#queues.clear();
    this.#parts = 0;
    this.#leases = Number.POSITIVE_INFINITY;
    for (const attempt of stays) this.push(attempt);
    return gone;
  }
}
