import { readAgain, writeAgain } from "../../shared/again.ts";
import { OUTCOME, STATE } from "../../shared/codes.ts";
import type { AttemptPart, AttemptResult, NextStep } from "../../store.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

export function packResults(results: readonly AttemptResult[]): Cells {
  const cells: Cell[] = [];
  for (const { messageId, accountId, attempt, channelId, at, parts, choice, next } of results) {
    cells.push(messageId, accountId, attempt, channelId ?? null, at, choice ?? null, parts.length);
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
    const choice = from.maybeText();
    const parts: AttemptPart[] = [];
    for (let left = from.number(); left > 0; left--) parts.push(unpackPart(from));
    results.push({ messageId, accountId, attempt, channelId, at, parts, choice, next: unpackNext(from) });
  }
  return results;
}

function unpackPart(from: CellReader): AttemptPart {
  return { part: from.number(), outcome: OUTCOME.word(from.number()), upstreamId: from.maybeText(), code: from.maybeText() };
}

function packNext(cells: Cell[], next: NextStep): void {
  cells.push(STATE.code[next.to]);
  if (next.to === "sent") cells.push(next.expiresAt, writeAgain(next.again) ?? null);
  else if (next.to === "queued") cells.push(next.dueAt, next.avoid ?? null);
  else if (next.to === "unanswered") {
    const { until, otherwise, avoid, expiresAt, matchSince, again } = next;
    cells.push(until, STATE.code[otherwise], avoid ?? null, expiresAt, matchSince ?? null, writeAgain(again) ?? null);
  } else cells.push(next.code, next.refund ? 1 : 0);
}

function unpackNext(from: CellReader): NextStep {
  const to = STATE.word(from.number()) as NextStep["to"];
  if (to === "sent") return { to, expiresAt: from.number(), again: readAgain(from.maybeText()) };
  if (to === "queued") return { to, dueAt: from.number(), avoid: from.maybeNumber() };
  if (to === "unanswered") {
    return {
      to,
      until: from.number(),
      otherwise: STATE.word(from.number()) === "queued" ? "queued" : "unknown",
      avoid: from.maybeNumber(),
      expiresAt: from.number(),
      matchSince: from.maybeNumber(),
      again: readAgain(from.maybeText()),
    };
  }
  return { to, code: from.text(), refund: from.number() === 1 };
}
