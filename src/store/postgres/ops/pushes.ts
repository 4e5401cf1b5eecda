import { PUSH_KINDS, type PushKind } from "../../../domain/push.ts";
import { EVENT, PUSH_KIND, PUSH_STATE, VERDICT } from "../../shared/codes.ts";
import type { PushCount, PushHead, PushItem, PushReplay, PushResult, PushTake } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { wholeInbound } from "./inbound-pull.ts";
import { wholeReports } from "./reports.ts";
import { spanOf } from "./span.ts";

const { waiting: WAITING, received: RECEIVED, undelivered: UNDELIVERED } = PUSH_STATE.code;
const { refused: REFUSED, unreached: UNREACHED } = VERDICT.code;

/** From one endpoint with items to the next through the index, and to the first item of each: as many steps as there are endpoints. */
const HEADS = `
WITH RECURSIVE head AS (
  (SELECT kind, account_id FROM waiting_push ORDER BY kind, account_id LIMIT 1)
  UNION ALL
  SELECT n.* FROM head CROSS JOIN LATERAL (
    SELECT kind, account_id FROM waiting_push WHERE (kind, account_id) > (head.kind, head.account_id) ORDER BY kind, account_id LIMIT 1) n
)
SELECT head.kind, head.account_id, earliest.due_at FROM head CROSS JOIN LATERAL (
  SELECT due_at FROM waiting_push w WHERE w.kind = head.kind AND w.account_id = head.account_id ORDER BY due_at LIMIT 1) earliest
WHERE earliest.due_at <= $1`;

const COUNT_WAITING = `
SELECT kind, count(*) AS waiting, min(due_at) AS due_at FROM waiting_push WHERE kind = ANY($2::smallint[]) AND account_id = $1 GROUP BY kind`;
const COUNT_UNDELIVERED = `
SELECT kind, count(*) AS undelivered FROM push_item
WHERE kind = ANY($2::smallint[]) AND account_id = $1 AND state = ${UNDELIVERED} GROUP BY kind`;

/** What another node is taking at this moment is passed over. */
const TAKE = `
WITH due AS (
  SELECT item_id, due_at FROM waiting_push
  WHERE kind = $1 AND account_id = $2 AND due_at <= $3 ORDER BY due_at, item_id LIMIT $4 FOR UPDATE SKIP LOCKED
), leased AS (
  UPDATE waiting_push w SET token = $5, due_at = $6 FROM due WHERE w.item_id = due.item_id AND w.account_id = $2
)
SELECT item_id FROM due ORDER BY due_at, item_id`;
const ITEMS = "SELECT item_id, refused, unreached, first_at FROM push_item WHERE item_id = ANY($1::bigint[]) AND account_id = $2";

const TOLD = `
unnest($1::bigint[], $2::integer[], $3::smallint[], $4::bigint[], $5::bigint[], $6::smallint[], $7::integer[], $8::text[], $9::bigint[])
WITH ORDINALITY AS g (item_id, account_id, kind, token, at, verdict, status, note, next_at, place)`;
const ITS = "p.item_id = g.item_id AND p.account_id = g.account_id AND p.kind = g.kind AND p.item_id BETWEEN $10 AND $11";
/** One a lease, so that the same outcome told twice is one try. */
const ADD_TRIES = `
INSERT INTO push_try (item_id, token, account_id, at, verdict, status, note)
SELECT p.item_id, g.token, p.account_id, g.at, g.verdict, g.status, g.note
FROM ${TOLD} JOIN push_item p ON ${ITS} ORDER BY p.item_id, g.token ON CONFLICT DO NOTHING`;
/** In the order of the items, so that no two batches wait for each other. */
const LOCK = "SELECT 1 FROM waiting_push WHERE item_id = ANY($1::bigint[]) ORDER BY item_id FOR UPDATE";
const OVER = `(g.verdict = ${VERDICT.code.received} OR g.next_at IS NULL)`;
const HELD = "w.item_id = g.item_id AND w.account_id = g.account_id AND w.kind = g.kind AND w.token = g.token";
const RECORD = `
WITH g AS MATERIALIZED (
  SELECT * FROM ${TOLD}
), again AS (
  UPDATE waiting_push w SET due_at = g.next_at, token = NULL FROM g WHERE ${HELD} AND NOT ${OVER} RETURNING g.place
), over AS (
  DELETE FROM waiting_push w USING g WHERE ${HELD} AND ${OVER} RETURNING g.place
), applied AS (
  SELECT place FROM again UNION ALL SELECT place FROM over
)
UPDATE push_item p SET
  state = CASE WHEN g.verdict = ${VERDICT.code.received} THEN ${RECEIVED} WHEN g.next_at IS NULL THEN ${UNDELIVERED} ELSE ${WAITING} END,
  refused = p.refused + (g.verdict = ${REFUSED})::integer,
  unreached = p.unreached + (g.verdict = ${UNREACHED})::integer,
  first_at = coalesce(p.first_at, g.at)
FROM g JOIN applied USING (place) WHERE ${ITS} RETURNING place`;

/** Due since it became known: what was leased was due, and no later time is known here. */
const RELEASE = "UPDATE waiting_push SET token = NULL, due_at = at WHERE account_id = $1 AND kind = $2 AND token = $3";

const WINDOW = "SELECT item_id, at FROM push_item WHERE kind = $1 AND account_id = $2 AND at >= $3 AND at < $4 ORDER BY item_id";
/** First what waits, as `record` does. */
const WAIT_AGAIN = `
INSERT INTO waiting_push AS w (item_id, account_id, kind, at, due_at)
SELECT item_id, $3, $4, at, $5 FROM unnest($1::bigint[], $2::bigint[]) AS i (item_id, at) ORDER BY item_id
ON CONFLICT (item_id, account_id) DO UPDATE SET due_at = excluded.due_at, token = NULL`;
const REPLAY = `
UPDATE push_item SET state = ${WAITING}, refused = 0, unreached = 0, first_at = NULL
WHERE item_id = ANY($1::bigint[]) AND account_id = $2`;
const TELL_REPLAY = `
INSERT INTO event (subject_id, at, kind, actor) SELECT item_id, $2, ${EVENT.code["push-replayed"]}, $3 FROM unnest($1::bigint[]) AS item_id`;

interface ItemRow extends Row {
  item_id: number;
  refused: number;
  unreached: number;
  first_at: number | null;
}

/** See `PushStore.due`. */
export async function due(tx: Tx, now: number): Promise<readonly PushHead[]> {
  const rows = await tx.all<{ kind: number; account_id: number; due_at: number }>(HEADS, now);
  return rows.map((row) => ({ accountId: row.account_id, kind: PUSH_KIND.word(row.kind), dueAt: row.due_at }));
}

/** See `PushStore.counts`. */
export async function counts(tx: Tx, accountId: number): Promise<readonly PushCount[]> {
  const kinds = PUSH_KINDS.map((kind) => PUSH_KIND.code[kind]);
  const waiting = await tx.all<{ kind: number; waiting: number; due_at: number }>(COUNT_WAITING, accountId, kinds);
  const undelivered = await tx.all<{ kind: number; undelivered: number }>(COUNT_UNDELIVERED, accountId, kinds);
  return PUSH_KINDS.map((kind) => {
    const isIts = (row: { readonly kind: number }): boolean => row.kind === PUSH_KIND.code[kind];
    const waits = waiting.find(isIts);
    return { kind, waiting: waits?.waiting ?? 0, undelivered: undelivered.find(isIts)?.undelivered ?? 0, dueAt: waits?.due_at };
  });
}

/** See `PushStore.take`. */
export async function take(tx: Tx, { kind, accountId, token, limit, now, until }: PushTake): Promise<readonly PushItem[]> {
  const leased = await tx.all<{ item_id: number }>(TAKE, PUSH_KIND.code[kind], accountId, now, limit, token, until);
  if (leased.length === 0) return [];
  const ids = leased.map((row) => row.item_id);
  const items = new Map((await tx.all<ItemRow>(ITEMS, ids, accountId)).map((row) => [row.item_id, row]));
  const contents = await contentsOf(tx, kind, accountId, ids);
  return ids.flatMap((id) => {
    const [row, content] = [items.get(id), contents.get(id)];
    return row && content ? { refused: row.refused, unreached: row.unreached, firstAt: row.first_at ?? undefined, content } : [];
  });
}

async function contentsOf(
  tx: Tx,
  kind: PushKind,
  accountId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, PushItem["content"]>> {
  if (kind === "report") {
    const reports = await wholeReports(tx, accountId, ids);
    return new Map([...reports].map(([id, report]) => [id, { kind, report }]));
  }
  const texts = await wholeInbound(tx, accountId, ids);
  return new Map([...texts].map(([id, inbound]) => [id, { kind, inbound }]));
}

/** All of a batch at once. A try is kept even where its lease had lapsed and someone else has the item: it was made. */
export async function record(tx: Tx, calls: readonly (readonly PushResult[])[]): Promise<readonly (readonly boolean[])[]> {
  const told = firstOfEachLease(calls.flat());
  const columns = [
    told.map(({ result }) => result.itemId),
    told.map(({ result }) => result.accountId),
    told.map(({ result }) => PUSH_KIND.code[result.kind]),
    told.map(({ result }) => result.token),
    told.map(({ result }) => result.at),
    told.map(({ result }) => VERDICT.code[result.verdict]),
    told.map(({ result }) => result.status),
    told.map(({ result }) => result.note),
    told.map(({ result }) => result.nextAt ?? null),
    ...spanOf(told.map(({ result }) => result.itemId)),
  ] as const;
  await tx.run(LOCK, columns[0]);
  await tx.run(ADD_TRIES, ...columns);
  const rows = await tx.all<{ place: number }>(RECORD, ...columns);
  const applied = new Set(rows.map((row) => told[row.place - 1]?.place));
  let place = 0;
  return calls.map((results) => results.map(() => applied.has(place++)));
}

/** What is told of one lease again changes nothing; `place`: where it stands among all. In the order of the items. */
function firstOfEachLease(results: readonly PushResult[]): readonly { readonly result: PushResult; readonly place: number }[] {
  const firsts = new Map<string, { readonly result: PushResult; readonly place: number }>();
  for (const [place, result] of results.entries()) {
    const lease = `${result.accountId} ${result.kind} ${result.itemId} ${result.token}`;
    if (!firsts.has(lease)) firsts.set(lease, { result, place });
  }
  return [...firsts.values()].sort((a, b) => a.result.itemId - b.result.itemId);
}

export async function release(tx: Tx, accountId: number, kind: PushKind, token: number): Promise<void> {
  await tx.run(RELEASE, accountId, PUSH_KIND.code[kind], token);
}

/** What is being pushed at this moment is due again too; the outcome of that try doesn't apply any more. */
export async function replay(tx: Tx, { accountId, kind, from, to, now, actor }: PushReplay): Promise<number> {
  const rows = await tx.all<{ item_id: number; at: number }>(WINDOW, PUSH_KIND.code[kind], accountId, from, to);
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.item_id);
  const ats = rows.map((row) => row.at);
  await tx.run(WAIT_AGAIN, ids, ats, accountId, PUSH_KIND.code[kind], now);
  await tx.run(TELL_REPLAY, ids, now, actor);
  return tx.run(REPLAY, ids, accountId);
}
