import { messageIds } from "../../../domain/ids.ts";
import { DECISION, STATE } from "../../shared/codes.ts";
import type { HeldSubmission, ReviewDecision } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { Messages } from "./messages.ts";
import { unschedule } from "./scheduled.ts";
import { shownTexts } from "./texts.ts";

const OPEN = `
SELECT submission_id, account_id, created_at FROM review
WHERE decision IS NULL AND submission_id > $1 ORDER BY submission_id LIMIT $2`;
const SUBMISSIONS = "SELECT id AS submission_id, recipients, text FROM submission WHERE id = ANY($1::bigint[])";

/** Whoever comes second waits here, and then finds it decided. */
const DECIDE = `
UPDATE review SET decision = $2, decided_at = $3, actor = $4, reason = $5
WHERE submission_id = $1 AND decision IS NULL RETURNING account_id, digest`;
const SUBMISSION = "SELECT send_at, recipients FROM submission WHERE id = $1";
const REMEMBER = "INSERT INTO approved_text (account_id, digest, approved_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
const RELEASE = `
UPDATE live SET state = ${STATE.code.queued}, queue = lane, next_at = $3 WHERE id BETWEEN $1 AND $2 AND state = ${STATE.code.held}`;
const HELD = `SELECT id FROM live WHERE id BETWEEN $1 AND $2 AND state = ${STATE.code.held}`;

interface OpenRow extends Row {
  submission_id: number;
  account_id: number;
  created_at: number;
}

/** See `ReviewStore.list`. */
export async function listHeld(tx: Tx, after: number, limit: number): Promise<readonly HeldSubmission[]> {
  const open = await tx.all<OpenRow>(OPEN, after, limit);
  if (open.length === 0) return [];
  const ids = open.map((row) => row.submission_id);
  const submissions = await tx.all<{ submission_id: number; recipients: number; text: string | null }>(SUBMISSIONS, ids);
  const byId = new Map(submissions.map((row) => [row.submission_id, row]));
  const texts = await shownTexts(tx, submissions);
  return open.map((row) => ({
    submissionId: row.submission_id,
    accountId: row.account_id,
    heldAt: row.created_at,
    recipients: byId.get(row.submission_id)?.recipients ?? 0,
    text: texts.get(row.submission_id) ?? "",
  }));
}

/** See `ReviewStore.decide`. */
export async function decide(tx: Tx, { submissionId, approve, reason, actor, at }: ReviewDecision): Promise<number | undefined> {
  const decision = DECISION.code[approve ? "approved" : "rejected"];
  const open = await tx.get<{ account_id: number; digest: string }>(DECIDE, submissionId, decision, at, actor, reason);
  if (!open) return undefined;
  const submission = await tx.get<{ send_at: number; recipients: number }>(SUBMISSION, submissionId);
  if (!submission) return 0;
  const [first, last] = messageIds(submissionId, submission.recipients);
  if (!approve) {
    await unschedule(tx, open.account_id, submissionId);
    return reject(tx, first, last, at);
  }
  await tx.run(REMEMBER, open.account_id, open.digest, at);
  const queued = await tx.run(RELEASE, first, last, Math.max(submission.send_at, at));
  tx.waitingChanged(queued);
  return queued;
}

/** Held messages move with their review only, whose row this transaction has. */
async function reject(tx: Tx, first: number, last: number, at: number): Promise<number> {
  const ids = (await tx.all<{ id: number }>(HELD, first, last)).map(({ id }) => id);
  const messages = await Messages.lock(tx, ids);
  for (const id of ids) messages.settle(id, { state: "failed", code: "YZ:REVIEW", at, refund: "always" });
  await messages.write();
  return ids.length;
}
