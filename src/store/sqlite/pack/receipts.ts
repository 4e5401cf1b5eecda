import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { RECEIPT } from "../../shared/codes.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

/** Bytes that are kept of a receipt's raw form. */
const RAW_LIMIT = 4096;

export function packReceipts(receipts: readonly ChannelReceipt[]): Cells {
  const cells: Cell[] = [];
  for (const { upstreamId, status, code, at, raw } of receipts) cells.push(upstreamId, RECEIPT.code[status], code, at, bounded(raw));
  return cells;
}

export function unpackReceipts(cells: Cells): readonly ChannelReceipt[] {
  const from = new CellReader(cells);
  const receipts: ChannelReceipt[] = [];
  while (!from.done) {
    receipts.push({
      upstreamId: from.text(),
      status: RECEIPT.word(from.number()),
      code: from.text(),
      at: from.number(),
      raw: from.text(),
    });
  }
  return receipts;
}

/** Cut between characters. No UTF-16 unit takes more than 3 bytes, so that most need not be encoded to be measured. */
function bounded(raw: string): string {
  if (raw.length * 3 <= RAW_LIMIT) return raw;
  const bytes = new Uint8Array(RAW_LIMIT);
  const { read } = new TextEncoder().encodeInto(raw, bytes);
  return raw.slice(0, read);
}
