import { writeAgain } from "../../shared/again.ts";
import { LEASED_QUEUE, OUTCOME, STATE, sentQueue } from "../../shared/codes.ts";
import type { AttemptResult } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { Messages } from "./messages.ts";
import { applyNameless, applyParked, parkedFor } from "./parked.ts";
import { addParts, Parts } from "./parts.ts";
import { Settling } from "./receipts.ts";
import { goOn, holdPhones, remember } from "./unanswered.ts";

const ADD_CHOICES = `
INSERT INTO choice (message_id, account_id, attempt, at, text)
SELECT * FROM unnest($1::bigint[], $2::integer[], $3::smallint[], $4::bigint[], $5::text[]) ON CONFLICT DO NOTHING`;

/** See `DispatchStore.record`. */
export async function record(tx: Tx, results: readonly AttemptResult[]): Promise<readonly boolean[]> {
  const ids = [...new Set(results.map(({ messageId }) => messageId))];
  const messages = await Messages.lock(tx, ids);
  // the parts are kept even where the lease had lapsed and someone else has the message now: their receipts will come
  await addParts(tx, results.flatMap(partsOf));
  await addChoices(tx, results);
  const applied = results.map((result) => step(result, messages));
  const unanswered = results.filter(({ next }, index) => applied[index] && next.to === "unanswered");
  const early = await earlyReceipts(tx, results);
  if (unanswered.length > 0 || early.size > 0) await goOnWith(tx, messages, await Parts.read(tx, ids), unanswered, early);
  await messages.write();
  return applied;
}

function partsOf({ messageId, attempt, accountId, channelId, at, parts }: AttemptResult) {
  return parts.map(({ part, outcome, upstreamId, code }) => ({
    messageId,
    attempt,
    part,
    parts: parts.length,
    accountId,
    channelId: channelId ?? null,
    outcome: OUTCOME.code[outcome],
    upstreamId: upstreamId ?? null,
    code: code ?? null,
    at,
  }));
}

async function addChoices(tx: Tx, results: readonly AttemptResult[]): Promise<void> {
  const told = results.filter(({ choice }) => choice !== undefined);
  if (told.length === 0) return;
  await tx.run(
    ADD_CHOICES,
    told.map(({ messageId }) => messageId),
    told.map(({ accountId }) => accountId),
    told.map(({ attempt }) => attempt),
    told.map(({ at }) => at),
    told.map(({ choice }) => choice ?? ""),
  );
}

type EarlyReceipts = ReadonlyMap<number, Awaited<ReturnType<typeof parkedFor>>>;

/** Receipts that waited for these submits, by channel. */
async function earlyReceipts(tx: Tx, results: readonly AttemptResult[]): Promise<EarlyReceipts> {
  const early = new Map<number, Awaited<ReturnType<typeof parkedFor>>>();
  const named = results.filter(
    ({ channelId, parts }) => channelId !== undefined && parts.some(({ upstreamId }) => upstreamId !== undefined),
  );
  for (const [channelId, own] of Map.groupBy(named, (result) => result.channelId ?? 0)) {
    const ids = own.flatMap(({ parts }) => parts.flatMap(({ upstreamId }) => upstreamId ?? []));
    const rows = await parkedFor(tx, channelId, ids);
    if (rows.length > 0) early.set(channelId, rows);
  }
  return early;
}

/** Messages without an answer, whose last answer may have come before this; and receipts that were early. */
async function goOnWith(
  tx: Tx,
  messages: Messages,
  parts: Parts,
  unanswered: readonly AttemptResult[],
  early: EarlyReceipts,
): Promise<void> {
  for (const { messageId, attempt, at } of unanswered) goOn({ messages, parts }, messageId, attempt, at, false);
  for (const [channelId, own] of Map.groupBy(unanswered, (result) => result.channelId ?? 0)) {
    const phones = own.flatMap(({ messageId }) => messages.get(messageId)?.phone ?? []);
    await holdPhones(tx, channelId, phones);
  }
  const waiting = unanswered
    .flatMap(({ messageId }) => messages.get(messageId) ?? [])
    .filter((message) => message.unanswered !== undefined);
  await messages.write();
  await remember(tx, waiting);
  for (const [channelId, rows] of early) {
    const settling = await Settling.open(tx, channelId, messages, parts);
    await applyParked(tx, channelId, rows, settling);
    await settling.write();
  }
  for (const { messageId, channelId, next } of unanswered) {
    if (channelId === undefined || next.to !== "unanswered" || next.matchSince === undefined) continue;
    const settling = await Settling.open(tx, channelId, messages, parts);
    await applyNameless(tx, messageId, channelId, next.matchSince, settling);
    await settling.write();
  }
}

function step(result: AttemptResult, messages: Messages): boolean {
  const { messageId, attempt, channelId = 0, next, at } = result;
  const message = messages.get(messageId);
  if (!message || message.attempt !== attempt || message.queue !== LEASED_QUEUE) return false;
  switch (next.to) {
    case "sent":
      messages.move(messageId, {
        state: STATE.code.sent,
        queue: sentQueue(channelId),
        nextAt: next.expiresAt,
        channelId: result.channelId ?? null,
        again: writeAgain(next.again) ?? null,
      });
      messages.sent(messageId, at, channelId);
      return true;
    case "queued":
      messages.requeue(messageId, next.dueAt, next.avoid ?? null);
      return true;
    case "unanswered":
      messages.move(messageId, {
        state: STATE.code.unanswered,
        queue: sentQueue(channelId),
        nextAt: next.until,
        channelId,
        again: writeAgain(next.again) ?? null,
        unanswered: {
          channelId,
          resend: next.otherwise === "queued",
          avoid: next.avoid ?? null,
          expiresAt: next.expiresAt,
          matchSince: next.matchSince ?? null,
        },
      });
      return true;
    default: {
      const refund = next.refund ? "always" : next.to === "delivered" ? "never" : "undelivered";
      const ends = { state: next.to, code: next.code, at, refund, channelId: tookBy(result), asked: result.channelId } as const;
      return messages.settle(messageId, ends);
    }
  }
}

/** A part may have got through, and shown the channel's code to whom it reached. */
function tookBy({ parts, channelId }: AttemptResult): number | undefined {
  return parts.some(({ outcome }) => outcome === "accepted" || outcome === "unknown") ? channelId : undefined;
}
