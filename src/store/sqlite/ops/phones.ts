import { firstIdAt } from "../../../domain/ids.ts";
import type { LatestAsked, LatestMessage } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { metaValue } from "./meta.ts";

/**
 * Ids are given out before the commit that stores them, and the index goes by ids: it leaves out the latest, so that none is
 * stored behind its back. A submission that waits this long for its commit has been answered `busy`.
 */
const SETTLED = 30_000;
/** How many of a phone's latest messages are looked through for an account's: ten a day make years of them. */
const LOOKED_THROUGH = 10_000;

/** What the index holds as one word: a phone in its normal form. Others (recipients that were refused) are not looked for. */
export const PHONE = /^\+?[0-9]{1,20}$/;

/** The newest messages, which the index doesn't hold yet. Tried means claimed: what waits for its time has not been seen by anyone. */
const TAIL = `
SELECT phone, account_id, max(id) AS id FROM message
WHERE id BETWEEN ? AND ? AND phone IN (SELECT value FROM json_each(?)) AND attempt > 0 GROUP BY phone, account_id`;
const INDEXED = `
SELECT m.id, m.account_id FROM (SELECT rowid AS id FROM phone_index WHERE phone_index MATCH ? ORDER BY rowid DESC LIMIT ${LOOKED_THROUGH}) found
CROSS JOIN message m ON m.id = found.id
WHERE m.account_id IN (SELECT value FROM json_each(?)) AND m.attempt > 0 LIMIT 1`;

interface Found extends Record<string, unknown> {
  id: number;
  account_id: number;
}

/** See `InboundStore.indexPhones`. */
export function indexPhones(tx: Tx, now: number, limit: number): number {
  const { db } = tx;
  const first = metaValue(tx, "phone_index") + 1;
  const settled = Math.min(firstIdAt(now - SETTLED) - 1, newest(tx));
  if (settled < first) return 0;
  const cut = db.get<{ id: number }>(
    "SELECT id FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT 1 OFFSET ?",
    first,
    settled,
    limit - 1,
  );
  const last = cut?.id ?? settled;
  const taken = db.run(
    "INSERT INTO phone_index (rowid, phone) SELECT id, phone FROM message WHERE id BETWEEN ? AND ? ORDER BY id",
    first,
    last,
  );
  db.run("UPDATE meta SET value = ? WHERE key = 'phone_index'", last);
  return taken;
}

/** See `InboundStore.latestTo`. */
export function latestTo(tx: Tx, asked: readonly LatestAsked[]): readonly (LatestMessage | undefined)[] {
  const tail = tailOf(tx, new Set(asked.map(({ phone }) => phone)));
  return asked.map(({ phone, accountIds }) => {
    const own = new Set(accountIds);
    const newest = tail.get(phone)?.filter((row) => own.has(row.account_id)) ?? [];
    const row = newest.reduce<Found | undefined>((best, each) => (best && best.id > each.id ? best : each), undefined);
    const found = row ?? indexed(tx, phone, accountIds);
    return found && { accountId: found.account_id, messageId: found.id };
  });
}

const NEWEST_TO = "SELECT id FROM message WHERE id BETWEEN ? AND ? AND phone = ? ORDER BY id DESC LIMIT ?";
const INDEXED_TO = "SELECT rowid AS id FROM phone_index WHERE phone_index MATCH ? AND rowid < ? ORDER BY rowid DESC LIMIT ?";

/** Messages to a phone, latest first: those that are not indexed yet, and then the index's. */
export function idsTo(tx: Tx, phone: string, before: number, limit: number): readonly number[] {
  const first = metaValue(tx, "phone_index") + 1;
  const rows = tx.db.all<{ id: number }>(NEWEST_TO, first, Math.min(newest(tx), before - 1), phone, limit);
  const left = limit - rows.length;
  if (left > 0 && PHONE.test(phone)) rows.push(...tx.db.all<{ id: number }>(INDEXED_TO, `"${phone}"`, Math.min(first, before), left));
  return rows.map(({ id }) => id);
}

/** The latest of each account, by phone. One walk for all that are asked for. */
function tailOf(tx: Tx, phones: ReadonlySet<string>): ReadonlyMap<string, readonly Found[]> {
  const first = metaValue(tx, "phone_index") + 1;
  const rows = tx.db.all<Found & { phone: string }>(TAIL, first, newest(tx), JSON.stringify([...phones]));
  return Map.groupBy(rows, ({ phone }) => phone);
}

function indexed(tx: Tx, phone: string, accountIds: readonly number[]): Found | undefined {
  if (accountIds.length === 0 || !PHONE.test(phone)) return undefined;
  return tx.db.get<Found>(INDEXED, `"${phone}"`, JSON.stringify(accountIds));
}

function newest(tx: Tx): number {
  return tx.db.get<{ id: number | null }>("SELECT max(id) AS id FROM message")?.id ?? 0;
}
