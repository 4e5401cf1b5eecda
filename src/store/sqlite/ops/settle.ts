import type { FinalState } from "../../../domain/message.ts";
import { ENTRY, FLAG, LEASED_QUEUE, REPORT_WAITING, STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";

/** How a message ends. */
export interface Settlement {
  readonly state: FinalState;
  readonly code: string;
  readonly at: number;
  /** `always`: no channel took it; `undelivered`: only for accounts that pay for delivery. */
  readonly refund: "always" | "undelivered" | "never";
}

/** Narrows a settlement to a message that is still on this attempt, and (where `leased`) under its lease. */
export interface Only {
  readonly attempt: number;
  readonly leased: boolean;
}

interface Settled extends Record<string, unknown> {
  account_id: number;
  submission_id: number;
  segments: number;
  queue: number | null;
  attempt: number;
}

/**
 * Ends a message, writes its one report and gives credits back where they are due. Compare-and-set: a message that is
 * final already (or isn't as `only` asks) is left alone, and the answer is false.
 */
export function settle(tx: Tx, messageId: number, settlement: Settlement, only?: Only): boolean {
  const { db } = tx;
  const before = db.get<Settled>(
    "SELECT account_id, submission_id, segments, queue, attempt FROM message WHERE id = ? AND state < ?",
    messageId,
    STATE.code.delivered,
  );
  if (!before) return false;
  if (only && (before.attempt !== only.attempt || (only.leased && before.queue !== LEASED_QUEUE))) return false;
  db.run(
    "UPDATE message SET state = ?, queue = NULL, node = NULL, code = ?, final_at = ? WHERE id = ?",
    STATE.code[settlement.state],
    settlement.code,
    settlement.at,
    messageId,
  );
  if (before.queue !== null && before.queue >= 0) tx.waitingChanged(-1);
  writeReport(tx, messageId, before.account_id, before.submission_id, STATE.code[settlement.state], settlement.code, settlement.at);
  if (settlement.refund !== "never") refund(tx, messageId, before, settlement);
  return true;
}

export function writeReport(
  tx: Tx,
  messageId: number,
  accountId: number,
  submissionId: number,
  outcome: number,
  code: string,
  at: number,
): void {
  tx.db.run(
    "INSERT INTO report (message_id, account_id, submission_id, outcome, code, at, state) VALUES (?, ?, ?, ?, ?, ?, ?)",
    messageId,
    accountId,
    submissionId,
    outcome,
    code,
    at,
    REPORT_WAITING,
  );
}

/** The ledger's key (account, message, refund) makes a second refund impossible, whatever called this twice. */
function refund(tx: Tx, messageId: number, message: Settled, settlement: Settlement): void {
  const submission = tx.db.get<{ medium: number; flags: number }>(
    "SELECT medium, flags FROM submission WHERE id = ?",
    message.submission_id,
  );
  if (!submission || message.segments === 0) return;
  if (settlement.refund === "undelivered" && (submission.flags & FLAG.refundUndelivered) === 0) return;
  const booked = tx.db.run(
    "INSERT OR IGNORE INTO ledger VALUES (?, ?, ?, ?, ?, ?, NULL, ?)",
    message.account_id,
    messageId,
    ENTRY.code.refund,
    submission.medium,
    message.segments,
    settlement.at,
    settlement.code,
  );
  if (booked > 0) tx.credit(message.account_id, submission.medium, message.segments);
}
