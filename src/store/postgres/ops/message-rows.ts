import { ENTRY, PUSH_KIND, PUSH_STATE, REPORT } from "../../shared/codes.ts";
import type { EndingReceipt } from "../../shared/settlement.ts";
import type { Tx } from "../tx.ts";
import { spanOf } from "./span.ts";

/** What a message that waits for an answer remembers. */
export interface Unanswered {
  readonly channelId: number;
  readonly resend: boolean;
  readonly avoid: number | null;
  readonly expiresAt: number;
  readonly matchSince: number | null;
}

/** A message under lock, as it is in this transaction; states as codes. */
export interface HeldMessage {
  readonly id: number;
  readonly accountId: number;
  readonly submissionId: number;
  readonly lane: number;
  readonly segments: number;
  readonly attempt: number;
  readonly node: number | null;
  readonly once: boolean;
  readonly phone: string;
  readonly state: number;
  readonly queue: number | null;
  readonly nextAt: number | null;
  readonly channelId: number | null;
  readonly code: string | null;
  readonly again: string | null;
  readonly finalAt: number | null;
  /** Undefined where it isn't unanswered. */
  readonly unanswered: Unanswered | undefined;
}

const MOVE = `
UPDATE live l SET state = n.state, queue = n.queue, next_at = n.next_at, node = NULL, channel_id = n.channel_id, code = n.code, again = n.again
FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::bigint[], $5::bigint[], $6::integer[], $7::text[], $8::text[])
  AS n (id, account_id, state, queue, next_at, channel_id, code, again)
WHERE l.id = n.id AND l.account_id = n.account_id`;

/**
 * Messages that are over, with their reports, push items and refunds, in one statement. `ON CONFLICT` is for the ledger alone: its
 * key (account, message, refund) makes a second refund impossible, whatever called this twice, and what it refused is not credited.
 */
const END = `
WITH ended AS MATERIALIZED (
  SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::smallint[], $5::text[], $6::bigint[], $7::smallint[], $8::boolean[],
    $9::smallint[], $10::bigint[], $11::smallint[], $12::integer[], $13::bigint[], $16::smallint[], $17::smallint[], $18::bytea[])
    AS e (id, account_id, submission_id, state, code, at, pull, push, medium, refund, attempt, channel_id, next_at, by_attempt, by_part, receipt)
), gone AS (
  DELETE FROM live l USING ended e WHERE l.id = e.id AND l.account_id = e.account_id
), over AS (
  UPDATE message m SET state = e.state, attempt = e.attempt, channel_id = e.channel_id, code = e.code, next_at = e.next_at, final_at = e.at
  FROM ended e WHERE m.id = e.id AND m.account_id = e.account_id AND m.id BETWEEN $14 AND $15
), reported AS (
  INSERT INTO report (message_id, account_id, submission_id, outcome, code, at, state, by_attempt, by_part, receipt)
  SELECT id, account_id, submission_id, state, code, at, pull, by_attempt, by_part, receipt FROM ended
), pushed AS (
  INSERT INTO push_item (item_id, account_id, kind, at, state)
  SELECT id, account_id, ${PUSH_KIND.code.report}, at, ${PUSH_STATE.code.waiting} FROM ended WHERE push
), to_pull AS (
  INSERT INTO waiting_report (account_id, at, message_id) SELECT account_id, at, id FROM ended WHERE pull = ${REPORT.code.waiting}
), to_push AS (
  INSERT INTO waiting_push (item_id, account_id, kind, at, due_at)
  SELECT id, account_id, ${PUSH_KIND.code.report}, at, at FROM ended WHERE push
)
INSERT INTO ledger (account_id, ref, kind, medium, credits, at, note)
SELECT account_id, id, ${ENTRY.code.refund}, medium, refund, at, code FROM ended WHERE refund > 0
ON CONFLICT DO NOTHING RETURNING ref, account_id, medium, credits`;

/** A message that has come to its end, and what that makes. */
export interface Ended {
  readonly message: HeldMessage;
  readonly code: string;
  readonly at: number;
  /** State of its report with queries. */
  readonly pull: number;
  readonly push: boolean;
  readonly medium: number;
  /** Credits to give back. */
  readonly refund: number;
  /** The receipt that it ends by, if it does: of which part, and packed. */
  readonly by: Pick<EndingReceipt, "attempt" | "part"> | undefined;
  readonly receipt: Uint8Array | null;
}

/** @param moved by their ids; none of them over */
export async function writeMoves(tx: Tx, moved: readonly HeldMessage[]): Promise<void> {
  if (moved.length === 0) return;
  await tx.run(
    MOVE,
    moved.map(({ id }) => id),
    moved.map(({ accountId }) => accountId),
    moved.map(({ state }) => state),
    moved.map(({ queue }) => queue),
    moved.map(({ nextAt }) => nextAt),
    moved.map(({ channelId }) => channelId),
    moved.map(({ code }) => code),
    moved.map(({ again }) => again),
  );
}

/** Answers the refunds that were booked. */
export async function writeEnds(
  tx: Tx,
  ended: readonly Ended[],
): Promise<readonly { ref: number; account_id: number; medium: number; credits: number }[]> {
  if (ended.length === 0) return [];
  return tx.all(
    END,
    ended.map(({ message }) => message.id),
    ended.map(({ message }) => message.accountId),
    ended.map(({ message }) => message.submissionId),
    ended.map(({ message }) => message.state),
    ended.map(({ code }) => code),
    ended.map(({ at }) => at),
    ended.map(({ pull }) => pull),
    ended.map(({ push }) => push),
    ended.map(({ medium }) => medium),
    ended.map(({ refund }) => refund),
    ended.map(({ message }) => message.attempt),
    ended.map(({ message }) => message.channelId),
    ended.map(({ message }) => message.nextAt),
    ...spanOf(ended.map(({ message }) => message.id)),
    ended.map(({ by }) => by?.attempt ?? null),
    ended.map(({ by }) => by?.part ?? null),
    ended.map(({ receipt }) => receipt),
  );
}
