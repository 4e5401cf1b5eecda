import { accountOf } from "../shared/codes.ts";
import type { Db } from "./db.ts";

const COUNT = "SELECT queue, count(*) AS n FROM message WHERE queue >= 0 GROUP BY queue";

/** How many messages of each account wait in lanes: counted from the index when first asked, and then kept by difference. */
export class Waiting {
  readonly #db: Db;
  /** By account, as of the last commit. */
  #counted: Map<number, number> | undefined;
  /** What the transaction under way has changed. */
  readonly #moved = new Map<number, number>();
  #total = 0;
  #totalBefore = 0;
  #countedBefore = false;

  constructor(db: Db) {
    this.#db = db;
  }

  total(): number {
    if (!this.#counted) this.#count();
    return this.#total;
  }

  /** By account; those that have none may be among them. */
  byAccount(): ReadonlyMap<number, number> {
    if (!this.#counted) this.#count();
    const all = new Map(this.#counted);
    for (const [accountId, by] of this.#moved) all.set(accountId, (all.get(accountId) ?? 0) + by);
    return all;
  }

  changed(accountId: number, by: number): void {
    if (!this.#counted || by === 0) return;
    this.#total += by;
    this.#moved.set(accountId, (this.#moved.get(accountId) ?? 0) + by);
  }

  begin(): void {
    this.#moved.clear();
    this.#totalBefore = this.#total;
    this.#countedBefore = this.#counted !== undefined;
  }

  commit(): void {
    if (this.#moved.size === 0 || !this.#counted) return;
    for (const [accountId, by] of this.#moved) {
      const count = (this.#counted.get(accountId) ?? 0) + by;
      if (count === 0) this.#counted.delete(accountId);
      else this.#counted.set(accountId, count);
    }
    this.#moved.clear();
  }

  rollback(): void {
    this.#moved.clear();
    this.#total = this.#totalBefore;
    // what was counted in the middle of it had some of it
    if (!this.#countedBefore) this.#counted = undefined;
  }

  #count(): void {
    this.#counted = new Map();
    this.#total = 0;
    for (const { queue, n } of this.#db.all<{ queue: number; n: number }>(COUNT)) {
      const accountId = accountOf(queue);
      this.#counted.set(accountId, (this.#counted.get(accountId) ?? 0) + n);
      this.#total += n;
    }
  }
}
