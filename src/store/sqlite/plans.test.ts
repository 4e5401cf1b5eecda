import { describe, expect, it } from "vitest";
import type { ChannelState } from "../../domain/channel-state.ts";
import { ID_EPOCH } from "../../domain/ids.ts";
import type { NewSubmission } from "../../domain/submission.ts";
import type { LedgerQuery, MessageQuery, Page } from "../store.ts";
import { Db, type Param, type Row } from "./db.ts";
import { migrate } from "./migrate.ts";
import { OPS, type OpName } from "./ops/index.ts";
import { packReceipts } from "./pack/receipts.ts";
import { packResults } from "./pack/results.ts";
import { packSubmission } from "./pack/submission.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";

/** 1,000 messages queued; 3 codes in 3 minutes, 10 texts a day to a phone, any number from an account. */
const LIMITS = [1_000, 3, 180_000, 10, 0] as const;

/** A database that remembers which statements ran on it. */
class WatchedDb extends Db {
  readonly seen = new Set<string>();

  override run(sql: string, ...params: Param[]): number {
    this.seen.add(sql);
    return super.run(sql, ...params);
  }

  override get<R extends Row>(sql: string, ...params: Param[]): R | undefined {
    this.seen.add(sql);
    return super.get<R>(sql, ...params);
  }

  override all<R extends Row>(sql: string, ...params: Param[]): R[] {
    this.seen.add(sql);
    return super.all<R>(sql, ...params);
  }

  plan(sql: string): readonly string[] {
    return super.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`).map((row) => row.detail);
  }
}

const NOW = 1_795_136_890_000;
const message = {
  phone: "13800138000",
  operator: "mobile",
  class: "notice",
  text: undefined,
  segments: 1,
  code: undefined,
  lane: 64,
  exempt: true,
} as const;
const campaign = {
  id: 1,
  accountId: 1,
  name: "双十一",
  text: "您好",
  ext: "",
  signature: undefined,
  sendAt: undefined,
  recipients: 1,
  parts: 2,
  fingerprint: "1",
  actor: "li",
  at: NOW,
};
const queued: NewSubmission = {
  id: 3_200,
  accountId: 1,
  dialect: "huaxin",
  medium: "sms",
  acceptedAt: NOW,
  sendAt: NOW,
  text: "您好",
  ext: "",
  orderId: "A-1",
  orderExpiresAt: NOW + 9,
  other: undefined,
  reports: { pull: true, push: true },
  numbered: false,
  charge: { credits: 4, floor: -10 },
  refundUndelivered: true,
  atMostOnce: false,
  messages: [
    { ...message, id: 3_232, state: "queued" },
    { ...message, id: 3_264, state: "queued" },
    { ...message, id: 3_296, state: "queued" },
    { ...message, id: 3_328, state: "queued" },
    { ...message, id: 3_360, state: "failed", code: "YZ:BLACK" },
    { ...message, id: 3_392, state: "queued" },
  ],
};
const submission = packSubmission(queued);
const held: NewSubmission = { ...queued, id: 9_600, orderId: undefined, messages: [{ ...message, id: 9_632, state: "held" }] };
const later: NewSubmission = {
  ...queued,
  id: 32_000,
  orderId: undefined,
  sendAt: NOW + 99,
  messages: [{ ...message, id: 32_032, state: "queued" }],
};
const attempt = { accountId: 1, attempt: 1, channelId: 5, at: NOW } as const;
const accepted = (upstreamId: string) => [{ part: 1, outcome: "accepted", upstreamId, code: undefined }] as const;
const results = packResults([
  { ...attempt, messageId: 3_232, parts: accepted("a"), next: { to: "sent", expiresAt: NOW + 5 } },
  { ...attempt, messageId: 3_264, parts: accepted("b"), next: { to: "sent", expiresAt: NOW + 5 } },
  {
    ...attempt,
    messageId: 3_392,
    parts: accepted("again"),
    choice: "5t",
    next: { to: "sent", expiresAt: NOW + 5, again: { until: NOW, codes: ["C"] } },
  },
  { ...attempt, messageId: 3_296, parts: [], next: { to: "queued", dueAt: NOW, avoid: undefined } },
  { ...attempt, messageId: 3_328, parts: [], next: { to: "failed", code: "C", refund: true } },
]);
const receipt = { code: "C", at: NOW, raw: "" };
const receipts = packReceipts([
  { ...receipt, upstreamId: "a", status: "pending" },
  { ...receipt, upstreamId: "a", status: "failed" },
  { ...receipt, upstreamId: "a", status: "failed" },
  { ...receipt, upstreamId: "again", status: "failed" },
  { ...receipt, upstreamId: "early", status: "delivered" },
]);
const arrival = { phone: message.phone, accessCode: "1069", text: "T", at: NOW, reference: 0, part: 1, parts: 1, mergeBy: NOW };
const arrivals = [
  { ...arrival, id: 12_800, key: "whole" },
  { ...arrival, id: 12_832, key: "overdue", parts: 3 },
  { ...arrival, id: 12_864, key: "first", parts: 2 },
  { ...arrival, id: 12_896, key: "second", parts: 2, part: 2 },
];
const assigned = { accountId: 1, accountCode: "", ext: "", answers: 3_232, pull: true, push: true, optOut: true, at: NOW };
const assignment = { ...assigned, id: 12_800 };
const take = { accountId: 1, token: 1, limit: 9, now: NOW, until: NOW + 9 };
const pushed = { accountId: 1, kind: "report", token: 1, at: NOW, verdict: "refused", status: 500, note: "", nextAt: NOW } as const;
const claim = { lane: 64, node: 0, dueBefore: NOW, leaseUntil: NOW + 9, limit: 9 };

const person = {
  id: 128_032,
  key: "ann",
  name: "Ann",
  accountId: 0,
  role: "admin",
  language: "zh",
  enabled: true,
  password: "p",
  mustChange: false,
  totp: null,
  createdAt: NOW,
} as const;
const session = {
  digest: "d",
  userId: person.id,
  asAccount: 0,
  openedAt: NOW,
  usedAt: NOW,
  until: NOW + 9,
  endsAt: NOW + 9,
  address: "",
  agent: "",
  strong: true,
} as const;
const exported = { chunk: new Uint8Array(1), rows: 1, progress: 1, cursor: undefined, until: NOW + 9, doneAt: NOW } as const;
const alarmed = { key: "channel-down:5", kind: "channel-down", subject: "five", facts: "{}" } as const;

const DECIDED = { approve: true, reason: "", actor: "test", at: NOW } as const;

/** Every operation, so that a new one can't be forgotten here; in an order in which each has something to do. */
const STEPS: Record<OpName, (tx: Tx) => unknown> = {
  directoryApply: (tx) =>
    OPS.directoryApply(
      tx,
      {
        settings: undefined,
        keywords: ["甲"],
        blacklist: ["1"],
        ported: [{ phone: "1", operator: "mobile" }],
        channels: [],
        products: [],
        accounts: [],
      },
      NOW,
    ),
  directoryVersion: (tx) => OPS.directoryVersion(tx),
  directoryLoad: (tx) => OPS.directoryLoad(tx),
  loadRules: (tx) => OPS.loadRules(tx),
  changeSecrets: (tx) => OPS.changeSecrets(tx, 1, [{ kind: "password", sealed: new Uint8Array(1) }]),
  addTemplate: (tx) => OPS.addTemplate(tx, 1, { id: "t", text: "@", state: "review" }, 9, NOW),
  templates: (tx) => {
    OPS.templates(tx, 1, undefined);
    OPS.templates(tx, 1, "t");
  },
  changeTemplate: (tx) => OPS.changeTemplate(tx, 1, { id: "t", text: "@", state: "review" }, NOW),
  waitingTemplates: (tx) => OPS.waitingTemplates(tx, undefined, 9),
  decideTemplate: (tx) => OPS.decideTemplate(tx, { accountId: 1, id: "t", text: "@", ...DECIDED }),
  templatesOf: (tx) => OPS.templatesOf(tx, 1),
  deleteTemplate: (tx) => OPS.deleteTemplate(tx, 1, "t"),
  join: (tx) => OPS.join(tx, "a", NOW, NOW + 9),
  heldNodes: (tx) => OPS.heldNodes(tx),
  renew: (tx) => OPS.renew(tx, 0, "a", NOW + 9),
  accept: (tx) => OPS.accept(tx, submission, ...LIMITS),
  ordered: (tx) => OPS.ordered(tx, 1, "A-1", NOW),
  media: (tx) => {
    const free = { credits: 0, floor: 0 };
    const once = { key: "k", expiresAt: NOW + 9 };
    const mms = { ...queued, id: 6_400, orderId: undefined, once, media: new Uint8Array(1), charge: free, messages: [] };
    OPS.accept(tx, packSubmission(mms), ...LIMITS);
    OPS.media(tx, 6_400);
  },
  askSignature: (tx) => OPS.askSignature(tx, { id: 1, accountId: 1, text: "驿站", note: "", at: NOW, actor: "test" }, 9),
  signatures: (tx) => {
    for (const accountId of [undefined, 1]) OPS.signatures(tx, { accountId, waiting: false, limit: 9 });
  },
  decideSignature: (tx) => OPS.decideSignature(tx, { id: 1, ...DECIDED }),
  withdrawSignature: (tx) => OPS.withdrawSignature(tx, 1, 1),
  beginCampaign: (tx) => {
    for (const id of [1, 2]) OPS.beginCampaign(tx, { ...campaign, id }, 9, NOW);
  },
  campaigns: (tx) => OPS.campaigns(tx, 1, 9, 9),
  campaign: (tx) => OPS.campaign(tx, 1, 2),
  addCampaignPart: (tx) => OPS.addCampaignPart(tx, 1, 2, { place: 0, submissionId: 1, recipients: 1, credits: 1 }),
  cancelCampaign: (tx) => OPS.cancelCampaign(tx, 1, 2),
  waiting: (tx) => OPS.waiting(tx),
  keywords: (tx) => OPS.keywords(tx, "", 9, "a"),
  changeKeywords: (tx) => OPS.changeKeywords(tx, ["乙"], ["甲"]),
  block: (tx) => OPS.block(tx, [{ accountId: 1, phone: "1", reason: "", source: "console", createdAt: NOW, expiresAt: undefined }]),
  listBlacklist: (tx) => {
    for (const accountId of [undefined, 1]) for (const phone of [undefined, "1"]) OPS.listBlacklist(tx, { accountId, phone, limit: 9 });
  },
  unblock: (tx) => OPS.unblock(tx, 1, ["1"]),
  listHeld: (tx) => {
    OPS.accept(tx, packSubmission(held), ...LIMITS);
    OPS.listHeld(tx, 0, 9);
  },
  decideReview: (tx) => {
    OPS.decideReview(tx, { submissionId: held.id, approve: true, reason: "", actor: "test", at: NOW });
    const rejected = { ...held, id: held.id + 6_400, messages: [{ ...message, id: held.id + 6_432, state: "held" as const }] };
    OPS.accept(tx, packSubmission({ ...rejected, text: "别的" }), ...LIMITS);
    OPS.decideReview(tx, { submissionId: rejected.id, approve: false, reason: "", actor: "test", at: NOW });
  },
  lanes: (tx) => OPS.lanes(tx, -1, 9),
  claim: (tx) => OPS.claim(tx, claim),
  record: (tx) => OPS.record(tx, results),
  storeReceipts: (tx) => OPS.storeReceipts(tx, 5, receipts),
  outstanding: (tx) => OPS.outstanding(tx, 5, { messageId: 3_232, part: 1 }, 9),
  late: (tx) => {
    const others = ["13800138001", "13800138002", "13800138003"].map((phone, index) => ({
      ...message,
      phone,
      id: 64_032 + 32 * index,
      state: "queued" as const,
      lane: 65,
    }));
    OPS.accept(tx, packSubmission({ ...queued, id: 64_000, orderId: undefined, messages: others }), ...LIMITS);
    OPS.claim(tx, { ...claim, lane: 65 });
    const until = NOW + 5;
    const next = { to: "unanswered", until, otherwise: "queued", avoid: undefined, expiresAt: NOW + 9, matchSince: NOW } as const;
    const parts = [{ part: 1, outcome: "unknown", upstreamId: undefined, code: "C" }] as const;
    OPS.storeReceipts(tx, 5, packReceipts([{ ...receipt, upstreamId: "before", phone: "13800138003", status: "delivered" }]));
    OPS.record(tx, packResults(others.map(({ id }) => ({ ...attempt, messageId: id, parts, next }))));
    OPS.storeReceipts(tx, 5, packReceipts([{ ...receipt, upstreamId: "nameless", phone: "13800138001", status: "delivered" }]));
    const answer = { attempt: 1, part: 1, parts: 1, upstreamId: undefined, code: "C", final: false, at: NOW };
    OPS.late(tx, 5, [{ ...answer, messageId: 64_064, outcome: "refused" }]);
  },
  expire: (tx) => OPS.expire(tx, NOW + 5, 9),
  knownSubmits: (tx) => OPS.knownSubmits(tx, 1, ["a", "nobody's"]),
  rescue: (tx) => {
    OPS.claim(tx, claim);
    OPS.rescue(tx, NOW + 9, 9);
  },
  leave: (tx) => {
    OPS.claim(tx, { ...claim, dueBefore: NOW + 9 });
    OPS.leave(tx, 0, "a", NOW);
  },
  takeReports: (tx) => {
    OPS.takeReports(tx, { ...take, submissionId: undefined, notBefore: undefined });
    OPS.takeReports(tx, { ...take, submissionId: 3_200, notBefore: NOW });
  },
  confirmReports: (tx) => OPS.confirmReports(tx, 1, 1, [3_232], NOW),
  releaseReports: (tx) => OPS.releaseReports(tx, 1, 1, [3_264]),
  storeInbound: (tx) => OPS.storeInbound(tx, 5, arrivals),
  unmatchedInbound: (tx) => OPS.unmatchedInbound(tx, NOW, 9),
  assignInbound: (tx) => OPS.assignInbound(tx, [assignment, { ...assignment, id: 12_864 }]),
  blacklisted: (tx) => OPS.blacklisted(tx, 0),
  takeInbound: (tx) => OPS.takeInbound(tx, { ...take, notBefore: undefined }),
  confirmInbound: (tx) => OPS.confirmInbound(tx, 1, 1, [12_800], NOW),
  releaseInbound: (tx) => OPS.releaseInbound(tx, 1, 1, [12_864]),
  latestTo: (tx) => OPS.latestTo(tx, [{ phone: message.phone, accountIds: [1, 2] }]),
  indexPhones: (tx) => {
    OPS.indexPhones(tx, NOW, 1);
    OPS.indexPhones(tx, NOW, 9);
  },
  duePushes: (tx) => OPS.duePushes(tx, NOW + 9),
  takePushes: (tx) => {
    OPS.takePushes(tx, { ...take, kind: "report", now: NOW + 9 });
    OPS.takePushes(tx, { ...take, kind: "inbound" });
  },
  countPushes: (tx) => OPS.countPushes(tx, 1),
  recordPushes: (tx) => OPS.recordPushes(tx, [{ ...pushed, itemId: 3_232 }]),
  releasePushes: (tx) => OPS.releasePushes(tx, 1, "report", 1),
  replayPushes: (tx) => OPS.replayPushes(tx, { accountId: 1, kind: "report", from: NOW, to: NOW + 9, now: NOW }),
  scheduled: (tx) => {
    OPS.accept(tx, packSubmission(later), ...LIMITS);
    OPS.scheduled(tx, 1, NOW, 0, 9);
  },
  cancel: (tx) => OPS.cancel(tx, later.id, 1, NOW, "test"),
  story: (tx) => {
    OPS.story(tx, 3_232);
    OPS.story(tx, 32_032);
  },
  messagesTo: (tx) => OPS.messagesTo(tx, message.phone, 9_999, 9),
  findSubmission: (tx) => OPS.findSubmission(tx, 3_200, 3_232, 9),
  searchMessages: (tx) => {
    for (const words of [
      {},
      { accountId: 1 },
      { accountId: 1, code: "C" },
      { submissionId: 3_200 },
      { phone: message.phone },
      { states: ["held", "queued", "leased", "unanswered"] },
      { states: ["sent"], channelId: 5 },
      { states: ["failed"] },
      { medium: "sms", text: "您好", from: NOW, to: NOW + 9 },
    ] satisfies Omit<MessageQuery, keyof Page>[]) {
      OPS.searchMessages(tx, { ...words, before: undefined, limit: 1 });
    }
  },
  searchSubmissions: (tx) => {
    for (const words of [{}, { accountId: 1 }, { dialect: "portal" }, { accountId: 1, dialect: "portal" }])
      OPS.searchSubmissions(tx, { ...words, before: undefined, limit: 9 });
  },
  searchProgress: (tx) => OPS.searchProgress(tx, 3_200),
  searchInbound: (tx) => {
    for (const words of [{}, { accountId: 1 }, { phone: message.phone }, { accountId: 1, phone: message.phone }])
      OPS.searchInbound(tx, { ...words, before: undefined, limit: 9 });
  },
  searchLedger: (tx) => {
    for (const kinds of [[], ["charge"], ["recharge", "adjust"]] satisfies LedgerQuery["kinds"][])
      OPS.searchLedger(tx, { accountId: 1, kinds, before: undefined, limit: 9 });
  },
  searchPushes: (tx) => {
    for (const state of [undefined, "waiting", "received", "undelivered"] as const)
      for (const accountId of [undefined, 1]) OPS.searchPushes(tx, { accountId, state, before: undefined, limit: 9 });
  },
  setChannelMode: (tx) => {
    tx.db.run("INSERT INTO channel VALUES (5, 'five', '{}')");
    OPS.setChannelMode(tx, { channelId: 5, mode: "drain", at: NOW, actor: "test", note: "" });
  },
  channelChanges: (tx) => OPS.channelChanges(tx, 5, 9),
  reportChannels: (tx) => OPS.reportChannels(tx, 0, NOW, [{ channelId: 5, state: {} as ChannelState }], NOW),
  channelStates: (tx) => OPS.channelStates(tx),
  orderTest: (tx) =>
    OPS.orderTest(tx, { id: 99_200, channelId: 5, phone: message.phone, text: "x", actor: "test", at: NOW, takeBy: NOW + 9 }),
  takeTests: (tx) => OPS.takeTests(tx, { node: 0, channelIds: [5], orderedBy: NOW, now: NOW }),
  answerTest: (tx) => OPS.answerTest(tx, 99_200, 0, { at: NOW, parts: accepted("tried"), note: "" }),
  test: (tx) => OPS.test(tx, 99_200),
  orphans: (tx) => {
    const ask = { since: NOW, before: NOW + 9, limit: 9 };
    OPS.orphans(tx, { ...ask, channelId: 5, after: { at: NOW, id: 1 } });
    OPS.orphans(tx, { ...ask, channelId: undefined, after: undefined });
  },
  countOrphans: (tx) => OPS.countOrphans(tx, { since: NOW, before: NOW + 9, most: 9 }),
  balance: (tx) => OPS.balance(tx, 1),
  book: (tx) => OPS.book(tx, { ref: 77, accountId: 1, medium: "sms", kind: "recharge", credits: 1, at: NOW, actor: "test", note: "" }),
  audit: (tx) => OPS.audit(tx),
  addUser: (tx) => OPS.addUser(tx, person),
  users: (tx) => OPS.users(tx, 0),
  userNamed: (tx) => OPS.userNamed(tx, "ann"),
  userById: (tx) => OPS.userById(tx, person.id),
  triedUser: (tx) => {
    for (const failed of [true, false]) OPS.triedUser(tx, person.id, { at: NOW, failed });
  },
  useCode: (tx) => OPS.useCode(tx, person.id, 1),
  openSession: (tx) => OPS.openSession(tx, session, "p"),
  session: (tx) => OPS.session(tx, "d", NOW),
  touchSession: (tx) => OPS.touchSession(tx, "d", NOW, NOW + 9, ""),
  sessions: (tx) => OPS.sessions(tx, person.id),
  closeSession: (tx) => OPS.closeSession(tx, "d"),
  closeOtherSessions: (tx) => OPS.closeOtherSessions(tx, person.id, "d"),
  sweepSessions: (tx) => OPS.sweepSessions(tx, NOW),
  changeUser: (tx) => OPS.changeUser(tx, person.id, { password: "q", keep: "d" }),
  removeUser: (tx) => OPS.removeUser(tx, person.id),
  beginAudit: (tx) =>
    OPS.beginAudit(tx, { id: 128_064, at: NOW, userId: person.id, userName: "Ann", accountId: 1, address: "", action: "users.add" }),
  finishAudit: (tx) => OPS.finishAudit(tx, 128_064, { outcome: "done", subject: "" }),
  listAudit: (tx) => {
    for (const accountId of [undefined, 1])
      for (const userId of [undefined, person.id])
        for (const action of [undefined, "users."]) OPS.listAudit(tx, { beforeId: 128_096, limit: 9, accountId, userId, action });
  },
  orderExport: (tx) => OPS.orderExport(tx, { id: 128_096, userId: person.id, at: NOW, query: "{}", fileName: "a.csv" }, 9),
  takeExport: (tx) => OPS.takeExport(tx, 1, NOW, NOW + 9),
  appendExport: (tx) => OPS.appendExport(tx, 128_096, 1, exported),
  failExport: (tx) => OPS.failExport(tx, 128_096, 1, NOW, ""),
  listExports: (tx) => OPS.listExports(tx, person.id),
  exportJob: (tx) => OPS.exportJob(tx, 128_096),
  exportChunk: (tx) => OPS.exportChunk(tx, 128_096, 0),
  removeExport: (tx) => OPS.removeExport(tx, 128_096, person.id),
  sweepExports: (tx) => OPS.sweepExports(tx, NOW),
  alarmSettings: (tx) => OPS.alarmSettings(tx),
  saveAlarmSettings: (tx) => OPS.saveAlarmSettings(tx, "{}"),
  lookForAlarms: (tx) => {
    for (const found of [[alarmed], [alarmed], []]) OPS.lookForAlarms(tx, { now: NOW, every: 0, found });
  },
  alarms: (tx) => OPS.alarms(tx, 0),
  muteAlarm: (tx) => OPS.muteAlarm(tx, alarmed.key, NOW, "test"),
  purge: (tx) => {
    tx.db.run("UPDATE message SET final_at = 0 WHERE id = 3264");
    OPS.purge(tx, { now: NOW, before: { messages: ID_EPOCH + 4, parkedReceipts: NOW }, limit: 9 });
    OPS.purge(tx, { now: NOW, before: { messages: ID_EPOCH + 9, parkedReceipts: NOW }, limit: 2 });
  },
  readTallies: (tx) => {
    const all = { from: 0, to: NOW + 9, step: "day" } as const;
    OPS.readTallies(tx, { ...all, by: "channel", channelId: 5 });
    OPS.readTallies(tx, { ...all, by: "nothing", accountId: 1 });
    OPS.readTallies(tx, { ...all, by: "account", channelId: 5 });
  },
  readLatencies: (tx) => {
    OPS.readLatencies(tx, { from: 0, to: NOW + 9 });
    OPS.readLatencies(tx, { from: 0, to: NOW + 9, channelId: 5 });
  },
  foldTallies: (tx) => {
    for (const days of [3, 70, 800]) while (OPS.foldTallies(tx, NOW + days * 86_400_000));
  },
  backlog: (tx) => OPS.backlog(tx, NOW),
};

/** Tables that stay small: what an operator sets up, and what is emptied all the time. */
const SMALL = [
  "account",
  "asked_signature",
  "blacklist",
  "channel",
  "channel_state",
  "declared",
  "keyword",
  "node",
  "ported",
  "product",
  "secret",
  "setting",
  "signature",
  "tally_delta",
  "template",
];
/** Not tables: what a recursive query walks on, and rows that stand in the query. */
const STEPPING = ["awaiting", "found", "head", "step", "CONSTANT ROW", "waiting"];
/** Indexes that hold only what is under way at this moment. */
const PARTIAL = [
  "push_item USING INDEX push_leased",
  "inbound USING INDEX inbound_taken",
  "inbound USING INDEX inbound_whole",
  "report USING INDEX report_taken",
  "export_job USING INDEX export_job_open",
  "alarm USING INDEX alarm_going",
];
/** Through an index that is its own table; the phones that are asked for, in the query. */
const SEARCHED = ["phone_index VIRTUAL TABLE INDEX", "json_each VIRTUAL TABLE INDEX"];
/** Today's messages, read once when a server starts. */
const ONCE = "SELECT id, account_id, phone, class FROM message WHERE id > ?";
const WHOLE: readonly OpName[] = ["audit"];
/** Group the few messages to some phones that are not indexed yet, and what is counted by other things than it is asked for by. */
const GROUPING: readonly OpName[] = ["latestTo", "readTallies", "readLatencies", "foldTallies"];

function plansOf(): ReadonlyMap<OpName, ReadonlyMap<string, readonly string[]>> {
  const db = new WatchedDb(":memory:");
  migrate(db, MIGRATIONS, NOW);
  const tx = new Tx(db);
  const plans = new Map<OpName, ReadonlyMap<string, readonly string[]>>();
  for (const [op, step] of Object.entries(STEPS) as [OpName, (tx: Tx) => unknown][]) {
    db.seen.clear();
    tx.begin();
    step(tx);
    tx.commit();
    plans.set(op, new Map([...db.seen].map((sql) => [sql, db.plan(sql)])));
  }
  db.close();
  return plans;
}

const plans = plansOf();

describe("query plans", () => {
  it.each([...plans.keys()].filter((op) => !WHOLE.includes(op)))("%s reads no growing table from end to end and sorts nothing", (op) => {
    const small = [...SMALL, ...STEPPING, ...PARTIAL, ...SEARCHED].map((name) => `SCAN ${name}`);
    for (const [sql, plan] of plans.get(op) ?? []) {
      if (sql.startsWith(ONCE)) continue;
      const scans = plan.filter((line) => line.startsWith("SCAN") && !small.some((known) => line.startsWith(known)));
      expect(scans, sql).toEqual([]);
      // a range of ids that is open at one end is most of the table; one submission's messages are a range closed at both
      const ranges = plan.filter((line) => /PRIMARY KEY \(rowid[<>]/.test(line) && !line.includes("(rowid>? AND rowid<?)"));
      expect(ranges, sql).toEqual([]);
      if (!op.startsWith("directory") && !GROUPING.includes(op))
        expect(
          plan.filter((line) => line.includes("TEMP B-TREE")),
          sql,
        ).toEqual([]);
    }
  });

  it.each([
    ["listHeld", "SEARCH r USING INDEX review_open (submission_id>?)"],
    ["decideReview", "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"],
    ["lanes", "SEARCH message USING COVERING INDEX message_queue (queue>?)"],
    ["claim", "SEARCH m USING INDEX message_queue (queue=? AND next_at<?)"],
    ["claim", "SEARCH message USING COVERING INDEX message_queue (queue=? AND next_at<?)"],
    ["accept", "SEARCH order_id USING PRIMARY KEY (account_id=? AND order_id=?)"],
    ["accept", "SEARCH message USING COVERING INDEX message_queue (queue>?)"],
    ["record", "SEARCH receipt USING INDEX receipt_parked (channel_id=? AND upstream_id=?)"],
    ["rescue", "SEARCH attempt USING PRIMARY KEY (message_id=?)"],
    ["story", "SEARCH choice USING PRIMARY KEY (message_id=?)"],
    ["storeReceipts", "SEARCH attempt USING INDEX attempt_upstream (channel_id=? AND upstream_id=?)"],
    ["storeReceipts", "SEARCH receipt USING INDEX receipt_message (message_id=?)"],
    ["late", "SEARCH unanswered USING INDEX unanswered_phone (channel_id=? AND phone=?)"],
    ["late", "SEARCH receipt USING INDEX receipt_phone (channel_id=? AND phone=?)"],
    ["late", "SEARCH message USING INDEX message_queue (queue=?)"],
    ["outstanding", "SEARCH m USING INDEX message_queue (queue=? AND next_at>?)"],
    ["expire", "SEARCH m USING INDEX message_queue (queue=? AND next_at<?)"],
    ["rescue", "SEARCH m USING INDEX message_queue (queue=? AND next_at<?)"],
    ["leave", "SEARCH m USING INDEX message_queue (queue=?)"],
    ["storeInbound", "SEARCH inbound_part USING PRIMARY KEY (channel_id=? AND key=?)"],
    ["unmatchedInbound", "SEARCH inbound USING COVERING INDEX inbound_overdue (merge_by<?)"],
    ["blacklisted", "SEARCH blacklist USING INDEX blacklist_version (version>?)"],
    ["listBlacklist", "SEARCH blacklist USING PRIMARY KEY ((account_id,phone)>(?,?))"],
    ["listBlacklist", "SEARCH blacklist USING PRIMARY KEY (account_id=? AND phone>?)"],
    ["listBlacklist", "SEARCH blacklist USING INDEX blacklist_phone (phone=? AND account_id>?)"],
    ["waitingTemplates", "SEARCH template USING INDEX template_waiting ((asked_at,account_id,id)>(?,?,?))"],
    ["signatures", "SCAN asked_signature USING INDEX asked_signature_waiting"],
    ["waiting", "SEARCH review USING INDEX review_open (submission_id>?)"],
    ["takeInbound", "SEARCH i USING INDEX inbound_waiting (account_id=? AND id>?)"],
    ["takeInbound", "SEARCH inbound USING INDEX inbound_waiting (account_id=? AND id>? AND id<?)"],
    ["latestTo", "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"],
    ["indexPhones", "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"],
    ["takeReports", "SEARCH report USING INDEX report_taken (account_id=? AND until<?)"],
    ["takeReports", "SEARCH r USING INDEX report_waiting (account_id=? AND at>?)"],
    ["takeReports", "SEARCH r USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"],
    ["duePushes", "SEARCH push_item USING COVERING INDEX push_due (kind=? AND account_id>?)"],
    ["takePushes", "SEARCH p USING INDEX push_due (kind=? AND account_id=? AND due_at<?)"],
    ["recordPushes", "SEARCH push_item USING INTEGER PRIMARY KEY (rowid=?)"],
    ["releasePushes", "SEARCH push_item USING INDEX push_leased (token=?)"],
    ["replayPushes", "SEARCH push_item USING INDEX push_known (kind=? AND account_id=? AND at>? AND at<?)"],
    ["rescue", "SEARCH scheduled USING COVERING INDEX scheduled_time (send_at<?)"],
    ["scheduled", "SEARCH w USING PRIMARY KEY (account_id=? AND submission_id>?)"],
    ["story", "SEARCH receipt USING INDEX receipt_message (message_id=?)"],
    ["story", "SEARCH event USING INDEX event_subject (subject_id=?)"],
    ["setChannelMode", "SEARCH channel_change USING INDEX channel_change_channel (channel_id=?)"],
    ["takeTests", "SEARCH channel_test USING INDEX channel_test_waiting (take_by>?)"],
    ["orphans", "SEARCH receipt USING INDEX receipt_orphan (at>? AND at<?)"],
    ["countOrphans", "SEARCH receipt USING COVERING INDEX receipt_orphan (at>? AND at<?)"],
    ["test", "SEARCH receipt USING INDEX receipt_parked (channel_id=? AND upstream_id=?)"],
    ["session", "SEARCH s USING PRIMARY KEY (digest=?)"],
    ["session", "SEARCH p USING INTEGER PRIMARY KEY (rowid=?)"],
    ["sweepSessions", "SEARCH person_session USING INDEX person_session_over (until<?)"],
    ["listAudit", "SEARCH audit_entry USING INDEX audit_entry_account (account_id=? AND id<?)"],
    ["listAudit", "SEARCH audit_entry USING INDEX audit_entry_user (user_id=? AND id<?)"],
    ["listAudit", "SEARCH audit_entry USING COVERING INDEX audit_entry_action (action=? AND id<?)"],
    ["listAudit", "SEARCH audit_entry USING COVERING INDEX audit_entry_action (action>? AND action<?)"],
    ["orderExport", "SEARCH export_job USING INDEX export_job_user (user_id=?)"],
    ["exportChunk", "SEARCH export_chunk USING INDEX export_chunk_place (job_id=? AND place=?)"],
    ["sweepExports", "SEARCH export_job USING COVERING INDEX export_job_ended (ended_at=?)"],
    ["lookForAlarms", "SEARCH alarm USING INDEX alarm_key (key=?)"],
    ["lookForAlarms", "SEARCH alarm USING INDEX alarm_going (key=?)"],
    ["purge", "SEARCH receipt USING INDEX receipt_message (message_id>? AND message_id<?)"],
    ["purge", "SEARCH receipt USING COVERING INDEX receipt_orphan (at<?)"],
    ["purge", "SEARCH order_id USING COVERING INDEX order_id_expiry (expires_at<?)"],
    ["purge", "SEARCH attempt USING PRIMARY KEY (message_id>? AND message_id<?)"],
    ["purge", "SEARCH event USING INDEX event_subject (subject_id>? AND subject_id<?)"],
    ["purge", "SEARCH ledger USING PRIMARY KEY (account_id=? AND ref>? AND ref<?)"],
    ["readTallies", "SEARCH t USING PRIMARY KEY (span=? AND at=? AND account_id=?)"],
    ["readTallies", "SEARCH t USING PRIMARY KEY (span=? AND at>? AND at<?)"],
    ["readLatencies", "SEARCH latency USING PRIMARY KEY (span=? AND at>? AND at<?)"],
    ["foldTallies", "SEARCH tally USING PRIMARY KEY (span=?)"],
    ["foldTallies", "SEARCH tally USING PRIMARY KEY (span=? AND at>? AND at<?)"],
    ["backlog", "SEARCH message USING COVERING INDEX message_queue (queue>?)"],
    ["searchMessages", "SEARCH submission USING INDEX submission_account (account_id=? AND rowid>? AND rowid<?)"],
    ["searchMessages", "SEARCH message USING COVERING INDEX message_queue (queue>? AND queue<?)"],
    ["searchMessages", "SEARCH r USING INDEX review_open (submission_id>? AND submission_id<?)"],
    ["searchSubmissions", "SEARCH submission USING INDEX submission_account (account_id=? AND rowid>? AND rowid<?)"],
    ["searchSubmissions", "SEARCH submission USING INDEX submission_portal (account_id=? AND rowid>? AND rowid<?)"],
    ["searchInbound", "SEARCH inbound USING INDEX inbound_account (account_id=? AND rowid>? AND rowid<?)"],
    ["searchInbound", "SEARCH inbound USING INDEX inbound_phone (phone=? AND rowid>? AND rowid<?)"],
    ["searchLedger", "SEARCH ledger USING PRIMARY KEY (account_id=? AND ref>? AND ref<?)"],
    ["searchLedger", "SEARCH ledger USING INDEX ledger_few (account_id=? AND ref>? AND ref<?)"],
    ["searchPushes", "SEARCH push_item USING COVERING INDEX push_undelivered (kind=? AND account_id=? AND rowid>? AND rowid<?)"],
    ["findSubmission", "SEARCH message USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)"],
  ] satisfies [OpName, string][])("%s: %s", (op, line) => {
    expect([...(plans.get(op)?.values() ?? [])].flat()).toContain(line);
  });
});
