import { FLAG, LEASED_QUEUE, MEDIUM, RECEIPT, STATE } from "../../shared/codes.ts";
import type { AskedChannel, Claim, ClaimedMessage, LaneHead, LanePage } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

/** Walks from one lane to the next through the index: as many steps as there are lanes, however long the queue is. */
export const HEADS = `
WITH RECURSIVE head (lane) AS (
  (SELECT queue FROM live WHERE queue > $1 ORDER BY queue LIMIT 1)
  UNION ALL
  SELECT (SELECT queue FROM live WHERE queue > head.lane ORDER BY queue LIMIT 1) FROM head WHERE head.lane IS NOT NULL
), heads (lane, due) AS (
  SELECT lane, (SELECT next_at FROM live WHERE queue = head.lane ORDER BY queue, next_at LIMIT 1) FROM head WHERE lane IS NOT NULL
)`;
const LANES = `${HEADS} SELECT lane, due FROM heads LIMIT $2`;

/** What another claim is taking at this moment is passed over, so that no node waits for another. */
const CLAIM = `
WITH due AS (
  SELECT id, account_id, next_at FROM live WHERE queue = $1 AND next_at <= $2
  ORDER BY next_at, id LIMIT $3 FOR UPDATE SKIP LOCKED
), leased AS (
  UPDATE live m SET state = ${STATE.code.leased}, queue = ${LEASED_QUEUE}, next_at = $4, attempt = m.attempt + 1, node = $5, once = $6
  FROM due WHERE m.id = due.id AND m.account_id = due.account_id
  RETURNING m.id, m.account_id, m.submission_id, m.phone, m.segments, m.attempt, m.channel_id, m.code, due.next_at AS was_due
)
SELECT l.id, l.account_id, l.submission_id, l.phone, l.segments, l.attempt, l.channel_id, l.code, l.was_due
FROM leased l ORDER BY l.was_due, l.id`;
const SUBMISSIONS = "SELECT id, medium, send_at, flags, ext, text FROM submission WHERE id = ANY($1::bigint[])";

const OWN_TEXTS = "SELECT id, text FROM message WHERE id = ANY($1::bigint[]) AND text IS NOT NULL";

/** Of those that were tried before; of one that is tried without end, the latest tries tell enough. */
const ASKED = `
SELECT asked.message_id, a.channel_id, coalesce(bool_or(a.receipt = ${RECEIPT.code.failed}), false) AS failed
FROM unnest($1::bigint[]) AS asked (message_id) CROSS JOIN LATERAL (
  SELECT channel_id, receipt, attempt FROM attempt WHERE message_id = asked.message_id ORDER BY attempt DESC, part DESC LIMIT 1000
) a
WHERE a.channel_id IS NOT NULL GROUP BY asked.message_id, a.channel_id ORDER BY asked.message_id, max(a.attempt)`;

interface LeasedRow extends Row {
  id: number;
  account_id: number;
  submission_id: number;
  phone: string;
  segments: number;
  attempt: number;
  channel_id: number | null;
  code: string | null;
}

interface SubmissionRow extends Row {
  id: number;
  medium: number;
  send_at: number;
  flags: number;
  ext: string;
  text: string | null;
}

export async function lanes(tx: Tx, page?: LanePage): Promise<readonly LaneHead[]> {
  const { after, limit } = page ?? { after: -1, limit: Number.MAX_SAFE_INTEGER };
  return (await tx.all<{ lane: number; due: number }>(LANES, after, limit)).map((row) => ({ lane: row.lane, dueAt: row.due }));
}

export async function claim(tx: Tx, { lane, dueBefore, leaseUntil, limit, node, atMostOnce }: Claim): Promise<readonly ClaimedMessage[]> {
  const rows = await tx.all<LeasedRow>(CLAIM, lane, dueBefore, limit, leaseUntil, node, atMostOnce ? true : null);
  if (rows.length === 0) return [];
  tx.waitingChanged(-rows.length);
  const submissions = new Map(
    (await tx.all<SubmissionRow>(SUBMISSIONS, [...new Set(rows.map((row) => row.submission_id))])).map((row) => [row.id, row]),
  );
  const texts = await ownTexts(
    tx,
    rows.filter((row) => submissions.get(row.submission_id)?.text == null).map((row) => row.id),
  );
  const asked = await askedBefore(
    tx,
    rows.filter((row) => row.channel_id !== null || row.code !== null).map((row) => row.id),
  );
  return rows.map((row): ClaimedMessage => {
    const submission = submissions.get(row.submission_id);
    if (!submission) throw new Error(`lane ${lane} has a message whose submission ${row.submission_id} is missing`);
    return {
      id: row.id,
      accountId: row.account_id,
      submissionId: row.submission_id,
      medium: MEDIUM.word(submission.medium),
      lane,
      phone: row.phone,
      text: submission.text ?? texts.get(row.id) ?? "",
      ext: submission.ext,
      segments: row.segments,
      numbered: (submission.flags & FLAG.numbered) !== 0,
      attempt: row.attempt,
      avoid: row.channel_id ?? undefined,
      asked: asked.get(row.id) ?? [],
      undelivered: row.code ?? undefined,
      atMostOnce: (submission.flags & FLAG.atMostOnce) !== 0,
      sendAt: submission.send_at,
    };
  });
}

/** Of those whose submission has no text for all. */
async function ownTexts(tx: Tx, messageIds: readonly number[]): Promise<ReadonlyMap<number, string>> {
  if (messageIds.length === 0) return new Map();
  return new Map((await tx.all<{ id: number; text: string }>(OWN_TEXTS, messageIds)).map((row) => [row.id, row.text]));
}

async function askedBefore(tx: Tx, messageIds: readonly number[]): Promise<ReadonlyMap<number, readonly AskedChannel[]>> {
  const asked = new Map<number, AskedChannel[]>();
  if (messageIds.length === 0) return asked;
  for (const row of await tx.all<{ message_id: number; channel_id: number; failed: boolean }>(ASKED, messageIds)) {
    const channel = { channelId: row.channel_id, failed: row.failed };
    const list = asked.get(row.message_id);
    if (list) list.push(channel);
    else asked.set(row.message_id, [channel]);
  }
  return asked;
}
