import type { FrequencyLimits } from "../../../domain/frequency.ts";
import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { CLASS, ENTRY, flagsOf, MEDIUM, OPERATOR, STATE } from "../../shared/codes.ts";
import type { PhoneUse } from "../../shared/phone-use.ts";
import type { AcceptLimits, AcceptOutcome } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { hold } from "./reviews.ts";
import { schedule } from "./scheduled.ts";
import { writeReport } from "./settle.ts";

const INSERT_SUBMISSION = "INSERT INTO submission VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const INSERT_MESSAGE =
  "INSERT INTO message (id, account_id, submission_id, phone, operator, class, lane, segments, state, queue, next_at, code, final_at, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
const REMEMBER = "INSERT OR REPLACE INTO order_id VALUES (?, ?, ?, ?)";
const INSERT_ENTRY = "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, NULL, NULL)";

/** See `SubmissionStore.accept`. Everything that can say no is asked before the first write. */
export function accept(tx: Tx, submission: NewSubmission, limits: AcceptLimits): AcceptOutcome {
  const { accountId } = submission;
  const medium = MEDIUM.code[submission.medium];
  const balance = tx.balance(accountId, medium).credits;

  const first = sameOrder(tx, submission);
  if (first !== undefined) return { kind: "order-duplicate", submissionId: first, balance };
  if (usedBefore(tx, submission)) return { kind: "used-once", balance };
  if (tx.waiting() + queuedOf(submission.messages) > limits.queued) return { kind: "busy" };
  const phones = tx.phones(submission.acceptedAt, limits.frequency.codes.window);
  const mark = phones.mark();
  const accountMark = tx.accounts.mark();
  const limited = limitedOf(phones, submission, limits.frequency);
  const messages = limited.length === 0 ? submission.messages : withFailed(submission.messages, limited);
  const refuse = (outcome: AcceptOutcome): AcceptOutcome => {
    phones.rollback(mark);
    tx.accounts.rollback(accountMark);
    return outcome;
  };
  if (limited.length > 0 && !messages.some((message) => message.state !== "failed")) return refuse({ kind: "recipient-limited", balance });
  const wanted = messages.reduce((count, message) => (message.state === "failed" ? count : count + 1), 0);
  if (!tx.accounts.take(accountId, wanted, submission.acceptedAt, limits.daily)) return refuse({ kind: "daily-cap", balance });
  const credits = limited.reduce((sum, index) => sum - (submission.messages[index]?.segments ?? 0), submission.charge.credits);
  if (credits > 0 && balance - credits < submission.charge.floor) return refuse({ kind: "credits-short", balance });

  writeSubmission(tx, submission, medium, credits);
  writeMessages(tx, submission, hold(tx, submission, messages));
  tx.tallies.accepted(submission.acceptedAt, accountId, messages.length, messages.length - wanted, credits);
  if (submission.sendAt > submission.acceptedAt) schedule(tx, submission, messages);
  if (credits === 0) return { kind: "accepted", balance, charged: 0, limited };
  tx.db.run(INSERT_ENTRY, accountId, submission.id, ENTRY.code.charge, medium, -credits, submission.acceptedAt);
  return { kind: "accepted", balance: tx.credit(accountId, medium, -credits), charged: credits, limited };
}

/** The submission that the account used this order id for before. */
function sameOrder(tx: Tx, { accountId, orderId, acceptedAt }: NewSubmission): number | undefined {
  return orderId === undefined ? undefined : ordered(tx, accountId, orderId, acceptedAt);
}

export function ordered(tx: Tx, accountId: number, orderId: string, now: number): number | undefined {
  return tx.db.get<{ submission_id: number }>(
    "SELECT submission_id FROM order_id WHERE account_id = ? AND order_id = ? AND expires_at > ?",
    accountId,
    orderId,
    now,
  )?.submission_id;
}

/** Keys that may be used once are remembered like order ids, under an account number that no account has. */
function usedBefore(tx: Tx, { accountId, once, acceptedAt }: NewSubmission): boolean {
  return once !== undefined && ordered(tx, -accountId, once.key, acceptedAt) !== undefined;
}

/** Counts the texts to each phone, and answers which messages break a limit by that. */
function limitedOf(phones: PhoneUse, submission: NewSubmission, limits: FrequencyLimits): readonly number[] {
  const limited: number[] = [];
  submission.messages.forEach(({ phone, class: kind, state, exempt }, index) => {
    if (state === "failed") return;
    const over = phones.take(phone, kind === "verification", submission.acceptedAt, exempt ? undefined : limits, limits.codes.window);
    if (over !== undefined) limited.push(index);
  });
  return limited;
}

function withFailed(messages: readonly NewMessage[], limited: readonly number[]): readonly NewMessage[] {
  const changed = [...messages];
  for (const index of limited) {
    const message = messages[index];
    if (message) changed[index] = { ...message, state: "failed", code: "YZ:LIMIT", segments: 0 };
  }
  return changed;
}

function writeSubmission(tx: Tx, submission: NewSubmission, medium: number, credits: number): void {
  const { id, accountId, orderId, once, media } = submission;
  if (orderId !== undefined) tx.db.run(REMEMBER, accountId, orderId, id, submission.orderExpiresAt);
  if (once !== undefined) tx.db.run(REMEMBER, -accountId, once.key, id, once.expiresAt);
  if (media !== undefined) tx.db.run("INSERT INTO media VALUES (?, ?)", id, media);
  tx.db.run(
    INSERT_SUBMISSION,
    id,
    accountId,
    submission.dialect,
    medium,
    submission.acceptedAt,
    submission.sendAt,
    submission.messages.length,
    credits,
    flagsOf(submission),
    submission.ext,
    submission.text ?? null,
    orderId ?? null,
    submission.other ?? null,
  );
}

function writeMessages(tx: Tx, submission: NewSubmission, messages: readonly NewMessage[]): void {
  const { id, accountId, sendAt, acceptedAt } = submission;
  const flags = flagsOf(submission);
  tx.waitingChanged(accountId, queuedOf(messages));
  for (const message of messages) {
    const queued = message.state === "queued";
    const over = message.state === "failed";
    tx.db.run(
      INSERT_MESSAGE,
      message.id,
      accountId,
      id,
      message.phone,
      message.operator === undefined ? null : OPERATOR.code[message.operator],
      CLASS.code[message.class],
      message.lane,
      message.segments,
      STATE.code[message.state],
      queued ? message.lane : null,
      queued ? sendAt : null,
      message.code ?? null,
      over ? acceptedAt : null,
      message.text ?? null,
    );
    if (over) {
      const reported = { messageId: message.id, accountId, submissionId: id, flags };
      writeReport(tx, reported, { state: "failed", code: message.code ?? "", at: acceptedAt });
    }
  }
}

function queuedOf(messages: readonly NewMessage[]): number {
  let queued = 0;
  for (const message of messages) if (message.state === "queued") queued += 1;
  return queued;
}
