import {
  type AskedTemplateRow,
  askedTemplateOf,
  type CountedRow,
  WAITING,
  type WaitingTemplateRow,
  waitingOf,
  waitingTemplateOf,
} from "../../shared/request-rows.ts";
import type { AskedTemplate, RequestStore, TemplateDecision, WaitingTemplate } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";

const TEMPLATES = `
SELECT account_id, id, text, asked_at FROM template
WHERE state = 'review' AND (asked_at, account_id, id) > (?, ?, ?) ORDER BY asked_at, account_id, id LIMIT ?`;
const DECIDE = `
UPDATE template SET state = ?, decided_at = ?, decided_by = ?, reason = ?
WHERE account_id = ? AND id = ? AND state = 'review' AND text = coalesce(?, text)`;
const TEMPLATES_OF = "SELECT id, text, state, asked_at, decided_at, decided_by, reason FROM template WHERE account_id = ? ORDER BY id";

/** See `RequestStore.templates`. */
export function waitingTemplates(tx: Tx, after: Parameters<RequestStore["templates"]>[0], limit: number): readonly WaitingTemplate[] {
  const { askedAt, accountId, id } = after ?? { askedAt: -1, accountId: 0, id: "" };
  return tx.db.all<WaitingTemplateRow>(TEMPLATES, askedAt, accountId, id, limit).map(waitingTemplateOf);
}

/** See `RequestStore.decideTemplate`. */
export function decideTemplate(tx: Tx, { accountId, id, text, approve, reason, actor, at }: TemplateDecision): boolean {
  if (tx.db.run(DECIDE, approve ? "enabled" : "returned", at, actor, reason, accountId, id, text ?? null) === 0) return false;
  directoryChanged(tx);
  return true;
}

/** See `RequestStore.templatesOf`. */
export function templatesOf(tx: Tx, accountId: number): readonly AskedTemplate[] {
  return tx.db.all<AskedTemplateRow>(TEMPLATES_OF, accountId).map(askedTemplateOf);
}

/** See `RequestStore.waiting`. */
export function waiting(tx: Tx): ReturnType<typeof waitingOf> {
  const { submissions, templates, signatures } = WAITING;
  return waitingOf({
    submissions: tx.db.get<CountedRow>(submissions),
    templates: tx.db.get<CountedRow>(templates),
    signatures: tx.db.get<CountedRow>(signatures),
  });
}
