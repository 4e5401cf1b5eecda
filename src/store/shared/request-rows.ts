import type { TemplateState } from "../../domain/provisioning.ts";
import type { AskedSignature, AskedTemplate, BlacklistEntry, ListedBlacklistEntry, RequestStore, WaitingTemplate } from "../store.ts";

/** Rows that engines read under the same names, of what people ask for and of what they list by hand. What isn't there is null. */
export interface WaitingTemplateRow extends Record<string, unknown> {
  account_id: number;
  id: string;
  text: string;
  asked_at: number;
}

export function waitingTemplateOf(row: WaitingTemplateRow): WaitingTemplate {
  return { accountId: row.account_id, id: row.id, text: row.text, askedAt: row.asked_at };
}

export interface AskedTemplateRow extends Record<string, unknown> {
  id: string;
  text: string;
  state: TemplateState;
  asked_at: number;
  decided_at: number | null;
  decided_by: string | null;
  reason: string | null;
}

export function askedTemplateOf(row: AskedTemplateRow): AskedTemplate {
  const { id, text, state, asked_at: askedAt } = row;
  return { id, text, state, askedAt, ...decided(row) };
}

export interface AskedSignatureRow extends Record<string, unknown> {
  id: number;
  account_id: number;
  text: string;
  note: string;
  at: number;
  actor: string;
  state: AskedSignature["state"];
  decided_at: number | null;
  decided_by: string | null;
  reason: string | null;
}

export function askedSignatureOf(row: AskedSignatureRow): AskedSignature {
  const { id, account_id: accountId, text, note, at, actor, state } = row;
  return { id, accountId, text, note, at, actor, state, ...decided(row) };
}

function decided(row: { decided_at: number | null; decided_by: string | null; reason: string | null }) {
  return { decidedAt: row.decided_at ?? undefined, decidedBy: row.decided_by ?? undefined, reason: row.reason ?? undefined };
}

export interface BlacklistRow extends Record<string, unknown> {
  account_id: number;
  phone: string;
  expires_at: number | null;
}

export function blacklistEntryOf(row: BlacklistRow): BlacklistEntry {
  return { accountId: row.account_id, phone: row.phone, expiresAt: row.expires_at ?? undefined };
}

export interface ListedRow extends BlacklistRow {
  reason: string;
  source: string;
  created_at: number;
}

export function listedEntryOf(row: ListedRow): ListedBlacklistEntry {
  return { ...blacklistEntryOf(row), reason: row.reason, source: row.source, createdAt: row.created_at };
}

type Waiting = Awaited<ReturnType<RequestStore["waiting"]>>;

/** Counting them all would take long just when there are many. */
const MOST = 1_000;
const counted = (rows: string): string => `SELECT count(*) AS n, min(nullif(at, 0)) AS oldest FROM (${rows} LIMIT ${MOST}) AS waiting`;

/** What waits of each kind, as a statement that reads its own index from the front. */
export const WAITING = {
  submissions: counted("SELECT created_at AS at FROM review WHERE decision IS NULL AND submission_id > 0 ORDER BY submission_id"),
  templates: counted("SELECT asked_at AS at FROM template WHERE state = 'review' ORDER BY asked_at, account_id, id"),
  signatures: counted("SELECT at FROM asked_signature WHERE state = 'waiting' ORDER BY id"),
} as const;

export interface CountedRow extends Record<string, unknown> {
  n: number;
  oldest: number | null;
}

export function waitingOf(rows: Readonly<Record<keyof typeof WAITING, CountedRow | undefined>>): Waiting {
  const { submissions, templates, signatures } = rows;
  const oldest = [submissions, templates, signatures].flatMap((row) => row?.oldest ?? []);
  return {
    submissions: submissions?.n ?? 0,
    templates: templates?.n ?? 0,
    signatures: signatures?.n ?? 0,
    oldestAt: oldest.length === 0 ? undefined : Math.min(...oldest),
  };
}
