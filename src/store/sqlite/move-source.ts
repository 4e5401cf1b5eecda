import { existsSync } from "node:fs";
import { join } from "node:path";
import { firstIdAt, idTime } from "../../domain/ids.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { INBOUND, PUSH_STATE, REPORT } from "../shared/codes.ts";
import { openDirectory } from "../shared/directory.ts";
import { FIGURES, MOVED, MOVED_META, type MovedFigures, type MovedPage, type MovedTable } from "../shared/moved.ts";
import { StoreError } from "../store.ts";
import { gatherCounts } from "./count-rows.ts";
import { configure, Db } from "./db.ts";
import { holdLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { refuseMoved } from "./moved-mark.ts";
import { load } from "./ops/directory.ts";
import { audit } from "./ops/ledger.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";

const DAY = 86_400_000;

/** Keys that rows come in the order of, where that isn't the table's own (`rowid`, or its primary key). */
const FROM: Readonly<Record<string, string>> = {
  choice: "(SELECT c.*, coalesce(m.account_id, 0) AS account_id FROM choice c LEFT JOIN message m ON m.id = c.message_id)",
  push_try: "(SELECT t.*, coalesce(p.account_id, 0) AS account_id FROM push_try t LEFT JOIN push_item p ON p.item_id = t.item_id)",
};
const ORDER: Readonly<Record<string, string>> = { attempt: "message_id, attempt, part", receipt: "id", event: "id", message: "id" };

const COUNTS: Readonly<Record<(typeof FIGURES)[number], string>> = {
  "messages that wait to be sent": "SELECT count(*) AS n FROM message WHERE queue >= 0",
  "messages that are not over": "SELECT count(*) AS n FROM message WHERE final_at IS NULL",
  "reports to be pulled": `SELECT count(*) AS n FROM report WHERE state IN (${REPORT.code.waiting}, ${REPORT.code.taken})`,
  "pushes to be made": `SELECT count(*) AS n FROM push_item WHERE state = ${PUSH_STATE.code.waiting}`,
  "inbound texts to be pulled": `SELECT count(*) AS n FROM inbound WHERE state IN (${INBOUND.code.waiting}, ${INBOUND.code.taken})`,
  "credits on all accounts": "SELECT coalesce(sum(credits), 0) AS n FROM balance",
  "credits in the ledger": "SELECT coalesce(sum(credits), 0) AS n FROM ledger",
};

/**
 * An embedded store that is read whole while nobody serves it and nobody else writes: it holds the directory's lock, and one
 * transaction for as long as it is open.
 */
export class MoveSource {
  readonly tables: readonly MovedTable[] = MOVED;
  readonly #lock: { close(): void };
  readonly #db: Db;

  private constructor(lock: { close(): void }, db: Db) {
    this.#lock = lock;
    this.#db = db;
  }

  /** Brings its schema up to date, as a server does at its start. Throws `StoreError("failed")` and a sentence for the operator. */
  static open(directory: string, secrets: SecretBox, now: number): MoveSource {
    const file = join(directory, "yizhan.db");
    if (!existsSync(file)) throw new StoreError("failed", `there is no store in ${directory}`);
    const lock = holdLock(join(directory, "serving.lock"));
    try {
      const db = new Db(file);
      try {
        configure(db);
        refuseMoved(db);
        migrate(db, MIGRATIONS, now);
        db.exec("BEGIN IMMEDIATE");
        gatherCounts(db);
        // a key that doesn't open its secrets would be of no use at the other end either
        openDirectory(load(new Tx(db)), secrets);
        return new MoveSource(lock, db);
      } catch (error) {
        db.close();
        throw error;
      }
    } catch (error) {
      lock.close();
      throw error;
    }
  }

  /** All rows of a table, a page at a time. */
  *pages({ name, integers, texts, bytes, page }: MovedTable): Generator<MovedPage> {
    const columns = [...integers, ...texts, ...bytes];
    const order = ORDER[name] === undefined ? "" : ` ORDER BY ${ORDER[name]}`;
    const statement = this.#db.raw.prepare(`SELECT ${columns.join(", ")} FROM ${FROM[name] ?? name}${order}`);
    statement.setReturnArrays(true);
    let filled: (number | string | Uint8Array | null)[][] = columns.map(() => []);
    for (const row of statement.iterate() as unknown as Iterable<(number | string | Uint8Array | null)[]>) {
      for (let column = 0; column < columns.length; column++) filled[column]?.push(row[column] ?? null);
      if (filled[0]?.length !== page) continue;
      yield filled;
      filled = columns.map(() => []);
    }
    if ((filled[0]?.length ?? 0) > 0) yield filled;
  }

  get meta(): readonly { readonly key: string; readonly value: number }[] {
    return this.#db
      .all<{ key: string; value: number }>("SELECT key, value FROM meta")
      .filter(({ key }) => MOVED_META.includes(key as never));
  }

  /** Starts of the UTC days that ids of rows lie in, ascending. */
  get days(): readonly number[] {
    const days = new Set<number>();
    for (const [table, column] of [
      ["submission", "id"],
      ["inbound", "id"],
    ]) {
      let from = 1;
      for (;;) {
        const { id } = this.#db.get<{ id: number | null }>(`SELECT min(${column}) AS id FROM ${table} WHERE ${column} >= ?`, from) ?? {};
        if (id === null || id === undefined) break;
        const day = Math.floor(idTime(id) / DAY) * DAY;
        days.add(day);
        from = firstIdAt(day + DAY);
      }
    }
    return [...days].sort((a, b) => a - b);
  }

  figures(): MovedFigures {
    const pairs = FIGURES.map((figure) => [figure, this.#db.get<{ n: number }>(COUNTS[figure])?.n ?? 0] as const);
    return Object.fromEntries(pairs) as MovedFigures;
  }

  /** Accounts whose ledger and balance differ. */
  audit(): ReturnType<typeof audit> {
    return audit(new Tx(this.#db));
  }

  /** From now on nobody serves it: everything is where `to` says. */
  moved(to: string, at: number): void {
    this.#db.run("INSERT OR REPLACE INTO setting VALUES ('moved', ?)", JSON.stringify({ to, at }));
    this.#db.exec("COMMIT");
  }

  /** Gives the directory back. */
  close(): void {
    this.#db.rollback();
    this.#db.close();
    this.#lock.close();
  }
}
