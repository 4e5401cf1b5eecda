import { withShortNote } from "../../shared/push-note.ts";
import type { PushResult, PushStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { counts, due, record, release, replay, take } from "../ops/pushes.ts";

export function pushPort(engine: Engine): PushStore {
  const recorded = engine.grouped<readonly PushResult[], readonly boolean[]>(record, { weightOf: (results) => results.length * 2 });
  return {
    due: (now) => engine.read((tx) => due(tx, now)),
    take: (request) => engine.write((tx) => take(tx, request)),
    record: (results) => recorded(results.map(withShortNote)),
    release: (accountId, kind, token) => engine.write((tx) => release(tx, accountId, kind, token)),
    counts: (accountId) => engine.read((tx) => counts(tx, accountId)),
    replay: (request) => engine.write((tx) => replay(tx, request)),
  };
}
