import { MESSAGE_COLUMNS, type MessageRow, messageOf } from "../../shared/rows.ts";
import type { LatestAsked, LatestMessage, StoryMessage } from "../../store.ts";
import type { Tx } from "../tx.ts";

/** How many of a phone's latest messages are looked through for an account's: ten a day make years of them. */
const LOOKED_THROUGH = 10_000;

/** Tried means claimed: what waits for its time has not been seen by anyone. Each one's accounts come as an array's text, as arrays of arrays must be even. */
const LATEST = `
SELECT asked.place, found.id, found.account_id
FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS asked (phone, accounts, place)
CROSS JOIN LATERAL (
  SELECT id, account_id FROM (
    SELECT id, account_id, attempt FROM message_now WHERE phone = asked.phone ORDER BY id DESC LIMIT ${LOOKED_THROUGH}
  ) latest
  WHERE account_id = ANY(asked.accounts::integer[]) AND attempt > 0 ORDER BY id DESC LIMIT 1
) found`;
const TO = `SELECT ${MESSAGE_COLUMNS} FROM message_now WHERE phone = $1 AND id < $2 ORDER BY id DESC LIMIT $3`;

/** See `InboundStore.latestTo`. */
export async function latestTo(tx: Tx, asked: readonly LatestAsked[]): Promise<readonly (LatestMessage | undefined)[]> {
  if (asked.length === 0) return [];
  const rows = await tx.all<{ place: number; id: number; account_id: number }>(
    LATEST,
    asked.map(({ phone }) => phone),
    asked.map(({ accountIds }) => `{${accountIds.join(",")}}`),
  );
  const found = new Map(rows.map((row) => [row.place, { accountId: row.account_id, messageId: row.id }]));
  return asked.map((_, index) => found.get(index + 1));
}

/** See `HistoryStore.messagesTo`. */
export async function messagesTo(tx: Tx, phone: string, before: number, limit: number): Promise<readonly StoryMessage[]> {
  return (await tx.all<MessageRow>(TO, phone, before, limit)).map(messageOf);
}
