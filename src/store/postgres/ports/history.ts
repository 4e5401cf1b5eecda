import type { HistoryStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { find, story } from "../ops/history.ts";
import { messagesTo } from "../ops/phones.ts";

export function historyPort(engine: Engine): HistoryStore {
  return {
    story: (messageId) => engine.snapshot((tx) => story(tx, messageId)),
    find: (submissionId, after, limit) => engine.snapshot((tx) => find(tx, submissionId, after, limit)),
    messagesTo: (phone, before, limit) => engine.read((tx) => messagesTo(tx, phone, before, limit)),
  };
}
