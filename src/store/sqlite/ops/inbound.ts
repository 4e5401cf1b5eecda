import { INBOUND } from "../../shared/codes.ts";
import type { InboundArrival, InboundAssignment, InboundText } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { blacklistOptOut } from "./blacklist.ts";
import { addPushItem } from "./pushes.ts";

const { partial, whole, waiting, kept } = INBOUND.code;

const INSERT =
  "INSERT INTO inbound (id, channel_id, phone, access_code, text, at, reference, parts, merge_by, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
/** The text that still lacks this part: the oldest, where a phone has used a reference again that soon. */
const LACKING = `
SELECT id FROM inbound
WHERE state = ${partial} AND channel_id = ? AND phone = ? AND access_code = ? AND reference = ? AND parts = ?
  AND NOT EXISTS (SELECT 1 FROM inbound_part WHERE inbound_id = inbound.id AND part = ?)
ORDER BY id LIMIT 1`;
const MERGED = `UPDATE inbound SET state = ${whole}, text = ?, at = ? WHERE id = ?`;
const ASSIGN = `
UPDATE inbound SET state = ?, account_id = ?, account_code = ?, ext = ?, message_id = ?, assigned_at = ?
WHERE id = ? AND state = ${whole}`;

/** See `InboundStore.store`. */
export function store(tx: Tx, channelId: number, arrivals: readonly InboundArrival[]): void {
  for (const arrival of arrivals) {
    if (tx.db.get("SELECT 1 FROM inbound_part WHERE channel_id = ? AND key = ?", channelId, arrival.key)) continue;
    if (arrival.parts === 1) {
      insert(tx, channelId, arrival);
      insertPart(tx, channelId, arrival, arrival.id);
    } else storePart(tx, channelId, arrival);
  }
}

function storePart(tx: Tx, channelId: number, arrival: InboundArrival): void {
  const { phone, accessCode, reference, part, parts } = arrival;
  const id = tx.db.get<{ id: number }>(LACKING, channelId, phone, accessCode, reference, parts, part)?.id ?? insert(tx, channelId, arrival);
  insertPart(tx, channelId, arrival, id);
  const there = tx.db.get<{ n: number }>("SELECT count(*) AS n FROM inbound_part WHERE inbound_id = ?", id)?.n ?? 0;
  if (there === parts) merge(tx, id);
}

function insert(tx: Tx, channelId: number, arrival: InboundArrival): number {
  const { id, phone, accessCode, text, at, reference, parts, mergeBy } = arrival;
  const isWhole = parts === 1;
  const state = isWhole ? whole : partial;
  tx.db.run(INSERT, id, channelId, phone, accessCode, isWhole ? text : "", at, reference, parts, mergeBy, state);
  return id;
}

function insertPart(tx: Tx, channelId: number, { key, part, at, text, parts }: InboundArrival, inboundId: number): void {
  tx.db.run("INSERT INTO inbound_part VALUES (?, ?, ?, ?, ?, ?)", channelId, key, inboundId, part, at, parts === 1 ? null : text);
}

function merge(tx: Tx, id: number): void {
  const parts = tx.db.all<{ text: string; at: number }>("SELECT text, at FROM inbound_part WHERE inbound_id = ? ORDER BY part", id);
  tx.db.run(MERGED, parts.map(({ text }) => text).join(""), Math.max(...parts.map(({ at }) => at)), id);
}

/** See `InboundStore.unmatched`. */
export function unmatched(tx: Tx, now: number, limit: number): readonly InboundText[] {
  const overdue = `SELECT id FROM inbound WHERE state = ${partial} AND merge_by <= ? ORDER BY merge_by LIMIT ?`;
  for (const { id } of tx.db.all<{ id: number }>(overdue, now, limit)) merge(tx, id);
  return tx.db
    .all<{ id: number; channel_id: number; phone: string; access_code: string; text: string; at: number }>(
      `SELECT id, channel_id, phone, access_code, text, at FROM inbound WHERE state = ${whole} ORDER BY id LIMIT ?`,
      limit,
    )
    .map(({ id, channel_id, phone, access_code, text, at }) => ({ id, channelId: channel_id, phone, accessCode: access_code, text, at }));
}

/** See `InboundStore.assign`. */
export function assign(tx: Tx, assignments: readonly InboundAssignment[]): void {
  for (const { id, accountId, accountCode, ext, answers, pull, push, optOut, at } of assignments) {
    const changed = tx.db.run(ASSIGN, pull ? waiting : kept, accountId, accountCode, ext, answers ?? null, at, id);
    if (changed === 0) continue;
    if (push) addPushItem(tx, { accountId, kind: "inbound", itemId: id, at });
    if (optOut) blacklistOptOut(tx, accountId, id, at);
  }
}
