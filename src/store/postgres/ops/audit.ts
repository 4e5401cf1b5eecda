import { AUDIT_COLUMNS, type AuditRow, auditEntryOf, auditPage } from "../../shared/audit-rows.ts";
import { AUDIT_OUTCOME } from "../../shared/codes.ts";
import type { AuditBegun, AuditEnd, AuditEntry, AuditQuery } from "../../store.ts";
import type { Tx } from "../tx.ts";

const BEGIN = "INSERT INTO audit_entry (id, at, user_id, account_id, user_name, address, action) VALUES ($1, $2, $3, $4, $5, $6, $7)";
const FINISH = `
UPDATE audit_entry SET outcome = $2, subject = $3, account_id = coalesce($4, account_id), doc_before = $5, doc_after = $6
WHERE id = $1 AND outcome IS NULL`;
const ALL = `SELECT ${AUDIT_COLUMNS} FROM audit_entry WHERE id < $1 ORDER BY id DESC LIMIT $2`;
/** The actions are compared in a way that no index has: the account's (or user's) is the one to read. */
const THOSE = "id < $2 AND action || '' >= $3 AND action || '' < $4";
const OF_ACCOUNT = `
SELECT ${AUDIT_COLUMNS} FROM audit_entry WHERE account_id = $1 AND ${THOSE} AND user_id + 0 = coalesce($6, user_id) ORDER BY id DESC LIMIT $5`;
const OF_USER = `SELECT ${AUDIT_COLUMNS} FROM audit_entry WHERE user_id = $1 AND ${THOSE} ORDER BY id DESC LIMIT $5`;
/** There are few actions and many entries: the latest of each, whichever has them. */
const OF_ACTIONS = `
WITH RECURSIVE kind (action) AS (
  (SELECT action FROM audit_entry WHERE action >= $1 AND action < $2 ORDER BY action LIMIT 1)
  UNION ALL
  SELECT further.action FROM kind CROSS JOIN LATERAL (
    SELECT e.action FROM audit_entry e WHERE e.action > kind.action AND e.action < $2 ORDER BY e.action LIMIT 1) further
)
SELECT latest.* FROM kind CROSS JOIN LATERAL (
  SELECT ${AUDIT_COLUMNS} FROM audit_entry e WHERE e.action = kind.action AND e.id < $3 ORDER BY e.id DESC LIMIT $4) latest
ORDER BY latest.id DESC LIMIT $4`;

export async function begin(tx: Tx, { id, at, userId, accountId, userName, address, action }: AuditBegun): Promise<void> {
  await tx.run(BEGIN, id, at, userId, accountId, userName, address, action);
}

/** See `AuditStore.finish`. */
export async function finish(tx: Tx, id: number, { outcome, subject, accountId, before, after }: AuditEnd): Promise<void> {
  await tx.run(FINISH, id, AUDIT_OUTCOME.code[outcome], subject, accountId, before, after);
}

/** See `AuditStore.list`. */
export async function list(tx: Tx, query: AuditQuery): Promise<readonly AuditEntry[]> {
  return (await rowsOf(tx, query)).map(auditEntryOf);
}

function rowsOf(tx: Tx, query: AuditQuery): Promise<AuditRow[]> {
  const { beforeId, limit, userId, accountId, first, last } = auditPage(query);
  if (accountId !== undefined) return tx.all<AuditRow>(OF_ACCOUNT, accountId, beforeId, first, last, limit, userId);
  if (userId !== undefined) return tx.all<AuditRow>(OF_USER, userId, beforeId, first, last, limit);
  if (first === "") return tx.all<AuditRow>(ALL, beforeId, limit);
  return tx.all<AuditRow>(OF_ACTIONS, first, last, beforeId, limit);
}
