import { FLAG, MEDIUM } from "../../shared/codes.ts";
import type { ClaimedMessage } from "../../store.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

/** What a message has in common with the others of its submission. */
interface Shared {
  readonly accountId: number;
  readonly medium: ClaimedMessage["medium"];
  readonly ext: string;
  readonly numbered: boolean;
  readonly atMostOnce: boolean;
  readonly sendAt: number;
}

/** Messages of one lane. Neighbours of one submission share its cells, and a text that equals the one before is not repeated. */
export function packClaimed(messages: readonly ClaimedMessage[]): Cells {
  const cells: Cell[] = [];
  let before: ClaimedMessage | undefined;
  for (const message of messages) {
    cells.push(message.submissionId);
    if (message.submissionId !== before?.submissionId) {
      const flags = (message.numbered ? FLAG.numbered : 0) | (message.atMostOnce ? FLAG.atMostOnce : 0);
      cells.push(message.accountId, MEDIUM.code[message.medium], message.ext, flags, message.sendAt);
    }
    cells.push(message.id, message.phone, message.text === before?.text ? null : message.text);
    cells.push(message.segments, message.attempt, message.avoid ?? null);
    before = message;
  }
  return cells;
}

export function unpackClaimed(cells: Cells, lane: number): readonly ClaimedMessage[] {
  const from = new CellReader(cells);
  const messages: ClaimedMessage[] = [];
  let shared: Shared | undefined;
  let sharedBy = 0;
  let text = "";
  while (!from.done) {
    const submissionId = from.number();
    if (!shared || submissionId !== sharedBy) {
      sharedBy = submissionId;
      shared = unpackShared(from);
    }
    const { accountId, medium, ext, numbered, atMostOnce, sendAt } = shared;
    const id = from.number();
    const phone = from.text();
    text = from.maybeText() ?? text;
    const segments = from.number();
    const attempt = from.number();
    const avoid = from.maybeNumber();
    messages.push({ id, accountId, submissionId, medium, lane, phone, text, ext, segments, numbered, attempt, avoid, atMostOnce, sendAt });
  }
  return messages;
}

function unpackShared(from: CellReader): Shared {
  const accountId = from.number();
  const medium = MEDIUM.word(from.number());
  const ext = from.text();
  const flags = from.number();
  const sendAt = from.number();
  return { accountId, medium, ext, numbered: (flags & FLAG.numbered) !== 0, atMostOnce: (flags & FLAG.atMostOnce) !== 0, sendAt };
}
