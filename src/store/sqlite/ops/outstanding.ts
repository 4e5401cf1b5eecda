import type { Outstanding, OutstandingCursor } from "../../../domain/receipt.ts";
import { sentQueue } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";

/** In the order of the index, which is that of the submits for as long as the channel's validity stays the same. */
const PAGE = `
SELECT a.message_id, a.part, a.upstream_id, m.phone, a.at
FROM message m JOIN attempt a ON a.message_id = m.id AND a.attempt = m.attempt
WHERE m.queue = ? AND (m.next_at, m.id) >= (?, ?) AND NOT (m.id = ? AND a.part <= ?)
  AND a.upstream_id IS NOT NULL AND a.receipt IS NULL
ORDER BY m.next_at, m.id, a.part LIMIT ?`;

export function outstanding(tx: Tx, channelId: number, after: OutstandingCursor | undefined, limit: number): readonly Outstanding[] {
  const { messageId = 0, part = 0 } = after ?? {};
  // settled since or not: a message keeps the time at which its receipt was due
  const from = tx.db.get<{ next_at: number }>("SELECT next_at FROM message WHERE id = ?", messageId)?.next_at ?? 0;
  return tx.db
    .all<{ message_id: number; part: number; upstream_id: string; phone: string; at: number }>(
      PAGE,
      sentQueue(channelId),
      from,
      messageId,
      messageId,
      part,
      limit,
    )
    .map((row) => ({ messageId: row.message_id, part: row.part, upstreamId: row.upstream_id, phone: row.phone, at: row.at }));
}
