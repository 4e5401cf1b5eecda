import type { ChannelReceipt, KnownSubmit } from "../domain/receipt.ts";
import type { ReceiptOutcome, ReceiptStore } from "../store/store.ts";

interface Waiting {
  readonly receipts: readonly ChannelReceipt[];
  resolve(outcomes: readonly ReceiptOutcome[]): void;
  reject(error: unknown): void;
}

/** Receipts that one store call takes at most. */
const BATCH = 500;

/**
 * The way in for receipts: what channels hand over is stored, several hand-overs of one channel in one call, and each is
 * acknowledged (its promise resolves) only once it is durable.
 */
export class ReceiptIntake {
  readonly #store: ReceiptStore;
  readonly #settled: () => void;
  readonly #waiting = new Map<number, Waiting[]>();
  readonly #underWay = new Set<number>();

  /** @param settled called after receipts that may have made reports */
  constructor(store: ReceiptStore, settled: () => void) {
    this.#store = store;
    this.#settled = settled;
  }

  /** Resolves once the receipts are durable, with what each did; rejects with `StoreError` when they are not. */
  take(channelId: number, receipts: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]> {
    if (receipts.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const waiting = this.#waiting.get(channelId);
      const entry = { receipts, resolve, reject };
      if (waiting) waiting.push(entry);
      else this.#waiting.set(channelId, [entry]);
      if (!this.#underWay.has(channelId)) void this.#run(channelId);
    });
  }

  /** See `ReceiptStore.submits`. */
  submits(channelId: number, upstreamIds: readonly string[]): Promise<readonly KnownSubmit[]> {
    return this.#store.submits(channelId, upstreamIds);
  }

  async #run(channelId: number): Promise<void> {
    this.#underWay.add(channelId);
    for (let batch = this.#next(channelId); batch.length > 0; batch = this.#next(channelId)) {
      try {
        const outcomes = await this.#store.store(
          channelId,
          batch.flatMap((entry) => entry.receipts),
        );
        let at = 0;
        for (const { receipts, resolve } of batch) {
          resolve(outcomes.slice(at, at + receipts.length));
          at += receipts.length;
        }
        this.#settled();
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    this.#underWay.delete(channelId);
  }

  #next(channelId: number): readonly Waiting[] {
    const waiting = this.#waiting.get(channelId) ?? [];
    let receipts = 0;
    let count = 0;
    while (count < waiting.length && (count === 0 || receipts < BATCH)) receipts += waiting[count++]?.receipts.length ?? 0;
    const batch = waiting.splice(0, count);
    if (waiting.length === 0) this.#waiting.delete(channelId);
    return batch;
  }
}
