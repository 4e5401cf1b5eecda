import {
  type ReceiptRow,
  receiptOf,
  TEST_KEPT,
  type TestOrderRow,
  type TestRow,
  testAnswerOf,
  testOrderOf,
} from "../../shared/channel-rows.ts";
import { MOST_TESTS, type TestAnswer, type TestOrder, type TestSend, type TestTake } from "../../store.ts";
import { notify } from "../news.ts";
import type { Tx } from "../tx.ts";

/** Orders wait for each other, so that they are counted one by one. */
const ALONE = "LOCK TABLE channel_test IN SHARE ROW EXCLUSIVE MODE";
const FORGET = "DELETE FROM channel_test WHERE at < $1";
const COUNT = "SELECT count(*) AS n FROM channel_test WHERE node IS NULL AND take_by >= $1";
const ORDER = `
INSERT INTO channel_test (id, channel_id, phone, text, actor, at, take_by) VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT DO NOTHING`;
const TAKE = `
UPDATE channel_test SET node = $1, taken_at = $2 WHERE id IN (
  SELECT id FROM channel_test
  WHERE node IS NULL AND take_by >= $2 AND at <= $3 AND channel_id = ANY($4::integer[]) ORDER BY id FOR UPDATE SKIP LOCKED)
RETURNING id, channel_id, phone, text, actor, at, take_by`;
const ANSWER = `
UPDATE channel_test SET answered_at = $3, parts = $4, note = $5 WHERE id = $1 AND node = $2 AND answered_at IS NULL`;
const TEST = `
SELECT id, channel_id, phone, text, actor, at, take_by, node, taken_at, answered_at, parts, note FROM channel_test WHERE id = $1`;
/** A receipt's message may be a test: their ids are of one kind. */
const CLAIM = `
WITH claimed AS (DELETE FROM parked WHERE channel_id = $2 AND upstream_id = ANY($3::text[]) RETURNING *)
INSERT INTO receipt (message_id, id, channel_id, upstream_id, status, code, at, raw)
SELECT $1, id, channel_id, upstream_id, status, code, at, raw FROM claimed`;
const RECEIPTS = "SELECT upstream_id, status, code, at, raw FROM receipt WHERE message_id = $1 ORDER BY id";

/** See `ChannelStore.orderTest`. */
export async function orderTest(tx: Tx, test: TestOrder): Promise<boolean> {
  await tx.run(ALONE);
  await tx.run(FORGET, test.at - TEST_KEPT);
  if (((await tx.get<{ n: number }>(COUNT, test.at))?.n ?? 0) >= MOST_TESTS) return false;
  await notify(tx, "channel-tests");
  return (await tx.run(ORDER, test.id, test.channelId, test.phone, test.text, test.actor, test.at, test.takeBy)) > 0;
}

/** See `ChannelStore.takeTests`. */
export async function takeTests(tx: Tx, { node, channelIds, orderedBy, now }: TestTake): Promise<readonly TestOrder[]> {
  const rows = await tx.all<TestOrderRow>(TAKE, node, now, orderedBy, channelIds);
  return rows.sort((a, b) => a.at - b.at || a.id - b.id).map(testOrderOf);
}

/** See `ChannelStore.answerTest`. */
export async function answerTest(tx: Tx, testId: number, node: number, { at, parts, note }: TestAnswer): Promise<boolean> {
  return (await tx.run(ANSWER, testId, node, at, JSON.stringify(parts), note)) > 0;
}

/** See `ChannelStore.test`. */
export async function testOf(tx: Tx, testId: number): Promise<TestSend | undefined> {
  const row = await tx.get<TestRow>(TEST, testId);
  if (!row) return undefined;
  const answer = testAnswerOf(row);
  const upstreamIds = (answer?.parts ?? []).flatMap(({ upstreamId }) => upstreamId ?? []);
  if (upstreamIds.length > 0) await tx.run(CLAIM, testId, row.channel_id, upstreamIds);
  const receipts = (await tx.all<ReceiptRow>(RECEIPTS, testId)).map(receiptOf);
  return { ...testOrderOf(row), node: row.node ?? undefined, takenAt: row.taken_at ?? undefined, answer, receipts };
}
