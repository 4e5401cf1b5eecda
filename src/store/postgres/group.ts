import { StoreError } from "../store.ts";

/** Rows a batch may write at most (a single larger call goes alone). */
const BATCH_WEIGHT = 4_000;
/** Rows that may wait before calls are answered `busy`. */
const WAITING_WEIGHT = 200_000;

export interface GroupOptions<C> {
  /** Rows that a call may write, for filling batches. */
  weightOf(call: C): number;
  /** Batches that may be under way at once. */
  readonly lanes?: number;
  /** Calls of equal keys go through the same lane, so that batches don't wait for each other's rows. */
  keyOf?(call: C): number;
}

interface Pending<C, R> {
  readonly call: C;
  readonly weight: number;
  resolve(value: R): void;
  reject(error: unknown): void;
}

interface Lane<C, R> {
  queue: Pending<C, R>[];
  running: boolean;
}

/**
 * Calls that share transactions. Each lane has one batch under way; what comes meanwhile makes up the next one, so that batches
 * grow with the load. A batch that fails is cut in halves and run again, until only the call at fault fails.
 */
export class Group<C, R> {
  readonly #run: (calls: readonly C[]) => Promise<readonly R[]>;
  readonly #options: GroupOptions<C>;
  readonly #lanes: Lane<C, R>[];
  #waiting = 0;
  #next = 0;
  #onIdle: (() => void) | undefined;

  constructor(run: (calls: readonly C[]) => Promise<readonly R[]>, options: GroupOptions<C>) {
    this.#run = run;
    this.#options = options;
    this.#lanes = Array.from({ length: options.lanes ?? 1 }, () => ({ queue: [], running: false }));
  }

  call(call: C): Promise<R> {
    if (this.#waiting > WAITING_WEIGHT) return Promise.reject(new StoreError("busy", "too many calls wait for the store"));
    const weight = this.#options.weightOf(call);
    this.#waiting += weight;
    return new Promise((resolve, reject) => {
      const lane = this.#laneOf(call);
      lane.queue.push({ call, weight, resolve, reject });
      if (lane.running) return;
      lane.running = true;
      // after the current turn of the event loop, so that requests read in one turn share a batch
      setImmediate(() => void this.#drain(lane));
    });
  }

  /** Resolves when nothing waits and nothing is under way. */
  close(): Promise<void> {
    if (this.#idle()) return Promise.resolve();
    return new Promise((resolve) => {
      this.#onIdle = resolve;
    });
  }

  #idle(): boolean {
    return this.#lanes.every((lane) => !lane.running);
  }

  #laneOf(call: C): Lane<C, R> {
    const key = this.#options.keyOf?.(call) ?? this.#next++;
    return this.#lanes[Math.abs(key) % this.#lanes.length] as Lane<C, R>;
  }

  async #drain(lane: Lane<C, R>): Promise<void> {
    while (lane.queue.length > 0) await this.#settle(this.#takeBatch(lane));
    lane.running = false;
    if (this.#idle()) this.#onIdle?.();
  }

  #takeBatch(lane: Lane<C, R>): readonly Pending<C, R>[] {
    let weight = 0;
    let count = 0;
    for (const pending of lane.queue) {
      if (count > 0 && weight + pending.weight > BATCH_WEIGHT) break;
      weight += pending.weight;
      count += 1;
    }
    this.#waiting -= weight;
    return lane.queue.splice(0, count);
  }

  async #settle(batch: readonly Pending<C, R>[]): Promise<void> {
    let results: readonly R[];
    try {
      results = await this.#run(batch.map(({ call }) => call));
    } catch (error) {
      if (batch.length === 1 || !mayBeOne(error)) {
        for (const pending of batch) pending.reject(error);
        return;
      }
      const half = batch.length >> 1;
      await this.#settle(batch.slice(0, half));
      await this.#settle(batch.slice(half));
      return;
    }
    batch.forEach((pending, index) => {
      pending.resolve(results[index] as R);
    });
  }
}

/** Whether one call may be to blame. A commit without an answer must not be repeated; a store that is away is away for all. */
function mayBeOne(error: unknown): boolean {
  return error instanceof StoreError && error.code === "failed";
}
