import { type OrphanRow, orphanOf } from "../../shared/channel-rows.ts";
import type { Orphan, OrphanCount, OrphansAsked, OrphansCounted } from "../../store.ts";
import type { Tx } from "../tx.ts";

const PARKED = "FROM receipt INDEXED BY receipt_orphan WHERE message_id IS NULL AND at BETWEEN ? AND ?";
const LISTED = `SELECT id, channel_id, upstream_id, status, code, at, raw, phone ${PARKED} AND (at > ? OR id > ?)`;
const PAGE = "ORDER BY at, id LIMIT ?";

/** See `ChannelStore.orphans`. */
export function orphans(tx: Tx, { channelId, since, before, after, limit }: OrphansAsked): readonly Orphan[] {
  const from = Math.max(since, after?.at ?? since);
  const range = [from, before, after?.at ?? since - 1, after?.id ?? 0] as const;
  const rows =
    channelId === undefined
      ? tx.db.all<OrphanRow>(`${LISTED} ${PAGE}`, ...range, limit)
      : tx.db.all<OrphanRow>(`${LISTED} AND channel_id = ? ${PAGE}`, ...range, channelId, limit);
  return rows.map(orphanOf);
}

/** See `ChannelStore.countOrphans`. */
export function countOrphans(tx: Tx, { since, before, most }: OrphansCounted): readonly OrphanCount[] {
  const counts = new Map<number, number>();
  for (const { channel_id } of tx.db.all<{ channel_id: number }>(`SELECT channel_id ${PARKED} ${PAGE}`, since, before, most))
    counts.set(channel_id, (counts.get(channel_id) ?? 0) + 1);
  return [...counts].map(([channelId, count]) => ({ channelId, count })).sort((a, b) => a.channelId - b.channelId);
}
