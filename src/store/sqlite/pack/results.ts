import { OUTCOME, STATE } from "../../shared/codes.ts";
import type { AttemptPart, AttemptResult, NextStep } from "../../store.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

export function packResults(results: readonly AttemptResult[]): Cells {
  const cells: Cell[] = [];
  for (const { messageId, accountId, attempt, channelId, at, parts, next } of results) {
    cells.push(messageId, accountId, attempt, channelId ?? null, at, parts.length);
    for (const { part, outcome, upstreamId, code } of parts) cells.push(part, OUTCOME.code[outcome], upstreamId ?? null, code ?? null);
    packNext(cells, next);
  }
  return cells;
}

export function unpackResults(cells: Cells): readonly AttemptResult[] {
  const from = new CellReader(cells);
  const results: AttemptResult[] = [];
  while (!from.done) {
    const messageId = from.number();
    const accountId = from.number();
    const attempt = from.number();
    const channelId = from.maybeNumber();
    const at = from.number();
    const parts: AttemptPart[] = [];
    for (let left = from.number(); left > 0; left--) parts.push(unpackPart(from));
    results.push({ messageId, accountId, attempt, channelId, at, parts, next: unpackNext(from) });
  }
  return results;
}

function unpackPart(from: CellReader): AttemptPart {
  return { part: from.number(), outcome: OUTCOME.word(from.number()), upstreamId: from.maybeText(), code: from.maybeText() };
}

function packNext(cells: Cell[], next: NextStep): void {
  cells.push(STATE.code[next.to]);
  if (next.to === "sent") cells.push(next.expiresAt);
  else if (next.to === "queued") cells.push(next.dueAt, next.avoid ?? null);
  else cells.push(next.code, next.refund ? 1 : 0);
}

function unpackNext(from: CellReader): NextStep {
  const to = STATE.word(from.number()) as NextStep["to"];
  if (to === "sent") return { to, expiresAt: from.number() };
  if (to === "queued") return { to, dueAt: from.number(), avoid: from.maybeNumber() };
  return { to, code: from.text(), refund: from.number() === 1 };
}
