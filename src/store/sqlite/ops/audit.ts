import { AUDIT_COLUMNS, type AuditRow, auditEntryOf, auditPage } from "../../shared/audit-rows.ts";
import { AUDIT_OUTCOME } from "../../shared/codes.ts";
import type { AuditBegun, AuditEnd, AuditEntry, AuditQuery } from "../../store.ts";
import type { Tx } from "../tx.ts";
import type { Reads } from "./search/ground.ts";

const BEGIN = "INSERT INTO audit_entry (id, at, user_id, account_id, user_name, address, action) VALUES (?, ?, ?, ?, ?, ?, ?)";
const FINISH = `
UPDATE audit_entry SET outcome = ?, subject = ?, account_id = coalesce(?, account_id), doc_before = ?, doc_after = ?
WHERE id = ? AND outcome IS NULL`;
const ENTRY = `SELECT ${AUDIT_COLUMNS} FROM audit_entry WHERE id = ?`;
const ALL = "SELECT id FROM audit_entry WHERE id > 0 AND id < ? ORDER BY id DESC LIMIT ?";
const OF_ACCOUNT = `
SELECT id FROM audit_entry WHERE account_id = ? AND id < ? AND +user_id = coalesce(?, user_id) AND +action >= ? AND +action < ?
ORDER BY id DESC LIMIT ?`;
const OF_USER = "SELECT id FROM audit_entry WHERE user_id = ? AND id < ? AND +action >= ? AND +action < ? ORDER BY id DESC LIMIT ?";
const FIRST_ACTION = "SELECT action FROM audit_entry WHERE action >= ? AND action < ? ORDER BY action LIMIT 1";
const NEXT_ACTION = "SELECT action FROM audit_entry WHERE action > ? AND action < ? ORDER BY action LIMIT 1";
const OF_ACTION = "SELECT id FROM audit_entry WHERE action = ? AND id < ? ORDER BY id DESC LIMIT ?";

export function begin(tx: Tx, { id, at, userId, accountId, userName, address, action }: AuditBegun): void {
  tx.db.run(BEGIN, id, at, userId, accountId, userName, address, action);
}

/** See `AuditStore.finish`. */
export function finish(tx: Tx, id: number, { outcome, subject, accountId, before, after }: AuditEnd): void {
  tx.db.run(FINISH, AUDIT_OUTCOME.code[outcome], subject, accountId ?? null, before ?? null, after ?? null, id);
}

/** See `AuditStore.list`. */
export function list({ db }: Reads, query: AuditQuery): readonly AuditEntry[] {
  const rows = idsOf({ db }, query).map((id) => db.get<AuditRow>(ENTRY, id));
  return rows.flatMap((row) => (row ? [auditEntryOf(row)] : []));
}

function idsOf({ db }: Reads, query: AuditQuery): readonly number[] {
  const { beforeId, limit, userId, accountId, first, last } = auditPage(query);
  const ids = (sql: string, ...params: readonly (number | string | null)[]): readonly number[] =>
    db.all<{ id: number }>(sql, ...params).map(({ id }) => id);
  if (accountId !== undefined) return ids(OF_ACCOUNT, accountId, beforeId, userId ?? null, first, last, limit);
  if (userId !== undefined) return ids(OF_USER, userId, beforeId, first, last, limit);
  if (first === "") return ids(ALL, beforeId, limit);
  // there are few actions and many entries: the latest of each, whichever has them
  return actionsOf({ db }, first, last)
    .flatMap((action) => ids(OF_ACTION, action, beforeId, limit))
    .sort((a, b) => b - a)
    .slice(0, limit);
}

function actionsOf({ db }: Reads, first: string, last: string): readonly string[] {
  const actions: string[] = [];
  let row = db.get<{ action: string }>(FIRST_ACTION, first, last);
  for (; row; row = db.get<{ action: string }>(NEXT_ACTION, row.action, last)) actions.push(row.action);
  return actions;
}
