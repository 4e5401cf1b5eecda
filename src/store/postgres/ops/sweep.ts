import { FLAG, LEASED_QUEUE, STATE } from "../../shared/codes.ts";
import type { StoryEvent } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { addEvents, type NewEvent } from "./events.ts";
import { Messages } from "./messages.ts";
import { forgetSent } from "./scheduled.ts";
import { leave } from "./unanswered.ts";

/** Nodes that sweep at once take different messages. */
const LAPSED = `
SELECT id FROM live WHERE queue = ${LEASED_QUEUE} AND next_at <= $1 ORDER BY next_at, id LIMIT $2 FOR UPDATE SKIP LOCKED`;
/** The `+ 0` has them sorted: else the server may walk over all that is live in that order. */
const LEASED_BY = `SELECT id FROM live WHERE queue = ${LEASED_QUEUE} AND node = $1 ORDER BY id + 0 FOR UPDATE`;
/**
 * What nodes have claimed that are gone: a code must not wait for the end of its lease, which leaves time for a slow answer. A node
 * that was merely cut off has closed its sessions by then, but some of this may have left: so it is what may be sent twice.
 */
const OF_THE_DEAD = `
SELECT l.id FROM live l JOIN submission s ON s.id = l.submission_id
WHERE l.queue = ${LEASED_QUEUE} AND l.node = ANY ($1::integer[]) AND l.once IS NOT TRUE AND s.flags & ${FLAG.atMostOnce} = 0
ORDER BY l.id + 0 LIMIT $2 FOR UPDATE OF l SKIP LOCKED`;
const DEAD = "SELECT number FROM node WHERE until <= $1 AND until > $2";
/** Each channel has a queue of its own below the leases: from one to the next through the index, and into what is overdue. */
const AWAITING = `
WITH RECURSIVE awaiting (queue) AS (
  (SELECT queue FROM live WHERE queue < ${LEASED_QUEUE} ORDER BY queue DESC LIMIT 1)
  UNION ALL
  SELECT (SELECT queue FROM live WHERE queue < awaiting.queue ORDER BY queue DESC LIMIT 1) FROM awaiting WHERE awaiting.queue IS NOT NULL
)
SELECT queue FROM awaiting WHERE queue IS NOT NULL`;
const OVERDUE = `
SELECT id FROM live WHERE queue = $1 AND next_at <= $2 ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED`;
const FORGET_ORDERS = `
DELETE FROM order_id WHERE ctid = ANY (ARRAY(
  SELECT ctid FROM order_id WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2 FOR UPDATE SKIP LOCKED))`;

interface IdRow extends Row {
  id: number;
}

/** How long after its lease has lapsed a node counts as gone, and how long it is asked for what it had, ms. */
const GONE_AFTER = 4_000;
const GONE_FOR = 600_000;

export async function rescue(tx: Tx, now: number, limit: number): Promise<number> {
  await forgetSent(tx, now, limit);
  await tx.run(FORGET_ORDERS, now, limit);
  const lapsed = await requeue(tx, await tx.all<IdRow>(LAPSED, now, limit), now, "lease-lapsed");
  if (lapsed >= limit) return lapsed;
  const dead = await tx.all<Row & { number: number }>(DEAD, now - GONE_AFTER, now - GONE_FOR);
  if (dead.length === 0) return lapsed;
  const numbers = dead.map(({ number }) => number);
  return lapsed + (await requeue(tx, await tx.all<IdRow>(OF_THE_DEAD, numbers, limit - lapsed), now, "node-left"));
}

/** Gives back what one node has leased, lapsed or not. */
export async function giveBack(tx: Tx, now: number, node: number): Promise<number> {
  return requeue(tx, await tx.all<IdRow>(LEASED_BY, node), now, "node-left");
}

/** Returns leased messages to their lanes; those that may not be sent twice end as UNKNOWN. */
async function requeue(tx: Tx, rows: readonly IdRow[], now: number, why: StoryEvent): Promise<number> {
  if (rows.length === 0) return 0;
  const messages = await Messages.lock(
    tx,
    rows.map(({ id }) => id),
  );
  const held = [...messages.all()];
  const submissions = await messages.submissions(held.map(({ submissionId }) => submissionId));
  for (const { id, submissionId, once } of held) {
    const onlyOnce = once || ((submissions.get(submissionId)?.flags ?? 0) & FLAG.atMostOnce) !== 0;
    if (onlyOnce) messages.settle(id, { state: "unknown", code: "UNKNOWN", at: now, refund: "undelivered" });
    else messages.requeue(id, now, messages.get(id)?.channelId ?? null);
  }
  await addEvents(
    tx,
    held.map(({ id, node }): NewEvent => ({ subjectId: id, event: why, at: now, note: `node ${node}` })),
  );
  await messages.write();
  return held.length;
}

export async function expire(tx: Tx, now: number, limit: number): Promise<number> {
  const overdue: number[] = [];
  for (const { queue } of await tx.all<{ queue: number }>(AWAITING)) {
    if (overdue.length >= limit) break;
    for (const { id } of await tx.all<IdRow>(OVERDUE, queue, now, limit - overdue.length)) overdue.push(id);
  }
  if (overdue.length === 0) return 0;
  const messages = await Messages.lock(tx, overdue);
  const events: NewEvent[] = [];
  for (const message of messages.all()) {
    const { id, state } = message;
    const unanswered = state === STATE.code.unanswered;
    events.push({ subjectId: id, event: unanswered ? "answer-overdue" : "receipt-overdue", at: now });
    if (unanswered) leave(messages, message, now);
    else messages.settle(id, { state: "failed", code: "EXPIRED", at: now, refund: "undelivered", overdue: true });
  }
  await addEvents(tx, events);
  await messages.write();
  return overdue.length;
}
