import { DatabaseError } from "pg";
import { StoreError } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { BY_ID } from "../partitions.ts";
import type { Tx } from "../tx.ts";
import { carryFrom, OF_MESSAGES } from "./carry.ts";
import { type DayPartition, isMine } from "./days.ts";

/** How long the table of all days is waited for, ms: for so long, those who come later wait too. */
const LOCK = 100;
/** How long the day's own partition is, for whatever still writes there (an autovacuum, mostly). */
const LOCK_DAY = 2_000;
/** `lock_not_available` (PostgreSQL's table of error codes). */
const LOCKED = "55P03";

const KEPT = "SELECT id FROM kept WHERE id >= $1 AND id < $2";
const FORGET = "DELETE FROM kept WHERE id >= $1 AND id < $2";

/**
 * Drops a partition whose messages have been forgotten; what is to stay moves to the default one. Answers false where somebody was in
 * the way, which is looked at for a moment only: whoever accepts waits for that moment at most.
 */
export async function dropPartition(engine: Engine, partition: DayPartition): Promise<boolean> {
  try {
    return await engine.write((tx) => drop(tx, partition));
  } catch (error) {
    if (error instanceof StoreError && error.cause instanceof DatabaseError && error.cause.code === LOCKED) return false;
    throw error;
  }
}

async function drop(tx: Tx, { parent, name, from, to, last }: DayPartition): Promise<boolean> {
  if (!(await isMine(tx))) return false;
  if ((await tx.get<{ there: boolean }>("SELECT to_regclass($1) IS NOT NULL AS there", name))?.there !== true) return true;
  // nobody writes to the day any more while what stays is looked for; it is read as before
  await tx.script(`SET LOCAL lock_timeout = ${LOCK_DAY}; LOCK TABLE ${name} IN SHARE MODE`);
  const staying = await tx.all<{ id: number }>(KEPT, from, to);
  if (last) await tx.run(FORGET, from, to);
  const ofThese = `${BY_ID[parent]} = ANY('{${staying.map(({ id }) => id).join(",")}}'::bigint[])`;
  const stays = parent === "ledger" ? `(NOT ${OF_MESSAGES} OR ${ofThese})` : ofThese;
  if (parent === "ledger") await tx.script(`SET LOCAL enable_seqscan = on; ${carryFrom(`${name} WHERE NOT ${stays}`)}`);
  const some = staying.length > 0 || parent === "ledger";
  if (some) await tx.script(`CREATE TEMP TABLE staying ON COMMIT DROP AS SELECT * FROM ${name} WHERE ${stays}`);
  await tx.script(`SET LOCAL lock_timeout = ${LOCK}; DROP TABLE ${name}${some ? `; INSERT INTO ${parent} SELECT * FROM staying` : ""}`);
  return true;
}
