import { DatabaseError } from "pg";
import { type AppliedMigration, type Migration, migrationDigest, pendingMigrations } from "../shared/migrations.ts";
import { StoreError } from "../store.ts";
import type { Connection } from "./connection.ts";

/** Advisory lock of whoever changes the schema ("yizhan" in ASCII, shortened): nodes that start together wait for each other. */
export const SCHEMA_LOCK = 0x79697a68;

/** A start waits as long as another node's steps take, ms. */
const WAIT = 600_000;
/**
 * How long a step waits for a table that servers are using, ms: they queue up behind it meanwhile. It then lets them pass and tries
 * again, so many times.
 */
const STEP_WAIT = 2_000;
const TRIES = 60;
/** Lock not available, and deadlock (PostgreSQL's table of error codes). */
const IN_THE_WAY = new Set(["55P03", "40P01"]);

const APPLIED = "SELECT number, name, digest FROM migration ORDER BY number";

/** Steps that are still to be run; changes nothing. Throws `StoreError("failed")` for a database of a newer Yizhan, or another's. */
export async function pending(connection: Connection, known: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows: there } = await connection.query("SELECT to_regclass('migration') IS NOT NULL AS there", []);
  return there[0]?.there === true ? missing(connection, known) : known;
}

/** Brings the schema up to date in one transaction, while older servers go on; answers the names of the steps it ran. */
export async function migrate(connection: Connection, known: readonly Migration[], at: number): Promise<readonly string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(connection, known, at);
    } catch (error) {
      const again = error instanceof DatabaseError && IN_THE_WAY.has(error.code ?? "") && attempt < TRIES;
      if (!again) throw error;
    }
    await connection.script("SELECT pg_sleep(1)");
  }
}

async function run(connection: Connection, known: readonly Migration[], at: number): Promise<readonly string[]> {
  await connection.script("BEGIN");
  try {
    await connection.script(`SET LOCAL lock_timeout = ${WAIT}; SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`);
    await connection.script(`SET LOCAL lock_timeout = ${STEP_WAIT}`);
    await connection.script(
      "CREATE TABLE IF NOT EXISTS migration (number integer PRIMARY KEY, name text NOT NULL, digest text NOT NULL, applied_at bigint NOT NULL)",
    );
    const steps = await missing(connection, known);
    for (const step of steps) {
      await connection.script(step.sql);
      const row = [step.number, step.name, migrationDigest(step), at];
      await connection.query("INSERT INTO migration VALUES ($1, $2, $3, $4)", row);
    }
    await connection.script("COMMIT");
    return steps.map((step) => step.name);
  } catch (error) {
    if (!connection.lost) await connection.script("ROLLBACK").catch(() => connection.cut());
    throw error;
  }
}

async function missing(connection: Connection, known: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await connection.query(APPLIED, []);
  const plan = pendingMigrations(known, rows as unknown as readonly AppliedMigration[]);
  if (!plan.ok) throw new StoreError("failed", plan.problem);
  return plan.pending;
}
