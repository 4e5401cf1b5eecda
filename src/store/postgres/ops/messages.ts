import { FLAG, LEASED_QUEUE, REPORT, STATE } from "../../shared/codes.ts";
import { type Only, packEnding, type Settlement } from "../../shared/settlement.ts";
import type { TallySum } from "../../shared/tallies.ts";
import type { Row, Tx } from "../tx.ts";
import { type Ended, type HeldMessage, writeEnds, writeMoves } from "./message-rows.ts";

const LOCK = `
SELECT id, account_id, submission_id, lane, segments, state, queue, next_at, attempt, channel_id, node, once, code, again, phone,
  NULL::bigint AS final_at
FROM live WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE`;
/** What isn't live is over, and held as well: a receipt that comes twice at two nodes is looked at one after the other. */
const LOCK_OVER = `
SELECT id, account_id, submission_id, lane, segments, state, NULL::bigint AS queue, next_at, attempt, channel_id, NULL::smallint AS node,
  NULL::boolean AS once, code, NULL::text AS again, phone, final_at
FROM message WHERE id = ANY($1::bigint[]) ORDER BY id FOR UPDATE`;
const SUBMISSIONS = "SELECT id, medium, flags FROM submission WHERE id = ANY($1::bigint[])";
const UNANSWERED =
  "SELECT message_id, resend, avoid, expires_at, channel_id, match_since FROM unanswered WHERE message_id = ANY($1::bigint[])";
const FORGET = "DELETE FROM unanswered WHERE message_id = ANY($1::bigint[])";

type Mutable = { -readonly [K in keyof HeldMessage]: HeldMessage[K] };

/** What changes when a message goes somewhere; what is left out stays as it is. Its lease is over in any case. */
export type Step = Partial<Pick<HeldMessage, "state" | "queue" | "nextAt" | "channelId" | "code" | "again" | "unanswered">>;

interface LockedRow extends Row {
  id: number;
  account_id: number;
  submission_id: number;
  lane: number;
  segments: number;
  state: number;
  queue: number | null;
  next_at: number | null;
  attempt: number;
  channel_id: number | null;
  node: number | null;
  once: boolean | null;
  code: string | null;
  again: string | null;
  phone: string;
  final_at: number | null;
}

/**
 * Messages that this transaction holds, locked in the order of their ids, and what becomes of them. `move` and `settle` decide in
 * memory; `write` puts all of it down at once.
 */
export class Messages {
  readonly #tx: Tx;
  readonly #held: ReadonlyMap<number, Mutable>;
  readonly #moved = new Set<Mutable>();
  readonly #answered = new Set<number>();
  #settled: { readonly message: Mutable; readonly settlement: Settlement; readonly tally: TallySum }[] = [];

  private constructor(tx: Tx, held: ReadonlyMap<number, Mutable>) {
    this.#tx = tx;
    this.#held = held;
  }

  /** @param ids in any order; what there is of them is locked */
  static async lock(tx: Tx, ids: readonly number[]): Promise<Messages> {
    if (ids.length === 0) return new Messages(tx, new Map());
    const rows = await tx.all<LockedRow>(LOCK, ids);
    const live = new Set(rows.map(({ id }) => id));
    const over = ids.filter((id) => !live.has(id));
    if (over.length > 0) rows.push(...(await tx.all<LockedRow>(LOCK_OVER, over)));
    const held = new Map(rows.map((row) => [row.id, heldOf(row)]));
    const unanswered = rows.filter(({ state }) => state === STATE.code.unanswered).map(({ id }) => id);
    if (unanswered.length > 0) await readUnanswered(tx, unanswered, held);
    return new Messages(tx, held);
  }

  get(id: number): HeldMessage | undefined {
    return this.#held.get(id);
  }

  all(): Iterable<HeldMessage> {
    return this.#held.values();
  }

  move(id: number, step: Step): void {
    const message = this.#held.get(id);
    if (!message) return;
    const before = message.queue;
    if (message.unanswered && "unanswered" in step && step.unanswered === undefined) this.#answered.add(id);
    Object.assign(message, step);
    this.#moved.add(message);
    this.#tx.waitingChanged(Number((message.queue ?? -1) >= 0) - Number((before ?? -1) >= 0));
  }

  /** Back to its lane. @param avoid channel to pass over */
  requeue(id: number, dueAt: number, avoid: number | null, code: string | null = null): void {
    const lane = this.#held.get(id)?.lane ?? null;
    const step = { state: STATE.code.queued, queue: lane, nextAt: dueAt, channelId: avoid, again: null, unanswered: undefined };
    this.move(id, code === null ? step : { ...step, code });
  }

  /**
   * Ends a message: one report, and credits back where they are due. Compare-and-set: a message that is final already (or isn't
   * as `only` asks) is left alone, and the answer is false.
   */
  settle(id: number, settlement: Settlement, only?: Only): boolean {
    const message = this.#held.get(id);
    if (!message || message.finalAt !== null) return false;
    if (only && (message.attempt !== only.attempt || (only.leased && message.queue !== LEASED_QUEUE))) return false;
    // before it was sent, the row's channel is the one to pass over
    const { sent, unanswered } = STATE.code;
    const sentBy = message.state === sent || message.state === unanswered ? message.channelId : null;
    const { state, code, at, channelId } = settlement;
    this.move(id, { state: STATE.code[state], queue: null, channelId: channelId ?? sentBy, code, again: null, unanswered: undefined });
    message.finalAt = at;
    this.#settled.push({ message, settlement, tally: this.#tx.tallies.ended(message.accountId, settlement, sentBy) });
    return true;
  }

  /** Counts a message that has just come to be sent. */
  sent(id: number, at: number, channelId: number): void {
    const message = this.#held.get(id);
    if (message) this.#tx.tallies.of(at, message.accountId, channelId).sent += 1;
  }

  /** Writes what has happened since the last call. */
  async write(): Promise<void> {
    const moved = [...this.#moved].sort((a, b) => a.id - b.id);
    const settled = this.#settled;
    const answered = [...this.#answered];
    this.#moved.clear();
    this.#answered.clear();
    this.#settled = [];
    if (answered.length > 0) await this.#tx.run(FORGET, answered);
    await writeMoves(
      this.#tx,
      moved.filter(({ finalAt }) => finalAt === null),
    );
    const refunds = await writeEnds(this.#tx, await this.#ended(settled));
    const tallies = refunds.length > 0 ? new Map(settled.map(({ message, tally }) => [message.id, tally])) : undefined;
    for (const { ref, account_id, medium, credits } of refunds) {
      this.#tx.credit(account_id, medium, credits);
      const tally = tallies?.get(ref);
      if (tally) tally.refunded += credits;
    }
  }

  /** With what only their submissions say. */
  async #ended(settled: readonly { readonly message: HeldMessage; readonly settlement: Settlement }[]): Promise<readonly Ended[]> {
    if (settled.length === 0) return [];
    const submissions = await this.submissions(settled.map(({ message }) => message.submissionId));
    return settled.map(({ message, settlement }): Ended => {
      const { medium = 0, flags = 0 } = submissions.get(message.submissionId) ?? {};
      const due = settlement.refund === "always" || (settlement.refund === "undelivered" && (flags & FLAG.refundUndelivered) !== 0);
      return {
        message,
        code: settlement.code,
        at: settlement.at,
        pull: (flags & FLAG.pullReports) !== 0 ? REPORT.code.waiting : REPORT.code.kept,
        push: (flags & FLAG.pushReports) !== 0,
        medium,
        refund: due ? message.segments : 0,
        by: settlement.receipt,
        receipt: packEnding(settlement, message.phone),
      };
    });
  }

  /** Medium and flags of submissions, by their ids. */
  async submissions(ids: readonly number[]): Promise<ReadonlyMap<number, { readonly medium: number; readonly flags: number }>> {
    const rows = await this.#tx.all<{ id: number; medium: number; flags: number }>(SUBMISSIONS, [...new Set(ids)]);
    return new Map(rows.map((row) => [row.id, row]));
  }
}

async function readUnanswered(tx: Tx, ids: readonly number[], held: ReadonlyMap<number, Mutable>): Promise<void> {
  const rows = await tx.all<
    Row & { message_id: number; resend: boolean; avoid: number | null; expires_at: number; channel_id: number; match_since: number | null }
  >(UNANSWERED, ids);
  for (const row of rows) {
    const message = held.get(row.message_id);
    const { resend, avoid, expires_at: expiresAt, channel_id: channelId, match_since: matchSince } = row;
    if (message) message.unanswered = { resend, avoid, expiresAt, channelId, matchSince };
  }
}

function heldOf(row: LockedRow): Mutable {
  return {
    id: row.id,
    accountId: row.account_id,
    submissionId: row.submission_id,
    lane: row.lane,
    segments: row.segments,
    attempt: row.attempt,
    node: row.node,
    once: row.once === true,
    phone: row.phone,
    state: row.state,
    queue: row.queue,
    nextAt: row.next_at,
    channelId: row.channel_id,
    code: row.code,
    again: row.again,
    finalAt: row.final_at,
    unanswered: undefined,
  };
}
