import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { CLASS, FLAG, flagsOf, MEDIUM, OPERATOR, STATE } from "../../shared/codes.ts";
import { type Cell, CellReader, type Cells } from "./cells.ts";

const NO_OPERATOR = -1;

export function packSubmission(submission: NewSubmission): Cells {
  const cells: Cell[] = [
    submission.id,
    submission.accountId,
    submission.dialect,
    MEDIUM.code[submission.medium],
    submission.acceptedAt,
    submission.sendAt,
    submission.text ?? null,
    submission.ext,
    submission.orderId ?? null,
    submission.orderExpiresAt,
    submission.other ?? null,
    flagsOf(submission),
    submission.charge.credits,
    submission.charge.floor,
    submission.once?.key ?? null,
    submission.once?.expiresAt ?? null,
    submission.media ?? null,
  ];
  for (const message of submission.messages) {
    cells.push(
      message.id,
      message.phone,
      message.operator === undefined ? NO_OPERATOR : OPERATOR.code[message.operator],
      CLASS.code[message.class],
      message.text ?? null,
      message.segments,
      STATE.code[message.state],
      message.code ?? null,
      message.lane,
      message.exempt ? 1 : 0,
    );
  }
  return cells;
}

export function unpackSubmission(cells: Cells): NewSubmission {
  const from = new CellReader(cells);
  const head = {
    id: from.number(),
    accountId: from.number(),
    dialect: from.text(),
    medium: MEDIUM.word(from.number()),
    acceptedAt: from.number(),
    sendAt: from.number(),
    text: from.maybeText(),
    ext: from.text(),
    orderId: from.maybeText(),
    orderExpiresAt: from.number(),
    other: from.maybeText(),
  };
  const flags = from.number();
  const charge = { credits: from.number(), floor: from.number() };
  const key = from.maybeText();
  const expiresAt = from.maybeNumber();
  const once = key === undefined || expiresAt === undefined ? undefined : { key, expiresAt };
  const media = from.maybeBytes();
  const messages: NewMessage[] = [];
  while (!from.done) messages.push(unpackMessage(from));
  return {
    ...head,
    reports: { pull: (flags & FLAG.pullReports) !== 0, push: (flags & FLAG.pushReports) !== 0 },
    numbered: (flags & FLAG.numbered) !== 0,
    charge,
    refundUndelivered: (flags & FLAG.refundUndelivered) !== 0,
    atMostOnce: (flags & FLAG.atMostOnce) !== 0,
    once,
    media,
    messages,
  };
}

function unpackMessage(from: CellReader): NewMessage {
  const id = from.number();
  const phone = from.text();
  const operator = from.number();
  return {
    id,
    phone,
    operator: operator === NO_OPERATOR ? undefined : OPERATOR.word(operator),
    class: CLASS.word(from.number()),
    text: from.maybeText(),
    segments: from.number(),
    state: STATE.word(from.number()) as NewMessage["state"],
    code: from.maybeText(),
    lane: from.number(),
    exempt: from.number() === 1,
  };
}
