import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { Orphan, TestAnswer, TestOrder } from "../store.ts";
import { RECEIPT } from "./codes.ts";

/** How long a test of a channel is kept, ms. */
export const TEST_KEPT = 7 * 86_400_000;

/** Rows of channels' tests and receipts that engines read under the same names; what isn't there is null. */
export interface TestOrderRow extends Record<string, unknown> {
  id: number;
  channel_id: number;
  phone: string;
  text: string;
  actor: string;
  at: number;
  take_by: number;
}

export interface TestRow extends TestOrderRow {
  node: number | null;
  taken_at: number | null;
  answered_at: number | null;
  /** JSON. */
  parts: string | null;
  note: string | null;
}

export interface ReceiptRow extends Record<string, unknown> {
  upstream_id: string;
  status: number;
  code: string;
  at: number;
  raw: string;
}

export interface OrphanRow extends ReceiptRow {
  id: number;
  channel_id: number;
  phone: string | null;
}

export function testOrderOf({ id, channel_id: channelId, phone, text, actor, at, take_by: takeBy }: TestOrderRow): TestOrder {
  return { id, channelId, phone, text, actor, at, takeBy };
}

export function testAnswerOf({ answered_at: at, parts, note }: TestRow): TestAnswer | undefined {
  if (at === null) return undefined;
  // JSON has no undefined: what a part hasn't is left out of it
  const told = JSON.parse(parts ?? "[]") as Partial<TestAnswer["parts"][number]>[];
  return { at, note: note ?? "", parts: told.map((part) => ({ upstreamId: undefined, code: undefined, ...part })) as TestAnswer["parts"] };
}

export function receiptOf({ upstream_id: upstreamId, status, code, at, raw }: ReceiptRow): ChannelReceipt {
  return { upstreamId, status: RECEIPT.word(status), code, at, raw };
}

export function orphanOf(row: OrphanRow): Orphan {
  return { id: row.id, channelId: row.channel_id, ...(row.phone === null ? {} : { phone: row.phone }), ...receiptOf(row) };
}
