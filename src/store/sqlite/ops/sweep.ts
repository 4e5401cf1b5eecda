import { FLAG, LEASED_QUEUE, STATE } from "../../shared/codes.ts";
import type { StoryEvent } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { addEvent } from "./events.ts";
import { forgetSent } from "./scheduled.ts";
import { settle } from "./settle.ts";
import { giveUp } from "./unanswered.ts";

interface Leased extends Record<string, unknown> {
  id: number;
  account_id: number;
  node: number | null;
  once: number | null;
  flags: number;
}

const LAPSED = `
SELECT m.id, m.account_id, m.node, m.once, s.flags FROM message m JOIN submission s ON s.id = m.submission_id
WHERE m.queue = ${LEASED_QUEUE} AND m.next_at <= ? ORDER BY m.next_at, m.id LIMIT ?`;
const LEASED = `
SELECT m.id, m.account_id, m.node, m.once, s.flags FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.queue = ${LEASED_QUEUE}`;

/** Each channel has a queue of its own below the leases: from one to the next through the index, and into what is overdue. */
const OVERDUE = `
WITH RECURSIVE awaiting(queue) AS (
  SELECT max(queue) FROM message WHERE queue < ${LEASED_QUEUE}
  UNION ALL
  SELECT (SELECT max(queue) FROM message WHERE queue < awaiting.queue) FROM awaiting WHERE awaiting.queue IS NOT NULL
)
SELECT m.id, m.state FROM awaiting CROSS JOIN message m ON m.queue = awaiting.queue AND m.next_at <= ? LIMIT ?`;

export function rescue(tx: Tx, now: number, limit: number): number {
  forgetSent(tx, now, limit);
  return requeue(tx, tx.db.all<Leased>(LAPSED, now, limit), now, "lease-lapsed");
}

/** Gives back what one node has leased, lapsed or not. */
export function giveBack(tx: Tx, now: number, node: number): number {
  return requeue(tx, tx.db.all<Leased>(`${LEASED} AND m.node = ?`, node), now, "node-left");
}

/** Gives back all that is leased, lapsed or not, to whatever node. */
export function giveBackAll(tx: Tx, now: number): number {
  return requeue(tx, tx.db.all<Leased>(LEASED), now, "server-restarted");
}

/** Returns leased messages to their lanes; those that may not be sent twice end as UNKNOWN. */
function requeue(tx: Tx, messages: readonly Leased[], now: number, why: StoryEvent): number {
  for (const { id, account_id, node, once, flags } of messages) {
    addEvent(tx, id, why, now, { note: `node ${node}` });
    if ((flags & FLAG.atMostOnce) !== 0 || once === 1) {
      settle(tx, id, { state: "unknown", code: "UNKNOWN", at: now, refund: "undelivered" });
      continue;
    }
    tx.db.run("UPDATE message SET state = ?, queue = lane, next_at = ?, node = NULL WHERE id = ?", STATE.code.queued, now, id);
    tx.waitingChanged(account_id, 1);
  }
  return messages.length;
}

export function expire(tx: Tx, now: number, limit: number): number {
  const overdue = tx.db.all<{ id: number; state: number }>(OVERDUE, now, limit);
  for (const { id, state } of overdue) {
    if (state === STATE.code.unanswered) {
      giveUp(tx, id, now);
      continue;
    }
    addEvent(tx, id, "receipt-overdue", now);
    settle(tx, id, { state: "failed", code: "EXPIRED", at: now, refund: "undelivered", overdue: true });
  }
  return overdue.length;
}
