import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { RECEIPT } from "../../shared/codes.ts";
import { bounded } from "../../shared/packed-receipt.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

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
