import { messageIds } from "../../../domain/ids.ts";
import type { Tx } from "../tx.ts";

/** Of a submission whose recipients have texts of their own. */
export function firstText(tx: Tx, submissionId: number, recipients: number): string {
  const [first, last] = messageIds(submissionId, recipients);
  return (
    tx.db.get<{ text: string | null }>("SELECT text FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1", first, last)?.text ?? ""
  );
}
