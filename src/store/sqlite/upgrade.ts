import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Migration } from "../shared/migrations.ts";
import { configure, Db } from "./db.ts";
import { holdLock } from "./lock.ts";
import { migrate, pending } from "./migrate.ts";
import { refuseMoved } from "./moved-mark.ts";
import { MIGRATIONS } from "./schema/index.ts";

/** What a tool does to a schema that is behind: never beneath a server, which would go on with statements of the older one. */
export function bringUpToDate(db: Db, file: string, at: number): readonly Migration[] {
  if (pending(db, MIGRATIONS).length === 0) return [];
  const lock = holdLock(join(dirname(file), "serving.lock"));
  try {
    // another tool may have been here first
    const steps = pending(db, MIGRATIONS);
    migrate(db, MIGRATIONS, at);
    return steps;
  } finally {
    lock.close();
  }
}

/**
 * Runs the steps that the schema of a directory's store lacks (making the store where there is none), or, on a dry run, only says
 * which those are. Throws `StoreError("failed")` where a server serves the directory, or a newer Yizhan has written the store.
 */
export function upgrade(directory: string, at: number, dryRun: boolean): readonly Migration[] {
  const file = join(directory, "yizhan.db");
  if (dryRun && !existsSync(file)) return MIGRATIONS;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const db = new Db(file);
  try {
    if (dryRun) return pending(db, MIGRATIONS);
    configure(db);
    refuseMoved(db);
    return bringUpToDate(db, file, at);
  } finally {
    db.close();
  }
}
