import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { MEDIUM } from "../../shared/codes.ts";
import type { ScheduledSubmission } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { firstText } from "./texts.ts";

const LIST = `
SELECT w.submission_id, w.send_at, w.waiting, s.medium, s.accepted_at, s.recipients, s.text, r.submission_id AS held
FROM scheduled w JOIN submission s ON s.id = w.submission_id
LEFT JOIN review r ON r.submission_id = w.submission_id AND r.decision IS NULL
WHERE w.account_id = ? AND w.submission_id > ? AND w.send_at > ? ORDER BY w.submission_id LIMIT ?`;
const FORGET = `
DELETE FROM scheduled WHERE (account_id, submission_id) IN
(SELECT account_id, submission_id FROM scheduled INDEXED BY scheduled_time WHERE send_at <= ? LIMIT ?)`;

interface ScheduledRow extends Record<string, unknown> {
  submission_id: number;
  send_at: number;
  waiting: number;
  medium: number;
  accepted_at: number;
  recipients: number;
  text: string | null;
  held: number | null;
}

/** Puts a submission that is to go later on its account's list. None of its messages leaves before its time, so their number stays. */
export function schedule(tx: Tx, { accountId, id, sendAt }: NewSubmission, messages: readonly NewMessage[]): void {
  const waiting = messages.filter((message) => message.state !== "failed").length;
  if (waiting > 0) tx.db.run("INSERT INTO scheduled VALUES (?, ?, ?, ?)", accountId, id, sendAt, waiting);
}

/** All its messages have ended before their time. */
export function unschedule(tx: Tx, accountId: number, submissionId: number): void {
  tx.db.run("DELETE FROM scheduled WHERE account_id = ? AND submission_id = ?", accountId, submissionId);
}

/** Takes those whose time has come off the lists. */
export function forgetSent(tx: Tx, now: number, limit: number): void {
  tx.db.run(FORGET, now, limit);
}

export function scheduled(tx: Tx, accountId: number, now: number, after: number, limit: number): readonly ScheduledSubmission[] {
  return tx.db.all<ScheduledRow>(LIST, accountId, after, now, limit).map((row) => ({
    submissionId: row.submission_id,
    medium: MEDIUM.word(row.medium),
    acceptedAt: row.accepted_at,
    sendAt: row.send_at,
    recipients: row.recipients,
    waiting: row.waiting,
    held: row.held !== null,
    text: row.text ?? firstText(tx, row.submission_id, row.recipients),
  }));
}
