import { firstIdAt } from "../../../domain/ids.ts";
import { BY_ID } from "../partitions.ts";
import type { Tx } from "../tx.ts";

const DAY = 86_400_000;
/** Advisory lock of whoever forgets what is old ("yizhan" in ASCII, shortened, and one more than `SCHEMA_LOCK`). */
const RETENTION_LOCK = 0x79697a69;
const MINE = "SELECT 1 AS held WHERE pg_try_advisory_xact_lock($1)";
const PARTITIONS = `
SELECT p.relname AS parent, c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent
WHERE p.relname = ANY($1::text[]) AND c.relnamespace = to_regnamespace(current_schema()) AND c.relname ~ '_p[0-9]{8}$'
  AND right(c.relname, 8) < $2`;

/** A partition of one table. Ids: `from` is in it, `to` isn't. */
export interface DayPartition {
  readonly parent: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** Of its day. */
  readonly last: boolean;
}

/** A UTC day for which some tables have a partition. */
export interface Day {
  readonly from: number;
  readonly to: number;
  readonly partitions: readonly DayPartition[];
}

/** For the rest of the transaction one node alone forgets; false: another does. */
export async function isMine(tx: Tx): Promise<boolean> {
  return (await tx.get(MINE, RETENTION_LOCK)) !== undefined;
}

/** The start of the UTC day that a time lies in. */
export function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}

/** Days that are over before a time and have partitions, oldest first. */
export async function daysBefore(tx: Tx, time: number): Promise<readonly Day[]> {
  const limit = new Date(dayOf(time)).toISOString().slice(0, 10).replaceAll("-", "");
  const rows = await tx.all<{ parent: string; name: string }>(PARTITIONS, Object.keys(BY_ID), limit);
  const byDate = Map.groupBy(rows, ({ name }) => name.slice(-8));
  return [...byDate.keys()].sort().map((date) => {
    const start = Date.parse(`${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}T00:00:00Z`);
    const [from, to] = [firstIdAt(start), firstIdAt(start + DAY)];
    const tables = byDate.get(date) ?? [];
    return { from, to, partitions: tables.map((row) => ({ ...row, from, to, last: tables.length === 1 })) };
  });
}
