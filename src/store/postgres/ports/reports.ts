import type { ReportStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import { confirm, type ReportConfirmation, release, take } from "../ops/reports.ts";

export function reportPort(engine: Engine): ReportStore {
  const confirmed = engine.grouped<ReportConfirmation, undefined>(confirm, { weightOf: ({ messageIds }) => messageIds.length });
  return {
    take: (request) => engine.write((tx) => take(tx, request)),
    confirm: (accountId, token, messageIds, at) => confirmed({ accountId, token, messageIds, at }),
    release: (accountId, token, messageIds) => engine.write((tx) => release(tx, accountId, token, messageIds)),
  };
}
