import { messageIds } from "../../../domain/ids.ts";
import { DECISION, STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";
import { addEvents } from "./events.ts";
import { Messages } from "./messages.ts";
import { unschedule } from "./scheduled.ts";

const SUBMISSION = "SELECT recipients FROM submission WHERE id = $1 AND account_id = $2";
/** Before the messages, as a reviewer does: neither waits for the other with something in hand. */
const REVIEW = "SELECT 1 FROM review WHERE submission_id = $1 AND account_id = $2 AND decision IS NULL FOR UPDATE";
/** What a node is claiming at this moment is waited for, and looked at again. A code: it was sent, and came back as not delivered. */
const WAITING = `
SELECT id FROM live
WHERE id BETWEEN $1 AND $2 AND account_id = $3 AND state IN (${STATE.code.held}, ${STATE.code.queued}) AND code IS NULL
ORDER BY id FOR UPDATE`;
const WITHDRAW = `
UPDATE review SET decision = ${DECISION.code.cancelled}, decided_at = $3, actor = $4, reason = ''
WHERE submission_id = $1 AND account_id = $2 AND decision IS NULL`;

/** See `SubmissionStore.cancel`. */
export async function cancel(tx: Tx, submissionId: number, accountId: number, at: number, actor: string): Promise<number | undefined> {
  const submission = await tx.get<{ recipients: number }>(SUBMISSION, submissionId, accountId);
  if (!submission) return undefined;
  await tx.run(REVIEW, submissionId, accountId);
  const [first, last] = messageIds(submissionId, submission.recipients);
  const ids = (await tx.all<{ id: number }>(WAITING, first, last, accountId)).map(({ id }) => id);
  if (ids.length === 0) return 0;
  await addEvents(tx, [{ subjectId: submissionId, event: "cancelled", at, actor }]);
  await tx.run(WITHDRAW, submissionId, accountId, at, actor);
  const messages = await Messages.lock(tx, ids);
  for (const id of ids) messages.settle(id, { state: "cancelled", code: "YZ:CANCEL", at, refund: "always" });
  await messages.write();
  await unschedule(tx, accountId, submissionId);
  return ids.length;
}
