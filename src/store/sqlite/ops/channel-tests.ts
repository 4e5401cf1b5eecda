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
import type { Tx } from "../tx.ts";

const WAITING = "FROM channel_test WHERE node IS NULL AND take_by >= ? ORDER BY take_by, id";
const ORDER = "INSERT OR IGNORE INTO channel_test (id, channel_id, phone, text, actor, at, take_by) VALUES (?, ?, ?, ?, ?, ?, ?)";
const ANSWER = "UPDATE channel_test SET answered_at = ?, parts = ?, note = ? WHERE id = ? AND node = ? AND answered_at IS NULL";
const CLAIM = "UPDATE receipt SET message_id = ? WHERE channel_id = ? AND upstream_id = ? AND message_id IS NULL";

/** See `ChannelStore.orderTest`. */
export function orderTest(tx: Tx, test: TestOrder): boolean {
  const { db } = tx;
  db.run("DELETE FROM channel_test WHERE at < ?", test.at - TEST_KEPT);
  if (db.all(`SELECT 1 ${WAITING} LIMIT ?`, test.at, MOST_TESTS).length === MOST_TESTS) return false;
  const { id, channelId, phone, text, actor, at, takeBy } = test;
  return db.run(ORDER, id, channelId, phone, text, actor, at, takeBy) > 0;
}

/** See `ChannelStore.takeTests`. */
export function takeTests(tx: Tx, { node, channelIds, orderedBy, now }: TestTake): readonly TestOrder[] {
  const waiting = tx.db.all<TestOrderRow>(`SELECT id, channel_id, phone, text, actor, at, take_by ${WAITING}`, now);
  const taken = waiting.filter((row) => row.at <= orderedBy && channelIds.includes(row.channel_id));
  for (const { id } of taken) tx.db.run("UPDATE channel_test SET node = ?, taken_at = ? WHERE id = ?", node, now, id);
  return taken.sort((a, b) => a.at - b.at || a.id - b.id).map(testOrderOf);
}

/** See `ChannelStore.answerTest`. */
export function answerTest(tx: Tx, testId: number, node: number, { at, parts, note }: TestAnswer): boolean {
  return tx.db.run(ANSWER, at, JSON.stringify(parts), note, testId, node) > 0;
}

/** See `ChannelStore.test`. */
export function testOf(tx: Tx, testId: number): TestSend | undefined {
  const row = tx.db.get<TestRow>("SELECT * FROM channel_test WHERE id = ?", testId);
  if (!row) return undefined;
  const answer = testAnswerOf(row);
  // a receipt's message may be a test: their ids are of one kind
  for (const { upstreamId } of answer?.parts ?? []) if (upstreamId !== undefined) tx.db.run(CLAIM, testId, row.channel_id, upstreamId);
  const receipts = tx.db.all<ReceiptRow>("SELECT upstream_id, status, code, at, raw FROM receipt WHERE message_id = ? ORDER BY id", testId);
  return {
    ...testOrderOf(row),
    node: row.node ?? undefined,
    takenAt: row.taken_at ?? undefined,
    answer,
    receipts: receipts.map(receiptOf),
  };
}
