import { firstIdAt } from "../../domain/ids.ts";
import { dayStart } from "../shared/phone-use.ts";
import type { Connection } from "./connection.ts";
import { SCHEMA_LOCK } from "./migrate.ts";

const DAY = 86_400_000;

/** Tables with a partition a UTC day, and the column that the ids of a day stand in. */
export const BY_ID: Readonly<Record<string, string>> = {
  submission: "id",
  media: "submission_id",
  message: "id",
  review: "submission_id",
  attempt: "message_id",
  choice: "message_id",
  receipt: "message_id",
  report: "message_id",
  push_item: "item_id",
  push_try: "item_id",
  event: "subject_id",
  ledger: "ref",
};

/** Room that pages keep for the updates that nearly every row gets, in percent of what is filled: they stay on the page, out of the indexes. */
const FILL: Readonly<Record<string, number>> = { message: 85, attempt: 85, report: 85, phone_use: 70 };

/** Days ahead of today for which partitions are there. */
export const AHEAD = 3;

/** Days for which it is kept how often phones were written to: today's, and what a window of codes reaches back over midnight. */
const PHONE_DAYS = 2;

interface Partition {
  readonly parent: string;
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * Makes the partitions that are missing from yesterday to `AHEAD` days from now, and drops those of `phone_use` that count nothing
 * any more. A partition is made beside its table and attached, which holds up nobody who reads or writes. A day whose rows already lie
 * in the default partition (as a node was down, or a clock wrong) stays there.
 */
export async function keepPartitions(connection: Connection, now: number): Promise<void> {
  const { rows } = await connection.query(
    "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid JOIN pg_class p ON p.oid = i.inhparent WHERE p.relkind = 'p' AND c.relnamespace = to_regnamespace(current_schema())",
    [],
  );
  const there = new Set(rows.map((row) => row.name as string));
  for (const partition of wanted(now)) if (!there.has(partition.name)) await attach(connection, partition);
  const oldest = phonePartition(dayStart(now) - PHONE_DAYS * DAY).name;
  for (const name of there)
    if (/^phone_use_p\d{8}$/.test(name) && name < oldest) await underLock(connection, `DROP TABLE IF EXISTS ${name}`);
}

function wanted(now: number): readonly Partition[] {
  const today = Math.floor(now / DAY) * DAY;
  const partitions: Partition[] = [];
  for (let n = -1; n <= AHEAD; n++) {
    const day = today + n * DAY;
    partitions.push(...partitionsOf(day), phonePartition(dayStart(now) + n * DAY));
  }
  return partitions;
}

/** Makes the partitions of these UTC days, by the times at which they began: for rows that are brought in. */
export async function makePartitions(connection: Connection, days: readonly number[]): Promise<void> {
  for (const day of days) for (const partition of partitionsOf(day)) await attach(connection, partition);
}

function partitionsOf(day: number): readonly Partition[] {
  return Object.keys(BY_ID).map((parent) => ({ parent, name: nameOf(parent, day), from: firstIdAt(day), to: firstIdAt(day + DAY) }));
}

/** Named by the day's date in Shanghai, whose start is its only value. */
function phonePartition(day: number): Partition {
  return { parent: "phone_use", name: nameOf("phone_use", day + DAY / 2), from: day, to: day + DAY };
}

function nameOf(parent: string, day: number): string {
  return `${parent}_p${new Date(day).toISOString().slice(0, 10).replaceAll("-", "")}`;
}

async function attach(connection: Connection, { parent, name, from, to }: Partition): Promise<void> {
  const fill = FILL[parent];
  const settings = fill === undefined ? "" : ` WITH (fillfactor = ${fill})`;
  await underLock(
    connection,
    `CREATE TABLE IF NOT EXISTS ${name} (LIKE ${parent} INCLUDING ALL)${settings};
     DO $$ BEGIN
       IF NOT EXISTS (SELECT 1 FROM pg_inherits WHERE inhrelid = '${name}'::regclass) THEN
         ALTER TABLE ${parent} ATTACH PARTITION ${name} FOR VALUES FROM (${from}) TO (${to});
       END IF;
     EXCEPTION WHEN check_violation THEN
       -- the default partition has rows of that day
       DROP TABLE ${name};
     END $$`,
  );
}

async function underLock(connection: Connection, sql: string): Promise<void> {
  // one implicit transaction: the lock ends with it, and so does whatever failed
  await connection.script(`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK}); ${sql}`);
}
