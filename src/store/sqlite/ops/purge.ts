import { firstIdAt, messageIds } from "../../../domain/ids.ts";
import { carriedAs } from "../../shared/carried.ts";
import { ENTRY, INBOUND, PUSH_STATE, REPORT } from "../../shared/codes.ts";
import type { Purge, Purged } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { metaValue } from "./meta.ts";

const ORDERS = `
DELETE FROM order_id WHERE (account_id, order_id) IN
(SELECT account_id, order_id FROM order_id INDEXED BY order_id_expiry WHERE expires_at <= ? LIMIT ?)`;
const PARKED = `
DELETE FROM receipt WHERE id IN
(SELECT id FROM receipt INDEXED BY receipt_orphan WHERE message_id IS NULL AND at < ? LIMIT ?)`;
const TESTS = "DELETE FROM channel_test WHERE at < ?";

const MESSAGES = "SELECT id, account_id, submission_id, final_at FROM message WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?";
const INBOUND_IDS = "SELECT id FROM inbound WHERE id BETWEEN ? AND ? ORDER BY id LIMIT ?";
const SUBMISSION_IDS = "SELECT id FROM submission WHERE id BETWEEN ? AND ?";
const SUBMISSION = "SELECT account_id, recipients FROM submission WHERE id = ?";
const SOME_LEFT = "SELECT 1 FROM message WHERE id BETWEEN ? AND ? AND submission_id = ? LIMIT 1";

/** Nobody was given them, though they were offered to queries or put down to be pushed. */
const UNREPORTED = `
SELECT count(*) AS n FROM report r LEFT JOIN push_item p ON p.item_id = r.message_id
WHERE r.message_id BETWEEN ? AND ? AND r.state <> ${REPORT.code.handed}
  AND CASE WHEN p.state IS NULL THEN r.state <> ${REPORT.code.kept} ELSE p.state <> ${PUSH_STATE.code.received} END`;

/** A contentless index is told what the row had: only of those that it has. */
const UNINDEX = "INSERT INTO phone_index (phone_index, rowid, phone) SELECT 'delete', id, phone FROM message WHERE id BETWEEN ? AND ?";
const DELETE_MESSAGES = "DELETE FROM message WHERE id BETWEEN ? AND ?";
const DELETE_INBOUND = `DELETE FROM inbound WHERE id BETWEEN ? AND ? AND state NOT IN (${INBOUND.code.partial}, ${INBOUND.code.whole})`;
/** What belongs to messages, submissions and inbound texts of a range of ids, all of which go. */
const DELETE_REST = [
  ...["submission", "media", "review", "attempt", "choice", "receipt", "report"].map((table) => [table, keyOf(table)] as const),
  ...["push_item", "push_try"].map((table) => [table, "item_id"] as const),
  ["event", "subject_id"] as const,
].map(([table, key]) => `DELETE FROM ${table} WHERE ${key} >= ? AND ${key} <= ?`);
const DELETE_PARTS = `
DELETE FROM inbound_part WHERE inbound_id BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM inbound WHERE id = inbound_part.inbound_id)`;

const { charge, refund, carried } = ENTRY.code;
const ENTRIES = `
SELECT account_id, ref, kind, medium, credits, at FROM ledger
WHERE account_id = ? AND ref BETWEEN ? AND ? AND kind IN (${charge}, ${refund})`;
const DELETE_ENTRY = "DELETE FROM ledger WHERE account_id = ? AND ref = ? AND kind = ?";
const CARRY = `
INSERT INTO ledger VALUES (?, ?, ${carried}, ?, ?, ?, NULL, NULL)
ON CONFLICT (account_id, ref, kind) DO UPDATE SET credits = credits + excluded.credits`;
const MOVE_ON = "UPDATE meta SET value = ? WHERE key = 'purged'";

const NOTHING: Purged = { more: false, messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 };

interface MessageRow extends Record<string, unknown> {
  id: number;
  account_id: number;
  submission_id: number;
  final_at: number | null;
}

interface EntryRow extends Record<string, unknown> {
  account_id: number;
  ref: number;
  kind: number;
  medium: number;
  credits: number;
  at: number;
}

/** First and last id, both of them in it. */
type Range = readonly [first: number, last: number];

function keyOf(table: string): string {
  if (table === "submission") return "id";
  return table === "media" || table === "review" ? "submission_id" : "message_id";
}

/** See `RetentionStore.purge`. One kind of work a step, so that none takes long. */
export function purge(tx: Tx, { now, before, limit }: Purge): Purged {
  const parkedReceipts = tx.db.run(PARKED, before.parkedReceipts, limit);
  if (parkedReceipts === limit) return { ...NOTHING, parkedReceipts, more: true };
  if (tx.db.run(ORDERS, now, limit) === limit) return { ...NOTHING, parkedReceipts, more: true };
  tx.db.run(TESTS, before.messages);
  return { ...step(tx, before.messages, limit), parkedReceipts };
}

/**
 * Goes on from where the last step ended, through all that is old: in the first steps of a pass past the few that weren't over when
 * the one before came by.
 */
function step(tx: Tx, before: number, limit: number): Purged {
  const end = firstIdAt(before) - 1;
  const from = metaValue(tx, "purged") + 1;
  const page = tx.db.all<MessageRow>(MESSAGES, from, end, limit);
  const texts = tx.db.all<{ id: number }>(INBOUND_IDS, from, end, limit);
  if (page.length === 0 && texts.length === 0) {
    if (from > 1) tx.db.run(MOVE_ON, 0);
    return NOTHING;
  }
  const lastOf = (rows: readonly { readonly id: number }[]): number => (rows.length === limit ? (rows.at(-1)?.id ?? end) : end);
  const last = Math.min(lastOf(page), lastOf(texts));
  const messages = page.filter(({ id }) => id <= last);
  const isOver = ({ final_at: at }: MessageRow): boolean => at !== null && at < before;
  const [going, staying] = [messages.filter(isOver), messages.filter((row) => !isOver(row))];
  const counts = forget(
    tx,
    [from, last],
    going,
    staying.map(({ id }) => id),
    texts.length > 0,
  );
  const over = last === end;
  tx.db.run(MOVE_ON, over ? 0 : last);
  return { ...NOTHING, ...counts, more: !over };
}

/** @param going messages of the range. @param staying ids of all others in it */
function forget(
  tx: Tx,
  range: Range,
  going: readonly MessageRow[],
  staying: readonly number[],
  hasInbound: boolean,
): Pick<Purged, "messages" | "inbound" | "unreported"> {
  const { db } = tx;
  const indexed = metaValue(tx, "phone_index");
  for (const [first, last] of between(range, staying)) {
    if (first <= indexed) db.run(UNINDEX, first, Math.min(last, indexed));
    db.run(DELETE_MESSAGES, first, last);
  }
  const ended = endedSubmissions(tx, going);
  const submissions = db.all<{ id: number }>(SUBMISSION_IDS, ...range).filter(({ id }) => !ended.has(id));
  const stays = [...staying, ...submissions.map(({ id }) => id)];
  const earlier = [...ended].filter(([id]) => id < range[0]);
  const ranges = [...between(range, stays), ...earlier.map(([id]): Range => [id, id])];
  let unreported = 0;
  for (const each of ranges) {
    unreported += db.get<{ n: number }>(UNREPORTED, ...each)?.n ?? 0;
    for (const sql of DELETE_REST) db.run(sql, ...each);
  }
  const inbound = hasInbound ? db.run(DELETE_INBOUND, ...range) : 0;
  if (inbound > 0) db.run(DELETE_PARTS, ...range);
  const kept = new Set(stays);
  const entries = [...new Set([...going.map((row) => row.account_id), ...ended.values()])].flatMap((accountId) =>
    entriesOf(tx, accountId, range),
  );
  const charges = earlier.flatMap(([id, accountId]) => entriesOf(tx, accountId, [id, id]));
  carry(tx, [...entries.filter(({ ref }) => !kept.has(ref)), ...charges]);
  return { messages: going.length, inbound, unreported };
}

/** Those whose last message has just gone, with their accounts. */
function endedSubmissions(tx: Tx, gone: readonly MessageRow[]): ReadonlyMap<number, number> {
  const ended = new Map<number, number>();
  for (const id of new Set(gone.map((row) => row.submission_id))) {
    const submission = tx.db.get<{ account_id: number; recipients: number }>(SUBMISSION, id);
    if (submission && !tx.db.get(SOME_LEFT, ...messageIds(id, submission.recipients), id)) ended.set(id, submission.account_id);
  }
  return ended;
}

function entriesOf(tx: Tx, accountId: number, range: Range): readonly EntryRow[] {
  return tx.db.all<EntryRow>(ENTRIES, accountId, ...range);
}

/** Adds charges and refunds up to one entry an account, medium and day. */
function carry(tx: Tx, entries: readonly EntryRow[]): void {
  const sums = new Map<string, EntryRow>();
  for (const entry of entries) {
    const { account_id, ref, kind, medium, at } = entry;
    tx.db.run(DELETE_ENTRY, account_id, ref, kind);
    const day = carriedAs(at, medium);
    const key = `${account_id} ${day.ref}`;
    sums.set(key, { ...entry, ...day, credits: entry.credits + (sums.get(key)?.credits ?? 0) });
  }
  for (const { account_id, ref, medium, credits, at } of sums.values()) tx.db.run(CARRY, account_id, ref, medium, credits, at);
}

/** What is left of a range without some ids in it. */
function between([first, last]: Range, without: readonly number[]): readonly Range[] {
  const ranges: Range[] = [];
  let from = first;
  for (const id of without.toSorted((a, b) => a - b)) {
    if (id > from) ranges.push([from, id - 1]);
    from = id + 1;
  }
  if (from <= last) ranges.push([from, last]);
  return ranges;
}
