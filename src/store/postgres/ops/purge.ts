import { firstIdAt, ID_STEP } from "../../../domain/ids.ts";
import { INBOUND, PUSH_STATE, REPORT } from "../../shared/codes.ts";
import { REACH } from "../../shared/spans.ts";
import type { Purge, Purged } from "../../store.ts";
import { BY_ID } from "../partitions.ts";
import type { Row, Tx } from "../tx.ts";
import { carry, carryOnly } from "./carry.ts";
import { type Day, type DayPartition, dayOf, daysBefore, isMine } from "./days.ts";

/** Arrays in this, the next and `UPSTREAM`: a join with as many rows would read the tables from end to end. */
const ORDERS = `
DELETE FROM order_id WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM order_id WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE))`;
/** With the note that they came before their submit, where none that stays needs it. */
const PARKED = `
WITH gone AS (
  DELETE FROM parked WHERE id = ANY (ARRAY(SELECT id FROM parked WHERE at < $1 ORDER BY at, id LIMIT $2)) RETURNING upstream_id, channel_id
), announced AS (
  DELETE FROM upstream u WHERE u.upstream_id = ANY (ARRAY(SELECT upstream_id FROM gone)) AND u.message_id IS NULL
    AND EXISTS (SELECT 1 FROM gone g WHERE u.upstream_id = g.upstream_id AND u.channel_id = g.channel_id)
    AND NOT EXISTS (SELECT 1 FROM parked p WHERE p.upstream_id = u.upstream_id AND p.channel_id = u.channel_id AND p.at >= $1)
)
SELECT count(*) AS n FROM gone`;
const TESTS = "DELETE FROM channel_test WHERE at < $1";

const CURSOR = "SELECT value FROM meta WHERE key = 'purged'";
const MOVE_ON = "INSERT INTO meta VALUES ('purged', $1) ON CONFLICT (key) DO UPDATE SET value = excluded.value";
const MESSAGES = `
SELECT id, account_id, submission_id, coalesce(final_at < $4, false) AS over FROM message WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3`;
const INBOUND_IDS = "SELECT id FROM inbound WHERE id BETWEEN $1 AND $2 ORDER BY id LIMIT $3";
const SUBMISSION_IDS = "SELECT id FROM submission WHERE id BETWEEN $1 AND $2";
/**
 * Submissions that have nothing behind the last message of this step ($2), and then nothing before it that stays: the messages of a day
 * that is to be dropped are still there, and those of a large submission are looked through once.
 */
const ENDED = `
SELECT s.id, s.account_id FROM submission s WHERE s.id = ANY($1::bigint[]) AND CASE
  WHEN EXISTS (
    SELECT 1 FROM message m
    WHERE m.id > $2 AND m.id < $2 + ${REACH} AND m.id <= s.id + ${ID_STEP} * s.recipients AND m.submission_id = s.id
  ) THEN false
  ELSE NOT EXISTS (
    SELECT 1 FROM message m
    WHERE m.id > s.id AND m.id BETWEEN $4 AND $2 AND m.submission_id = s.id AND coalesce(m.final_at >= $3, true)
  ) END`;
/** What is to outlive the partitions of its day. */
const KEEP = "INSERT INTO kept (id) SELECT * FROM unnest($1::bigint[]) ON CONFLICT DO NOTHING";
const UNKEEP = "DELETE FROM kept WHERE id = ANY($1::bigint[])";

/** Nobody was given them, though they were offered to queries or put down to be pushed. */
const UNREPORTED = `
SELECT count(*) AS n FROM report r LEFT JOIN push_item p ON p.item_id = r.message_id AND p.account_id = r.account_id
  AND p.item_id BETWEEN $1 AND $2
WHERE r.message_id BETWEEN $1 AND $2 AND NOT r.message_id = ANY($3::bigint[]) AND r.state <> ${REPORT.code.handed}
  AND CASE WHEN p.state IS NULL THEN r.state <> ${REPORT.code.kept} ELSE p.state <> ${PUSH_STATE.code.received} END`;
const UPSTREAM = `
DELETE FROM upstream u WHERE u.message_id BETWEEN $1 AND $2 AND NOT u.message_id = ANY($3::bigint[]) AND u.upstream_id = ANY (ARRAY(
  SELECT a.upstream_id FROM attempt a WHERE a.message_id BETWEEN $1 AND $2 AND NOT a.message_id = ANY($3::bigint[]) AND a.upstream_id IS NOT NULL))`;
/** Looked up one by one by their whole keys, as in reports.ts. */
const WAITING_REPORTS = `
DELETE FROM waiting_report WHERE ctid = ANY(ARRAY(
  SELECT w.place FROM report r
  CROSS JOIN LATERAL (
    SELECT w.ctid AS place FROM waiting_report w
    WHERE w.account_id = r.account_id AND w.at = r.at AND w.message_id = r.message_id OFFSET 0
  ) w
  WHERE r.message_id BETWEEN $1 AND $2 AND NOT r.message_id = ANY($3::bigint[]) AND r.state = ${REPORT.code.waiting}
))`;
const WAITING_PUSHES = "DELETE FROM waiting_push WHERE item_id BETWEEN $1 AND $2 AND NOT item_id = ANY($3::bigint[])";
const INBOUND_TEXTS = `DELETE FROM inbound WHERE id BETWEEN $1 AND $2 AND state NOT IN (${INBOUND.code.partial}, ${INBOUND.code.whole})`;
const INBOUND_PARTS = `
DELETE FROM inbound_part p WHERE inbound_id BETWEEN $1 AND $2 AND NOT EXISTS (SELECT 1 FROM inbound i WHERE i.id = p.inbound_id)`;

/** The ledger's entries aren't dropped with the rest: they are carried. */
const TABLES = Object.entries(BY_ID).filter(([table]) => table !== "ledger");
const RANGES = new Map(
  TABLES.map(([table, key]) => [table, `DELETE FROM ${table} WHERE ${key} BETWEEN $1 AND $2 AND NOT ${key} = ANY($3::bigint[])`]),
);
const OF_SUBMISSIONS = ["submission", "media", "review", "event"].map(
  (table) => `DELETE FROM ${table} WHERE ${BY_ID[table]} = ANY($1::bigint[])`,
);

const NOTHING: Step = { more: false, messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 };

/** `drop`: what is left to do, in a transaction of its own. */
export interface Step extends Purged {
  readonly drop?: DayPartition;
}

interface MessageRow extends Row {
  id: number;
  account_id: number;
  submission_id: number;
  over: boolean;
}

/**
 * See `RetentionStore.purge`. Goes through all that is older than the day that the bound lies in, in the order of the ids. In a day that
 * has partitions, what lies outside them is deleted and the ledger carried; the partitions then go whole. What lies in the default ones,
 * as it ended too late to go with its day, is deleted row by row.
 */
export async function purge(tx: Tx, { now, before, limit }: Purge): Promise<Step> {
  if (!(await isMine(tx))) return NOTHING;
  const parkedReceipts = (await tx.get<{ n: number }>(PARKED, before.parkedReceipts, limit))?.n ?? 0;
  if (parkedReceipts === limit) return { ...NOTHING, parkedReceipts, more: true };
  if ((await tx.run(ORDERS, now, limit)) === limit) return { ...NOTHING, parkedReceipts, more: true };
  await tx.run(TESTS, before.messages);
  return { ...(await step(tx, before.messages, limit)), parkedReceipts };
}

async function step(tx: Tx, before: number, limit: number): Promise<Step> {
  const end = firstIdAt(dayOf(before)) - 1;
  const from = ((await tx.get<{ value: number }>(CURSOR))?.value ?? 0) + 1;
  const days = await daysBefore(tx, before);
  const drop = days.find(({ to }) => to <= from)?.partitions[0];
  if (drop) return { ...NOTHING, drop, more: true };
  const [day] = days;
  const within = day !== undefined && day.from <= from ? day : undefined;
  const until = day === undefined ? end : within ? day.to - 1 : day.from - 1;
  const page = await tx.all<MessageRow>(MESSAGES, from, until, limit, before);
  const texts = await tx.all<{ id: number }>(INBOUND_IDS, from, until, limit);
  const lastOf = (rows: readonly { readonly id: number }[]): number => (rows.length === limit ? (rows.at(-1)?.id ?? until) : until);
  const last = Math.min(lastOf(page), lastOf(texts));
  const messages = page.filter(({ id }) => id <= last);
  const counts = page.length + texts.length === 0 && !within ? NOTHING : await forget(tx, from, last, messages, before, within);
  // a day that ends the pass is dropped first
  const over = last >= end && !within;
  if (!over || from > 1) await tx.run(MOVE_ON, over ? 0 : last);
  return { ...NOTHING, ...counts, more: !over };
}

/** @param messages all of the range, over or not */
async function forget(
  tx: Tx,
  from: number,
  last: number,
  messages: readonly MessageRow[],
  before: number,
  day: Day | undefined,
): Promise<Pick<Purged, "messages" | "inbound" | "unreported">> {
  const going = messages.filter(({ over }) => over);
  const submissions = [...new Set(going.map((row) => row.submission_id))];
  const ended = await tx.all<{ id: number; account_id: number }>(ENDED, submissions, last, before, Math.min(...submissions, last));
  const gone = new Set(ended.map(({ id }) => id));
  const there = await tx.all<{ id: number }>(SUBMISSION_IDS, from, last);
  const staying = [...messages.filter(({ over }) => !over), ...there.filter(({ id }) => !gone.has(id))].map(({ id }) => id);
  const unreported = (await tx.get<{ n: number }>(UNREPORTED, from, last, staying))?.n ?? 0;
  await tx.run(UPSTREAM, from, last, staying);
  await tx.run(WAITING_REPORTS, from, last, staying);
  await tx.run(WAITING_PUSHES, from, last, staying);
  const inbound = await tx.run(INBOUND_TEXTS, from, last);
  if (inbound > 0) await tx.run(INBOUND_PARTS, from, last);
  await carry(tx, [...new Set([...going, ...ended].map((row) => row.account_id))], from, last, staying);
  const dropped = new Set(day?.partitions.map(({ parent }) => parent));
  for (const [table, sql] of RANGES) if (!dropped.has(table)) await tx.run(sql, from, last, staying);
  if (day && staying.length > 0) await tx.run(KEEP, staying);
  const earlier = ended.filter(({ id }) => id < from);
  if (earlier.length > 0) {
    const ids = earlier.map(({ id }) => id);
    for (const sql of [...OF_SUBMISSIONS, UNKEEP]) await tx.run(sql, ids);
    await carryOnly(
      tx,
      earlier.map((row) => row.account_id),
      ids,
    );
  }
  return { messages: going.length, inbound, unreported };
}
