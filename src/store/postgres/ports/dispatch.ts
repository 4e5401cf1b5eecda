import type { AttemptResult, DispatchStore, LedgerStore, NodeStore, ReceiptStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { claim, lanes } from "../ops/claim.ts";
import { knownSubmits } from "../ops/known-submits.ts";
import { late } from "../ops/late.ts";
import * as ledger from "../ops/ledger.ts";
import * as nodes from "../ops/nodes.ts";
import { outstanding } from "../ops/outstanding.ts";
import { record } from "../ops/record.ts";
import { type ReceiptCall, storeAll } from "../ops/store-receipts.ts";
import { expire, rescue } from "../ops/sweep.ts";

const MEDIA = "SELECT container FROM media WHERE submission_id = $1";

export function dispatchPort(engine: Engine): DispatchStore {
  const recording = engine.grouped(
    async (tx, calls: readonly (readonly AttemptResult[])[]) => {
      const applied = await record(tx, calls.flat());
      let from = 0;
      return calls.map(({ length }) => {
        from += length;
        return applied.slice(from - length, from);
      });
    },
    { weightOf: (results) => results.length * 2 },
  );
  return {
    lanes: (page) => engine.read((tx) => lanes(tx, page)),
    claim: (request) => engine.write((tx) => claim(tx, request)),
    record: recording,
    late: (channelId, answers) => engine.write((tx) => late(tx, channelId, answers)),
    rescue: ({ now, limit }) => engine.write((tx) => rescue(tx, now, limit)),
    expire: ({ now, limit }) => engine.write((tx) => expire(tx, now, limit)),
    media: (submissionId) => engine.read(async (tx) => (await tx.get<{ container: Buffer }>(MEDIA, submissionId))?.container),
    outstanding: (channelId, after, limit) => engine.read((tx) => outstanding(tx, channelId, after, limit)),
  };
}

export function receiptPort(engine: Engine): ReceiptStore {
  const storing = engine.grouped((tx, calls: readonly ReceiptCall[]) => storeAll(tx, calls), {
    weightOf: ({ receipts }) => receipts.length * 4,
  });
  return {
    store: (channelId, receipts) => storing({ channelId, receipts }),
    submits: (channelId, upstreamIds) => engine.read((tx) => knownSubmits(tx, channelId, upstreamIds)),
  };
}

export function ledgerPort(engine: Engine): LedgerStore {
  return {
    balance: (accountId) => engine.read((tx) => ledger.balance(tx, accountId)),
    book: (booking) => engine.write((tx) => ledger.book(tx, booking)),
    audit: () => engine.snapshot(ledger.audit),
  };
}

/** @param looks has sessions for what isn't about keeping a number */
export function nodePort(engine: Engine, looks = engine): NodeStore {
  return {
    join: (name, _now, ttl, witness) => engine.write((tx) => nodes.join(tx, name, ttl, witness)),
    renew: (node, name, ttl, witness) => engine.write((tx) => nodes.renew(tx, node, name, ttl, witness)),
    leave: (node, name, now) => engine.write((tx) => nodes.leave(tx, node, name, now)),
    held: () => looks.read(nodes.held),
  };
}
