import { firstIdAt, idTime } from "../../domain/ids.ts";
import { AccountUse } from "../shared/account-use.ts";
import { CLASS } from "../shared/codes.ts";
import { dayStart, PhoneUse } from "../shared/phone-use.ts";
import { Tallies } from "../shared/tallies.ts";
import { addCounts, gatherCounts } from "./count-rows.ts";
import type { Db } from "./db.ts";
import { Waiting } from "./waiting.ts";

/** Messages that were charged when they were accepted, by the time in their ids. */
const TODAY = "SELECT id, account_id, phone, class FROM message WHERE id > ? AND segments > 0 ORDER BY id LIMIT ?";
const TODAY_PAGE = 10_000;

/** Rows of counts that are gathered at once, as many commits add to the same ones: a few milliseconds. */
const GATHERED = 2_000;

interface Held {
  readonly accountId: number;
  readonly medium: number;
  credits: number;
  bought: number;
  dirty: boolean;
}

/**
 * What operations of one transaction share. Balances are read once and written once a commit, however many charges it
 * holds; they are dropped between commits, since another process (the command line) may book in between.
 */
export class Tx {
  readonly db: Db;
  readonly #phones = new PhoneUse();
  readonly #accounts = new AccountUse();
  #phonesCounted = false;
  readonly #balances = new Map<number, Held>();
  readonly #waiting: Waiting;
  /** What has happened in it, counted: written once a commit, as balances are. */
  readonly tallies = new Tallies();
  /** Rows that were put down and not gathered yet, about. */
  #counted = 0;

  constructor(db: Db) {
    this.db = db;
    this.#waiting = new Waiting(db);
  }

  balance(accountId: number, medium: number): { readonly credits: number; readonly bought: number } {
    return this.#held(accountId, medium);
  }

  /** Adds signed credits to a balance; `bought` counts those that a customer paid for. */
  credit(accountId: number, medium: number, credits: number, bought = 0): number {
    const held = this.#held(accountId, medium);
    held.credits += credits;
    held.bought += bought;
    held.dirty = true;
    return held.credits;
  }

  /** Messages that wait in a lane. Counted once, then kept by difference. */
  waiting(): number {
    return this.#waiting.total();
  }

  /** Of them, by account. */
  waitingByAccount(): ReadonlyMap<number, number> {
    return this.#waiting.byAccount();
  }

  waitingChanged(accountId: number, by: number): void {
    this.#waiting.changed(accountId, by);
  }

  /**
   * How often phones were written to. Counted from today's messages the first time (2.6 s for a million of them, so a
   * server asks before it listens), and then kept by difference: the messages are its durable record.
   */
  phones(now: number, window: number): PhoneUse {
    if (!this.#phonesCounted) {
      let after = firstIdAt(Math.min(dayStart(now), now - 2 * window)) - 1;
      for (let full = true; full; ) {
        const page = this.db.all<{ id: number; account_id: number; phone: string; class: number }>(TODAY, after, TODAY_PAGE);
        for (const row of page) {
          const at = idTime(row.id);
          this.#phones.take(row.phone, row.class === CLASS.code.verification, at, undefined, window);
          this.#accounts.take(row.account_id, 1, at, 0);
          after = row.id;
        }
        full = page.length === TODAY_PAGE;
      }
      this.#phones.commit();
      this.#accounts.commit();
      this.#phonesCounted = true;
    }
    return this.#phones;
  }

  /** How many messages accounts have had accepted today: counted with `phones`, which is to be asked first. */
  get accounts(): AccountUse {
    return this.#accounts;
  }

  begin(): void {
    this.#balances.clear();
    this.#waiting.begin();
    this.db.exec("BEGIN IMMEDIATE");
  }

  commit(): void {
    this.writeBalances();
    this.#writeTallies();
    if (this.#counted >= GATHERED) this.gatherTallies();
    this.db.exec("COMMIT");
    this.#waiting.commit();
    this.#phones.commit();
    this.#accounts.commit();
    this.#balances.clear();
  }

  /** For what reads balances from their table in the middle of a transaction. */
  writeBalances(): void {
    for (const held of this.#balances.values()) if (held.dirty) this.#write(held);
  }

  /** Adds all that was counted so far to the tables of counts. */
  gatherTallies(): void {
    this.#writeTallies();
    gatherCounts(this.db);
    this.#counted = 0;
  }

  #writeTallies(): void {
    if (this.tallies.empty) return;
    addCounts(this.db, this.tallies);
    this.#counted += this.tallies.size;
    this.tallies.clear();
  }

  rollback(): void {
    this.#balances.clear();
    this.tallies.clear();
    this.#waiting.rollback();
    this.#phones.rollback();
    this.#accounts.rollback();
    this.db.rollback();
  }

  #held(accountId: number, medium: number): Held {
    const key = accountId * 4 + medium;
    let held = this.#balances.get(key);
    if (!held) {
      const row = this.db.get<{ credits: number; bought: number }>(
        "SELECT credits, bought FROM balance WHERE account_id = ? AND medium = ?",
        accountId,
        medium,
      );
      held = { accountId, medium, credits: row?.credits ?? 0, bought: row?.bought ?? 0, dirty: false };
      this.#balances.set(key, held);
    }
    return held;
  }

  #write(held: Held): void {
    held.dirty = false;
    this.db.run(
      "INSERT INTO balance VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET credits = excluded.credits, bought = excluded.bought",
      held.accountId,
      held.medium,
      held.credits,
      held.bought,
    );
  }
}
