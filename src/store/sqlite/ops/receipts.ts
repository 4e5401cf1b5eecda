import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { RECEIPT } from "../../shared/codes.ts";
import type { ReceiptOutcome } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { settle } from "./settle.ts";

interface AttemptRow extends Record<string, unknown> {
  message_id: number;
  attempt: number;
  part: number;
  parts: number;
  receipt: number | null;
}

/** The latest submit of that name: upstreams begin their numbers anew, after a wrap or a restart. */
const FIND_ATTEMPT = `
SELECT message_id, attempt, part, parts, receipt FROM attempt
WHERE channel_id = ? AND upstream_id = ? ORDER BY message_id DESC, attempt DESC, part DESC LIMIT 1`;

export function store(tx: Tx, channelId: number, receipts: readonly ChannelReceipt[]): readonly ReceiptOutcome[] {
  return receipts.map((receipt) => {
    const attempt = tx.db.get<AttemptRow>(FIND_ATTEMPT, channelId, receipt.upstreamId);
    if (attempt && attempt.receipt !== null) return "duplicate";
    if (isRepeated(tx, channelId, receipt, attempt)) return "duplicate";
    tx.db.run(
      "INSERT INTO receipt (channel_id, upstream_id, status, code, at, raw, message_id) VALUES (?, ?, ?, ?, ?, ?, ?)",
      channelId,
      receipt.upstreamId,
      RECEIPT.code[receipt.status],
      receipt.code,
      receipt.at,
      receipt.raw,
      attempt?.message_id ?? null,
    );
    return attempt ? apply(tx, channelId, attempt, receipt) : "parked";
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
    if (attempt.receipt === null) apply(tx, channelId, attempt, { status: RECEIPT.word(row.status), code: row.code, at: row.at });
  }
}

/**
 * One failed part fails the message; it is delivered when all its parts are. A failure of a try that a later one has
 * replaced says nothing: the later one may still be delivered. A delivery of any try ends it.
 */
function apply(tx: Tx, channelId: number, attempt: AttemptRow, receipt: Pick<ChannelReceipt, "status" | "code" | "at">): ReceiptOutcome {
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
  const settled = settle(
    tx,
    attempt.message_id,
    { state: receipt.status, code: receipt.code, at: receipt.at, refund: failed ? "undelivered" : "never", channelId },
    failed ? { attempt: attempt.attempt, leased: false } : undefined,
  );
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
  if (attempt && receipt.status !== "pending") return false;
  const { upstreamId, status, code } = receipt;
  const row = attempt
    ? tx.db.get(
        "SELECT 1 FROM receipt WHERE message_id = ? AND upstream_id = ? AND status = ? AND code = ?",
        attempt.message_id,
        upstreamId,
        RECEIPT.code[status],
        code,
      )
    : tx.db.get(
        "SELECT 1 FROM receipt WHERE channel_id = ? AND upstream_id = ? AND message_id IS NULL AND status = ? AND code = ?",
        channelId,
        upstreamId,
        RECEIPT.code[status],
        code,
      );
  return row !== undefined;
}
