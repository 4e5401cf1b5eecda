import type { AuditEntry, AuditQuery } from "../store.ts";
import { AUDIT_OUTCOME } from "./codes.ts";

/** What `auditEntryOf` reads. */
export const AUDIT_COLUMNS = "id, at, user_id, account_id, outcome, user_name, address, action, subject, doc_before, doc_after";

export interface AuditRow extends Record<string, unknown> {
  id: number;
  at: number;
  user_id: number;
  account_id: number;
  outcome: number | null;
  user_name: string;
  address: string;
  action: string;
  subject: string;
  doc_before: string | null;
  doc_after: string | null;
}

export function auditEntryOf(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    at: row.at,
    userId: row.user_id,
    userName: row.user_name,
    accountId: row.account_id,
    address: row.address,
    action: row.action,
    outcome: row.outcome === null ? undefined : AUDIT_OUTCOME.word(row.outcome),
    subject: row.subject,
    before: row.doc_before ?? undefined,
    after: row.doc_after ?? undefined,
  };
}

const MOST = 1_000;

/** A query as statements have it: the actions that begin as asked lie between `first` (included) and `last`. */
export function auditPage({ beforeId, limit, userId, accountId, action = "" }: AuditQuery) {
  return { beforeId, limit: Math.min(limit, MOST), userId, accountId, first: action, last: `${action}\u{10ffff}` } as const;
}
