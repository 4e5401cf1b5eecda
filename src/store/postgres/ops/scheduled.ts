import { MEDIUM } from "../../shared/codes.ts";
import type { ScheduledSubmission } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { shownTexts } from "./texts.ts";

const LATER = `
SELECT submission_id, send_at, waiting FROM scheduled
WHERE account_id = $1 AND submission_id > $2 AND send_at > $3 ORDER BY submission_id LIMIT $4`;
const SUBMISSIONS = "SELECT id AS submission_id, medium, accepted_at, recipients, text FROM submission WHERE id = ANY($1::bigint[])";
const HELD = "SELECT submission_id FROM review WHERE submission_id = ANY($1::bigint[]) AND account_id = $2 AND decision IS NULL";
const UNSCHEDULE = "DELETE FROM scheduled WHERE account_id = $1 AND submission_id = $2";
const FORGET = `
DELETE FROM scheduled WHERE (account_id, submission_id) IN
(SELECT account_id, submission_id FROM scheduled WHERE send_at <= $1 ORDER BY send_at LIMIT $2 FOR UPDATE SKIP LOCKED)`;

interface LaterRow extends Row {
  submission_id: number;
  send_at: number;
  waiting: number;
}

interface SubmissionRow extends Row {
  submission_id: number;
  medium: number;
  accepted_at: number;
  recipients: number;
  text: string | null;
}

/** All its messages have ended before their time. */
export async function unschedule(tx: Tx, accountId: number, submissionId: number): Promise<void> {
  await tx.run(UNSCHEDULE, accountId, submissionId);
}

/** Takes those whose time has come off the lists; what another node takes off is left to it. */
export async function forgetSent(tx: Tx, now: number, limit: number): Promise<void> {
  await tx.run(FORGET, now, limit);
}

/** See `SubmissionStore.scheduled`. */
export async function scheduled(
  tx: Tx,
  accountId: number,
  now: number,
  after: number,
  limit: number,
): Promise<readonly ScheduledSubmission[]> {
  const later = await tx.all<LaterRow>(LATER, accountId, after, now, limit);
  if (later.length === 0) return [];
  const ids = later.map((row) => row.submission_id);
  const submissions = await tx.all<SubmissionRow>(SUBMISSIONS, ids);
  const byId = new Map(submissions.map((row) => [row.submission_id, row]));
  const held = new Set((await tx.all<{ submission_id: number }>(HELD, ids, accountId)).map((row) => row.submission_id));
  const texts = await shownTexts(tx, submissions);
  return later.flatMap(({ submission_id: submissionId, send_at: sendAt, waiting }) => {
    const row = byId.get(submissionId);
    if (!row) return [];
    const { accepted_at: acceptedAt, recipients } = row;
    const [medium, text] = [MEDIUM.word(row.medium), texts.get(submissionId) ?? ""];
    return [{ submissionId, medium, acceptedAt, sendAt, recipients, waiting, held: held.has(submissionId), text }];
  });
}
