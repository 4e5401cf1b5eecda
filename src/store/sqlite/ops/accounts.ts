import type { TemplateEntry, TemplateState } from "../../../domain/provisioning.ts";
import type { ChangedSecret } from "../../shared/directory.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";

interface TemplateRow extends Record<string, unknown> {
  id: string;
  text: string;
  state: TemplateState;
}

/** What was declared stays as it is: a file that declares the same again leaves the change alone. */
export function changeSecrets(tx: Tx, accountId: number, secrets: readonly ChangedSecret[]): void {
  for (const { kind, sealed } of secrets) {
    tx.db.run(
      "INSERT INTO secret VALUES (?, ?, ?, '') ON CONFLICT (account_id, kind) DO UPDATE SET sealed = excluded.sealed",
      accountId,
      kind,
      sealed,
    );
  }
  if (secrets.length > 0) directoryChanged(tx);
}

export function templates(tx: Tx, accountId: number, id: string | undefined): readonly TemplateEntry[] {
  const select = "SELECT id, text, state FROM template WHERE account_id = ?";
  const rows =
    id === undefined
      ? tx.db.all<TemplateRow>(`${select} ORDER BY id`, accountId)
      : tx.db.all<TemplateRow>(`${select} AND id = ?`, accountId, id);
  return rows.map((row) => ({ id: row.id, text: row.text, state: row.state }));
}

export function addTemplate(tx: Tx, accountId: number, { id, text, state }: TemplateEntry, most: number, at: number): boolean {
  const count = tx.db.get<{ n: number }>("SELECT count(*) AS n FROM template WHERE account_id = ?", accountId)?.n ?? 0;
  if (count >= most) return false;
  tx.db.run(
    "INSERT INTO template (account_id, id, text, state, declared, asked_at) VALUES (?, ?, ?, ?, '', ?)",
    accountId,
    id,
    text,
    state,
    state === "review" ? at : 0,
  );
  directoryChanged(tx);
  return true;
}

export function changeTemplate(tx: Tx, accountId: number, { id, text, state }: TemplateEntry, at: number): boolean {
  const changed = tx.db.run(
    `UPDATE template SET text = ?, state = ?, asked_at = coalesce(?, asked_at), decided_at = NULL, decided_by = NULL, reason = NULL
     WHERE account_id = ? AND id = ?`,
    text,
    state,
    state === "review" ? at : null,
    accountId,
    id,
  );
  if (changed === 0) return false;
  directoryChanged(tx);
  return true;
}

export function deleteTemplate(tx: Tx, accountId: number, id: string): boolean {
  if (tx.db.run("DELETE FROM template WHERE account_id = ? AND id = ?", accountId, id) === 0) return false;
  directoryChanged(tx);
  return true;
}
