import { writeAgain } from "../../shared/again.ts";
import { LEASED_QUEUE, OUTCOME, STATE, sentQueue } from "../../shared/codes.ts";
import type { AttemptResult, NextStep } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { addEvent } from "./events.ts";
import { settle } from "./settle.ts";

const TO_UNANSWERED =
  "UPDATE message SET state = ?, queue = ?, next_at = ?, node = NULL, channel_id = ?, again = ? WHERE id = ? AND attempt = ? AND queue = ?";
const REMEMBER = "INSERT OR REPLACE INTO unanswered SELECT id, ?, phone, ?, ?, ?, ? FROM message WHERE id = ?";
const FORGET = "DELETE FROM unanswered WHERE message_id = ?";
const HELD = `
SELECT m.account_id, m.attempt, u.resend, u.avoid, u.expires_at, u.channel_id FROM unanswered u JOIN message m ON m.id = u.message_id WHERE u.message_id = ?`;
const OF_PHONE = "SELECT message_id, match_since FROM unanswered WHERE channel_id = ? AND phone = ? LIMIT 2";
const ON_ITS_WAY = `SELECT 1 FROM message WHERE queue = ${LEASED_QUEUE} AND phone = ? LIMIT 1`;
/** Its parts are alike to a receipt that doesn't know their ids: the first one takes it. */
const NAMELESS_PART = `
SELECT a.message_id, a.attempt, a.part, a.parts, a.outcome, a.at, a.receipt FROM message m
JOIN attempt a ON a.message_id = m.id AND a.attempt = m.attempt
WHERE m.id = ? AND a.outcome = ${OUTCOME.code.unknown} AND a.upstream_id IS NULL AND a.receipt IS NULL ORDER BY a.part LIMIT 1`;

type Unanswered = Extract<NextStep, { to: "unanswered" }>;

/** A part of one try, as its row is. */
export interface AttemptRow extends Record<string, unknown> {
  message_id: number;
  attempt: number;
  part: number;
  parts: number;
  outcome: number;
  /** When its outcome was recorded; its receipt may be earlier. */
  at: number;
  receipt: number | null;
}

interface HeldRow extends Record<string, unknown> {
  account_id: number;
  attempt: number;
  resend: number;
  avoid: number | null;
  expires_at: number;
  channel_id: number;
}

/** Holds a leased message for its answer. */
export function hold(tx: Tx, { messageId, attempt, channelId, at }: AttemptResult, next: Unanswered): boolean {
  const channel = channelId ?? 0;
  const queue = sentQueue(channel);
  const again = writeAgain(next.again) ?? null;
  const { unanswered } = STATE.code;
  if (tx.db.run(TO_UNANSWERED, unanswered, queue, next.until, channel, again, messageId, attempt, LEASED_QUEUE) === 0) return false;
  tx.db.run(REMEMBER, channel, next.otherwise === "queued" ? 1 : 0, next.avoid ?? null, next.expiresAt, next.matchSince ?? null, messageId);
  // its last answer may have come before this
  goOn(tx, messageId, attempt, at, false);
  return true;
}

/** A part that was unanswered has an answer: an event, and the message goes on where it was the last one. */
export function answered(tx: Tx, part: Pick<AttemptRow, "message_id" | "attempt">, at: number, final: boolean, note: string): void {
  addEvent(tx, part.message_id, "answered-late", at, { note });
  goOn(tx, part.message_id, part.attempt, at, final);
}

/** The time for an answer is over. */
export function giveUp(tx: Tx, messageId: number, at: number): void {
  addEvent(tx, messageId, "answer-overdue", at);
  const held = tx.db.get<HeldRow>(HELD, messageId);
  if (held) leave(tx, messageId, held, at);
}

/**
 * The part that a receipt is for whose id nobody knows: one of the only unanswered message to its phone on its channel, where
 * nothing else to that phone is on its way whose id may still come.
 */
export function namelessPart(tx: Tx, channelId: number, phone: string, at: number): AttemptRow | undefined {
  const [held, another] = tx.db.all<{ message_id: number; match_since: number | null }>(OF_PHONE, channelId, phone);
  if (!held || another || held.match_since === null || held.match_since > at) return undefined;
  if (tx.db.get(ON_ITS_WAY, phone)) return undefined;
  return tx.db.get<AttemptRow>(NAMELESS_PART, held.message_id);
}

/** Once no part of the latest try is without an answer, the message goes on; see `DispatchStore.late`. */
function goOn(tx: Tx, messageId: number, attempt: number, at: number, final: boolean): void {
  const { db } = tx;
  const held = db.get<HeldRow>(HELD, messageId);
  if (!held || held.attempt !== attempt) return;
  const parts = db.all<{ outcome: number; code: string | null }>(
    "SELECT outcome, code FROM attempt WHERE message_id = ? AND attempt = ? ORDER BY part",
    messageId,
    attempt,
  );
  const { unknown, accepted } = OUTCOME.code;
  if (parts.some(({ outcome }) => outcome === unknown)) return;
  const refused = parts.find(({ outcome }) => outcome !== accepted);
  if (!refused) {
    db.run("UPDATE message SET state = ?, next_at = ? WHERE id = ?", STATE.code.sent, held.expires_at, messageId);
    db.run(FORGET, messageId);
    tx.tallies.of(at, held.account_id, held.channel_id).sent += 1;
    return;
  }
  const none = parts.every(({ outcome }) => outcome !== accepted);
  if (final) {
    const code = refused.code ?? "";
    settle(tx, messageId, { state: "failed", code, at, refund: none ? "always" : "undelivered", channelId: held.channel_id });
  } else if (none) requeue(tx, messageId, held, at, held.channel_id);
  else leave(tx, messageId, held, at);
}

/** To where it was to go when its time is over. */
function leave(tx: Tx, messageId: number, held: HeldRow, at: number): void {
  if (held.resend === 1) requeue(tx, messageId, held, at, held.avoid);
  else settle(tx, messageId, { state: "unknown", code: "UNKNOWN", at, refund: "undelivered" });
}

function requeue(tx: Tx, messageId: number, { account_id }: HeldRow, dueAt: number, avoid: number | null): void {
  tx.db.run(
    "UPDATE message SET state = ?, queue = lane, next_at = ?, channel_id = ?, again = NULL WHERE id = ?",
    STATE.code.queued,
    dueAt,
    avoid,
    messageId,
  );
  tx.db.run(FORGET, messageId);
  tx.waitingChanged(account_id, 1);
}
