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
    cells.push(message.segments, message.attempt, message.avoid ?? null, packTries(message));
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
    const { asked, undelivered } = unpackTries(from.maybeText());
    messages.push({
      id,
      accountId,
      submissionId,
      medium,
      lane,
      phone,
      text,
      ext,
      segments,
      numbered,
      attempt,
      avoid,
      asked,
      undelivered,
      atMostOnce,
      sendAt,
    });
  }
  return messages;
}

/** Most messages are on their first try, and have nothing here. */
function packTries({ asked, undelivered }: ClaimedMessage): string | null {
  return asked.length === 0 && undelivered === undefined ? null : JSON.stringify({ asked, undelivered });
}

function unpackTries(text: string | undefined): Pick<ClaimedMessage, "asked" | "undelivered"> {
  if (text === undefined) return { asked: [], undelivered: undefined };
  const { asked, undelivered } = JSON.parse(text) as { asked: ClaimedMessage["asked"]; undelivered?: string };
  return { asked, undelivered };
}

function unpackShared(from: CellReader): Shared {
  const accountId = from.number();
  const medium = MEDIUM.word(from.number());
  const ext = from.text();
  const flags = from.number();
  const sendAt = from.number();
  return { accountId, medium, ext, numbered: (flags & FLAG.numbered) !== 0, atMostOnce: (flags & FLAG.atMostOnce) !== 0, sendAt };
}
