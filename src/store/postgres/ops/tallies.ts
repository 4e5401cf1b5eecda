import { LANES_OF_ACCOUNT } from "../../shared/codes.ts";
import { BUCKETS, COUNTS, type CountTable, FOLD_STEP, type Folding, foldings, LATENCY, startOf, TALLY } from "../../shared/tallies.ts";
import { type BacklogRow, type LatencyRow, MOST_TALLY_ROWS, type TallyQuery, type TallyRow } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { HEADS } from "./claim.ts";

/** Advisory lock of whoever folds counts (two more than `SCHEMA_LOCK`). */
const FOLD_LOCK = 0x79697a6a;
const MINE = "SELECT 1 AS held WHERE pg_try_advisory_xact_lock($1)";
/** What transactions have put down that is added up in a step. */
const MOST_DELTAS = 20_000;
const SPANS = "(0, 1, 2)";
const IDS = { nothing: "0", account: "account_id", channel: "channel_id" } as const;

/** Lanes of an account are neighbours: its part of the index is read, as far as that is worth it. */
const BACKLOG = `${HEADS}, account AS (
  SELECT lane / ${LANES_OF_ACCOUNT} AS id, min(due) AS due FROM heads GROUP BY 1
)
SELECT a.id, a.due, n.waiting FROM account a CROSS JOIN LATERAL (
  SELECT count(*) AS waiting FROM (
    SELECT 1 FROM live WHERE queue >= a.id * ${LANES_OF_ACCOUNT} AND queue < (a.id + 1) * ${LANES_OF_ACCOUNT} LIMIT 100000
  ) AS counted
) n ORDER BY n.waiting DESC, a.id LIMIT 1000`;

function sumsOf({ counts }: CountTable): string {
  return counts.map((count) => `sum(${count})::bigint AS ${count}`).join(", ");
}

/** See `TallyStore.read`. */
export async function readTallies(tx: Tx, { from, to, step, by, accountId, channelId }: TallyQuery): Promise<readonly TallyRow[]> {
  const params = [from, to, accountId ?? 0];
  const each = by === "account" && accountId === undefined;
  const columns = `SELECT at, account_id, channel_id, ${COUNTS.join(", ")} FROM`;
  const within = "at >= $1 AND at < $2";
  const channel = channelId === undefined ? "" : `WHERE channel_id = $${params.push(channelId)}`;
  return tx.all<TallyRow & Row>(
    `
SELECT ${startOf(step)} AS at, ${IDS[by]} AS id, ${sumsOf(TALLY)} FROM (
  ${columns} tally WHERE span IN ${SPANS} AND account_id ${each ? "<>" : "="} $3 AND ${within}
  UNION ALL
  ${columns} tally_delta WHERE ${within} AND ($3 = 0 OR account_id = $3)
) AS counted ${channel} GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MOST_TALLY_ROWS}`,
    ...params,
  );
}

/** See `TallyStore.latencies`. */
export async function readLatencies(
  tx: Tx,
  { from, to, channelId }: Pick<TallyQuery, "from" | "to" | "channelId">,
): Promise<readonly LatencyRow[]> {
  const params = [from, to];
  const columns = `SELECT channel_id, ${BUCKETS.join(", ")} FROM`;
  const within = "at >= $1 AND at < $2";
  const channel = channelId === undefined ? "" : `WHERE channel_id = $${params.push(channelId)}`;
  const rows = await tx.all<{ channel_id: number } & Record<string, number>>(
    `
SELECT channel_id, ${sumsOf(LATENCY)} FROM (
  ${columns} latency WHERE span IN ${SPANS} AND ${within} UNION ALL ${columns} latency_delta WHERE ${within}
) AS counted ${channel} GROUP BY channel_id ORDER BY channel_id`,
    ...params,
  );
  return rows.map((row) => ({ channelId: row.channel_id, counts: BUCKETS.map((bucket) => row[bucket] ?? 0) }));
}

/** See `TallyStore.fold`. One node at a time. */
export async function foldTallies(tx: Tx, now: number): Promise<boolean> {
  if ((await tx.get(MINE, FOLD_LOCK)) === undefined) return false;
  for (const table of [TALLY, LATENCY]) {
    if ((await gathered(tx, table)) === MOST_DELTAS) return true;
    for (const folding of foldings(now, table)) if (await folded(tx, table, folding)) return true;
  }
  return false;
}

function adding({ name, by, counts }: CountTable): string {
  return `INSERT INTO ${name} AS t (span, at, ${by.join(", ")}, ${counts.join(", ")})`;
}

function addingUp({ name, by, counts }: CountTable): string {
  const key = name === TALLY.name ? "span, account_id, at, channel_id" : `span, at, ${by.join(", ")}`;
  return `ON CONFLICT (${key}) DO UPDATE SET ${counts.map((count) => `${count} = t.${count} + excluded.${count}`).join(", ")}`;
}

/** Adds what transactions have put down to the rows of its minutes (and to those of all accounts); answers how much that was. */
async function gathered(tx: Tx, table: CountTable): Promise<number> {
  const { name, by } = table;
  const keys = name === TALLY.name ? "coalesce(account_id, 0), channel_id" : by.join(", ");
  const groups = name === TALLY.name ? "GROUPING SETS ((at, account_id, channel_id), (at, channel_id))" : `at, ${by.join(", ")}`;
  const gone = await tx.get<{ n: number }>(`
WITH gone AS (
  DELETE FROM ${name}_delta WHERE ctid = ANY (ARRAY(SELECT ctid FROM ${name}_delta LIMIT ${MOST_DELTAS} FOR UPDATE SKIP LOCKED)) RETURNING *
), added AS (
  ${adding(table)} SELECT 0, at, ${keys}, ${sumsOf(table)} FROM gone GROUP BY ${groups} ${addingUp(table)}
)
SELECT count(*) AS n FROM gone`);
  return gone?.n ?? 0;
}

/** Takes the oldest rows of a span; answers whether there were any. */
async function folded(tx: Tx, table: CountTable, { accounts, span, before, to }: Folding): Promise<boolean> {
  const { name, by } = table;
  const whose = accounts ? " AND account_id > 0" : "";
  const oldest = `SELECT at FROM ${name} WHERE span = $1${whose} ORDER BY span, at LIMIT 1`;
  const first = (await tx.get<{ at: number }>(oldest, span))?.at;
  if (first === undefined || first >= before) return false;
  const last = (await tx.get<{ at: number }>(`${oldest} OFFSET ${FOLD_STEP}`, span))?.at ?? before;
  const keys = by.join(", ");
  const gone = `DELETE FROM ${name} WHERE span = $1 AND at >= $2 AND at < $3${whose}`;
  const coarser = to && `SELECT ${span + 1}, ${startOf(to)}, ${keys}, ${sumsOf(table)} FROM gone GROUP BY 2, ${keys}`;
  const sql = coarser ? `WITH gone AS (${gone} RETURNING *) ${adding(table)} ${coarser} ${addingUp(table)}` : gone;
  await tx.run(sql, span, first, Math.min(before, Math.max(last, first + 1)));
  return true;
}

/** See `TallyStore.backlog`. */
export async function backlog(tx: Tx, now: number): Promise<readonly BacklogRow[]> {
  const rows = await tx.all<{ id: number; due: number; waiting: number }>(BACKLOG, -1);
  return rows.map(({ id, due, waiting }) => ({ accountId: id, waiting, oldestDue: due <= now ? due : undefined }));
}
