import { messageIds } from "../../../domain/ids.ts";
import { REPORT } from "../../shared/codes.ts";
import { type ReportRow, reportOf } from "../../shared/rows.ts";
import type { ReportTake, StoredReport } from "../../store.ts";
import type { Tx } from "../tx.ts";

/** What `reportOf` reads, with `r` its row in `report`. */
export const REPORT_COLUMNS = `r.message_id, r.submission_id, r.outcome, r.code, r.at,
  m.phone, m.channel_id, s.ext, s.order_id, s.dialect`;
export const REPORT_TABLES = "JOIN message m ON m.id = r.message_id JOIN submission s ON s.id = r.submission_id";

const ALL = `
SELECT ${REPORT_COLUMNS} FROM report r ${REPORT_TABLES}
WHERE r.account_id = ? AND r.state = ${REPORT.code.waiting} AND r.at >= ? ORDER BY r.at, r.message_id LIMIT ?`;
/** A submission's reports lie together, and are few enough to be looked through for those that wait. */
const OF_SUBMISSION = `
SELECT ${REPORT_COLUMNS} FROM report r NOT INDEXED ${REPORT_TABLES}
WHERE r.message_id BETWEEN ? AND ? AND r.account_id = ? AND r.state = ${REPORT.code.waiting} AND r.at >= ? ORDER BY r.message_id LIMIT ?`;

/**
 * The states stand in the text, not in parameters, so that the partial indexes fit whatever is bound: for a parameter SQLite
 * looks at its value, and prepares the statement anew when that changes.
 */
const LAPSE = `
UPDATE report SET state = ${REPORT.code.waiting}, token = NULL, until = NULL
WHERE account_id = ? AND state = ${REPORT.code.taken} AND until <= ?`;
const TAKE = `UPDATE report SET state = ${REPORT.code.taken}, token = ?, until = ? WHERE message_id = ?`;
const CONFIRM = `
UPDATE report SET state = ${REPORT.code.handed}, handed_at = ?, until = NULL
WHERE message_id = ? AND account_id = ? AND state = ${REPORT.code.taken} AND token = ?`;
const RELEASE = `
UPDATE report SET state = ${REPORT.code.waiting}, token = NULL, until = NULL
WHERE message_id = ? AND account_id = ? AND state = ${REPORT.code.taken} AND token = ?`;

/** Oldest first means in the order in which they became known; of one submission, in the order of its recipients. */
export function take(tx: Tx, request: ReportTake): readonly StoredReport[] {
  const { db } = tx;
  db.run(LAPSE, request.accountId, request.now);
  const rows = waitingRows(tx, request);
  for (const row of rows) db.run(TAKE, request.token, request.until, row.message_id);
  return rows.map(reportOf);
}

function waitingRows(tx: Tx, { accountId, submissionId, notBefore = 0, limit }: ReportTake): readonly ReportRow[] {
  if (submissionId === undefined) return tx.db.all<ReportRow>(ALL, accountId, notBefore, limit);
  const submission = tx.db.get<{ recipients: number }>(
    "SELECT recipients FROM submission WHERE id = ? AND account_id = ?",
    submissionId,
    accountId,
  );
  if (!submission) return [];
  return tx.db.all<ReportRow>(OF_SUBMISSION, ...messageIds(submissionId, submission.recipients), accountId, notBefore, limit);
}

export function confirm(tx: Tx, accountId: number, token: number, messageIds: readonly number[], at: number): void {
  for (const id of messageIds) tx.db.run(CONFIRM, at, id, accountId, token);
}

export function release(tx: Tx, accountId: number, token: number, messageIds: readonly number[]): void {
  for (const id of messageIds) tx.db.run(RELEASE, id, accountId, token);
}
