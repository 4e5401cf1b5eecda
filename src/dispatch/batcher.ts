/**
 * Collects items and hands them over in batches, one batch under way at a time: what comes meanwhile makes the next one,
 * so that batches grow with the load and a lone item goes at once. `handOver` deals with its own failures.
 */
export class Batcher<T> {
  readonly #handOver: (items: readonly T[]) => Promise<void>;
  readonly #limit: number;
  #items: T[] = [];
  #underWay: Promise<void> | undefined;
  #scheduled = false;

  constructor(limit: number, handOver: (items: readonly T[]) => Promise<void>) {
    this.#limit = limit;
    this.#handOver = handOver;
  }

  add(item: T): void {
    this.#items.push(item);
    if (this.#underWay || this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#next();
    });
  }

  /** Resolves when nothing is waiting or under way. */
  async drained(): Promise<void> {
    while (this.#items.length > 0 || this.#underWay) {
      if (!this.#underWay) this.#next();
      await this.#underWay;
    }
  }

  #next(): void {
    if (this.#underWay || this.#items.length === 0) return;
    const items = this.#items.splice(0, this.#limit);
    this.#underWay = this.#handOver(items).finally(() => {
      this.#underWay = undefined;
      this.#next();
    });
  }
}
