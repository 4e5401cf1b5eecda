import { codeMatches } from "../../../domain/undelivered.ts";
import { readAgain } from "../../shared/again.ts";
import { STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";
import { addEvent } from "./events.ts";

const BEFORE = "SELECT account_id, state, attempt, code, again FROM message WHERE id = ?";
const TO_LANE = `
UPDATE message SET state = ${STATE.code.queued}, queue = lane, next_at = ?, node = NULL, channel_id = ?, code = ?, again = NULL
WHERE id = ?`;

/** A receipt that says that an attempt was not delivered. */
export interface Undelivered {
  readonly messageId: number;
  readonly attempt: number;
  readonly channelId: number;
  readonly code: string;
  readonly at: number;
}

/**
 * Sends a sent message back to its lane where its `again` says so. `noted`: it is there already, by a receipt of another part of
 * the same attempt. Undefined: the receipt counts as any other.
 */
export function sendAgain(tx: Tx, { messageId, attempt, channelId, code, at }: Undelivered): "again" | "noted" | undefined {
  const before = tx.db.get<{ account_id: number; state: number; attempt: number; code: string | null; again: string | null }>(
    BEFORE,
    messageId,
  );
  if (!before || before.attempt !== attempt) return undefined;
  if (before.state === STATE.code.queued && before.code !== null) return "noted";
  const again = before.state === STATE.code.sent ? readAgain(before.again ?? undefined) : undefined;
  if (!again || at > again.until || !codeMatches(again.codes, code)) return undefined;
  tx.db.run(TO_LANE, at, channelId, code, messageId);
  tx.waitingChanged(before.account_id, 1);
  addEvent(tx, messageId, "undelivered", at, { note: code });
  return "again";
}
