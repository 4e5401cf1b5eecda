import { type AppliedMigration, type Migration, migrationDigest, pendingMigrations } from "../shared/migrations.ts";
import { StoreError } from "../store.ts";
import type { Db } from "./db.ts";

/** Steps that are still to be run; changes nothing. Throws `StoreError("failed")` for a database of a newer Yizhan, or another's. */
export function pending(db: Db, known: readonly Migration[]): readonly Migration[] {
  const there = db.get("SELECT 1 AS there FROM sqlite_schema WHERE name = 'migration'");
  return there ? missing(db, known) : known;
}

/** Brings the schema up to date in one transaction; answers the names of the steps it ran. */
export function migrate(db: Db, known: readonly Migration[], at: number): readonly string[] {
  db.exec("BEGIN IMMEDIATE");
  try {
    db.exec(
      "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, digest TEXT NOT NULL, applied_at INTEGER NOT NULL)",
    );
    const steps = missing(db, known);
    for (const step of steps) {
      db.exec(step.sql);
      db.run("INSERT INTO migration VALUES (?, ?, ?, ?)", step.number, step.name, migrationDigest(step), at);
    }
    db.exec("COMMIT");
    return steps.map((step) => step.name);
  } catch (error) {
    db.rollback();
    throw error;
  }
}

function missing(db: Db, known: readonly Migration[]): readonly Migration[] {
  const applied = db.all<AppliedMigration & Record<string, unknown>>("SELECT number, name, digest FROM migration ORDER BY number");
  const plan = pendingMigrations(known, applied);
  if (!plan.ok) throw new StoreError("failed", plan.problem);
  return plan.pending;
}
