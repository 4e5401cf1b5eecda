import type { ChannelReceipt } from "../../../domain/receipt.ts";
import { codeMatches } from "../../../domain/undelivered.ts";
import { readAgain } from "../../shared/again.ts";
import { OUTCOME, RECEIPT, STATE } from "../../shared/codes.ts";
import { packReceipt } from "../../shared/packed-receipt.ts";
import type { ReceiptOutcome } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";
import { addEvents, type NewEvent } from "./events.ts";
import type { Messages } from "./messages.ts";
import type { Part, Parts } from "./parts.ts";
import { answered } from "./unanswered.ts";

/** Those with rows of their own, and those that messages ended by. */
const SEEN = `
SELECT message_id, upstream_id, status, code, NULL::smallint AS by_attempt, NULL::smallint AS by_part FROM receipt WHERE message_id = ANY($1::bigint[])
UNION ALL
SELECT message_id, NULL, NULL, code, by_attempt, by_part FROM report WHERE message_id = ANY($1::bigint[]) AND by_part IS NOT NULL`;
const KEEP = `
INSERT INTO receipt (channel_id, message_id, raw, upstream_id, status, code, at, packed)
SELECT $1, message_id, '', upstream_id, status, code, at, packed
FROM unnest($2::bigint[], $3::text[], $4::smallint[], $5::text[], $6::bigint[], $7::bytea[])
  AS r (message_id, upstream_id, status, code, at, packed)`;

interface SeenRow extends Row {
  message_id: number;
  upstream_id: string | null;
  status: number | null;
  code: string;
  by_attempt: number | null;
  by_part: number | null;
}

/**
 * What receipts of one channel do to messages that are held. Everything is decided in memory, receipt by receipt; `write` puts
 * it down.
 */
export class Settling {
  readonly messages: Messages;
  readonly parts: Parts;
  readonly events: NewEvent[] = [];
  readonly #tx: Tx;
  readonly #channelId: number;
  /** Receipts that are here already, by message and name. */
  readonly #seen: Set<string>;
  #kept: { readonly messageId: number; readonly receipt: ChannelReceipt }[] = [];

  private constructor(tx: Tx, channelId: number, messages: Messages, parts: Parts, seen: Set<string>) {
    this.#tx = tx;
    this.#channelId = channelId;
    this.messages = messages;
    this.parts = parts;
    this.#seen = seen;
  }

  /** @param repeated whether some of what came may have come before: only then is looked up what is here already */
  static async open(tx: Tx, channelId: number, messages: Messages, parts: Parts, repeated = false): Promise<Settling> {
    const ids = [...messages.all()].map(({ id }) => id);
    if (ids.length === 0 || !repeated) return new Settling(tx, channelId, messages, parts, new Set());
    const seen = (await tx.all<SeenRow>(SEEN, ids)).map((row) => {
      const ending = row.by_part === null ? undefined : parts.get(row.message_id, row.by_attempt ?? 0, row.by_part);
      const [upstreamId, status] = ending ? [ending.upstreamId, ending.receipt] : [row.upstream_id, row.status];
      return seenName(row.message_id, { upstreamId: upstreamId ?? "", status: RECEIPT.word(status ?? 0), code: row.code });
    });
    return new Settling(tx, channelId, messages, parts, new Set(seen));
  }

  /** One that has just come. A repetition changes nothing; one that contradicts what settled the part is kept beside it. */
  take(part: Part, receipt: ChannelReceipt): ReceiptOutcome {
    const fresh = part.receipt === null && receipt.status !== "pending";
    if (!fresh && this.#seen.has(seenName(part.messageId, receipt))) return "duplicate";
    return this.keep(part, receipt);
  }

  /** One that is here for the first time, or came before its submit. */
  keep(part: Part, receipt: ChannelReceipt): ReceiptOutcome {
    this.#seen.add(seenName(part.messageId, receipt));
    const outcome = part.receipt === null ? this.#apply(part, receipt) : "noted";
    // one that ends the message is kept with its report
    if (outcome !== "settled") this.#kept.push({ messageId: part.messageId, receipt });
    return outcome;
  }

  /**
   * One failed part fails the message; it is delivered when all its parts are. A failure of a try that a later one has
   * replaced says nothing: the later one may still be delivered. A delivery of any try ends it.
   */
  #apply(part: Part, receipt: ChannelReceipt): ReceiptOutcome {
    if (part.outcome === OUTCOME.code.unknown) {
      this.parts.change(part, { outcome: OUTCOME.code.accepted });
      answered(this, part, { at: Math.max(receipt.at, part.at), final: false, note: `receipt ${receipt.code}` });
    }
    if (receipt.status === "pending") return "noted";
    this.parts.change(part, { receipt: RECEIPT.code[receipt.status] });
    if (receipt.status === "delivered" && this.#delivered(part) < part.parts) return "noted";
    const failed = receipt.status === "failed";
    const again = failed ? this.#sendAgain(part, receipt) : undefined;
    if (again) return again;
    const { status: state, code, at, upstreamId, raw } = receipt;
    const { attempt } = part;
    const settled = this.messages.settle(
      part.messageId,
      {
        state,
        code,
        at,
        refund: failed ? "undelivered" : "never",
        channelId: this.#channelId,
        receipt: { attempt, part: part.part, upstreamId, raw },
      },
      failed ? { attempt, leased: false } : undefined,
    );
    if (settled) this.#tx.tallies.receipt(at, this.#channelId, at - part.at);
    return settled ? "settled" : "noted";
  }

  #delivered({ messageId, attempt }: Part): number {
    return this.parts.ofAttempt(messageId, attempt).filter(({ receipt }) => receipt === RECEIPT.code.delivered).length;
  }

  /**
   * Sends a sent message back to its lane where its `again` says so. `noted`: it is there already, by a receipt of another part of
   * the same attempt. Undefined: the receipt counts as any other.
   */
  #sendAgain({ messageId, attempt }: Part, { code, at }: ChannelReceipt): "again" | "noted" | undefined {
    const message = this.messages.get(messageId);
    if (!message || message.attempt !== attempt) return undefined;
    if (message.state === STATE.code.queued && message.code !== null) return "noted";
    const again = message.state === STATE.code.sent ? readAgain(message.again ?? undefined) : undefined;
    if (!again || at > again.until || !codeMatches(again.codes, code)) return undefined;
    this.messages.requeue(messageId, at, this.#channelId, code);
    this.events.push({ subjectId: messageId, event: "undelivered", at, note: code });
    return "again";
  }

  async write(): Promise<void> {
    const kept = this.#kept;
    this.#kept = [];
    const messageIds = kept.map(({ messageId }) => messageId);
    const packed = kept.map(({ receipt: { upstreamId, code, at, raw } }) => packReceipt(raw, { upstreamId, code, at }));
    if (kept.length > 0) await this.#tx.run(KEEP, this.#channelId, messageIds, ...columnsOf(kept.map(({ receipt }) => receipt)), packed);
    await addEvents(this.#tx, this.events.splice(0));
    await this.parts.write();
    await this.messages.write();
  }
}

/** Tells a receipt from others: what comes again under the same name is a repetition. */
export function nameOf({ upstreamId, status, code }: Pick<ChannelReceipt, "upstreamId" | "status" | "code">): string {
  return JSON.stringify([upstreamId, status, code]);
}

function seenName(messageId: number, receipt: Pick<ChannelReceipt, "upstreamId" | "status" | "code">): string {
  return `${messageId} ${nameOf(receipt)}`;
}

export function columnsOf(receipts: readonly ChannelReceipt[]) {
  return [
    receipts.map(({ upstreamId }) => upstreamId),
    receipts.map(({ status }) => RECEIPT.code[status]),
    receipts.map(({ code }) => code),
    receipts.map(({ at }) => at),
  ] as const;
}
