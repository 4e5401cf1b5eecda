import type { ChannelReceipt, KnownSubmit } from "../../../domain/receipt.ts";
import { OUTCOME, RECEIPT } from "../../shared/codes.ts";
import { packReceipt } from "../../shared/packed-receipt.ts";
import type { ReceiptOutcome } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { sendAgain } from "./again.ts";
import { settle } from "./settle.ts";
import { type AttemptRow, answered, namelessPart } from "./unanswered.ts";

/** The latest submit of that name: upstreams begin their numbers anew, after a wrap or a restart. */
const FIND_ATTEMPT = `
SELECT message_id, attempt, part, parts, outcome, at, receipt FROM attempt
WHERE channel_id = ? AND upstream_id = ? ORDER BY message_id DESC, attempt DESC, part DESC LIMIT 1`;

const ACCEPTED_AFTER_ALL = `UPDATE attempt SET outcome = ${OUTCOME.code.accepted} WHERE message_id = ? AND attempt = ? AND part = ?`;
const PARK = "INSERT INTO receipt (channel_id, upstream_id, status, code, at, raw, phone) VALUES (?, ?, ?, ?, ?, ?, ?)";
const KEEP = "INSERT INTO receipt (channel_id, upstream_id, status, code, at, raw, packed, message_id) VALUES (?, ?, ?, ?, ?, '', ?, ?)";
/** No more than a message has parts by far: each takes one. */
const PARKED_OF_PHONE = `
SELECT id, upstream_id, phone, status, code, at FROM receipt
WHERE channel_id = ? AND phone = (SELECT phone FROM message WHERE id = ?) AND message_id IS NULL AND at >= ? ORDER BY id LIMIT 100`;

const IS_PARKED = "SELECT 1 FROM receipt WHERE channel_id = ? AND upstream_id = ? AND message_id IS NULL AND status = ? AND code = ?";
const IS_KEPT = "SELECT 1 FROM receipt WHERE message_id = ? AND upstream_id = ? AND status = ? AND code = ?";
/** The one that has settled a part is that which ended the message. */
const HAS_ENDED = "SELECT 1 FROM report WHERE message_id = ? AND by_attempt = ? AND by_part = ? AND code = ?";

interface ParkedRow extends Record<string, unknown> {
  id: number;
  upstream_id: string;
  phone: string;
  status: number;
  code: string;
  at: number;
}

export function store(tx: Tx, channelId: number, receipts: readonly ChannelReceipt[]): readonly ReceiptOutcome[] {
  return receipts.map((receipt) => {
    const attempt = tx.db.get<AttemptRow>(FIND_ATTEMPT, channelId, receipt.upstreamId) ?? nameless(tx, channelId, receipt.phone, receipt);
    if (isRepeated(tx, channelId, receipt, attempt)) return "duplicate";
    const { upstreamId, status, code, at, raw } = receipt;
    const columns = [channelId, upstreamId, RECEIPT.code[status], code, at] as const;
    if (!attempt) {
      tx.db.run(PARK, ...columns, raw, receipt.phone ?? null);
      return "parked";
    }
    // one that contradicts what settled the part changes nothing: support is to see both
    const outcome = attempt.receipt === null ? apply(tx, channelId, attempt, receipt, raw) : "noted";
    if (outcome !== "settled") tx.db.run(KEEP, ...columns, packReceipt(raw, { upstreamId, code, at }), attempt.message_id);
    return outcome;
  });
}

export function submits(tx: Tx, channelId: number, upstreamIds: readonly string[]): readonly KnownSubmit[] {
  return upstreamIds.flatMap((upstreamId) => {
    const attempt = tx.db.get<AttemptRow>(FIND_ATTEMPT, channelId, upstreamId);
    const row = attempt && tx.db.get<{ phone: string }>("SELECT phone FROM message WHERE id = ?", attempt.message_id);
    return row ? [{ upstreamId, phone: row.phone }] : [];
  });
}

/** Called when a submit becomes known: receipts that came before it are applied now, in the order they came. */
export function applyParked(tx: Tx, channelId: number, upstreamId: string): void {
  const parked = tx.db.all<{ id: number; status: number; code: string; at: number }>(
    "SELECT id, status, code, at FROM receipt WHERE channel_id = ? AND upstream_id = ? AND message_id IS NULL ORDER BY id",
    channelId,
    upstreamId,
  );
  for (const row of parked) {
    const attempt = tx.db.get<AttemptRow>(FIND_ATTEMPT, channelId, upstreamId);
    if (!attempt) return;
    tx.db.run("UPDATE receipt SET message_id = ? WHERE id = ?", attempt.message_id, row.id);
    if (attempt.receipt === null)
      apply(tx, channelId, attempt, { upstreamId, status: RECEIPT.word(row.status), code: row.code, at: row.at });
  }
}

/** Called when a message becomes unanswered: receipts that came before may be its own, though nobody knows their ids. */
export function applyNameless(tx: Tx, messageId: number, channelId: number, since: number): void {
  const parked = tx.db.all<ParkedRow>(PARKED_OF_PHONE, channelId, messageId, since);
  for (const { id, upstream_id, phone, status, code, at } of parked) {
    const attempt =
      tx.db.get<AttemptRow>(FIND_ATTEMPT, channelId, upstream_id) ?? nameless(tx, channelId, phone, { upstreamId: upstream_id, at });
    if (!attempt) return;
    tx.db.run("UPDATE receipt SET message_id = ? WHERE id = ?", attempt.message_id, id);
    if (attempt.receipt === null) apply(tx, channelId, attempt, { upstreamId: upstream_id, status: RECEIPT.word(status), code, at });
  }
}

/** A part that goes without an answer, and that this receipt is taken to be for: it has its id from now on. */
function nameless(
  tx: Tx,
  channelId: number,
  phone: string | undefined,
  { upstreamId, at }: Pick<ChannelReceipt, "upstreamId" | "at">,
): AttemptRow | undefined {
  const part = phone === undefined ? undefined : namelessPart(tx, channelId, phone, at);
  if (part) {
    const { message_id, attempt } = part;
    tx.db.run(
      "UPDATE attempt SET upstream_id = ? WHERE message_id = ? AND attempt = ? AND part = ?",
      upstreamId,
      message_id,
      attempt,
      part.part,
    );
  }
  return part;
}

/**
 * One failed part fails the message; it is delivered when all its parts are. A failure of a try that a later one has
 * replaced says nothing: the later one may still be delivered. A delivery of any try ends it.
 *
 * @param raw of one that has no row of its own: where it settles the message, it is kept with the report
 */
function apply(
  tx: Tx,
  channelId: number,
  attempt: AttemptRow,
  receipt: Pick<ChannelReceipt, "upstreamId" | "status" | "code" | "at">,
  raw?: string,
): ReceiptOutcome {
  if (attempt.outcome === OUTCOME.code.unknown) {
    tx.db.run(ACCEPTED_AFTER_ALL, attempt.message_id, attempt.attempt, attempt.part);
    answered(tx, attempt, Math.max(receipt.at, attempt.at), false, `receipt ${receipt.code}`);
  }
  if (receipt.status === "pending") return "noted";
  tx.db.run(
    "UPDATE attempt SET receipt = ? WHERE message_id = ? AND attempt = ? AND part = ?",
    RECEIPT.code[receipt.status],
    attempt.message_id,
    attempt.attempt,
    attempt.part,
  );
  if (receipt.status === "delivered" && attempt.parts > 1 && deliveredParts(tx, attempt) < attempt.parts) return "noted";
  const failed = receipt.status === "failed";
  const again = failed ? sendAgain(tx, { messageId: attempt.message_id, attempt: attempt.attempt, channelId, ...receipt }) : undefined;
  if (again) return again;
  const { status: state, code, at, upstreamId } = receipt;
  const kept = raw === undefined ? undefined : { attempt: attempt.attempt, part: attempt.part, upstreamId, raw };
  const settled = settle(
    tx,
    attempt.message_id,
    { state, code, at, refund: failed ? "undelivered" : "never", channelId, receipt: kept },
    failed ? { attempt: attempt.attempt, leased: false } : undefined,
  );
  if (settled) tx.tallies.receipt(receipt.at, channelId, receipt.at - attempt.at);
  return settled ? "settled" : "noted";
}

function deliveredParts(tx: Tx, attempt: AttemptRow): number {
  return (
    tx.db.get<{ n: number }>(
      "SELECT count(*) AS n FROM attempt WHERE message_id = ? AND attempt = ? AND receipt = ?",
      attempt.message_id,
      attempt.attempt,
      RECEIPT.code.delivered,
    )?.n ?? 0
  );
}

/**
 * Whether this one is here already. One that settles something is known by its attempt, without another look; what waits
 * (parked, or pending) is known by its own row.
 */
function isRepeated(tx: Tx, channelId: number, receipt: ChannelReceipt, attempt: AttemptRow | undefined): boolean {
  if (attempt && attempt.receipt === null && receipt.status !== "pending") return false;
  const name = [receipt.upstreamId, RECEIPT.code[receipt.status], receipt.code] as const;
  if (!attempt) return tx.db.get(IS_PARKED, channelId, ...name) !== undefined;
  const { message_id: id, part } = attempt;
  if (attempt.receipt === RECEIPT.code[receipt.status] && tx.db.get(HAS_ENDED, id, attempt.attempt, part, receipt.code)) return true;
  return tx.db.get(IS_KEPT, id, ...name) !== undefined;
}
