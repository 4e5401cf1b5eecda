import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { RECEIPT } from "../../shared/codes.ts";
import { bounded } from "../../shared/packed-receipt.ts";
import { AgainError } from "../errors.ts";
import type { Row, Tx } from "../tx.ts";
import type { Part } from "./parts.ts";
import { columnsOf, nameOf, type Settling } from "./receipts.ts";
import { holdPhones, namelessPart, onTheirWay } from "./unanswered.ts";

const FIND = `
SELECT upstream_id, message_id, attempt, part FROM upstream
WHERE channel_id = $1 AND upstream_id = ANY($2::text[]) AND message_id IS NOT NULL`;
/**
 * Says that receipts came whose submit nobody knows. A transaction that makes the submit known at this moment is waited for here;
 * one that does so later waits for this one and then finds what is parked.
 */
const ANNOUNCE = `
INSERT INTO upstream AS u (upstream_id, channel_id) SELECT id, $1 FROM unnest($2::text[]) AS id ORDER BY id
ON CONFLICT (upstream_id, channel_id) DO UPDATE SET channel_id = u.channel_id RETURNING message_id`;
const PARKED = `
SELECT id, upstream_id, status, code, at, raw, phone FROM parked WHERE channel_id = $1 AND upstream_id = ANY($2::text[]) ORDER BY id`;
/** No more than a message has parts by far: each takes one. */
const PARKED_OF_PHONE = `
SELECT id, upstream_id, status, code, at, raw, phone FROM parked WHERE channel_id = $1 AND phone = $2 AND at >= $3 ORDER BY id LIMIT 100`;
const PARK = `
INSERT INTO parked (channel_id, upstream_id, status, code, at, raw, phone)
SELECT $1, * FROM unnest($2::text[], $3::smallint[], $4::text[], $5::bigint[], $6::text[], $7::text[])`;
const UNPARK = "DELETE FROM parked WHERE id = ANY($1::bigint[])";

/** Which part of which try an upstream id names. */
export interface Submit {
  readonly messageId: number;
  readonly attempt: number;
  readonly part: number;
}

interface ParkedRow extends Row {
  id: number;
  upstream_id: string;
  status: number;
  code: string;
  at: number;
  raw: string;
  phone: string | null;
}

export async function find(tx: Tx, channelId: number, upstreamIds: readonly string[]): Promise<Map<string, Submit>> {
  const rows = await tx.all<Row & { upstream_id: string; message_id: number; attempt: number; part: number }>(FIND, channelId, upstreamIds);
  return new Map(rows.map((row) => [row.upstream_id, { messageId: row.message_id, attempt: row.attempt, part: row.part }]));
}

/** Answers the names of what waits of these already. */
export async function announce(tx: Tx, channelId: number, early: readonly ChannelReceipt[]): Promise<Set<string>> {
  if (early.length === 0) return new Set();
  const ids = [...new Set(early.map(({ upstreamId }) => upstreamId))];
  const rows = await tx.all<{ message_id: number | null }>(ANNOUNCE, channelId, ids);
  if (rows.some((row) => row.message_id !== null)) throw new AgainError("a submit became known while its receipt was stored");
  return new Set((await tx.all<ParkedRow>(PARKED, channelId, ids)).map((row) => nameOf(receiptOf(row))));
}

/** They wait for their submits. */
export async function park(tx: Tx, channelId: number, receipts: readonly ChannelReceipt[]): Promise<void> {
  if (receipts.length === 0) return;
  const phones = receipts.map(({ phone }) => phone ?? null);
  const raw = receipts.map((receipt) => bounded(receipt.raw));
  await tx.run(PARK, channelId, ...columnsOf(receipts), raw, phones);
}

/** Whether anything waits for these submits, which have just become known. */
export async function parkedFor(tx: Tx, channelId: number, upstreamIds: readonly string[]): Promise<readonly ParkedRow[]> {
  return upstreamIds.length === 0 ? [] : tx.all<ParkedRow>(PARKED, channelId, upstreamIds);
}

/** Applies receipts that came before their submits were known, in the order they came; the messages are held. */
export async function applyParked(tx: Tx, channelId: number, rows: readonly ParkedRow[], settling: Settling): Promise<void> {
  if (rows.length === 0) return;
  const known = await find(tx, channelId, [...new Set(rows.map((row) => row.upstream_id))]);
  const applied: number[] = [];
  for (const row of rows) {
    const submit = known.get(row.upstream_id);
    const part = submit && settling.parts.get(submit.messageId, submit.attempt, submit.part);
    if (!part) continue;
    settling.keep(part, receiptOf(row));
    applied.push(row.id);
  }
  await tx.run(UNPARK, applied);
}

/**
 * Called when a message has become unanswered, and that is written: receipts that came before may be its own, though nobody knows
 * their ids.
 */
export async function applyNameless(tx: Tx, messageId: number, channelId: number, since: number, settling: Settling): Promise<void> {
  const phone = settling.messages.get(messageId)?.phone;
  if (phone === undefined) return;
  await holdPhones(tx, channelId, [phone]);
  const rows = await tx.all<ParkedRow>(PARKED_OF_PHONE, channelId, phone, since);
  if (rows.length === 0 || (await onTheirWay(tx, [phone])).size > 0) return;
  const others = await tx.all(
    "SELECT 1 FROM unanswered WHERE channel_id = $1 AND phone = $2 AND message_id <> $3",
    channelId,
    phone,
    messageId,
  );
  if (others.length > 0) return;
  const applied: number[] = [];
  const named = new Map<string, Part>();
  for (const row of rows) {
    const part = named.get(row.upstream_id) ?? namelessPart(settling, [messageId], row.at);
    if (!part) break;
    named.set(row.upstream_id, part);
    settling.parts.change(part, { upstreamId: row.upstream_id });
    settling.keep(part, receiptOf(row));
    applied.push(row.id);
  }
  await tx.run(UNPARK, applied);
}

function receiptOf({ upstream_id: upstreamId, status, code, at, raw }: ParkedRow): ChannelReceipt {
  return { upstreamId, status: RECEIPT.word(status), code, at, raw };
}
