import { ENTRY, FLAG, LEASED_QUEUE, REPORT, STATE } from "../../shared/codes.ts";
import { type Only, packEnding, type Settlement } from "../../shared/settlement.ts";
import type { Tx } from "../tx.ts";
import { addPushItem } from "./pushes.ts";

const BEFORE = `
SELECT m.account_id, m.submission_id, m.segments, m.state, m.queue, m.attempt, m.channel_id, m.phone, s.medium, s.flags
FROM message m JOIN submission s ON s.id = m.submission_id WHERE m.id = ? AND m.final_at IS NULL`;
const END = "UPDATE message SET state = ?, queue = NULL, node = NULL, channel_id = ?, code = ?, final_at = ?, again = NULL WHERE id = ?";
const INSERT_REPORT = `
INSERT INTO report (message_id, account_id, submission_id, outcome, code, at, state, by_attempt, by_part, receipt)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Whose report is written. */
export interface Reported {
  readonly messageId: number;
  readonly accountId: number;
  readonly submissionId: number;
  /** Of the submission. */
  readonly flags: number;
}

interface Settled extends Record<string, unknown> {
  account_id: number;
  submission_id: number;
  segments: number;
  state: number;
  queue: number | null;
  attempt: number;
  channel_id: number | null;
  phone: string;
  medium: number;
  flags: number;
}

/**
 * Ends a message, writes its one report and gives credits back where they are due. Compare-and-set: a message that is
 * final already (or isn't as `only` asks) is left alone, and the answer is false.
 */
export function settle(tx: Tx, messageId: number, settlement: Settlement, only?: Only): boolean {
  const { db } = tx;
  const before = db.get<Settled>(BEFORE, messageId);
  if (!before) return false;
  if (only && (before.attempt !== only.attempt || (only.leased && before.queue !== LEASED_QUEUE))) return false;
  // before it was sent, the row's channel is the one to pass over
  const { sent, unanswered } = STATE.code;
  const sentBy = before.state === sent || before.state === unanswered ? before.channel_id : null;
  if (before.state === unanswered) db.run("DELETE FROM unanswered WHERE message_id = ?", messageId);
  db.run(END, STATE.code[settlement.state], settlement.channelId ?? sentBy, settlement.code, settlement.at, messageId);
  if (before.queue !== null && before.queue >= 0) tx.waitingChanged(before.account_id, -1);
  const tally = tx.tallies.ended(before.account_id, settlement, sentBy);
  const reported = { messageId, accountId: before.account_id, submissionId: before.submission_id, flags: before.flags };
  writeReport(tx, reported, settlement, packEnding(settlement, before.phone));
  if (settlement.refund !== "never") tally.refunded += refund(tx, messageId, before, settlement);
  return true;
}

/** Offered to queries, put down to be pushed, or both, as the submission says. @param packed the receipt that it ends by */
export function writeReport(
  tx: Tx,
  reported: Reported,
  { state, code, at, receipt }: Pick<Settlement, "state" | "code" | "at" | "receipt">,
  packed: Uint8Array | null = null,
): void {
  const { messageId, accountId, submissionId, flags } = reported;
  const pull = (flags & FLAG.pullReports) !== 0 ? REPORT.code.waiting : REPORT.code.kept;
  tx.db.run(
    INSERT_REPORT,
    messageId,
    accountId,
    submissionId,
    STATE.code[state],
    code,
    at,
    pull,
    receipt?.attempt ?? null,
    receipt?.part ?? null,
    packed,
  );
  if ((flags & FLAG.pushReports) !== 0) addPushItem(tx, { accountId, kind: "report", itemId: messageId, at });
}

/**
 * The ledger's key (account, message, refund) makes a second refund impossible, whatever called this twice. Answers the credits that
 * were given back.
 */
function refund(tx: Tx, messageId: number, message: Settled, settlement: Settlement): number {
  if (message.segments === 0) return 0;
  if (settlement.refund === "undelivered" && (message.flags & FLAG.refundUndelivered) === 0) return 0;
  const booked = tx.db.run(
    "INSERT OR IGNORE INTO ledger VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
    message.account_id,
    messageId,
    ENTRY.code.refund,
    message.medium,
    message.segments,
    settlement.at,
    settlement.code,
  );
  if (booked === 0) return 0;
  tx.credit(message.account_id, message.medium, message.segments);
  return message.segments;
}
