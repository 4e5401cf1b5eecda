import { existsSync } from "node:fs";
import { join } from "node:path";
import { StoreError } from "../store.ts";
import { configure, Db } from "./db.ts";
import { holdLock } from "./lock.ts";

const THERE = "SELECT 1 AS there FROM sqlite_schema WHERE name = 'setting'";
const MARK = "SELECT doc FROM setting WHERE name = 'moved'";

/** Where a store has gone to, and when. */
export interface MovedMark {
  /** Host and database. */
  readonly to: string;
  /** UTC ms. */
  readonly at: number;
}

export function movedMark(db: Db): MovedMark | undefined {
  if (!db.get(THERE)) return undefined;
  const row = db.get<{ doc: string }>(MARK);
  return row && (JSON.parse(row.doc) as MovedMark);
}

/** Throws where the store was moved: nobody is to serve, book in or read what has gone on elsewhere. */
export function refuseMoved(db: Db): void {
  const mark = movedMark(db);
  if (!mark) return;
  const when = new Date(mark.at).toISOString();
  throw new StoreError(
    "failed",
    `it was moved to PostgreSQL (${mark.to}) at ${when}, and everything since then is there: give --database or DATABASE_URL. ` +
      "To go back to what it was then, and lose what is there: yizhan move --undo",
  );
}

/**
 * Makes a store that was moved one that can be served again, as it was at that moment. Answers where it had gone to, and how many of
 * its messages leave (again) once a server serves it. Throws `StoreError("failed")` where it was not moved, or somebody has it.
 */
export function undoMove(directory: string): MovedMark & { readonly waiting: number } {
  const file = join(directory, "yizhan.db");
  if (!existsSync(file)) throw new StoreError("failed", `there is no store in ${directory}`);
  const lock = holdLock(join(directory, "serving.lock"));
  try {
    const db = new Db(file);
    try {
      configure(db);
      const mark = movedMark(db);
      if (!mark) throw new StoreError("failed", `the store in ${directory} was not moved: serve it`);
      db.run("DELETE FROM setting WHERE name = 'moved'");
      return { ...mark, waiting: db.get<{ n: number }>("SELECT count(*) AS n FROM message WHERE queue >= 0")?.n ?? 0 };
    } finally {
      db.close();
    }
  } finally {
    lock.close();
  }
}
