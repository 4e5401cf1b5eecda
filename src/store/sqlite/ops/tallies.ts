import { accountOf } from "../../shared/codes.ts";
import {
  BUCKETS,
  COUNTS,
  type CountTable,
  FOLD_STEP,
  type Folding,
  foldings,
  LATENCY,
  SPANS,
  startOf,
  TALLY,
} from "../../shared/tallies.ts";
import { type BacklogRow, type LatencyRow, MOST_TALLY_ROWS, type TallyQuery, type TallyRow } from "../../store.ts";
import { addingUp } from "../count-rows.ts";
import type { Tx } from "../tx.ts";
import { lanes } from "./claim.ts";

const MOST_ACCOUNTS = 1_000;
const IDS = { nothing: "0", account: "account_id", channel: "channel_id" } as const;
const SUMS = COUNTS.map((count) => `sum(${count}) AS ${count}`).join(", ");
const LATENCIES = `
SELECT channel_id AS channelId, ${BUCKETS.map((bucket) => `sum(${bucket}) AS ${bucket}`).join(", ")} FROM latency
WHERE span IN (${SPANS.map((_, span) => span).join(", ")}) AND at >= ? AND at < ?`;

/** See `TallyStore.read`. */
export function readTallies(tx: Tx, query: TallyQuery): readonly TallyRow[] {
  tx.gatherTallies();
  const pages = SPANS.map((length, span) => {
    const { first, last } = edgesOf(tx, span);
    if (first === undefined || last === undefined) return [];
    // steps without a row are looked up too, so only those that may have one are
    const from = first + Math.max(0, Math.ceil((query.from - first) / length)) * length;
    return page(tx, span, { ...query, from, to: Math.min(query.to, last + 1) });
  });
  return mergedOf(pages.flat());
}

function edgesOf(tx: Tx, span: number): { readonly first: number | undefined; readonly last: number | undefined } {
  const edge = (order: string): number | undefined =>
    tx.db.get<{ at: number }>(`SELECT at FROM tally WHERE span = ${span} ORDER BY at ${order} LIMIT 1`)?.at;
  return { first: edge("ASC"), last: edge("DESC") };
}

/** Rows of one span. Of one account (or of all, in the rows kept for that) its row of each minute, hour or day is looked up. */
function page(tx: Tx, span: number, { from, to, step, by, accountId, channelId }: TallyQuery): readonly TallyRow[] {
  if (from >= to) return [];
  const each = by === "account" && accountId === undefined;
  const steps = `
WITH RECURSIVE step (at) AS (
  VALUES (CAST(? AS INTEGER)) UNION ALL SELECT at + ${SPANS[span]} FROM step WHERE at + ${SPANS[span]} < ?
)`;
  const rows = each
    ? `FROM tally t WHERE span = ${span} AND at >= ? AND at < ? AND account_id > 0`
    : `FROM step CROSS JOIN tally t ON t.span = ${span} AND t.at = step.at AND t.account_id = ?`;
  const channel = channelId === undefined ? "" : `${each ? " AND" : " WHERE"} t.channel_id = ?`;
  const sql = `${each ? "" : steps}
SELECT ${startOf(step, "t.at")} AS at, ${IDS[by]} AS id, ${SUMS} ${rows}${channel} GROUP BY 1, 2 ORDER BY 1, 2 LIMIT ${MOST_TALLY_ROWS}`;
  const params = [from, to, ...(each ? [] : [accountId ?? 0]), ...(channelId === undefined ? [] : [channelId])];
  return tx.db.all<TallyRow & Record<string, unknown>>(sql, ...params);
}

/** Rows of several spans, in the order of time: a step may have some of each. */
function mergedOf(rows: readonly TallyRow[]): readonly TallyRow[] {
  const merged = new Map<string, { -readonly [K in keyof TallyRow]: TallyRow[K] }>();
  for (const row of rows) {
    const key = `${row.at} ${row.id}`;
    const sum = merged.get(key);
    if (!sum) merged.set(key, { ...row });
    else for (const count of COUNTS) sum[count] += row[count];
  }
  return [...merged.values()].sort((a, b) => a.at - b.at || a.id - b.id).slice(0, MOST_TALLY_ROWS);
}

/** See `TallyStore.latencies`. */
export function readLatencies(tx: Tx, { from, to, channelId }: Pick<TallyQuery, "from" | "to" | "channelId">): readonly LatencyRow[] {
  tx.gatherTallies();
  const sql = `${LATENCIES}${channelId === undefined ? "" : " AND channel_id = ?"} GROUP BY channel_id ORDER BY channel_id`;
  const params = channelId === undefined ? [from, to] : [from, to, channelId];
  return tx.db
    .all<{ channelId: number } & Record<string, number>>(sql, ...params)
    .map((row) => ({ channelId: row.channelId, counts: BUCKETS.map((bucket) => row[bucket] ?? 0) }));
}

/** See `TallyStore.fold`. */
export function foldTallies(tx: Tx, now: number): boolean {
  tx.gatherTallies();
  for (const table of [TALLY, LATENCY]) for (const folding of foldings(now, table)) if (folded(tx, table, folding)) return true;
  return false;
}

/** Takes the oldest rows of a span; answers whether there were any. */
function folded({ db }: Tx, table: CountTable, { accounts, span, before, to }: Folding): boolean {
  const { name, by, counts } = table;
  const whose = accounts ? " AND account_id > 0" : "";
  const oldest = `SELECT at FROM ${name} WHERE span = ${span}${whose} ORDER BY at LIMIT 1`;
  const first = db.get<{ at: number }>(oldest)?.at;
  if (first === undefined || first >= before) return false;
  const last = db.get<{ at: number }>(`${oldest} OFFSET ${FOLD_STEP}`)?.at ?? before;
  const range = [first, Math.min(before, Math.max(last, first + 1))] as const;
  const rows = `FROM ${name} WHERE span = ${span} AND at >= ? AND at < ?${whose}`;
  if (to !== undefined) {
    const keys = by.join(", ");
    const sums = counts.map((count) => `sum(${count})`).join(", ");
    const coarser = `SELECT ${span + 1}, ${startOf(to)}, ${keys}, ${sums} ${rows} GROUP BY 2, ${keys}`;
    db.run(`INSERT INTO ${name} (span, at, ${keys}, ${counts.join(", ")}) ${coarser} ${addingUp(table)}`, ...range);
  }
  db.run(`DELETE ${rows}`, ...range);
  return true;
}

/** See `TallyStore.backlog`. */
export function backlog(tx: Tx, now: number): readonly BacklogRow[] {
  const due = new Map<number, number>();
  for (const { lane, dueAt } of lanes(tx, -1, Number.MAX_SAFE_INTEGER)) {
    const accountId = accountOf(lane);
    if (dueAt <= now) due.set(accountId, Math.min(dueAt, due.get(accountId) ?? dueAt));
  }
  return [...tx.waitingByAccount()]
    .filter(([, waiting]) => waiting > 0)
    .sort(([a, more], [b, most]) => most - more || a - b)
    .slice(0, MOST_ACCOUNTS)
    .map(([accountId, waiting]) => ({ accountId, waiting, oldestDue: due.get(accountId) }));
}
