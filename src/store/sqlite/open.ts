import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { openDirectory, sealPlan } from "../shared/directory.ts";
import type { Store } from "../store.ts";
import { SqliteEngine } from "./engine.ts";
import { unpackClaimed } from "./pack/claimed.ts";
import { unpackOutcome } from "./pack/outcome.ts";
import { packReceipts } from "./pack/receipts.ts";
import { packResults } from "./pack/results.ts";
import { packSubmission } from "./pack/submission.ts";

export interface SqliteOptions {
  /** Data directory; made if it is missing. */
  readonly directory: string;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Hold the directory against other servers. Tools that only read or book leave it out and work beside a server. */
  readonly exclusive: boolean;
}

/** Rows that calls without a bound of their own are taken to write, for filling batches. */
const SWEEP_WEIGHT = 500;

/** Opens (and migrates) the embedded store. Rejects with `StoreError("failed")` and a sentence for the operator. */
export async function openSqliteStore(options: SqliteOptions): Promise<Store> {
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const engine = await SqliteEngine.open(
    {
      file: join(options.directory, "yizhan.db"),
      lockFile: options.exclusive ? join(options.directory, "serving.lock") : undefined,
      openedAt: options.clock.now(),
    },
    options.clock,
  );
  const { secrets } = options;
  return {
    directory: {
      load: async () => openDirectory(await engine.call("directoryLoad", 1), secrets),
      version: () => engine.call("directoryVersion", 1),
      // a plan that can't cross to the thread fails here, by itself, and not with the batch that it would have been in
      apply: async (plan, at) => engine.call("directoryApply", SWEEP_WEIGHT, structuredClone(sealPlan(plan, secrets)), at),
    },
    rules: { load: () => engine.call("loadRules", 1) },
    submissions: {
      accept: async (submission, { queued, frequency: { codes, daily } }) =>
        unpackOutcome(
          await engine.call(
            "accept",
            submission.messages.length + 2,
            packSubmission(submission),
            queued,
            codes.limit,
            codes.window,
            daily.limit,
          ),
        ),
    },
    reviews: {
      list: (after, limit) => engine.call("listHeld", 1, after, limit),
      decide: (decision) => engine.call("decideReview", SWEEP_WEIGHT, decision),
    },
    dispatch: {
      lanes: () => engine.call("lanes", 1),
      claim: async (claim) => unpackClaimed(await engine.call("claim", claim.limit, claim), claim.lane),
      record: (results) => engine.call("record", results.length * 2, packResults(results)),
      rescue: ({ now, limit }) => engine.call("rescue", SWEEP_WEIGHT, now, limit),
      expire: ({ now, limit }) => engine.call("expire", SWEEP_WEIGHT, now, limit),
      outstanding: (channelId, after, limit) => engine.call("outstanding", 1, channelId, after, limit),
    },
    receipts: {
      store: (channelId, receipts) => engine.call("storeReceipts", receipts.length * 4, channelId, packReceipts(receipts)),
    },
    reports: {
      take: (take) => engine.call("takeReports", take.limit, take),
      confirm: (accountId, token, ids, at) => engine.call("confirmReports", ids.length, accountId, token, ids, at),
      release: (accountId, token, ids) => engine.call("releaseReports", ids.length, accountId, token, ids),
    },
    ledger: {
      balance: (accountId, medium) => engine.call("balance", 1, accountId, medium),
      book: (booking) => engine.call("book", 2, booking),
      audit: () => engine.call("audit", 1),
    },
    nodes: {
      join: (name, now, until) => engine.call("join", SWEEP_WEIGHT, name, now, until),
      renew: (node, until) => engine.call("renew", 1, node, until),
      leave: (node, now) => engine.call("leave", SWEEP_WEIGHT, node, now),
    },
    close: () => engine.close(),
  };
}
