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
import { directoryChanged, holdDirectory } from "./directory.ts";

const TEMPLATES = `
SELECT account_id, id, text, asked_at FROM template
WHERE state = 'review' AND (asked_at, account_id, id) > ($1, $2, $3) ORDER BY asked_at, account_id, id LIMIT $4`;
const DECIDE = `
UPDATE template SET state = $3, decided_at = $4, decided_by = $5, reason = $6
WHERE account_id = $1 AND id = $2 AND state = 'review' AND text = coalesce($7, text)`;
const TEMPLATES_OF = "SELECT id, text, state, asked_at, decided_at, decided_by, reason FROM template WHERE account_id = $1 ORDER BY id";

/** See `RequestStore.templates`. */
export async function waitingTemplates(
  tx: Tx,
  after: Parameters<RequestStore["templates"]>[0],
  limit: number,
): Promise<readonly WaitingTemplate[]> {
  const { askedAt, accountId, id } = after ?? { askedAt: -1, accountId: 0, id: "" };
  return (await tx.all<WaitingTemplateRow>(TEMPLATES, askedAt, accountId, id, limit)).map(waitingTemplateOf);
}

/** See `RequestStore.decideTemplate`. */
export async function decideTemplate(tx: Tx, { accountId, id, text, approve, reason, actor, at }: TemplateDecision): Promise<boolean> {
  await holdDirectory(tx);
  const state = approve ? "enabled" : "returned";
  if ((await tx.run(DECIDE, accountId, id, state, at, actor, reason, text ?? null)) === 0) return false;
  await directoryChanged(tx);
  return true;
}

/** See `RequestStore.templatesOf`. */
export async function templatesOf(tx: Tx, accountId: number): Promise<readonly AskedTemplate[]> {
  return (await tx.all<AskedTemplateRow>(TEMPLATES_OF, accountId)).map(askedTemplateOf);
}

/** See `RequestStore.waiting`. */
export async function waiting(tx: Tx): Promise<ReturnType<typeof waitingOf>> {
  const { submissions, templates, signatures } = WAITING;
  return waitingOf({
    submissions: await tx.get<CountedRow>(submissions),
    templates: await tx.get<CountedRow>(templates),
    signatures: await tx.get<CountedRow>(signatures),
  });
}
