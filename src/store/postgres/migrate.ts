import { type AppliedMigration, type Migration, migrationDigest, pendingMigrations } from "../shared/migrations.ts";
import { StoreError } from "../store.ts";
import type { Connection } from "./connection.ts";

/** Advisory lock of whoever changes the schema ("yizhan" in ASCII, shortened): nodes that start together wait for each other. */
export const SCHEMA_LOCK = 0x79697a68;

/** A start waits as long as another node's steps take, ms. */
const WAIT = 600_000;

/** Brings the schema up to date in one transaction; answers the names of the steps it ran. */
export async function migrate(connection: Connection, known: readonly Migration[], at: number): Promise<readonly string[]> {
  await connection.script("BEGIN");
  try {
    await connection.script(`SET LOCAL lock_timeout = ${WAIT}; SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
    await connection.script(
      "CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL, applied_at bigint NOT NULL)",
    );
    const { rows } = await connection.query("SELECT number, name, digest FROM migration ORDER BY number", []);
    const plan = pendingMigrations(known, rows as unknown as readonly AppliedMigration[]);
    if (!plan.ok) throw new StoreError("failed", plan.problem);
    for (const step of plan.pending) {
      await connection.script(step.sql);
      const row = [step.number, step.name, migrationDigest(step), at];
      await connection.query("INSERT INTO migration VALUES ($1, $2, $3, $4)", row);
    }
    await connection.script("COMMIT");
    return plan.pending.map((step) => step.name);
  } catch (error) {
    if (!connection.lost) await connection.script("ROLLBACK").catch(() => connection.cut());
    throw error;
  }
}
