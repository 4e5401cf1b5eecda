import { OUTCOME } from "../../shared/codes.ts";
import type { Row, Tx } from "../tx.ts";

const READ = `
SELECT message_id, attempt, part, parts, account_id, channel_id, outcome, upstream_id, code, at, receipt FROM attempt
WHERE message_id = ANY($1::bigint[]) ORDER BY message_id, attempt, part`;
/** One that is there already stays: what was recorded first of a part is what happened. The latest submit has an id that is given out twice. */
const ADD = `
WITH added AS (
  INSERT INTO attempt (message_id, attempt, part, parts, account_id, channel_id, outcome, upstream_id, code, at)
  SELECT * FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::smallint[], $5::integer[], $6::integer[], $7::smallint[], $8::text[],
    $9::text[], $10::bigint[])
  ON CONFLICT DO NOTHING RETURNING upstream_id, channel_id, message_id, attempt, part
)
INSERT INTO upstream AS u (upstream_id, channel_id, message_id, attempt, part)
SELECT DISTINCT ON (upstream_id, channel_id) * FROM added WHERE upstream_id IS NOT NULL AND channel_id IS NOT NULL
ORDER BY upstream_id, channel_id, message_id DESC, attempt DESC, part DESC
ON CONFLICT (upstream_id, channel_id) DO UPDATE SET message_id = excluded.message_id, attempt = excluded.attempt, part = excluded.part
WHERE u.message_id IS NULL OR (u.message_id, u.attempt, u.part) < (excluded.message_id, excluded.attempt, excluded.part)`;
const CHANGE = `
WITH changed AS (
  UPDATE attempt a SET outcome = n.outcome, upstream_id = n.upstream_id, code = n.code, receipt = n.receipt
  FROM unnest($1::bigint[], $2::smallint[], $3::smallint[], $4::smallint[], $5::text[], $6::text[], $7::smallint[])
    AS n (message_id, attempt, part, outcome, upstream_id, code, receipt)
  WHERE a.message_id = n.message_id AND a.attempt = n.attempt AND a.part = n.part AND a.message_id BETWEEN $8 AND $9
)
INSERT INTO upstream AS u (upstream_id, channel_id, message_id, attempt, part)
SELECT DISTINCT ON (upstream_id, channel_id) *
FROM unnest($10::text[], $11::integer[], $12::bigint[], $13::smallint[], $14::smallint[]) AS n (upstream_id, channel_id, message_id, attempt, part)
ORDER BY upstream_id, channel_id, message_id DESC, attempt DESC, part DESC
ON CONFLICT (upstream_id, channel_id) DO UPDATE SET message_id = excluded.message_id, attempt = excluded.attempt, part = excluded.part
WHERE u.message_id IS NULL OR (u.message_id, u.attempt, u.part) < (excluded.message_id, excluded.attempt, excluded.part)`;

/** A part of one try of a message. */
export interface NewPart {
  readonly messageId: number;
  readonly attempt: number;
  readonly part: number;
  readonly parts: number;
  readonly accountId: number;
  readonly channelId: number | null;
  readonly outcome: number;
  readonly upstreamId: string | null;
  readonly code: string | null;
  readonly at: number;
}

export interface Part extends NewPart {
  outcome: number;
  upstreamId: string | null;
  code: string | null;
  /** What settled it; NULL: nothing yet. */
  receipt: number | null;
}

/** Writes parts that were tried, and makes their upstream ids known. */
export async function addParts(tx: Tx, parts: readonly NewPart[]): Promise<void> {
  if (parts.length === 0) return;
  await tx.run(
    ADD,
    parts.map(({ messageId }) => messageId),
    parts.map(({ attempt }) => attempt),
    parts.map(({ part }) => part),
    parts.map((part) => part.parts),
    parts.map(({ accountId }) => accountId),
    parts.map(({ channelId }) => channelId),
    parts.map(({ outcome }) => outcome),
    parts.map(({ upstreamId }) => upstreamId),
    parts.map(({ code }) => code),
    parts.map(({ at }) => at),
  );
}

/** The parts of messages that this transaction holds. Changes are made in memory and written together. */
export class Parts {
  readonly #tx: Tx;
  readonly #byMessage: ReadonlyMap<number, Part[]>;
  readonly #changed = new Set<Part>();
  readonly #named = new Set<Part>();

  private constructor(tx: Tx, byMessage: ReadonlyMap<number, Part[]>) {
    this.#tx = tx;
    this.#byMessage = byMessage;
  }

  static async read(tx: Tx, messageIds: readonly number[]): Promise<Parts> {
    if (messageIds.length === 0) return new Parts(tx, new Map());
    const rows = await tx.all<PartRow>(READ, messageIds);
    return new Parts(
      tx,
      Map.groupBy(rows.map(partOf), ({ messageId }) => messageId),
    );
  }

  get(messageId: number, attempt: number, part: number): Part | undefined {
    return this.#byMessage.get(messageId)?.find((each) => each.attempt === attempt && each.part === part);
  }

  /** Of one try, in their order. */
  ofAttempt(messageId: number, attempt: number): readonly Part[] {
    return this.#byMessage.get(messageId)?.filter((part) => part.attempt === attempt) ?? [];
  }

  /** Whether a receipt has settled one of them. */
  get someSettled(): boolean {
    for (const parts of this.#byMessage.values()) if (parts.some(({ receipt }) => receipt !== null)) return true;
    return false;
  }

  change(part: Part, to: Partial<Pick<Part, "outcome" | "upstreamId" | "code" | "receipt">>): void {
    if (to.upstreamId !== undefined && to.upstreamId !== part.upstreamId) this.#named.add(part);
    Object.assign(part, to);
    this.#changed.add(part);
  }

  async write(): Promise<void> {
    const changed = [...this.#changed].sort((a, b) => a.messageId - b.messageId);
    const named = [...this.#named];
    this.#changed.clear();
    this.#named.clear();
    if (changed.length === 0) return;
    await this.#tx.run(
      CHANGE,
      changed.map(({ messageId }) => messageId),
      changed.map(({ attempt }) => attempt),
      changed.map(({ part }) => part),
      changed.map(({ outcome }) => outcome),
      changed.map(({ upstreamId }) => upstreamId),
      changed.map(({ code }) => code),
      changed.map(({ receipt }) => receipt),
      changed[0]?.messageId,
      changed.at(-1)?.messageId,
      named.map(({ upstreamId }) => upstreamId),
      named.map(({ channelId }) => channelId),
      named.map(({ messageId }) => messageId),
      named.map(({ attempt }) => attempt),
      named.map(({ part }) => part),
    );
  }
}

/** Whether it has been answered after all, or was from the beginning. */
export function isAnswered({ outcome }: Part): boolean {
  return outcome !== OUTCOME.code.unknown;
}

interface PartRow extends Row {
  message_id: number;
  attempt: number;
  part: number;
  parts: number;
  account_id: number;
  channel_id: number | null;
  outcome: number;
  upstream_id: string | null;
  code: string | null;
  at: number;
  receipt: number | null;
}

function partOf(row: PartRow): Part {
  return {
    messageId: row.message_id,
    attempt: row.attempt,
    part: row.part,
    parts: row.parts,
    accountId: row.account_id,
    channelId: row.channel_id,
    outcome: row.outcome,
    upstreamId: row.upstream_id,
    code: row.code,
    at: row.at,
    receipt: row.receipt,
  };
}
