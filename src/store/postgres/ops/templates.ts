import type { TemplateEntry, TemplateState } from "../../../domain/provisioning.ts";
import type { Row, Tx } from "../tx.ts";
import { directoryChanged, holdDirectory } from "./directory.ts";

/** By their bytes, whatever the database's language is. */
const ALL = `SELECT id, text, state FROM template WHERE account_id = $1 ORDER BY id COLLATE "C"`;
const ONE = "SELECT id, text, state FROM template WHERE account_id = $1 AND id = $2";
const COUNT = "SELECT count(*) AS n FROM template WHERE account_id = $1";
const ADD = "INSERT INTO template (account_id, id, text, state, declared, asked_at) VALUES ($1, $2, $3, $4, '', $5)";
const CHANGE = `
UPDATE template SET text = $3, state = $4, asked_at = coalesce($5, asked_at), decided_at = NULL, decided_by = NULL, reason = NULL
WHERE account_id = $1 AND id = $2`;
const DELETE = "DELETE FROM template WHERE account_id = $1 AND id = $2";

interface TemplateRow extends Row {
  id: string;
  text: string;
  state: TemplateState;
}

/** See `AccountStore.templates`. */
export async function templates(tx: Tx, accountId: number, id: string | undefined): Promise<readonly TemplateEntry[]> {
  const rows = id === undefined ? await tx.all<TemplateRow>(ALL, accountId) : await tx.all<TemplateRow>(ONE, accountId, id);
  return rows.map((row) => ({ id: row.id, text: row.text, state: row.state }));
}

/** See `AccountStore.addTemplate`. */
export async function addTemplate(
  tx: Tx,
  accountId: number,
  { id, text, state }: TemplateEntry,
  most: number,
  at: number,
): Promise<boolean> {
  await holdDirectory(tx);
  const count = (await tx.get<{ n: number }>(COUNT, accountId))?.n ?? 0;
  if (count >= most) return false;
  await tx.run(ADD, accountId, id, text, state, state === "review" ? at : 0);
  await directoryChanged(tx);
  return true;
}

export async function changeTemplate(tx: Tx, accountId: number, { id, text, state }: TemplateEntry, at: number): Promise<boolean> {
  await holdDirectory(tx);
  if ((await tx.run(CHANGE, accountId, id, text, state, state === "review" ? at : null)) === 0) return false;
  await directoryChanged(tx);
  return true;
}

export async function deleteTemplate(tx: Tx, accountId: number, id: string): Promise<boolean> {
  await holdDirectory(tx);
  if ((await tx.run(DELETE, accountId, id)) === 0) return false;
  await directoryChanged(tx);
  return true;
}
