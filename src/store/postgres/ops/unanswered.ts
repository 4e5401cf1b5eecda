import { LEASED_QUEUE, OUTCOME, STATE } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";
import type { NewEvent } from "./events.ts";
import type { HeldMessage } from "./message-rows.ts";
import type { Messages } from "./messages.ts";
import { isAnswered, type Part, type Parts } from "./parts.ts";

const REMEMBER = `
INSERT INTO unanswered (message_id, channel_id, phone, resend, avoid, expires_at, match_since)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::boolean[], $5::integer[], $6::bigint[], $7::bigint[])`;
/** Whoever takes a receipt for a phone's message without an answer, and whoever makes a message such a one, do so one after another. */
const ALONE = `
SELECT pg_advisory_xact_lock($1, hash) FROM (SELECT DISTINCT hashtext(phone) AS hash FROM unnest($2::text[]) AS phone ORDER BY hash) AS locks`;
const OF_PHONES = "SELECT message_id, phone FROM unanswered WHERE channel_id = $1 AND phone = ANY($2::text[])";
const ON_THEIR_WAY = `SELECT DISTINCT phone FROM live WHERE queue = ${LEASED_QUEUE} AND phone = ANY($1::text[])`;

/** Puts down what messages remember that are without an answer from now on. */
export async function remember(tx: Tx, messages: readonly HeldMessage[]): Promise<void> {
  if (messages.length === 0) return;
  await tx.run(
    REMEMBER,
    messages.map(({ id }) => id),
    messages.map(({ unanswered }) => unanswered?.channelId ?? 0),
    messages.map(({ phone }) => phone),
    messages.map(({ unanswered }) => unanswered?.resend ?? false),
    messages.map(({ unanswered }) => unanswered?.avoid ?? null),
    messages.map(({ unanswered }) => unanswered?.expiresAt ?? 0),
    messages.map(({ unanswered }) => unanswered?.matchSince ?? null),
  );
}

/** A part that was unanswered has an answer: an event, and the message goes on where it was the last one. */
export function answered(
  held: { readonly messages: Messages; readonly parts: Parts; readonly events: NewEvent[] },
  { messageId, attempt }: Pick<Part, "messageId" | "attempt">,
  answer: { readonly at: number; readonly final: boolean; readonly note: string },
): void {
  held.events.push({ subjectId: messageId, event: "answered-late", at: answer.at, note: answer.note });
  goOn(held, messageId, attempt, answer.at, answer.final);
}

/** Once no part of the latest try is without an answer, the message goes on; see `DispatchStore.late`. */
export function goOn(
  { messages, parts }: { readonly messages: Messages; readonly parts: Parts },
  messageId: number,
  attempt: number,
  at: number,
  final: boolean,
): void {
  const message = messages.get(messageId);
  const waiting = message?.unanswered;
  if (!message || !waiting || message.attempt !== attempt) return;
  const tried = parts.ofAttempt(messageId, attempt);
  if (!tried.every(isAnswered)) return;
  const refused = tried.find(({ outcome }) => outcome !== OUTCOME.code.accepted);
  if (!refused) {
    messages.move(messageId, { state: STATE.code.sent, nextAt: waiting.expiresAt, unanswered: undefined });
    messages.sent(messageId, at, waiting.channelId);
    return;
  }
  const none = tried.every(({ outcome }) => outcome !== OUTCOME.code.accepted);
  const { channelId } = waiting;
  if (final) {
    const code = refused.code ?? "";
    messages.settle(messageId, { state: "failed", code, at, refund: none ? "always" : "undelivered", channelId });
  } else if (none) messages.requeue(messageId, at, channelId);
  else leave(messages, message, at);
}

/** To where it was to go when its time is over. */
export function leave(messages: Messages, { id, unanswered }: HeldMessage, at: number): void {
  if (unanswered?.resend) messages.requeue(id, at, unanswered.avoid);
  else messages.settle(id, { state: "unknown", code: "UNKNOWN", at, refund: "undelivered" });
}

/** Holds phones of a channel until the transaction ends, so that nobody else looks for receipts or messages without an answer of theirs. */
export async function holdPhones(tx: Tx, channelId: number, phones: readonly string[]): Promise<void> {
  if (phones.length > 0) await tx.all(ALONE, channelId, phones);
}

/** Messages without an answer, by phone. */
export async function unansweredOf(tx: Tx, channelId: number, phones: readonly string[]): Promise<ReadonlyMap<string, readonly number[]>> {
  const found = new Map<string, number[]>();
  if (phones.length === 0) return found;
  for (const row of await tx.all<{ message_id: number; phone: string }>(OF_PHONES, channelId, phones)) {
    const ids = found.get(row.phone);
    if (ids) ids.push(row.message_id);
    else found.set(row.phone, [row.message_id]);
  }
  return found;
}

/** Those of the phones to which something is on its way whose id may still come. */
export async function onTheirWay(tx: Tx, phones: readonly string[]): Promise<ReadonlySet<string>> {
  if (phones.length === 0) return new Set();
  return new Set((await tx.all<{ phone: string }>(ON_THEIR_WAY, phones)).map((row) => row.phone));
}

/**
 * The part that a receipt is for whose id nobody knows: one of the only unanswered message to its phone on its channel. Its parts
 * are alike to such a receipt: the first one takes it.
 */
export function namelessPart(
  { messages, parts }: { readonly messages: Messages; readonly parts: Parts },
  candidates: readonly number[],
  at: number,
): Part | undefined {
  const [id, another] = candidates.filter((each) => messages.get(each)?.unanswered !== undefined);
  const message = id === undefined || another !== undefined ? undefined : messages.get(id);
  const since = message?.unanswered?.matchSince;
  if (!message || since === null || since === undefined || since > at) return undefined;
  return parts
    .ofAttempt(message.id, message.attempt)
    .find(({ outcome, upstreamId, receipt }) => outcome === OUTCOME.code.unknown && upstreamId === null && receipt === null);
}
