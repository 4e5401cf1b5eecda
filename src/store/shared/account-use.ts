import { dayStart } from "./phone-use.ts";

/**
 * How many messages each account has had accepted today (Asia/Shanghai). Kept in memory for the same reason as `PhoneUse`: the
 * messages are the durable record that it is counted from at start.
 */
export class AccountUse {
  #day = Number.NEGATIVE_INFINITY;
  #counts = new Map<number, number>();
  #undo: (readonly [accountId: number, count: number])[] = [];

  /**
   * Counts so many messages more, unless that crosses the account's limit: then none of them, as which ones should go is not
   * for us to choose. Answers whether it did.
   *
   * @param limit 0: none
   */
  take(accountId: number, count: number, at: number, limit: number): boolean {
    const day = dayStart(at);
    // a clock that is set back a little over midnight doesn't bring yesterday back
    if (day > this.#day) {
      this.#day = day;
      this.#counts = new Map();
      this.#undo = [];
    }
    const before = this.#counts.get(accountId) ?? 0;
    if (limit > 0 && before + count > limit) return false;
    this.#counts.set(accountId, before + count);
    this.#undo.push([accountId, count]);
    return true;
  }

  /** What was taken since the last call of this or `rollback` stays. */
  commit(): void {
    this.#undo = [];
  }

  /** A point to roll back to within what is not committed. */
  mark(): number {
    return this.#undo.length;
  }

  /** What was taken since the mark, or since the last commit, never was. */
  rollback(mark = 0): void {
    for (const [accountId, count] of this.#undo.splice(mark)) this.#counts.set(accountId, (this.#counts.get(accountId) ?? 0) - count);
  }
}
