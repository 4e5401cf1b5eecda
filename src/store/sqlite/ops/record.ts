import { writeAgain } from "../../shared/again.ts";
import { LEASED_QUEUE, OUTCOME, STATE, sentQueue } from "../../shared/codes.ts";
import type { AttemptResult } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { applyNameless, applyParked } from "./receipts.ts";
import { settle } from "./settle.ts";
import { hold } from "./unanswered.ts";

const INSERT_ATTEMPT = "INSERT OR IGNORE INTO attempt VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)";
const TO_SENT =
  "UPDATE message SET state = ?, queue = ?, next_at = ?, node = NULL, channel_id = ?, again = ? WHERE id = ? AND attempt = ? AND queue = ?";
const INSERT_CHOICE = "INSERT OR IGNORE INTO choice VALUES (?, ?, ?, ?)";
const TO_QUEUED =
  "UPDATE message SET state = ?, queue = lane, next_at = ?, node = NULL, channel_id = ? WHERE id = ? AND attempt = ? AND queue = ?";

export function record(tx: Tx, results: readonly AttemptResult[]): readonly boolean[] {
  return results.map((result) => {
    writeParts(tx, result);
    if (result.choice !== undefined) tx.db.run(INSERT_CHOICE, result.messageId, result.attempt, result.at, result.choice);
    const applied = step(tx, result);
    for (const part of result.parts) {
      if (part.upstreamId !== undefined && result.channelId !== undefined) applyParked(tx, result.channelId, part.upstreamId);
    }
    const { messageId, channelId, next } = result;
    if (applied && channelId !== undefined && next.to === "unanswered" && next.matchSince !== undefined)
      applyNameless(tx, messageId, channelId, next.matchSince);
    return applied;
  });
}

/** The parts are kept even where the lease had lapsed and someone else has the message now: their receipts will come. */
function writeParts(tx: Tx, result: AttemptResult): void {
  for (const part of result.parts) {
    tx.db.run(
      INSERT_ATTEMPT,
      result.messageId,
      result.attempt,
      part.part,
      result.parts.length,
      result.accountId,
      result.channelId ?? null,
      OUTCOME.code[part.outcome],
      part.upstreamId ?? null,
      part.code ?? null,
      result.at,
    );
  }
}

function step(tx: Tx, result: AttemptResult): boolean {
  const { messageId, attempt, channelId, next, at } = result;
  switch (next.to) {
    case "sent": {
      const { expiresAt, again } = next;
      const awaits = [sentQueue(channelId), expiresAt, channelId ?? null, writeAgain(again) ?? null] as const;
      const changed = tx.db.run(TO_SENT, STATE.code.sent, ...awaits, messageId, attempt, LEASED_QUEUE);
      if (changed > 0) tx.tallies.of(at, result.accountId, channelId ?? 0).sent += 1;
      return changed > 0;
    }
    case "queued": {
      const changed = tx.db.run(TO_QUEUED, STATE.code.queued, next.dueAt, next.avoid ?? null, messageId, attempt, LEASED_QUEUE);
      tx.waitingChanged(result.accountId, changed);
      return changed > 0;
    }
    case "unanswered":
      return hold(tx, result, next);
    default: {
      const refund = next.refund ? "always" : next.to === "delivered" ? "never" : "undelivered";
      const ends = { state: next.to, code: next.code, at, refund, channelId: tookBy(result), asked: channelId } as const;
      return settle(tx, messageId, ends, { attempt, leased: true });
    }
  }
}

/** A part may have got through, and shown the channel's code to whom it reached. */
function tookBy({ parts, channelId }: AttemptResult): number | undefined {
  return parts.some(({ outcome }) => outcome === "accepted" || outcome === "unknown") ? channelId : undefined;
}
