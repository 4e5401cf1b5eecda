import type { Outstanding, OutstandingCursor } from "../../../domain/receipt.ts";
import { sentQueue } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";

/** In the order of the index, which is that of the submits for as long as the channel's validity stays the same. */
const PAGE = `
SELECT a.message_id, a.part, a.upstream_id, m.phone, a.at
FROM live m CROSS JOIN LATERAL (
  SELECT * FROM attempt a WHERE a.message_id = m.id AND a.attempt = m.attempt AND a.upstream_id IS NOT NULL AND a.receipt IS NULL OFFSET 0
) a
WHERE m.queue = $1 AND (m.next_at, m.id) >= ($2, $3) AND NOT (m.id = $3 AND a.part <= $4)
ORDER BY m.next_at, m.id, a.part LIMIT $5`;

export async function outstanding(
  tx: Tx,
  channelId: number,
  after: OutstandingCursor | undefined,
  limit: number,
): Promise<readonly Outstanding[]> {
  const { messageId = 0, part = 0 } = after ?? {};
  // settled since or not: a message keeps the time at which its receipt was due
  const from = (await tx.get<{ next_at: number }>("SELECT next_at FROM message_now WHERE id = $1", messageId))?.next_at ?? 0;
  const rows = await tx.all<{ message_id: number; part: number; upstream_id: string; phone: string; at: number }>(
    PAGE,
    sentQueue(channelId),
    from,
    messageId,
    part,
    limit,
  );
  return rows.map((row) => ({ messageId: row.message_id, part: row.part, upstreamId: row.upstream_id, phone: row.phone, at: row.at }));
}
