import { Worker } from "node:worker_threads";
import type { Clock } from "../../runtime/clock.ts";
import { StoreError } from "../store.ts";
import type { OpArgs, OpName, OpResult } from "./ops/index.ts";
import { packCalls, unpackReplies } from "./pack/batch.ts";
import type { FromWorker, ReadingData, ToWorker, WireCall, WireResult } from "./protocol.ts";

interface Pending {
  readonly call: WireCall;
  readonly weight: number;
  resolve(value: unknown): void;
  reject(error: StoreError): void;
}

/** What is at the thread. `calls` is emptied when its callers have been told that the outcome is unknown. */
interface Batch {
  readonly id: number;
  calls: readonly Pending[];
  readonly deadline: { cancel(): void };
}

/** How much a thread is given to do, by the weights of its calls. */
export interface Pace {
  /** A batch has at most (a single heavier call goes alone), so that no call waits long behind others. */
  readonly batch: number;
  /** May wait for a batch before `StoreError("busy")`. */
  readonly waiting: number;
  /** How long a batch may take before its callers are told, ms. */
  readonly deadline: number;
  /** What they are told then. */
  readonly late: "outcome-unknown" | "busy";
}

export interface Thread {
  /** Its file. */
  readonly thread: URL;
  readonly data: ReadingData;
  readonly clock: Clock;
  readonly pace: Pace;
}

/**
 * The event loop's side of one of the store's threads: collects calls into batches and hands results back.
 *
 * One batch is under way at a time. The next one leaves as soon as its results are in, before they are handed out, so that
 * the thread works while this one answers. A second one at hand for the thread only makes commits smaller: with 32
 * connections 10 or 11 calls a commit instead of 15 to 18. That cost a quarter of the throughput with an fsync of 1 ms
 * (3,700 requests a second instead of 4,900) and gained nothing on tmpfs either (12,000 instead of 18,000; 2 busy cores).
 */
export class SqliteEngine {
  readonly #worker: Worker;
  readonly #clock: Clock;
  readonly #pace: Pace;
  /** The thread is gone, and nothing is taken any more. */
  readonly ended: Promise<void>;
  #queue: Pending[] = [];
  #waiting = 0;
  #underWay: Batch | undefined;
  #batches = 0;
  #flushing = false;
  /** Why no call is taken any more, or for now. */
  #refusal: StoreError | undefined;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  private constructor(worker: Worker, { clock, pace }: Thread) {
    this.#worker = worker;
    this.#clock = clock;
    this.#pace = pace;
    let cause = "";
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", (error) => {
      cause = `: ${error.message}`;
    });
    this.ended = new Promise((resolve) => {
      worker.once("exit", () => {
        this.#fail(cause);
        resolve();
      });
    });
  }

  /** Opens the database (and the lock, if one is asked for); rejects with `StoreError("failed")` and a plain sentence. */
  static async open<T extends Thread>(opened: T): Promise<SqliteEngine> {
    const worker = new Worker(opened.thread, { workerData: opened.data });
    return new Promise((resolve, reject) => {
      let refusal = "the store's thread ended before it had opened the database";
      worker.once("message", (message: FromWorker) => {
        if (message.kind === "opened") resolve(new SqliteEngine(worker, opened));
        else if (message.kind === "refused") refusal = `the database ${opened.data.file} could not be opened: ${message.message}`;
      });
      worker.once("error", (error) => {
        refusal = error.message;
      });
      // not before the thread is gone, and with it its hold on the files
      worker.once("exit", () => reject(new StoreError("failed", refusal)));
    });
  }

  /** @param weight rows that the call may write */
  call<O extends OpName>(op: O, weight: number, ...args: OpArgs<O>): Promise<OpResult<O>> {
    if (this.#refusal) return Promise.reject(this.#refusal);
    if (this.#waiting > this.#pace.waiting) return Promise.reject(new StoreError("busy", "too many calls wait for the store"));
    this.#waiting += weight;
    return new Promise((resolve, reject) => {
      this.#queue.push({ call: [op, args], weight, resolve: resolve as (value: unknown) => void, reject });
      this.#flushSoon();
    });
  }

  /** Runs what waits, then closes. @param before closes what else has the database open: the last one to go tidies up */
  close(before?: () => Promise<void>): Promise<void> {
    this.#closing ??= this.#close(before);
    return this.#closing;
  }

  async #close(before: (() => Promise<void>) | undefined): Promise<void> {
    this.#refusal = new StoreError("closed", "the store is closed");
    if (this.#queue.length > 0 || this.#underWay) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await before?.();
    this.#worker.postMessage({ kind: "close" } satisfies ToWorker);
    await this.ended;
  }

  /** After the current turn of the event loop, so that requests read in one turn share a batch. */
  #flushSoon(): void {
    if (this.#flushing || this.#underWay) return;
    this.#flushing = true;
    setImmediate(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    if (this.#queue.length === 0 || this.#underWay) return;
    this.#batches += 1;
    const id = this.#batches;
    const calls = this.#takeBatch();
    this.#underWay = { id, calls, deadline: this.#clock.after(this.#pace.deadline, () => this.#overdue(id)) };
    this.#worker.postMessage({ kind: "batch", id, calls: packCalls(calls.map((pending) => pending.call)) } satisfies ToWorker);
  }

  #takeBatch(): readonly Pending[] {
    let weight = 0;
    let count = 0;
    while (count < this.#queue.length && (count === 0 || weight + (this.#queue[count]?.weight ?? 0) <= this.#pace.batch)) {
      weight += this.#queue[count]?.weight ?? 0;
      count += 1;
    }
    this.#waiting -= weight;
    return this.#queue.splice(0, count);
  }

  #receive(message: FromWorker): void {
    const batch = this.#underWay;
    if (message.kind !== "done" || message.id !== batch?.id) return;
    batch.deadline.cancel();
    this.#underWay = undefined;
    if (this.#refusal?.code === "busy") this.#refusal = undefined;
    this.#flush();
    const results = unpackReplies(message.results);
    batch.calls.forEach((pending, index) => {
      settle(pending, results[index]);
    });
    if (!this.#underWay) this.#onIdle?.();
  }

  /** The thread hangs: until it answers again nothing is taken, so that nobody waits for it without end. */
  #overdue(id: number): void {
    const batch = this.#underWay;
    if (batch?.id !== id) return;
    const late = `the store did not answer within ${this.#pace.deadline / 1000} s`;
    for (const pending of batch.calls) pending.reject(new StoreError(this.#pace.late, late));
    batch.calls = [];
    this.#refusal ??= new StoreError("busy", late);
    this.#dropQueue(new StoreError("busy", late));
  }

  /** The thread has ended. */
  #fail(cause: string): void {
    const ended = `the store's thread ended${cause}`;
    if (!this.#closing) this.#refusal = new StoreError("closed", ended);
    this.#underWay?.deadline.cancel();
    for (const pending of this.#underWay?.calls ?? []) pending.reject(new StoreError(this.#pace.late, ended));
    this.#underWay = undefined;
    this.#dropQueue(new StoreError("closed", ended));
    this.#onIdle?.();
  }

  #dropQueue(error: StoreError): void {
    for (const pending of this.#queue) pending.reject(error);
    this.#queue = [];
    this.#waiting = 0;
  }
}

function settle(pending: Pending, result: WireResult | undefined): void {
  if (result?.[0]) pending.resolve(result[1]);
  else pending.reject(new StoreError("failed", result?.[1] ?? "the store gave no answer"));
}
