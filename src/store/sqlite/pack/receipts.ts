import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { RECEIPT } from "../../shared/codes.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

/** Bytes that are kept of a receipt's raw form. */
const RAW_LIMIT = 4096;

export function packReceipts(receipts: readonly ChannelReceipt[]): Cells {
  const cells: Cell[] = [];
  for (const { upstreamId, status, code, at, raw, phone } of receipts)
    cells.push(upstreamId, RECEIPT.code[status], code, at, bounded(raw), phone ?? null);
  return cells;
}

export function unpackReceipts(cells: Cells): readonly ChannelReceipt[] {
  const from = new CellReader(cells);
  const receipts: ChannelReceipt[] = [];
  while (!from.done) {
    const upstreamId = from.text();
    const status = RECEIPT.word(from.number());
    const code = from.text();
    const at = from.number();
    const raw = from.text();
    const phone = from.maybeText();
    receipts.push({ upstreamId, status, code, at, raw, ...(phone === undefined ? {} : { phone }) });
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
