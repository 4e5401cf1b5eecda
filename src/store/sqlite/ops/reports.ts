import { messageIds } from "../../../domain/ids.ts";
import type { FinalState } from "../../../domain/message.ts";
import type { Report } from "../../../domain/submission.ts";
import { REPORT_HANDED, REPORT_TAKEN, REPORT_WAITING, STATE } from "../../shared/codes.ts";
import type { ReportTake } from "../../store.ts";
import type { Tx } from "../tx.ts";

const ROWS = `
SELECT r.message_id, r.submission_id, r.outcome, r.code, r.at, m.phone, s.ext
FROM report r JOIN message m ON m.id = r.message_id JOIN submission s ON s.id = r.submission_id
WHERE r.account_id = ? AND r.state = ${REPORT_WAITING} AND r.message_id BETWEEN ? AND ?
ORDER BY r.message_id LIMIT ?`;

interface ReportRow extends Record<string, unknown> {
  message_id: number;
  submission_id: number;
  outcome: number;
  code: string;
  at: number;
  phone: string;
  ext: string;
}

/**
 * The states stand in the text, not in parameters, so that the partial indexes fit whatever is bound: for a parameter SQLite
 * looks at its value, and prepares the statement anew when that changes.
 */
const LAPSE = `
UPDATE report SET state = ${REPORT_WAITING}, token = NULL, until = NULL
WHERE account_id = ? AND state = ${REPORT_TAKEN} AND until <= ?`;
/** The rows that were just read: all that wait up to the last of them. */
const TAKE = `
UPDATE report SET state = ${REPORT_TAKEN}, token = ?, until = ?
WHERE account_id = ? AND state = ${REPORT_WAITING} AND message_id BETWEEN ? AND ?`;
const CONFIRM = `
UPDATE report SET state = ${REPORT_HANDED}, handed_at = ?, until = NULL
WHERE message_id = ? AND account_id = ? AND state = ${REPORT_TAKEN} AND token = ?`;
const RELEASE = `
UPDATE report SET state = ${REPORT_WAITING}, token = NULL, until = NULL
WHERE message_id = ? AND account_id = ? AND state = ${REPORT_TAKEN} AND token = ?`;

/** Oldest first means by message id, which is the order in which messages were accepted. */
export function take(tx: Tx, request: ReportTake): readonly Report[] {
  const { db } = tx;
  db.run(LAPSE, request.accountId, request.now);
  const [first, last] = idRange(tx, request);
  const rows = db.all<ReportRow>(ROWS, request.accountId, first, last, request.limit);
  const newest = rows.at(-1);
  if (newest) db.run(TAKE, request.token, request.until, request.accountId, first, newest.message_id);
  return rows.map((row) => ({
    messageId: row.message_id,
    submissionId: row.submission_id,
    phone: row.phone,
    outcome: STATE.word(row.outcome) as FinalState,
    code: row.code,
    at: row.at,
    ext: row.ext,
  }));
}

function idRange(tx: Tx, request: ReportTake): readonly [number, number] {
  if (request.submissionId === undefined) return [0, Number.MAX_SAFE_INTEGER];
  const submission = tx.db.get<{ recipients: number }>(
    "SELECT recipients FROM submission WHERE id = ? AND account_id = ?",
    request.submissionId,
    request.accountId,
  );
  if (!submission) return [0, -1];
  return messageIds(request.submissionId, submission.recipients);
}

export function confirm(tx: Tx, accountId: number, token: number, messageIds: readonly number[], at: number): void {
  for (const id of messageIds) tx.db.run(CONFIRM, at, id, accountId, token);
}

export function release(tx: Tx, accountId: number, token: number, messageIds: readonly number[]): void {
  for (const id of messageIds) tx.db.run(RELEASE, id, accountId, token);
}
