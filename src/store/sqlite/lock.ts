import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../store.ts";

const SQLITE_BUSY = 5;

/**
 * Holds a data directory for one serving process. The lock is an open exclusive transaction on a database file of its
 * own: the operating system drops it with the process, however that ends, so that no stale lock is ever left behind.
 */
export function holdLock(file: string): { close(): void } {
  const db = new DatabaseSync(file, { timeout: 0 });
  try {
    db.exec("PRAGMA journal_mode = DELETE");
    db.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    db.close();
    if ((error as { errcode?: number }).errcode !== SQLITE_BUSY) throw error;
    throw new StoreError("failed", "another Yizhan process is serving this data directory", { cause: error });
  }
  return db;
}
