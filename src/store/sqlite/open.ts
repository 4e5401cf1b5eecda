import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { openDirectory, sealPlan, sealSecret } from "../shared/directory.ts";
import { withShortNote } from "../shared/push-note.ts";
import type { PurgePace, Store } from "../store.ts";
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
/**
 * Everybody waits for the one thread: for a step, and more for the checkpoint (100 ms) that each 4,000 pages in the log bring about. A step
 * of 100 messages writes 77 pages and one of 400 writes 138, so steps are as large as their time allows; and the pauses
 * are long, so that fewer than one live call in a hundred meets a checkpoint.
 */
const PURGE_PACE: PurgePace = { step: 8, pause: 50, least: 200, most: 1_000 };

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
    rules: { load: () => engine.call("loadRules", 1), blacklisted: (after) => engine.call("blacklisted", 1, after) },
    accounts: {
      changePassword: ({ id, login }, password) =>
        engine.call("changeSecret", 2, id, "password", sealSecret(login, "password", password, secrets)),
      templates: (accountId, id) => engine.call("templates", 1, accountId, id),
      addTemplate: (accountId, template, most) => engine.call("addTemplate", 2, accountId, template, most),
      changeTemplate: (accountId, template) => engine.call("changeTemplate", 2, accountId, template),
      deleteTemplate: (accountId, id) => engine.call("deleteTemplate", 2, accountId, id),
    },
    submissions: {
      accept: async (submission, { queued, frequency: { codes, daily }, daily: accountDaily }) =>
        unpackOutcome(
          await engine.call(
            "accept",
            submission.messages.length + 2,
            packSubmission(submission),
            queued,
            codes.limit,
            codes.window,
            daily.limit,
            accountDaily,
          ),
        ),
      ordered: (accountId, orderId, now) => engine.call("ordered", 1, accountId, orderId, now),
      cancel: (submissionId, accountId, at, actor) => engine.call("cancel", SWEEP_WEIGHT, submissionId, accountId, at, actor),
      scheduled: (accountId, now, after, limit) => engine.call("scheduled", 1, accountId, now, after, limit),
    },
    reviews: {
      list: (after, limit) => engine.call("listHeld", 1, after, limit),
      decide: (decision) => engine.call("decideReview", SWEEP_WEIGHT, decision),
    },
    dispatch: {
      lanes: (page) => engine.call("lanes", 1, page?.after ?? -1, page?.limit ?? Number.MAX_SAFE_INTEGER),
      claim: async (claim) => unpackClaimed(await engine.call("claim", claim.limit, claim), claim.lane),
      record: (results) => engine.call("record", results.length * 2, packResults(results)),
      late: (channelId, answers) => engine.call("late", answers.length * 3, channelId, answers),
      rescue: ({ now, limit }) => engine.call("rescue", SWEEP_WEIGHT, now, limit),
      expire: ({ now, limit }) => engine.call("expire", SWEEP_WEIGHT, now, limit),
      media: (submissionId) => engine.call("media", 1, submissionId),
      outstanding: (channelId, after, limit) => engine.call("outstanding", 1, channelId, after, limit),
    },
    receipts: {
      store: (channelId, receipts) => engine.call("storeReceipts", receipts.length * 4, channelId, packReceipts(receipts)),
      submits: (channelId, upstreamIds) => engine.call("knownSubmits", 1, channelId, upstreamIds),
    },
    reports: {
      take: (take) => engine.call("takeReports", take.limit, take),
      confirm: (accountId, token, ids, at) => engine.call("confirmReports", ids.length, accountId, token, ids, at),
      release: (accountId, token, ids) => engine.call("releaseReports", ids.length, accountId, token, ids),
    },
    pushes: {
      due: (now) => engine.call("duePushes", 1, now),
      take: (take) => engine.call("takePushes", take.limit, take),
      record: (results) => engine.call("recordPushes", results.length * 2, results.map(withShortNote)),
      release: (accountId, kind, token) => engine.call("releasePushes", 1, accountId, kind, token),
      counts: (accountId) => engine.call("countPushes", 1, accountId),
      replay: (replay) => engine.call("replayPushes", SWEEP_WEIGHT, replay),
    },
    history: {
      story: (messageId) => engine.call("story", 1, messageId),
      find: (submissionId, after, limit) => engine.call("findSubmission", 1, submissionId, after, limit),
      messagesTo: (phone, before, limit) => engine.call("messagesTo", 1, phone, before, limit),
    },
    inbound: {
      store: (channelId, arrivals) => engine.call("storeInbound", arrivals.length * 3, channelId, arrivals),
      unmatched: (now, limit) => engine.call("unmatchedInbound", limit, now, limit),
      latestTo: (asked) => engine.call("latestTo", 1, asked),
      indexPhones: (now, limit) => engine.call("indexPhones", limit, now, limit),
      assign: (assignments) => engine.call("assignInbound", assignments.length * 3, assignments),
      take: (take) => engine.call("takeInbound", take.limit, take),
      confirm: (accountId, token, ids, at) => engine.call("confirmInbound", ids.length, accountId, token, ids, at),
      release: (accountId, token, ids) => engine.call("releaseInbound", ids.length, accountId, token, ids),
    },
    channels: {
      setMode: (change) => engine.call("setChannelMode", 2, change),
      changes: (channelId, limit) => engine.call("channelChanges", 1, channelId, limit),
      report: (node, at, states, forget) => engine.call("reportChannels", states.length + 1, node, at, states, forget),
      states: () => engine.call("channelStates", 1),
      orderTest: (test) => engine.call("orderTest", 2, test),
      takeTests: (take) => engine.call("takeTests", 2, take),
      answerTest: (testId, node, answer) => engine.call("answerTest", 2, testId, node, answer),
      test: (testId) => engine.call("test", 2, testId),
      orphans: (ask) => engine.call("orphans", ask.limit, ask),
      countOrphans: (ask) => engine.call("countOrphans", SWEEP_WEIGHT, ask),
    },
    ledger: {
      balance: (accountId) => engine.call("balance", 1, accountId),
      book: (booking) => engine.call("book", 2, booking),
      audit: () => engine.call("audit", 1),
    },
    retention: { pace: PURGE_PACE, purge: (request) => engine.call("purge", SWEEP_WEIGHT, request) },
    nodes: {
      join: async (name, now, ttl) => {
        const storeNow = options.clock.now();
        return { ...(await engine.call("join", SWEEP_WEIGHT, name, now, storeNow + ttl)), storeNow, alone: true };
      },
      renew: async (node, name, ttl) => {
        const storeNow = options.clock.now();
        return { kept: await engine.call("renew", 1, node, name, storeNow + ttl), storeNow };
      },
      leave: (node, name, now) => engine.call("leave", SWEEP_WEIGHT, node, name, now),
    },
    // it has them all to itself
    shares: {
      hold: async ({ channels }) =>
        channels.map(({ channelId, slots }) => ({
          channelId,
          slots: Array.from({ length: slots }, (_, slot) => slot),
          fair: slots,
          servedElsewhere: false,
        })),
    },
    // a server has it to itself, and a tool's doings beside it are found by asking
    news: { arrives: false, subscribe: () => () => undefined, tell: () => undefined },
    close: () => engine.close(),
  };
}
