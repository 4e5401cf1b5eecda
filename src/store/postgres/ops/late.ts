import { OUTCOME } from "../../shared/codes.ts";
import type { LateAnswer } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { Messages } from "./messages.ts";
import { applyParked, parkedFor } from "./parked.ts";
import { addParts, isAnswered, Parts } from "./parts.ts";
import { Settling } from "./receipts.ts";
import { answered } from "./unanswered.ts";

/** See `DispatchStore.late`. */
export async function late(tx: Tx, channelId: number, answers: readonly LateAnswer[]): Promise<readonly boolean[]> {
  const ids = [...new Set(answers.map(({ messageId }) => messageId))];
  const messages = await Messages.lock(tx, ids);
  const before = await Parts.read(tx, ids);
  // of one whose outcome is still under way there is no part yet: its answer is there before what is recorded of it
  const fresh = new Set(
    answers.filter((answer) => isEarly(answer, messages) && !before.get(answer.messageId, answer.attempt, answer.part)),
  );
  await addParts(
    tx,
    [...fresh].map((answer) => ({
      messageId: answer.messageId,
      attempt: answer.attempt,
      part: answer.part,
      parts: answer.parts,
      accountId: messages.get(answer.messageId)?.accountId ?? 0,
      channelId,
      outcome: OUTCOME.code[answer.outcome],
      upstreamId: answer.upstreamId ?? null,
      code: answer.code ?? null,
      at: answer.at,
    })),
  );
  const parts = fresh.size > 0 ? await Parts.read(tx, ids) : before;
  const settling = await Settling.open(tx, channelId, messages, parts);
  const applied: boolean[] = [];
  for (const answer of answers) {
    const { messageId, attempt, upstreamId, at, final } = answer;
    const part = parts.get(messageId, attempt, answer.part);
    const changes = part !== undefined && (fresh.delete(answer) || (part.channelId === channelId && !isAnswered(part)));
    applied.push(changes);
    if (!changes) continue;
    parts.change(part, {
      outcome: OUTCOME.code[answer.outcome],
      upstreamId: part.upstreamId ?? upstreamId ?? null,
      code: answer.code ?? part.code,
    });
    answered(settling, part, { at, final, note: answer.outcome });
    if (upstreamId === undefined) continue;
    await settling.write();
    await applyParked(tx, channelId, await parkedFor(tx, channelId, [upstreamId]), settling);
  }
  await settling.write();
  return applied;
}

/** Of the latest try, or of one before it. */
function isEarly({ messageId, attempt }: LateAnswer, messages: Messages): boolean {
  const message = messages.get(messageId);
  return message !== undefined && message.attempt >= attempt;
}
