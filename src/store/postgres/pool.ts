import type { Clock } from "../../runtime/clock.ts";
import { type SessionFigures, StoreError } from "../store.ts";
import type { Connection } from "./connection.ts";
import { sentence } from "./errors.ts";

/** How long a transaction waits for a session before it is answered `busy`, ms. */
const WAIT = 5_000;
const FIRST_BACKOFF = 50;
const MOST_BACKOFF = 2_000;

interface Waiter {
  resolve(connection: Connection): void;
  reject(error: StoreError): void;
  readonly deadline: { cancel(): void };
}

/** A few sessions that are handed out one transaction at a time. Those that are lost are replaced, later and later while that fails. */
export class Pool {
  readonly #connect: () => Promise<Connection>;
  readonly #size: number;
  readonly #clock: Clock;
  readonly #idle: Connection[] = [];
  /** Sessions that are there, and that are being opened. */
  #open = 0;
  #waiters: Waiter[] = [];
  #backoff = 0;
  #pausing = false;
  #problem = "all of them are in use";
  #closed = false;

  constructor(connect: () => Promise<Connection>, size: number, clock: Clock) {
    this.#connect = connect;
    this.#size = size;
    this.#clock = clock;
  }

  get figures(): SessionFigures {
    return { most: this.#size, open: this.#open, busy: this.#open - this.#idle.length, waiting: this.#waiters.length };
  }

  /** Rejects with `StoreError("busy")` when none is free in time. */
  take(): Promise<Connection> {
    if (this.#closed) return Promise.reject(new StoreError("closed", "the store is closed"));
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) if (!idle.lost) return Promise.resolve(idle);
    return new Promise((resolve, reject) => {
      const deadline = this.#clock.after(WAIT, () => {
        this.#waiters = this.#waiters.filter((other) => other !== waiter);
        reject(new StoreError("busy", `no connection to the database within ${WAIT / 1_000} s: ${this.#problem}`));
      });
      const waiter: Waiter = { resolve, reject, deadline };
      this.#waiters.push(waiter);
      this.#grow();
    });
  }

  /** Takes one back; it must be outside any transaction. */
  give(connection: Connection): void {
    if (connection.lost) return;
    if (this.#closed) {
      void connection.end();
      return;
    }
    const waiter = this.#waiters.shift();
    if (!waiter) {
      this.#idle.push(connection);
      return;
    }
    waiter.deadline.cancel();
    waiter.resolve(connection);
  }

  /** Ends what is idle; what is in use ends when it is given back. Nobody waits any more. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const waiter of this.#waiters.splice(0)) {
      waiter.deadline.cancel();
      waiter.reject(new StoreError("closed", "the store is closed"));
    }
    await Promise.all(this.#idle.splice(0).map((connection) => connection.end()));
  }

  #grow(): void {
    if (this.#pausing || this.#closed || this.#open >= this.#size || this.#waiters.length === 0) return;
    this.#open += 1;
    this.#connect().then(
      (connection) => {
        this.#backoff = 0;
        this.#problem = "all of them are in use";
        connection.onLost = () => {
          this.#open -= 1;
          const index = this.#idle.indexOf(connection);
          if (index >= 0) this.#idle.splice(index, 1);
          this.#grow();
        };
        if (connection.lost) connection.onLost();
        else this.give(connection);
      },
      (error: unknown) => {
        this.#open -= 1;
        this.#problem = sentence(error);
        this.#backoff = Math.min(MOST_BACKOFF, Math.max(FIRST_BACKOFF, this.#backoff * 2));
        this.#pausing = true;
        this.#clock.after(this.#backoff, () => {
          this.#pausing = false;
          this.#grow();
        });
      },
    );
  }
}
