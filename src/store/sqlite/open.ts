import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../runtime/clock.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { openAlarmSettings, sealAlarmSettings } from "../shared/alarm-rows.ts";
import { openDirectory, sealPlan, sealSecrets } from "../shared/directory.ts";
import { checkedStep, shortWhy } from "../shared/export-rows.ts";
import { withShortNote } from "../shared/push-note.ts";
import type { PurgePace, Store } from "../store.ts";
import { type Pace, SqliteEngine } from "./engine.ts";
import { unpackClaimed } from "./pack/claimed.ts";
import { unpackOutcome } from "./pack/outcome.ts";
import { packReceipts } from "./pack/receipts.ts";
import { packResults } from "./pack/results.ts";
import { packSubmission } from "./pack/submission.ts";
import { searchPort } from "./ports/search.ts";
import { userPort } from "./ports/users.ts";
import type { WorkerData } from "./protocol.ts";
import { Reader } from "./reader.ts";

export interface SqliteOptions {
  /** Data directory; made if it is missing. */
  readonly directory: string;
  readonly secrets: SecretBox;
  readonly clock: Clock;
  /** Hold the directory against other servers. Tools that only read or book leave it out and work beside a server. */
  readonly exclusive: boolean;
}

/** By the rows that calls may write. */
const PACE: Pace = { batch: 4_000, waiting: 200_000, deadline: 30_000, late: "outcome-unknown" };
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
  const { clock } = options;
  const data: WorkerData = {
    file: join(options.directory, "yizhan.db"),
    lockFile: options.exclusive ? join(options.directory, "serving.lock") : undefined,
    openedAt: clock.now(),
  };
  const engine = await SqliteEngine.open({ thread: new URL("./worker.ts", import.meta.url), data, clock, pace: PACE });
  const reader = new Reader(data.file, clock);
  const { secrets } = options;
  return {
    directory: {
      load: async () => openDirectory(await engine.call("directoryLoad", 1), secrets),
      version: () => engine.call("directoryVersion", 1),
      // a plan that can't cross to the thread fails here, by itself, and not with the batch that it would have been in
      apply: async (plan, at, seen) => {
        const [sealed, sealedSeen] = structuredClone([sealPlan(plan, secrets), seen && sealPlan(seen, secrets)] as const);
        return engine.call("directoryApply", SWEEP_WEIGHT, sealed, at, sealedSeen);
      },
    },
    rules: { load: () => engine.call("loadRules", 1), blacklisted: (after) => engine.call("blacklisted", 1, after) },
    ruleLists: {
      keywords: (after, limit, part) => engine.call("keywords", 1, after, limit, part),
      changeKeywords: (add, remove) => engine.call("changeKeywords", add.length + remove.length, add, remove),
      blacklist: (query) => engine.call("listBlacklist", 1, query),
      block: (entries, keep) => engine.call("block", entries.length, entries, keep),
      unblock: (accountId, phones) => engine.call("unblock", phones.length, accountId, phones),
    },
    accounts: {
      changePassword: ({ id, login }, password) => engine.call("changeSecrets", 2, id, sealSecrets(login, { password }, secrets)),
      changeSecrets: ({ id, login }, given) => engine.call("changeSecrets", 4, id, sealSecrets(login, given, secrets)),
      templates: (accountId, id) => engine.call("templates", 1, accountId, id),
      addTemplate: (accountId, template, most, at) => engine.call("addTemplate", 2, accountId, template, most, at),
      changeTemplate: (accountId, template, at) => engine.call("changeTemplate", 2, accountId, template, at),
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
    requests: {
      templates: (after, limit) => engine.call("waitingTemplates", 1, after, limit),
      decideTemplate: (decision) => engine.call("decideTemplate", 2, decision),
      templatesOf: (accountId) => engine.call("templatesOf", 1, accountId),
      askSignature: (request, most) => engine.call("askSignature", 1, request, most),
      signatures: (query) => engine.call("signatures", 1, query),
      decideSignature: (decision) => engine.call("decideSignature", 2, decision),
      withdrawSignature: (accountId, id) => engine.call("withdrawSignature", 2, accountId, id),
      waiting: () => engine.call("waiting", 1),
    },
    campaigns: {
      begin: (campaign, most, forget) => engine.call("beginCampaign", 20, campaign, most, forget),
      list: (accountId, before, limit) => engine.call("campaigns", 1, accountId, before, limit),
      get: (accountId, id) => engine.call("campaign", 1, accountId, id),
      addPart: (accountId, id, part) => engine.call("addCampaignPart", 2, accountId, id, part),
      cancel: (accountId, id) => engine.call("cancelCampaign", 1, accountId, id),
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
    tallies: {
      read: (query) => engine.call("readTallies", 1, query),
      latencies: (query) => engine.call("readLatencies", 1, query),
      fold: (now) => engine.call("foldTallies", SWEEP_WEIGHT, now),
      backlog: (now) => engine.call("backlog", 1, now),
    },
    users: userPort(engine, secrets),
    audit: {
      begin: (entry) => engine.call("beginAudit", 1, entry),
      finish: (id, end) => engine.call("finishAudit", 1, id, end),
      list: (query) => reader.call("listAudit", query),
    },
    exports: {
      order: (job, most) => engine.call("orderExport", 1, job, most),
      take: (token, now, until) => engine.call("takeExport", 1, token, now, until),
      append: async (id, token, step) => engine.call("appendExport", SWEEP_WEIGHT, id, token, checkedStep(step)),
      fail: (id, token, at, why) => engine.call("failExport", 1, id, token, at, shortWhy(why)),
      list: (userId) => engine.call("listExports", 1, userId),
      get: (id) => engine.call("exportJob", 1, id),
      chunk: (id, index) => reader.call("exportChunk", id, index),
      remove: (id, userId) => engine.call("removeExport", 1, id, userId),
      sweep: (before) => engine.call("sweepExports", SWEEP_WEIGHT, before),
    },
    alarms: {
      settings: async () => openAlarmSettings(await engine.call("alarmSettings", 1), secrets),
      saveSettings: (doc) => engine.call("saveAlarmSettings", 1, sealAlarmSettings(doc, secrets)),
      list: (since) => engine.call("alarms", 1, since),
      look: (look) => engine.call("lookForAlarms", look.found.length + 1, look),
      mute: (key, until, actor) => engine.call("muteAlarm", 1, key, until, actor),
    },
    retention: { pace: PURGE_PACE, purge: (request) => engine.call("purge", SWEEP_WEIGHT, request) },
    nodes: {
      join: async (name, now, ttl) => {
        const storeNow = options.clock.now();
        return { ...(await engine.call("join", SWEEP_WEIGHT, name, now, storeNow + ttl)), storeNow, ahead: 0, alone: true };
      },
      renew: async (node, name, ttl) => {
        const storeNow = options.clock.now();
        return { kept: await engine.call("renew", 1, node, name, storeNow + ttl), storeNow, ahead: 0 };
      },
      leave: (node, name, now) => engine.call("leave", SWEEP_WEIGHT, node, name, now),
      held: () => engine.call("heldNodes", 1),
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
    search: searchPort(reader),
    close: () => engine.close(() => reader.close()),
  };
}
