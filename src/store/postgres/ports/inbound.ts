import type { InboundStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { assign, store, unmatched } from "../ops/inbound.ts";
import { confirm, type InboundConfirmation, release, take } from "../ops/inbound-pull.ts";
import { latestTo } from "../ops/phones.ts";

export function inboundPort(engine: Engine): InboundStore {
  const confirmed = engine.grouped<InboundConfirmation, undefined>(confirm, { weightOf: ({ ids }) => ids.length });
  return {
    store: (channelId, arrivals) => engine.write((tx) => store(tx, channelId, arrivals)),
    unmatched: (now, limit) => engine.write((tx) => unmatched(tx, now, limit)),
    latestTo: (asked) => engine.read((tx) => latestTo(tx, asked)),
    // messages are found by an index of their own, written with them
    indexPhones: async () => 0,
    assign: (assignments) => engine.write((tx) => assign(tx, assignments)),
    take: (request) => engine.write((tx) => take(tx, request)),
    confirm: (accountId, token, ids, at) => confirmed({ accountId, token, ids, at }),
    release: (accountId, token, ids) => engine.write((tx) => release(tx, accountId, token, ids)),
  };
}
