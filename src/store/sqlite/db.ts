import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";

export type Param = SQLInputValue;
export type Row = Record<string, unknown>;

/** How long a transaction waits for another process (a command-line tool) to finish its own, ms. */
const BUSY_TIMEOUT = 10_000;

/**
 * One connection with its prepared statements, each prepared once and found again by its text. Lives in one thread.
 *
 * `node:sqlite` binds JavaScript numbers as doubles; INTEGER columns turn them back without loss below 2^53, which all
 * our integers are, but an expression on a bare parameter stays a double: keep arithmetic on the column's side.
 */
export class Db {
  readonly raw: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  constructor(file: string, readOnly = false) {
    this.raw = new DatabaseSync(file, { timeout: BUSY_TIMEOUT, readOnly });
  }

  /** Number of rows changed. */
  run(sql: string, ...params: Param[]): number {
    return this.#prepare(sql).run(...params).changes as number;
  }

  get<R extends Row>(sql: string, ...params: Param[]): R | undefined {
    return this.#prepare(sql).get(...params) as R | undefined;
  }

  all<R extends Row>(sql: string, ...params: Param[]): R[] {
    return this.#prepare(sql).all(...params) as R[];
  }

  exec(sql: string): void {
    this.raw.exec(sql);
  }

  /** Also where SQLite has already rolled back by itself, as it does when the disk is full or failing. */
  rollback(): void {
    if (this.raw.isTransaction) this.raw.exec("ROLLBACK");
  }

  close(): void {
    this.#statements.clear();
    this.raw.close();
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.raw.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Durability is decided here: WAL with a sync at every commit, so that an answered commit survives a power cut. */
export function configure(db: Db): void {
  db.exec("PRAGMA journal_mode = WAL");
  db.exec("PRAGMA synchronous = FULL");
  db.exec("PRAGMA foreign_keys = OFF");
  db.exec("PRAGMA temp_store = MEMORY");
  db.exec("PRAGMA cache_size = -65536");
  db.exec("PRAGMA wal_autocheckpoint = 4000");
  db.exec("PRAGMA journal_size_limit = 67108864");
}
