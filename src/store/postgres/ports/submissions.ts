import type { SubmissionStore } from "../../store.ts";
import type { Backlog } from "../backlog.ts";
import type { Engine } from "../engine.ts";
import { type AcceptCall, accept, ordered } from "../ops/accept.ts";
import { cancel } from "../ops/cancel.ts";
import { scheduled } from "../ops/scheduled.ts";

/** Batches of different accounts that are under way at once: while one waits for the disk, the next is written. */
const LANES = 2;

export function submissionPort(engine: Engine, backlog: Backlog): SubmissionStore {
  const accepting = engine.grouped((tx, calls: readonly AcceptCall[]) => accept(tx, calls, backlog), {
    weightOf: ({ submission }) => submission.messages.length + 2,
    keyOf: ({ submission }) => submission.accountId,
    lanes: LANES,
  });
  return {
    accept: (submission, limits) => accepting({ submission, limits }),
    ordered: (accountId, orderId, now) => engine.read((tx) => ordered(tx, accountId, orderId, now)),
    cancel: (submissionId, accountId, at, actor) => engine.write((tx) => cancel(tx, submissionId, accountId, at, actor)),
    scheduled: (accountId, now, after, limit) => engine.read((tx) => scheduled(tx, accountId, now, after, limit)),
  };
}
