import { type Clock, sleep } from "../../runtime/clock.ts";
import { type SessionFigures, StoreError } from "../store.ts";
import type { Connection } from "./connection.ts";
import { failed, isCollision, isLost, outcomeUnknown } from "./errors.ts";
import { Group, type GroupOptions } from "./group.ts";
import { Pool } from "./pool.ts";
import { Tx } from "./tx.ts";

/** How often work is begun again that another transaction stood in the way of. */
const TRIES = 6;

/** How long a statement of a search may run, ms. */
const SEARCHING = 5_000;

const SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
/**
 * A search looks rows up by their ids, no more than it has counted out: a join that first reads all of a day to have it sorted or hashed
 * is never meant.
 */
const BEGIN = {
  write: "BEGIN ISOLATION LEVEL READ COMMITTED",
  snapshot: SNAPSHOT,
  search: `${SNAPSHOT}; SET LOCAL statement_timeout = ${SEARCHING}; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off`,
} as const;

/** Runs the store's work on the server: one transaction a piece of work, every failure as a `StoreError`. */
export class Engine {
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #onWaiting: (by: number) => void;
  readonly #groups: { close(): Promise<void> }[] = [];
  #running = 0;
  #closing: Promise<void> | undefined;
  #onIdle: (() => void) | undefined;

  /** @param onWaiting is told how many messages came into lanes or left them */
  constructor(connect: () => Promise<Connection>, sessions: number, clock: Clock, onWaiting: (by: number) => void) {
    this.#pool = new Pool(connect, sessions, clock);
    this.#clock = clock;
    this.#onWaiting = onWaiting;
  }

  get clock(): Clock {
    return this.#clock;
  }

  get sessions(): SessionFigures {
    return this.#pool.figures;
  }

  /** Statements that need not agree with each other, outside any transaction: one `SELECT`, mostly. */
  read<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#admitted(() => this.#once(work));
  }

  /** Reads that see one moment of the store. */
  snapshot<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#admitted(() => this.#transaction("snapshot", work));
  }

  /** Reads that see one moment, of what a person looks for: each statement is short, or ended. */
  search<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#admitted(() => this.#transaction("search", work));
  }

  /** One transaction. Begun again where another stood in its way, so `work` goes by nothing but its arguments and what it reads. */
  write<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    return this.#admitted(() => this.#transaction("write", work));
  }

  /**
   * Calls of one kind, of which those that come while a batch is under way share the next one's transaction.
   *
   * @param run answers one result a call, in their order
   */
  grouped<C, R>(run: (tx: Tx, calls: readonly C[]) => Promise<readonly R[]>, options: GroupOptions<C>): (call: C) => Promise<R> {
    const group = new Group<C, R>((calls) => this.#transaction("write", (tx) => run(tx, calls)), options);
    this.#groups.push(group);
    return (call) => (this.#closing ? refused() : group.call(call));
  }

  /** Finishes what has been asked for, then ends the sessions. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.all(this.#groups.map((group) => group.close()));
    if (this.#running > 0) {
      await new Promise<void>((resolve) => {
        this.#onIdle = resolve;
      });
    }
    await this.#pool.close();
  }

  async #admitted<R>(work: () => Promise<R>): Promise<R> {
    if (this.#closing) return refused();
    this.#running += 1;
    try {
      return await work();
    } finally {
      this.#running -= 1;
      if (this.#running === 0) this.#onIdle?.();
    }
  }

  async #once<R>(work: (tx: Tx) => Promise<R>): Promise<R> {
    const connection = await this.#pool.take();
    try {
      return await work(new Tx(connection));
    } catch (error) {
      throw failed(error);
    } finally {
      this.#pool.give(connection);
    }
  }

  async #transaction<R>(kind: keyof typeof BEGIN, work: (tx: Tx) => Promise<R>): Promise<R> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.#begun(BEGIN[kind]);
      const tx = new Tx(connection);
      try {
        const result = await this.#finished(connection, tx, work);
        if (tx.waiting !== 0) this.#onWaiting(tx.waiting);
        return result;
      } catch (error) {
        if (!isCollision(error) || attempt === TRIES) throw failed(error);
      } finally {
        this.#pool.give(connection);
      }
      await sleep(this.#clock, Math.random() * 10 * 2 ** attempt);
    }
  }

  /** A session with a transaction on it. A second one is taken where the first turns out to have died in the pool: nothing was tried yet. */
  async #begun(begin: string): Promise<Connection> {
    for (let attempt = 1; ; attempt++) {
      const connection = await this.#pool.take();
      try {
        await connection.script(begin);
        return connection;
      } catch (error) {
        this.#pool.give(connection);
        if (!isLost(error)) throw failed(error);
        if (attempt === 3) throw new StoreError("busy", failed(error).message, { cause: error });
      }
    }
  }

  async #finished<R>(connection: Connection, tx: Tx, work: (tx: Tx) => Promise<R>): Promise<R> {
    let result: R;
    try {
      result = await work(tx);
      await tx.finish();
    } catch (error) {
      if (!connection.lost) await connection.script("ROLLBACK").catch(() => connection.cut());
      throw error;
    }
    let command: string;
    try {
      ({ command } = await connection.script("COMMIT"));
    } catch (error) {
      // the server's own refusal has undone it; a session that ends in the middle of a commit says nothing
      throw isLost(error) ? outcomeUnknown(error) : error;
    }
    if (command !== "COMMIT") throw new StoreError("failed", "the database rolled the transaction back");
    return result;
  }
}

function refused(): Promise<never> {
  return Promise.reject(new StoreError("closed", "the store is closed"));
}
