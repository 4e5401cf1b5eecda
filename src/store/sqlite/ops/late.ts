import { OUTCOME } from "../../shared/codes.ts";
import type { LateAnswer } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { applyParked } from "./receipts.ts";
import { answered } from "./unanswered.ts";

const INSERT = `
INSERT OR IGNORE INTO attempt SELECT id, ?, ?, ?, account_id, ?, ?, ?, ?, ?, NULL FROM message WHERE id = ? AND attempt >= ?`;
const ANSWER = `
UPDATE attempt SET outcome = ?, upstream_id = coalesce(upstream_id, ?), code = coalesce(?, code)
WHERE message_id = ? AND attempt = ? AND part = ? AND channel_id = ? AND outcome = ${OUTCOME.code.unknown}`;

/** See `DispatchStore.late`. */
export function late(tx: Tx, channelId: number, answers: readonly LateAnswer[]): readonly boolean[] {
  return answers.map((answer) => {
    const { messageId, attempt, part, parts, at, final } = answer;
    const outcome = OUTCOME.code[answer.outcome];
    const upstreamId = answer.upstreamId ?? null;
    const code = answer.code ?? null;
    const changed =
      tx.db.run(INSERT, attempt, part, parts, channelId, outcome, upstreamId, code, at, messageId, attempt) > 0 ||
      tx.db.run(ANSWER, outcome, upstreamId, code, messageId, attempt, part, channelId) > 0;
    if (!changed) return false;
    answered(tx, { message_id: messageId, attempt }, at, final, answer.outcome);
    if (answer.upstreamId !== undefined) applyParked(tx, channelId, answer.upstreamId);
    return true;
  });
}
