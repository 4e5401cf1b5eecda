import { messageIds } from "../../../domain/ids.ts";
import { DECISION, STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";
import { addEvent } from "./events.ts";
import { unschedule } from "./scheduled.ts";
import { settle } from "./settle.ts";

const WAITING = `SELECT id FROM message WHERE id BETWEEN ? AND ? AND state IN (${STATE.code.held}, ${STATE.code.queued}) AND code IS NULL ORDER BY id`;
const WITHDRAW = `
UPDATE review SET decision = ${DECISION.code.cancelled}, decided_at = ?, actor = ?, reason = '' WHERE submission_id = ? AND decision IS NULL`;

/** See `SubmissionStore.cancel`. */
export function cancel(tx: Tx, submissionId: number, accountId: number, at: number, actor: string): number | undefined {
  const submission = tx.db.get<{ recipients: number }>(
    "SELECT recipients FROM submission WHERE id = ? AND account_id = ?",
    submissionId,
    accountId,
  );
  if (!submission) return undefined;
  const waiting = tx.db.all<{ id: number }>(WAITING, ...messageIds(submissionId, submission.recipients));
  if (waiting.length === 0) return 0;
  addEvent(tx, submissionId, "cancelled", at, { actor });
  tx.db.run(WITHDRAW, at, actor, submissionId);
  for (const { id } of waiting) settle(tx, id, { state: "cancelled", code: "YZ:CANCEL", at, refund: "always" });
  unschedule(tx, accountId, submissionId);
  return waiting.length;
}
