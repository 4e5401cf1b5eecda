import type { ChannelReceipt } from "../../../domain/receipt.ts";
import type { ReceiptOutcome } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { Messages } from "./messages.ts";
import { announce, find, park } from "./parked.ts";
import { type Part, Parts } from "./parts.ts";
import { nameOf, Settling } from "./receipts.ts";
import { holdPhones, namelessPart, onTheirWay, unansweredOf } from "./unanswered.ts";

export interface ReceiptCall {
  readonly channelId: number;
  readonly receipts: readonly ChannelReceipt[];
}

/** See `ReceiptStore.store`: all that came of one channel together, in the order of the calls. */
export async function storeAll(tx: Tx, calls: readonly ReceiptCall[]): Promise<readonly (readonly ReceiptOutcome[])[]> {
  const outcomes = new Map<ReceiptCall, readonly ReceiptOutcome[]>();
  for (const [channelId, own] of Map.groupBy(calls, (call) => call.channelId)) {
    const all = await store(
      tx,
      channelId,
      own.flatMap(({ receipts }) => receipts),
    );
    let from = 0;
    for (const call of own) {
      outcomes.set(call, all.slice(from, from + call.receipts.length));
      from += call.receipts.length;
    }
  }
  return calls.map((call) => outcomes.get(call) ?? []);
}

async function store(tx: Tx, channelId: number, receipts: readonly ChannelReceipt[]): Promise<readonly ReceiptOutcome[]> {
  const known = await find(tx, channelId, [...new Set(receipts.map(({ upstreamId }) => upstreamId))]);
  const early = receipts.filter(({ upstreamId }) => !known.has(upstreamId));
  const phones = [...new Set(early.flatMap(({ phone }) => phone ?? []))];
  await holdPhones(tx, channelId, phones);
  const candidates = await unansweredOf(tx, channelId, phones);
  const ids = new Set([...known.values()].map(({ messageId }) => messageId).concat([...candidates.values()].flat()));
  const messages = await Messages.lock(tx, [...ids]);
  const parts = await Parts.read(tx, [...ids]);
  const repeated = parts.someSettled || receipts.some(({ status }) => status === "pending");
  const settling = await Settling.open(tx, channelId, messages, parts, repeated);
  const waiting = await announce(tx, channelId, early);
  const busy = await onTheirWay(tx, [...candidates.keys()]);

  /** The part that a receipt is for; one without an answer that it is taken to be for has its id from then on. */
  const partOf = (receipt: ChannelReceipt): Part | undefined => {
    const submit = known.get(receipt.upstreamId);
    if (submit) return parts.get(submit.messageId, submit.attempt, submit.part);
    const { phone, upstreamId, at } = receipt;
    if (phone === undefined || busy.has(phone)) return undefined;
    const part = namelessPart(settling, candidates.get(phone) ?? [], at);
    if (!part) return undefined;
    parts.change(part, { upstreamId });
    known.set(upstreamId, part);
    return part;
  };

  const parked: ChannelReceipt[] = [];
  const outcomes = receipts.map((receipt): ReceiptOutcome => {
    const part = partOf(receipt);
    if (part) return settling.take(part, receipt);
    if (waiting.has(nameOf(receipt))) return "duplicate";
    waiting.add(nameOf(receipt));
    parked.push(receipt);
    return "parked";
  });
  await park(tx, channelId, parked);
  await settling.write();
  return outcomes;
}
