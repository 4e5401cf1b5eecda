import type { NewMessage, NewSubmission } from "../../../domain/submission.ts";
import { MEDIUM } from "../../shared/codes.ts";
import { dayStart } from "../../shared/phone-use.ts";
import { reviewDigest } from "../../shared/review-digest.ts";
import type { AcceptLimits, AcceptOutcome } from "../../store.ts";
import type { Backlog } from "../backlog.ts";
import type { Tx } from "../tx.ts";
import { type AcceptedRows, writeAccepted } from "./accept-rows.ts";
import { PhoneCounts } from "./phone-use.ts";

/** The accounts' rows are this transaction's until it ends: what is read of an account, its order ids too, stays so. */
const HOLD = "SELECT account_id, sms, mms, day, accepted FROM balance WHERE account_id = ANY($1::integer[]) ORDER BY account_id FOR UPDATE";
/** `OFFSET 0` keeps the planner from joining the whole of a table to a handful of keys: each is looked up. */
const ORDERS = `
SELECT o.account_id, o.order_id, o.submission_id, o.expires_at
FROM unnest($1::integer[], $2::text[]) AS asked (account_id, order_id)
CROSS JOIN LATERAL (SELECT * FROM order_id o WHERE o.account_id = asked.account_id AND o.order_id = asked.order_id OFFSET 0) o`;
const ORDERED = "SELECT submission_id FROM order_id WHERE account_id = $1 AND order_id = $2 AND expires_at > $3";
const APPROVED = `
SELECT a.account_id, a.digest FROM unnest($1::integer[], $2::text[]) AS asked (account_id, digest)
CROSS JOIN LATERAL (SELECT * FROM approved_text a WHERE a.account_id = asked.account_id AND a.digest = asked.digest OFFSET 0) a`;

export interface AcceptCall {
  readonly submission: NewSubmission;
  readonly limits: AcceptLimits;
}

/** By account and key. */
type Orders = Map<string, { readonly submissionId: number; readonly expiresAt: number }>;

/** An account as the batch has left it so far. */
interface Purse {
  readonly credits: number[];
  /** Taken from them by this batch. */
  readonly taken: number[];
  day: number;
  accepted: number;
}

export async function ordered(tx: Tx, accountId: number, orderId: string, now: number): Promise<number | undefined> {
  return (await tx.get<{ submission_id: number }>(ORDERED, accountId, orderId, now))?.submission_id;
}

/** See `SubmissionStore.accept`. Calls are decided one after another in memory, and what they write is written in one statement. */
export async function accept(tx: Tx, calls: readonly AcceptCall[], backlog: Backlog): Promise<readonly AcceptOutcome[]> {
  const batch = await Batch.open(tx, calls, backlog);
  const outcomes: AcceptOutcome[] = [];
  for (const call of calls) outcomes.push(await batch.decide(call));
  await batch.write();
  return outcomes;
}

class Batch {
  readonly #tx: Tx;
  readonly #backlog: Backlog;
  readonly #purses: Map<number, Purse>;
  readonly #orders: Orders;
  readonly #approved: ReadonlySet<string>;
  readonly #phones: PhoneCounts;
  readonly #rows: AcceptedRows = { submissions: [], messages: [], orders: [], scheduled: [], reviews: [], media: [], purses: [] };
  readonly #touched = new Set<number>();
  #queued = 0;

  private constructor(
    tx: Tx,
    backlog: Backlog,
    purses: Map<number, Purse>,
    orders: Orders,
    approved: ReadonlySet<string>,
    phones: PhoneCounts,
  ) {
    this.#tx = tx;
    this.#backlog = backlog;
    this.#purses = purses;
    this.#orders = orders;
    this.#approved = approved;
    this.#phones = phones;
  }

  static async open(tx: Tx, calls: readonly AcceptCall[], backlog: Backlog): Promise<Batch> {
    const submissions = calls.map(({ submission }) => submission);
    const purses = await hold(tx, [...new Set(submissions.map(({ accountId }) => accountId))]);
    const orders = await knownOrders(tx, submissions);
    const approved = await approvedTexts(tx, submissions);
    // those that go no further are not counted, so that repeating an order doesn't write
    const counted = submissions.filter((submission) => knownKey(orders, submission) === undefined);
    const window = Math.max(...calls.map(({ limits }) => limits.frequency.codes.window));
    return new Batch(tx, backlog, purses, orders, approved, await PhoneCounts.hold(tx, counted, window));
  }

  async decide({ submission, limits }: AcceptCall): Promise<AcceptOutcome> {
    const { accountId, acceptedAt, charge } = submission;
    const purse = this.#purse(accountId);
    const medium = MEDIUM.code[submission.medium];
    const balance = purse.credits[medium] ?? 0;
    const known = knownKey(this.#orders, submission);
    if (known) return known.once ? { kind: "used-once", balance } : { kind: "order-duplicate", submissionId: known.submissionId, balance };
    const queued = countOf(submission.messages, "queued");
    if (!(await this.#backlog.admits(this.#tx, this.#queued + queued, limits.queued))) return { kind: "busy" };

    const limited = this.#phones.take(submission, limits.frequency);
    const refuse = (outcome: AcceptOutcome): AcceptOutcome => {
      this.#phones.untake();
      return outcome;
    };
    const messages = limited.length === 0 ? submission.messages : withFailed(submission.messages, limited);
    const wanted = messages.length - countOf(messages, "failed");
    if (limited.length > 0 && wanted === 0) return refuse({ kind: "recipient-limited", balance });
    const day = dayStart(acceptedAt);
    // a clock that is set back a little over midnight doesn't bring yesterday back
    const accepted = day > purse.day ? 0 : purse.accepted;
    if (limits.daily > 0 && accepted + wanted > limits.daily) return refuse({ kind: "daily-cap", balance });
    const credits = limited.reduce((sum, index) => sum - (submission.messages[index]?.segments ?? 0), charge.credits);
    if (credits > 0 && balance - credits < charge.floor) return refuse({ kind: "credits-short", balance });

    purse.day = Math.max(day, purse.day);
    purse.accepted = accepted + wanted;
    purse.credits[medium] = balance - credits;
    purse.taken[medium] = (purse.taken[medium] ?? 0) + credits;
    this.#touched.add(accountId);
    this.#add(submission, this.#released(submission, messages), credits);
    this.#tx.tallies.accepted(acceptedAt, accountId, messages.length, messages.length - wanted, credits);
    return { kind: "accepted", balance: balance - credits, charged: credits, limited };
  }

  async write(): Promise<void> {
    await this.#phones.write(this.#tx);
    if (this.#rows.submissions.length === 0) return;
    for (const accountId of [...this.#touched].sort((a, b) => a - b)) {
      const { taken, day, accepted } = this.#purse(accountId);
      this.#rows.purses.push({ accountId, sms: -(taken[0] ?? 0), mms: -(taken[1] ?? 0), day, accepted });
    }
    await writeAccepted(this.#tx, this.#rows);
    this.#tx.waitingChanged(this.#queued);
  }

  #purse(accountId: number): Purse {
    let purse = this.#purses.get(accountId);
    if (!purse) {
      purse = { credits: [0, 0], taken: [0, 0], day: Number.MIN_SAFE_INTEGER, accepted: 0 };
      this.#purses.set(accountId, purse);
    }
    return purse;
  }

  /** What an account's reviewer has approved before is queued at once. */
  #released(submission: NewSubmission, messages: readonly NewMessage[]): readonly NewMessage[] {
    if (countOf(messages, "held") === 0) return messages;
    const digest = reviewDigest(submission);
    if (this.#approved.has(`${submission.accountId} ${digest}`))
      return messages.map((message) => (message.state === "held" ? { ...message, state: "queued" } : message));
    this.#rows.reviews.push({ submission, digest });
    return messages;
  }

  #add(submission: NewSubmission, messages: readonly NewMessage[], credits: number): void {
    const { id, accountId, orderId, orderExpiresAt, once, sendAt, acceptedAt, media } = submission;
    this.#rows.submissions.push({ submission, credits });
    for (const message of messages) this.#rows.messages.push({ submissionId: id, message });
    if (orderId !== undefined) this.#remember(accountId, orderId, id, orderExpiresAt);
    if (once !== undefined) this.#remember(-accountId, once.key, id, once.expiresAt);
    if (media !== undefined) this.#rows.media.push({ submissionId: id, container: media });
    const waiting = messages.length - countOf(messages, "failed");
    if (sendAt > acceptedAt && waiting > 0) this.#rows.scheduled.push({ accountId, submissionId: id, sendAt, waiting });
    this.#queued += countOf(messages, "queued");
  }

  #remember(accountId: number, key: string, submissionId: number, expiresAt: number): void {
    this.#rows.orders.push({ accountId, key, submissionId, expiresAt });
    this.#orders.set(`${accountId} ${key}`, { submissionId, expiresAt });
  }
}

async function hold(tx: Tx, accountIds: readonly number[]): Promise<Map<number, Purse>> {
  const rows = await tx.all<{ account_id: number; sms: number; mms: number; day: number; accepted: number }>(HOLD, accountIds);
  return new Map(rows.map((row) => [row.account_id, { credits: [row.sms, row.mms], taken: [0, 0], day: row.day, accepted: row.accepted }]));
}

/** Keys that may be used once are remembered like order ids, under an account number that no account has. */
async function knownOrders(tx: Tx, submissions: readonly NewSubmission[]): Promise<Orders> {
  const asked = submissions.flatMap(({ accountId, orderId, once }) => [
    ...(orderId === undefined ? [] : [{ accountId, key: orderId }]),
    ...(once === undefined ? [] : [{ accountId: -accountId, key: once.key }]),
  ]);
  if (asked.length === 0) return new Map();
  const rows = await tx.all<{ account_id: number; order_id: string; submission_id: number; expires_at: number }>(
    ORDERS,
    asked.map(({ accountId }) => accountId),
    asked.map(({ key }) => key),
  );
  return new Map(rows.map((row) => [`${row.account_id} ${row.order_id}`, { submissionId: row.submission_id, expiresAt: row.expires_at }]));
}

function knownKey(
  orders: Orders,
  { accountId, orderId, once, acceptedAt }: NewSubmission,
): { readonly submissionId: number; readonly once: boolean } | undefined {
  const order = orderId === undefined ? undefined : orders.get(`${accountId} ${orderId}`);
  if (order && order.expiresAt > acceptedAt) return { submissionId: order.submissionId, once: false };
  const key = once === undefined ? undefined : orders.get(`${-accountId} ${once.key}`);
  return key && key.expiresAt > acceptedAt ? { submissionId: key.submissionId, once: true } : undefined;
}

async function approvedTexts(tx: Tx, submissions: readonly NewSubmission[]): Promise<ReadonlySet<string>> {
  const held = submissions.filter(({ messages }) => countOf(messages, "held") > 0);
  if (held.length === 0) return new Set();
  const rows = await tx.all<{ account_id: number; digest: string }>(
    APPROVED,
    held.map(({ accountId }) => accountId),
    held.map(reviewDigest),
  );
  return new Set(rows.map((row) => `${row.account_id} ${row.digest}`));
}

function withFailed(messages: readonly NewMessage[], limited: readonly number[]): readonly NewMessage[] {
  const changed = [...messages];
  for (const index of limited) {
    const message = messages[index];
    if (message) changed[index] = { ...message, state: "failed", code: "YZ:LIMIT", segments: 0 };
  }
  return changed;
}

function countOf(messages: readonly NewMessage[], state: NewMessage["state"]): number {
  return messages.reduce((count, message) => (message.state === state ? count + 1 : count), 0);
}
