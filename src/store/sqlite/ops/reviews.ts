import { messageIds } from "../../../domain/ids.ts";
import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { DECISION, STATE } from "../../shared/codes.ts";
import { reviewDigest } from "../../shared/review-digest.ts";
import type { HeldSubmission, ReviewDecision } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { unschedule } from "./scheduled.ts";
import { settle } from "./settle.ts";
import { firstText } from "./texts.ts";

/**
 * Where a submission that is to be reviewed goes: what an account's reviewer has approved before is queued at once, anything
 * else is held and put on the list.
 */
export function hold(tx: Tx, submission: NewSubmission, messages: readonly NewMessage[]): readonly NewMessage[] {
  if (!messages.some((message) => message.state === "held")) return messages;
  const digest = reviewDigest(submission);
  if (tx.db.get("SELECT 1 FROM approved_text WHERE account_id = ? AND digest = ?", submission.accountId, digest) !== undefined) {
    return messages.map((message) => (message.state === "held" ? { ...message, state: "queued" } : message));
  }
  tx.db.run(
    "INSERT INTO review (submission_id, account_id, digest, created_at) VALUES (?, ?, ?, ?)",
    submission.id,
    submission.accountId,
    digest,
    submission.acceptedAt,
  );
  return messages;
}

export function listHeld(tx: Tx, after: number, limit: number): readonly HeldSubmission[] {
  return tx.db
    .all<{ submission_id: number; account_id: number; created_at: number; recipients: number; text: string | null }>(
      `SELECT r.submission_id, r.account_id, r.created_at, s.recipients, s.text
       FROM review r JOIN submission s ON s.id = r.submission_id
       WHERE r.decision IS NULL AND r.submission_id > ? ORDER BY r.submission_id LIMIT ?`,
      after,
      limit,
    )
    .map((row) => ({
      submissionId: row.submission_id,
      accountId: row.account_id,
      heldAt: row.created_at,
      recipients: row.recipients,
      text: row.text ?? firstText(tx, row.submission_id, row.recipients),
    }));
}

/** See `ReviewStore.decide`. */
export function decide(tx: Tx, { submissionId, approve, reason, actor, at }: ReviewDecision): number | undefined {
  const open = tx.db.get<{ account_id: number; digest: string; send_at: number; recipients: number }>(
    `SELECT r.account_id, r.digest, s.send_at, s.recipients FROM review r JOIN submission s ON s.id = r.submission_id
     WHERE r.submission_id = ? AND r.decision IS NULL`,
    submissionId,
  );
  if (!open) return undefined;
  tx.db.run(
    "UPDATE review SET decision = ?, decided_at = ?, actor = ?, reason = ? WHERE submission_id = ?",
    DECISION.code[approve ? "approved" : "rejected"],
    at,
    actor,
    reason,
    submissionId,
  );
  const [first, last] = messageIds(submissionId, open.recipients);
  if (!approve) {
    unschedule(tx, open.account_id, submissionId);
    return reject(tx, first, last, at);
  }
  tx.db.run("INSERT OR IGNORE INTO approved_text VALUES (?, ?, ?)", open.account_id, open.digest, at);
  const queued = tx.db.run(
    "UPDATE message SET state = ?, queue = lane, next_at = ? WHERE id BETWEEN ? AND ? AND state = ?",
    STATE.code.queued,
    Math.max(open.send_at, at),
    first,
    last,
    STATE.code.held,
  );
  tx.waitingChanged(open.account_id, queued);
  return queued;
}

function reject(tx: Tx, first: number, last: number, at: number): number {
  const held = tx.db.all<{ id: number }>("SELECT id FROM message WHERE id BETWEEN ? AND ? AND state = ?", first, last, STATE.code.held);
  for (const { id } of held) settle(tx, id, { state: "failed", code: "YZ:REVIEW", at, refund: "always" });
  return held.length;
}
