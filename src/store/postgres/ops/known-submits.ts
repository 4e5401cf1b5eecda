import type { KnownSubmit } from "../../../domain/receipt.ts";
import type { Row, Tx } from "../tx.ts";

const SUBMITS = `
SELECT upstream_id, message_id FROM upstream WHERE upstream_id = ANY($2::text[]) AND channel_id = $1 AND message_id IS NOT NULL`;
/** By itself, so that the plan knows which days' partitions it needs. */
const PHONES = "SELECT id, phone FROM message WHERE id = ANY($1::bigint[])";

export async function knownSubmits(tx: Tx, channelId: number, upstreamIds: readonly string[]): Promise<readonly KnownSubmit[]> {
  const submits = await tx.all<Row & { upstream_id: string; message_id: number }>(SUBMITS, channelId, upstreamIds);
  if (submits.length === 0) return [];
  const ids = submits.map(({ message_id }) => message_id);
  const messages = await tx.all<Row & { id: number; phone: string }>(PHONES, ids);
  const phones = new Map(messages.map(({ id, phone }) => [id, phone]));
  return submits.flatMap(({ upstream_id: upstreamId, message_id }) => {
    const phone = phones.get(message_id);
    return phone === undefined ? [] : [{ upstreamId, phone }];
  });
}
