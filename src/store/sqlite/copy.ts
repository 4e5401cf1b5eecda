import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { openDirectory } from "../shared/directory.ts";
import { type AppliedMigration, pendingMigrations } from "../shared/migrations.ts";
import { StoreError } from "../store.ts";
import { Db } from "./db.ts";
import { holdLock } from "./lock.ts";
import { migrate } from "./migrate.ts";
import { load } from "./ops/directory.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";

/** Pages in one step of a copy: all of them, so that it is of one moment; steps of their own begin anew when a server writes. */
const ALL_PAGES = 2 ** 31 - 1;
/** How long the copy waits for a commit under way, ms. */
const BUSY_TIMEOUT = 10_000;

/** What is in a copy of the embedded store. */
export interface CopyFacts {
  readonly bytes: number;
  readonly accounts: number;
  /** UTC ms; undefined where nothing was ever accepted. */
  readonly lastSubmission: number | undefined;
  /** Messages that wait to be sent. */
  readonly waiting: number;
}

/**
 * Copies the embedded store of a data directory into one file, of one moment, beside a server that goes on writing. The file
 * is checked, on disk, and whole when it appears under its name. Its secrets are sealed under the directory's key, which is
 * not in it. Rejects with `StoreError("failed")` and a sentence for the operator.
 */
export async function backUp(directory: string, file: string): Promise<CopyFacts> {
  const from = join(directory, "yizhan.db");
  if (!existsSync(from)) throw new StoreError("failed", `there is no store in ${directory}`);
  if (existsSync(file)) throw new StoreError("failed", `${file} is there already; a backup overwrites nothing`);
  const part = `${file}.part`;
  rmSync(part, { force: true });
  const source = new DatabaseSync(from, { timeout: BUSY_TIMEOUT });
  try {
    closeSync(openSync(part, "wx", 0o600));
    await backup(source, part, { rate: ALL_PAGES });
    const facts = inspect(part, "the copy");
    settleOnDisk(part, file);
    return facts;
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  } finally {
    source.close();
  }
}

export interface RestoreOptions {
  /** Opens the secrets; a copy that was sealed under another key is refused. */
  readonly secrets: SecretBox;
  /** Put the store that is there aside instead of refusing. */
  readonly replace: boolean;
  /** UTC ms; stands in the name of what is put aside. */
  readonly now: number;
}

/**
 * Makes a copy the store of a data directory that nobody serves. Refuses a file that is damaged, of a newer Yizhan, or
 * sealed under another key, and a directory that has a store, unless that is to be put aside. Answers what is in it, and
 * where the old store lies.
 */
export function restore(file: string, directory: string, options: RestoreOptions): CopyFacts & { readonly aside: string | undefined } {
  if (!existsSync(file)) throw new StoreError("failed", `there is no file ${file}`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const lock = holdLock(join(directory, "serving.lock"));
  try {
    const store = join(directory, "yizhan.db");
    if (existsSync(store) && !options.replace)
      throw new StoreError("failed", `${directory} has a store already; --replace puts that one aside`);
    const part = `${store}.part`;
    rmSync(part, { force: true });
    copyFileSync(file, part);
    let facts: CopyFacts;
    try {
      facts = inspect(part, file);
      makeReady(part, options);
    } catch (error) {
      rmSync(part, { force: true });
      throw error;
    }
    const aside = existsSync(store) ? `${store}.replaced-${options.now}` : undefined;
    if (aside !== undefined) putAside(store, aside);
    settleOnDisk(part, store);
    return { ...facts, aside };
  } finally {
    lock.close();
  }
}

/**
 * Checks every page of a copy and that this Yizhan can read it; leaves it a file without companions.
 *
 * @param name what the operator calls it
 */
function inspect(file: string, name: string): CopyFacts {
  const db = new DatabaseSync(file);
  try {
    db.exec("PRAGMA journal_mode = DELETE");
    const fault = oneOf(db, "PRAGMA quick_check(1)", "quick_check");
    if (fault !== "ok") throw new StoreError("failed", `${name} is damaged: ${String(fault)}`);
    if (oneOf(db, "SELECT count(*) AS n FROM sqlite_schema WHERE name = 'migration'", "n") !== 1)
      throw new StoreError("failed", `${name} is no store of Yizhan`);
    const plan = pendingMigrations(
      MIGRATIONS,
      db.prepare("SELECT number, name, digest FROM migration ORDER BY number").all() as unknown as AppliedMigration[],
    );
    if (!plan.ok) throw new StoreError("failed", plan.problem);
    return {
      bytes: statSync(file).size,
      accounts: oneOf(db, "SELECT count(*) AS n FROM account", "n") as number,
      lastSubmission: (oneOf(db, "SELECT accepted_at AS at FROM submission ORDER BY id DESC LIMIT 1", "at") ?? undefined) as
        | number
        | undefined,
      waiting: oneOf(db, "SELECT count(*) AS n FROM message WHERE queue >= 0", "n") as number,
    };
  } catch (error) {
    if (error instanceof StoreError) throw error;
    throw new StoreError("failed", `${name} can't be read as a store of Yizhan: ${(error as Error).message}`, { cause: error });
  } finally {
    db.close();
  }
}

/** Brings a copy's schema up to date and opens its secrets. */
function makeReady(file: string, { secrets, now }: RestoreOptions): void {
  const db = new Db(file);
  try {
    migrate(db, MIGRATIONS, now);
    openDirectory(load(new Tx(db)), secrets);
  } finally {
    db.close();
  }
}

function oneOf(db: DatabaseSync, sql: string, column: string): unknown {
  return db.prepare(sql).get()?.[column];
}

/** The log first: without its database it is of no harm, a database without its log may lack commits. */
function putAside(store: string, aside: string): void {
  for (const companion of ["-wal", "-shm"]) if (existsSync(store + companion)) renameSync(store + companion, aside + companion);
  renameSync(store, aside);
}

function settleOnDisk(part: string, file: string): void {
  syncPath(part);
  renameSync(part, file);
  syncPath(dirname(file));
}

function syncPath(path: string): void {
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
