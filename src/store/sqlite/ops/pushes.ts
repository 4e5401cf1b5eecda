import { PUSH_KINDS, type PushKind } from "../../../domain/push.ts";
import { EVENT, PUSH_KIND, PUSH_STATE, VERDICT } from "../../shared/codes.ts";
import { type InboundRow, inboundOf, type ReportRow, reportOf } from "../../shared/rows.ts";
import type { PushCount, PushHead, PushItem, PushReplay, PushResult, PushTake } from "../../store.ts";
import type { Row } from "../db.ts";
import type { Tx } from "../tx.ts";
import { INBOUND_COLUMNS, INBOUND_TABLES } from "./inbound-pull.ts";
import { REPORT_COLUMNS, REPORT_TABLES } from "./reports.ts";

/** The states stand in the text, as the partial indexes ask for it. */
const { waiting: WAITING, received: RECEIVED, undelivered: UNDELIVERED } = PUSH_STATE.code;

const ADD = `INSERT OR IGNORE INTO push_item (item_id, account_id, kind, at, state, due_at) VALUES (?, ?, ?, ?, ${WAITING}, ?)`;

/** From one account with items to the next through the index, and to the first item of each: as many steps as there are endpoints. */
const HEADS = `
WITH RECURSIVE head(account) AS (
  SELECT min(account_id) FROM push_item WHERE kind = ?1 AND state = ${WAITING}
  UNION ALL
  SELECT (SELECT min(account_id) FROM push_item WHERE kind = ?1 AND state = ${WAITING} AND account_id > head.account)
  FROM head WHERE head.account IS NOT NULL
)
SELECT account, (SELECT min(due_at) FROM push_item WHERE kind = ?1 AND account_id = head.account AND state = ${WAITING}) AS due
FROM head WHERE account IS NOT NULL AND due <= ?2`;

const DUE = `p.kind = ? AND p.account_id = ? AND p.state = ${WAITING} AND p.due_at <= ? ORDER BY p.due_at, p.item_id LIMIT ?`;
const ITEM_COLUMNS = "p.item_id, p.refused, p.unreached, p.first_at";
const DUE_REPORTS = `
SELECT ${ITEM_COLUMNS}, ${REPORT_COLUMNS}
FROM push_item p JOIN report r ON r.message_id = p.item_id ${REPORT_TABLES} WHERE ${DUE}`;
const DUE_INBOUND = `
SELECT ${ITEM_COLUMNS}, ${INBOUND_COLUMNS}
FROM push_item p JOIN inbound i ON i.id = p.item_id ${INBOUND_TABLES} WHERE ${DUE}`;
const LEASE = "UPDATE push_item SET token = ?, due_at = ? WHERE item_id = ?";

const RECORD = `
UPDATE push_item SET state = ?, due_at = coalesce(?, due_at), token = NULL, refused = refused + ?, unreached = unreached + ?,
  first_at = coalesce(first_at, ?)
WHERE item_id = ? AND account_id = ? AND kind = ? AND token = ?`;
/** One a lease, so that the same outcome told twice is one try. */
const ADD_TRY = `
INSERT OR IGNORE INTO push_try SELECT item_id, ?, ?, ?, ?, ? FROM push_item WHERE item_id = ? AND account_id = ? AND kind = ?`;

/**
 * Due since it became known: what was leased was due, and no later time is known here. The `+` keep SQLite from looking
 * through the whole endpoint instead of what the token holds.
 */
const RELEASE = "UPDATE push_item SET token = NULL, due_at = at WHERE token = ? AND +account_id = ? AND +kind = ?";
const RELEASE_ALL = "UPDATE push_item SET token = NULL, due_at = at WHERE token IS NOT NULL";

const WINDOW = "kind = ? AND account_id = ? AND at >= ? AND at < ?";
const TELL_REPLAY = `INSERT INTO event (subject_id, at, kind, actor) SELECT item_id, ?, ${EVENT.code["push-replayed"]}, ? FROM push_item WHERE ${WINDOW}`;
const REPLAY = `
UPDATE push_item SET state = ${WAITING}, due_at = ?, token = NULL, refused = 0, unreached = 0, first_at = NULL
WHERE ${WINDOW}`;

/** What is to be pushed to an account. */
export interface NewPushItem {
  readonly accountId: number;
  readonly kind: PushKind;
  /** Message id or inbound id. */
  readonly itemId: number;
  /** When the report or inbound text became known, UTC ms; it is due from then on. */
  readonly at: number;
}

interface ItemRow extends Row {
  item_id: number;
  refused: number;
  unreached: number;
  first_at: number | null;
}

/** Puts an item on its endpoint's list, in the transaction that makes it. One that is there already is left as it is. */
export function addPushItem(tx: Tx, { accountId, kind, itemId, at }: NewPushItem): void {
  tx.db.run(ADD, itemId, accountId, PUSH_KIND.code[kind], at, at);
}

export function due(tx: Tx, now: number): readonly PushHead[] {
  return PUSH_KINDS.flatMap((kind) =>
    tx.db
      .all<{ account: number; due: number }>(HEADS, PUSH_KIND.code[kind], now)
      .map((row) => ({ accountId: row.account, kind, dueAt: row.due })),
  );
}

const COUNT_WAITING = `SELECT count(*) AS n, min(due_at) AS due FROM push_item WHERE kind = ? AND account_id = ? AND state = ${WAITING}`;
const COUNT_UNDELIVERED = `SELECT count(*) AS n FROM push_item WHERE kind = ? AND account_id = ? AND state = ${UNDELIVERED}`;

export function counts(tx: Tx, accountId: number): readonly PushCount[] {
  return PUSH_KINDS.map((kind) => {
    const waiting = tx.db.get<{ n: number; due: number | null }>(COUNT_WAITING, PUSH_KIND.code[kind], accountId);
    const undelivered = tx.db.get<{ n: number }>(COUNT_UNDELIVERED, PUSH_KIND.code[kind], accountId);
    return { kind, waiting: waiting?.n ?? 0, undelivered: undelivered?.n ?? 0, dueAt: waiting?.due ?? undefined };
  });
}

export function take(tx: Tx, request: PushTake): readonly PushItem[] {
  return request.kind === "report"
    ? leased<ReportRow>(tx, request, DUE_REPORTS, (row) => ({ kind: "report", report: reportOf(row) }))
    : leased<InboundRow>(tx, request, DUE_INBOUND, (row) => ({ kind: "inbound", inbound: inboundOf(row) }));
}

function leased<R extends Row>(tx: Tx, request: PushTake, sql: string, contentOf: (row: R) => PushItem["content"]): readonly PushItem[] {
  const { kind, accountId, token, limit, now, until } = request;
  const rows = tx.db.all<ItemRow & R>(sql, PUSH_KIND.code[kind], accountId, now, limit);
  for (const row of rows) tx.db.run(LEASE, token, until, row.item_id);
  return rows.map((row) => ({
    refused: row.refused,
    unreached: row.unreached,
    firstAt: row.first_at ?? undefined,
    content: contentOf(row),
  }));
}

/** A try is kept even where its lease had lapsed and someone else has the item: it was made. */
export function record(tx: Tx, results: readonly PushResult[]): readonly boolean[] {
  return results.map((result) => {
    const { itemId, token, at, verdict, nextAt } = result;
    const key = [itemId, result.accountId, PUSH_KIND.code[result.kind]] as const;
    tx.db.run(ADD_TRY, token, at, VERDICT.code[verdict], result.status, result.note, ...key);
    const again = verdict === "received" ? undefined : nextAt;
    const over = verdict === "received" ? RECEIVED : UNDELIVERED;
    const applied = tx.db.run(
      RECORD,
      again === undefined ? over : WAITING,
      again ?? null,
      verdict === "refused" ? 1 : 0,
      verdict === "unreached" ? 1 : 0,
      at,
      ...key,
      token,
    );
    return applied > 0;
  });
}

export function release(tx: Tx, accountId: number, kind: PushKind, token: number): void {
  tx.db.run(RELEASE, token, accountId, PUSH_KIND.code[kind]);
}

/** Whoever held them is dead. */
export function releaseAll(tx: Tx): void {
  tx.db.run(RELEASE_ALL);
}

/** What is being pushed at this moment is due again too; the outcome of that try doesn't apply any more. */
export function replay(tx: Tx, { accountId, kind, from, to, now, actor }: PushReplay): number {
  const window = [PUSH_KIND.code[kind], accountId, from, to] as const;
  tx.db.run(TELL_REPLAY, now, actor ?? null, ...window);
  return tx.db.run(REPLAY, now, ...window);
}
