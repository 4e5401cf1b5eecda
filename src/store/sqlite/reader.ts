import type { Clock } from "../../runtime/clock.ts";
import { StoreError } from "../store.ts";
import { type Pace, SqliteEngine } from "./engine.ts";
import type { OpArgs, OpResult } from "./ops/index.ts";
import type { SearchName } from "./ops/search/index.ts";

/** One read at a time, and few behind it: a person who has waited for thirty others has gone on asking. */
const PACE: Pace = { batch: 1, waiting: 32, deadline: 10_000, late: "busy" };

/**
 * What people look for, read by a thread of its own beside the one that writes. The thread is made when something is looked for the
 * first time, as most commands never do, and again where it has ended.
 */
export class Reader {
  readonly #file: string;
  readonly #clock: Clock;
  #engine: Promise<SqliteEngine> | undefined;
  #closing: Promise<void> | undefined;

  constructor(file: string, clock: Clock) {
    this.#file = file;
    this.#clock = clock;
  }

  /** Rejects with `StoreError`: `busy` where too many look, or the thread doesn't answer in time. */
  async call<O extends SearchName>(op: O, ...args: OpArgs<O>): Promise<OpResult<O>> {
    if (this.#closing) throw new StoreError("closed", "the store is closed");
    this.#engine ??= this.#open();
    const engine = await this.#engine;
    return engine.call(op, 1, ...args);
  }

  /** Finishes what has been asked for, and ends the thread where there is one. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const engine = await this.#engine?.catch(() => undefined);
    await engine?.close();
  }

  async #open(): Promise<SqliteEngine> {
    try {
      const thread = new URL("./reading-thread.ts", import.meta.url);
      const engine = await SqliteEngine.open({ thread, data: { file: this.#file }, clock: this.#clock, pace: PACE });
      void engine.ended.then(() => this.#forget());
      return engine;
    } catch (error) {
      this.#forget();
      throw error;
    }
  }

  #forget(): void {
    this.#engine = undefined;
  }
}
