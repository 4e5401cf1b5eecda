import { accountOf, FLAG, LEASED_QUEUE, MEDIUM, RECEIPT, STATE } from "../../shared/codes.ts";
import type { AskedChannel, Claim, ClaimedMessage, LaneHead } from "../../store.ts";
import type { Tx } from "../tx.ts";

/** Walks from one lane to the next through the index: as many steps as there are lanes, however long the queue is. */
const LANES = `
WITH RECURSIVE head(lane) AS (
  SELECT min(queue) FROM message WHERE queue > ?
  UNION ALL
  SELECT (SELECT min(queue) FROM message WHERE queue > head.lane) FROM head WHERE head.lane IS NOT NULL LIMIT ?
)
SELECT lane, (SELECT min(next_at) FROM message WHERE queue = head.lane) AS due FROM head WHERE lane IS NOT NULL`;

/**
 * Read first, then lease the same rows: one UPDATE … RETURNING can neither give the rows in the order in which they were
 * due nor bring the submission along, and took 5.6 µs a message where these two take 4.0 (512 single-recipient ones).
 */
const DUE = `
SELECT m.id, m.submission_id, m.phone, m.segments, m.attempt, m.channel_id, m.code, m.text,
  s.account_id, s.medium, s.send_at, s.flags, s.ext, s.text AS shared_text
FROM message m JOIN submission s ON s.id = m.submission_id
WHERE m.queue = ? AND m.next_at <= ? ORDER BY m.next_at, m.id LIMIT ?`;
const LEASE = `
UPDATE message SET state = ?, queue = ?, next_at = ?, attempt = attempt + 1, node = ?, once = ?
WHERE id IN (SELECT id FROM message WHERE queue = ? AND next_at <= ? ORDER BY next_at, id LIMIT ?)`;

/** Latest first, and of those that are tried without end enough to tell who was asked. */
const ASKED = "SELECT channel_id, receipt FROM attempt WHERE message_id = ? ORDER BY attempt DESC, part DESC LIMIT 1000";

interface DueRow extends Record<string, unknown> {
  id: number;
  submission_id: number;
  phone: string;
  segments: number;
  attempt: number;
  channel_id: number | null;
  code: string | null;
  text: string | null;
  account_id: number;
  medium: number;
  send_at: number;
  flags: number;
  ext: string;
  shared_text: string | null;
}

function asked(tx: Tx, messageId: number): readonly AskedChannel[] {
  const byChannel = new Map<number, boolean>();
  for (const { channel_id, receipt } of tx.db.all<{ channel_id: number | null; receipt: number | null }>(ASKED, messageId)) {
    if (channel_id === null) continue;
    byChannel.set(channel_id, byChannel.get(channel_id) === true || receipt === RECEIPT.code.failed);
  }
  return [...byChannel].map(([channelId, failed]) => ({ channelId, failed })).reverse();
}

export function lanes(tx: Tx, after: number, limit: number): readonly LaneHead[] {
  return tx.db.all<{ lane: number; due: number }>(LANES, after, limit).map((row) => ({ lane: row.lane, dueAt: row.due }));
}

export function claim(tx: Tx, request: Claim): readonly ClaimedMessage[] {
  const { lane, dueBefore, leaseUntil, limit, node } = request;
  const once = request.atMostOnce ? 1 : null;
  const rows = tx.db.all<DueRow>(DUE, lane, dueBefore, limit);
  if (rows.length === 0) return [];
  const leased = tx.db.run(LEASE, STATE.code.leased, LEASED_QUEUE, leaseUntil, node, once, lane, dueBefore, limit);
  if (leased !== rows.length) throw new Error(`lane ${lane} has ${leased - rows.length} messages whose submission is missing`);
  tx.waitingChanged(accountOf(lane), -leased);
  return rows.map(
    (row): ClaimedMessage => ({
      id: row.id,
      accountId: row.account_id,
      submissionId: row.submission_id,
      medium: MEDIUM.word(row.medium),
      lane,
      phone: row.phone,
      text: row.text ?? row.shared_text ?? "",
      ext: row.ext,
      segments: row.segments,
      numbered: (row.flags & FLAG.numbered) !== 0,
      attempt: row.attempt + 1,
      avoid: row.channel_id ?? undefined,
      asked: row.channel_id === null && row.code === null ? [] : asked(tx, row.id),
      undelivered: row.code ?? undefined,
      atMostOnce: (row.flags & FLAG.atMostOnce) !== 0,
      sendAt: row.send_at,
    }),
  );
}
