import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../test/support/postgres.ts";
import { firstIdAt, ID_EPOCH, ID_STEP } from "../../domain/ids.ts";
import type { NewSubmission } from "../../domain/submission.ts";
import { systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import { FREQUENCY } from "../conformance/rig.ts";
import { STATE, sentQueue } from "../shared/codes.ts";
import type { LedgerQuery, MessageQuery, Page, Purged } from "../store.ts";
import { Backlog } from "./backlog.ts";
import { type Answer, Connection, type Param } from "./connection.ts";
import { Engine } from "./engine.ts";
import { fill, open } from "./opener.testing.ts";
import { keepPartitions } from "./partitions.ts";
import { alarmPort } from "./ports/alarms.ts";
import { auditPort } from "./ports/audit.ts";
import { campaignPort } from "./ports/campaigns.ts";
import { ruleListPort } from "./ports/directory.ts";
import { dispatchPort, ledgerPort, nodePort, receiptPort } from "./ports/dispatch.ts";
import { exportPort } from "./ports/exports.ts";
import { historyPort } from "./ports/history.ts";
import { inboundPort } from "./ports/inbound.ts";
import { pushPort } from "./ports/pushes.ts";
import { reportPort } from "./ports/reports.ts";
import { retentionPort } from "./ports/retention.ts";
import { requestPort, reviewPort } from "./ports/reviews.ts";
import { searchPort } from "./ports/search.ts";
import { sharePort } from "./ports/shares.ts";
import { submissionPort } from "./ports/submissions.ts";
import { tallyPort } from "./ports/tallies.ts";
import { userPort } from "./ports/users.ts";

/** Messages in the store; YIZHAN_PLAN_ROWS=1000000 asks at a million. */
const ROWS = Number(process.env.YIZHAN_PLAN_ROWS ?? 100_000);
/** With a million on a busy machine, ms. */
const PATIENCE = 900_000;
const DAYS = 10;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 10, 20, 9);
const CHANNEL = 5;
const LANE = 64;
/** Of these 10,000 accounts. */
const ACCOUNT = 77;

/** The time that an id was made at, in SQL. */
const AT = `(id / ${firstIdAt(ID_EPOCH + 1)} + ${ID_EPOCH})`;

/**
 * Every tenth message is live: queued in one of 50 lanes, leased, or sent by one of 5 channels. The others are delivered, with their
 * attempt, receipt and report, of which each hundredth is yet to be handed out. A few submissions have a second message.
 */
const FILL = `
CREATE TEMP TABLE n AS SELECT $1::bigint + (g * ($2::bigint / $3::bigint) / ${ID_STEP * 2}) * ${ID_STEP * 2} AS id, 1 + g % 10000 AS account, g
FROM generate_series(0, $3::bigint - 1) AS g`;
const SECONDS = 100;
const FILLS = [
  `INSERT INTO submission SELECT id, ${NOW}, ${NOW}, account, 1, 1, 1, 0, 'huaxin', '', '您好', NULL, NULL FROM n`,
  `INSERT INTO message (id, submission_id, lane, next_at, final_at, account_id, channel_id, state, attempt, segments, class, phone)
   SELECT id + ${ID_STEP}, id, 64 + g % 50, ${NOW}, CASE WHEN g % 10 > 0 THEN ${AT} END, account, ${CHANNEL}, CASE WHEN g % 10 > 0 THEN ${STATE.code.delivered} ELSE ${STATE.code.queued} END,
     1, 1, 1, '138' || lpad((g % 50000)::text, 8, '0') FROM n`,
  `UPDATE submission SET recipients = 2 WHERE id IN (SELECT id FROM n WHERE g < ${SECONDS})`,
  `INSERT INTO message (id, submission_id, lane, next_at, final_at, account_id, channel_id, state, attempt, segments, class, phone)
   SELECT id + 2 * ${ID_STEP}, id, 64, ${NOW}, ${AT}, account, ${CHANNEL}, ${STATE.code.failed}, 1, 1, 1, '13900000000' FROM n WHERE g < ${SECONDS}`,
  `INSERT INTO live (id, submission_id, lane, queue, next_at, account_id, state, attempt, segments, phone)
   SELECT id + ${ID_STEP}, id, 64 + g % 50, CASE g % 30 WHEN 0 THEN 64 + g / 30 % 50 WHEN 10 THEN -1 ELSE ${sentQueue(0)} - g / 30 % 10 END,
     ${NOW} + g % 1000, account, ${STATE.code.queued}, 0, 1, '138' || lpad((g % 50000)::text, 8, '0') FROM n WHERE g % 10 = 0`,
  `INSERT INTO attempt (message_id, attempt, part, parts, account_id, channel_id, outcome, upstream_id, at, receipt)
   SELECT id + ${ID_STEP}, 1, 1, 1, account, ${CHANNEL}, 0, 'up-' || g, ${NOW}, CASE WHEN g % 10 > 0 THEN 0 END FROM n`,
  `INSERT INTO upstream (upstream_id, channel_id, message_id, attempt, part) SELECT 'up-' || g, ${CHANNEL}, id + ${ID_STEP}, 1, 1 FROM n`,
  `INSERT INTO receipt (message_id, channel_id, upstream_id, status, code, at, raw)
   SELECT id + ${ID_STEP}, ${CHANNEL}, 'up-' || g, 0, 'DELIVRD', ${NOW}, '' FROM n WHERE g % 10 > 0`,
  `INSERT INTO report (message_id, submission_id, at, account_id, outcome, state, code)
   SELECT id + ${ID_STEP}, id, ${NOW}, account, 4, CASE WHEN g % 100 = 1 THEN 0 ELSE 2 END, 'DELIVRD' FROM n WHERE g % 10 > 0`,
  `INSERT INTO waiting_report (account_id, at, message_id) SELECT account, ${NOW}, id + ${ID_STEP} FROM n WHERE g % 100 = 1`,
  `INSERT INTO push_item (item_id, account_id, kind, at, state) SELECT id + ${ID_STEP}, account, 0, ${NOW}, g % 3 FROM n WHERE g % 10 > 0`,
  `INSERT INTO inbound (id, at, merge_by, channel_id, account_id, reference, parts, state, phone, access_code, text)
   SELECT id, ${NOW}, ${NOW}, ${CHANNEL}, account, 0, 1, CASE WHEN g % 1000 = 0 THEN 5 ELSE 2 END, '13800000001', '1069', 'T' FROM n WHERE g % 10 = 0`,
  `INSERT INTO waiting_push (item_id, account_id, kind, at, due_at) SELECT id + ${ID_STEP}, account, 0, ${NOW}, ${NOW} FROM n WHERE g % 10 > 0 AND g % 3 = 0`,
  `INSERT INTO inbound (id, at, merge_by, channel_id, account_id, reference, parts, state, phone, access_code, text)
   SELECT id + ${ID_STEP + 1}, ${NOW}, ${NOW}, ${CHANNEL}, account, 0, 1, g / 100 % 4, '13800000001', '1069', 'T' FROM n WHERE g % 100 = 7`,
  `INSERT INTO ledger (account_id, ref, kind, medium, credits, at) SELECT account, id, 0, 0, -1, ${AT} FROM n`,
  `INSERT INTO order_id (account_id, order_id, submission_id, expires_at) SELECT account, 'old-' || g, id, ${NOW} + g - 100 FROM n WHERE g % 10 = 2`,
  `INSERT INTO parked (at, channel_id, status, upstream_id, code, raw, phone)
   SELECT ${AT}, ${CHANNEL}, 0, 'early-' || g, 'DELIVRD', '', '138' || lpad(((g - 3) % 50000)::text, 8, '0') FROM n WHERE g % 10 = 3`,
  `INSERT INTO upstream (upstream_id, channel_id) SELECT 'early-' || g, ${CHANNEL} FROM n WHERE g % 10 = 3`,
  `INSERT INTO balance (account_id, sms) SELECT DISTINCT account, 1000000 FROM n`,
  `INSERT INTO phone_use (day, phone, count, codes) SELECT ${NOW} / ${DAY} * ${DAY} - ${8 * 3_600_000}, phone, 1, '{}' FROM (SELECT DISTINCT '138' || lpad((g % 50000)::text, 8, '0') AS phone FROM n) p`,
  `INSERT INTO tally (span, at, account_id, channel_id, accepted)
   SELECT 0, ${NOW} - g % 5000 * 60000, CASE WHEN g < 5000 THEN 0 ELSE account END, ${CHANNEL}, 1 FROM n ON CONFLICT DO NOTHING`,
  `INSERT INTO person (id, created_at, account_id, enabled, must_change, name, name_key, role, language, password)
   SELECT g, ${NOW}, g % 5000, 1, 0, g, g, 'owner', 'zh', 'p' FROM n WHERE g < 10000`,
  `INSERT INTO person_session (digest, user_id, opened_at, used_at, until, ends_at, as_account, strong, address, agent)
   SELECT g, g, ${NOW}, ${NOW}, ${NOW} + g, ${NOW} + g, 0, 1, '', '' FROM n WHERE g < 10000`,
  `INSERT INTO audit_entry (id, at, user_id, account_id, outcome, user_name, address, action)
   SELECT id, ${NOW}, g % 100, account, 0, '', '', CASE WHEN g % 9000 = 0 THEN 'users.' || g % 18000 ELSE 'accounts.' || g % 50 END FROM n`,
  `INSERT INTO export_job (id, user_id, at, state, ended_at, query, file_name)
   SELECT g, g % 1000, ${NOW}, 2, ${NOW} + g, '{}', '' FROM n WHERE g < 10000`,
  `INSERT INTO alarm (id, since, seen_at, ended_at, key, kind, subject, facts)
   SELECT g, ${NOW}, ${NOW}, ${NOW} + g, g % 1000, '', '', '' FROM n WHERE g < 10000`,
  `INSERT INTO latency (span, at, channel_id, n0) SELECT 0, ${NOW} - g * 60000, ${CHANNEL}, 1 FROM n WHERE g < 5000`,
];

interface PlanNode {
  readonly "Node Type": string;
  readonly "Relation Name"?: string;
  readonly "Index Cond"?: string;
  readonly "Index Name"?: string;
  readonly Plans?: readonly PlanNode[];
}

/** A session that keeps the plan of everything that runs on it. */
class Watched {
  readonly plans: { readonly sql: string; readonly plan: PlanNode }[] = [];

  #keep(sql: string, rows: Answer["rows"]): void {
    const [root] = (rows[0]?.["QUERY PLAN"] ?? []) as readonly { readonly Plan: PlanNode }[];
    if (root) this.plans.push({ sql, plan: root.Plan });
  }

  watch(connection: Connection): Connection {
    const query = async (sql: string, params: readonly Param[]): Promise<Answer> => {
      if (!/^\s*(SELECT|WITH|INSERT|UPDATE|DELETE)/.test(sql)) return connection.query(sql, params);
      const { rows } = await connection.query(`EXPLAIN (FORMAT JSON) ${sql}`, params);
      this.#keep(sql, rows);
      return connection.query(sql, params);
    };
    // of a day's ledger nearly all is carried: it is read whole, once
    const script = async (sql: string): Promise<Answer> => {
      if (/^CREATE TEMP TABLE \w+ .* FROM (?!ledger)/.test(sql)) {
        const { rows } = await connection.script(`EXPLAIN (FORMAT JSON) ${sql}`);
        this.#keep(sql, rows);
      }
      return connection.script(sql);
    };
    return new Proxy(connection, {
      get: (target, name) => {
        if (name === "query") return query;
        if (name === "script") return script;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === "function" ? value.bind(target) : value;
      },
      set: (target, name, value) => Reflect.set(target, name, value, target),
    });
  }
}

/** Tables that stay small: what an operator sets up, what is emptied all the time, and which partitions there are. */
const SMALL =
  /^(pg_inherits|meta|node|setting|channel|channel_state|channel_change|channel_test|product|account|secret|signature|asked_signature|template|keyword|ported|blacklist|declared|unanswered|review_.*|scheduled|tally_delta|latency_delta|approved_text)$/;

/** Indexes that hold only what is under way at this moment. */
const UNDER_WAY = /^(alarm_going|export_job_open)$/;

/** What gathers all before it gives the first. */
const GATHERS = /^(Sort|Incremental Sort|Aggregate|Hash|HashAggregate|WindowAgg)$/;

/** Nodes that read a table from its beginning, with nothing above them that stops after a few rows. */
function* wholeReads(node: PlanNode, stopped = false): Iterable<PlanNode> {
  const type = node["Node Type"];
  const stops = type === "Limit" || (stopped && !GATHERS.test(type));
  if (type === "Seq Scan" || (/^(Bitmap )?Index/.test(type) && node["Index Cond"] === undefined && !stops)) yield node;
  for (const inner of node.Plans ?? []) yield* wholeReads(inner, stops);
}

function* nodes(node: PlanNode): Iterable<PlanNode> {
  yield node;
  for (const inner of node.Plans ?? []) yield* nodes(inner);
}

let database: TestDatabase;
let engine: Engine;
const watched = new Watched();
let first = 0;

beforeAll(async () => {
  database = await testDatabase({ name: "yizhan_template", fill });
  await (await open(database.url)).close();
  const connection = await Connection.open(database.url, systemClock, PATIENCE);
  for (let day = NOW - DAYS * DAY; day <= NOW; day += DAY) await keepPartitions(connection, day);
  const from = firstIdAt(NOW - DAYS * DAY);
  await connection.query(FILL, [from, firstIdAt(NOW) - from, ROWS]);
  for (const sql of FILLS) await connection.script(sql);
  const { rows } = await connection.query(`SELECT min(id) AS id FROM n WHERE account = ${ACCOUNT} AND g % 10 > 0`, []);
  first = Number(rows[0]?.id);
  await connection.script("ANALYZE");
  await connection.end();
  engine = new Engine(
    async () => watched.watch(await Connection.open(database.url, systemClock)),
    2,
    systemClock,
    () => undefined,
  );
}, PATIENCE);

afterAll(async () => {
  await engine?.close();
  await database?.drop();
});

const limits = { queued: 10_000_000, frequency: FREQUENCY, daily: 0 };

function submission(n: number): NewSubmission {
  const id = firstIdAt(NOW) + n * ID_STEP * 4;
  const message = {
    operator: "mobile",
    class: "verification",
    text: undefined,
    segments: 1,
    code: undefined,
    lane: LANE,
    exempt: false,
  } as const;
  return {
    id,
    accountId: ACCOUNT,
    dialect: "huaxin",
    medium: "sms",
    acceptedAt: NOW,
    sendAt: NOW,
    text: "您好",
    ext: "",
    orderId: `A-${n}`,
    orderExpiresAt: NOW + DAY,
    other: undefined,
    reports: { pull: true, push: true },
    numbered: false,
    charge: { credits: 1, floor: 0 },
    refundUndelivered: false,
    atMostOnce: false,
    messages: [
      { ...message, id: id + ID_STEP, phone: "13700000001", state: "queued" },
      { ...message, id: id + 2 * ID_STEP, phone: "x", state: "failed", code: "YZ:NUMBER", segments: 0 },
    ],
  };
}

const claim = { lane: LANE, node: 0, dueBefore: NOW + 1_000, leaseUntil: NOW + 60_000, limit: 50 };
const take = { accountId: ACCOUNT, token: 1, limit: 100, notBefore: undefined, now: NOW, until: NOW + 60_000 };

/** What runs again and again, or that people wait for. */
const STEPS: Record<string, () => Promise<unknown>> = {
  accept: () => Promise.all([1, 2, 3].map((n) => submissionPort(engine, new Backlog(systemClock)).accept(submission(n), limits))),
  ordered: () => submissionPort(engine, new Backlog(systemClock)).ordered(ACCOUNT, "A-1", NOW),
  cancel: () => submissionPort(engine, new Backlog(systemClock)).cancel(first, ACCOUNT, NOW, "test"),
  scheduled: () => submissionPort(engine, new Backlog(systemClock)).scheduled(ACCOUNT, NOW, 0, 10),
  lanes: () => dispatchPort(engine).lanes(),
  "claim and record": async () => {
    const dispatch = dispatchPort(engine);
    const claimed = await dispatch.claim(claim);
    expect(claimed.length).toBeGreaterThan(30);
    await dispatch.record(
      claimed.map(({ id, accountId, attempt }, n) => ({
        messageId: id,
        accountId,
        attempt,
        channelId: CHANNEL,
        at: NOW,
        parts: [{ part: 1, outcome: "accepted", upstreamId: `new-${n}`, code: undefined }],
        next: { to: "sent", expiresAt: NOW + DAY },
      })),
    );
    const unnamed = await dispatch.claim({ ...claim, limit: 1 });
    const then = {
      until: NOW + 60_000,
      otherwise: "unknown",
      avoid: undefined,
      expiresAt: NOW + DAY,
      matchSince: NOW - DAYS * DAY,
    } as const;
    await dispatch.record(
      unnamed.map(({ id, accountId, attempt }) => ({
        messageId: id,
        accountId,
        attempt,
        channelId: CHANNEL,
        at: NOW,
        parts: [{ part: 1, outcome: "unknown", upstreamId: undefined, code: undefined }],
        next: { to: "unanswered", ...then },
      })),
    );
    expect(watched.plans.map(({ sql }) => sql).filter((sql) => /FROM parked\s+WHERE channel_id = \$1 AND phone/.test(sql))).toHaveLength(1);
  },
  receipts: () => {
    const receipt = { status: "delivered", code: "DELIVRD", at: NOW, raw: "" } as const;
    return receiptPort(engine).store(
      CHANNEL,
      Array.from({ length: 40 }, (_, n) => ({ ...receipt, upstreamId: `new-${n}` })).concat([{ ...receipt, upstreamId: "early" }]),
    );
  },
  rescue: () => dispatchPort(engine).rescue({ now: NOW + 500, limit: 100 }),
  expire: () => dispatchPort(engine).expire({ now: NOW + 500, limit: 100 }),
  outstanding: () => dispatchPort(engine).outstanding(CHANNEL, { messageId: first + ID_STEP, part: 1 }, 100),
  media: () => dispatchPort(engine).media(first),
  leave: () => nodePort(engine).leave(3, "a", NOW),
  join: () => nodePort(engine).join("a", NOW, 1),
  held: () => nodePort(engine).held(),
  "known submits": () => receiptPort(engine).submits(CHANNEL, ["up-1", "nobody's"]),
  shares: () =>
    sharePort(engine).hold({ node: 0, name: "a", ttl: 1, channels: [{ channelId: CHANNEL, slots: 2, serves: true }], release: [] }),
  "reports of an account": async () => {
    const reports = reportPort(engine);
    const taken = await reports.take({ ...take, submissionId: undefined });
    await reports.confirm(
      ACCOUNT,
      1,
      taken.map(({ messageId }) => messageId),
      NOW,
    );
    await reports.take({ ...take, submissionId: first });
  },
  pushes: async () => {
    const pushes = pushPort(engine);
    await pushes.due(NOW);
    const items = await pushes.take({ ...take, kind: "report" });
    expect(items.length).toBeGreaterThan(0);
    const told = { accountId: ACCOUNT, kind: "report", token: 1, at: NOW, verdict: "refused", status: 500, note: "", nextAt: NOW } as const;
    const ids = items.flatMap(({ content }) => (content.kind === "report" ? content.report.messageId : []));
    await pushes.record(ids.map((itemId) => ({ ...told, itemId })));
    await pushes.release(ACCOUNT, "report", 1);
    await pushes.counts(ACCOUNT);
    await pushes.replay({ accountId: ACCOUNT, kind: "report", from: NOW, to: NOW + 1, now: NOW });
  },
  "inbound texts": async () => {
    const inbound = inboundPort(engine);
    const arrival = { phone: "13800000001", accessCode: "1069", text: "T", at: NOW, reference: 0, part: 1, parts: 1, mergeBy: NOW };
    await inbound.store(CHANNEL, [{ ...arrival, id: firstIdAt(NOW) + 31, key: "k" }]);
    await inbound.unmatched(NOW, 10);
    await inbound.latestTo([{ phone: "13800000001", accountIds: [ACCOUNT] }]);
    const plain = { accountId: ACCOUNT, accountCode: "", ext: "", answers: undefined, pull: true, push: true, optOut: true, at: NOW };
    await inbound.assign([{ id: firstIdAt(NOW) + 31, ...plain }]);
    const taken = await inbound.take(take);
    await inbound.confirm(
      ACCOUNT,
      1,
      taken.map(({ id }) => id),
      NOW,
    );
  },
  reviews: () => reviewPort(engine).list(0, 10),
  requests: async () => {
    const requests = requestPort(engine);
    await requests.waiting();
    await requests.templates(undefined, 10);
    await requests.signatures({ waiting: false, limit: 10 });
    await requests.signatures({ accountId: ACCOUNT, waiting: false, limit: 10 });
  },
  campaigns: async () => {
    const campaigns = campaignPort(engine);
    const id = firstIdAt(NOW) + 77;
    const one = { accountId: ACCOUNT, name: "n", text: "t", ext: "", signature: undefined, sendAt: undefined, recipients: 1, parts: 1 };
    await campaigns.begin({ ...one, id, fingerprint: "1", actor: "li", at: NOW }, 9, NOW);
    await campaigns.list(ACCOUNT, id + 1, 9);
    await campaigns.addPart(ACCOUNT, id, { place: 0, submissionId: 1, recipients: 1, credits: 1 });
    await campaigns.get(ACCOUNT, id);
    await campaigns.cancel(ACCOUNT, id);
  },
  "rule lists": async () => {
    const lists = ruleListPort(engine);
    await lists.keywords("", 10, "a");
    for (const accountId of [undefined, ACCOUNT])
      for (const phone of [undefined, "13800138000"]) await lists.blacklist({ accountId, phone, limit: 10 });
  },
  history: async () => {
    const history = historyPort(engine);
    await history.story(first + ID_STEP);
    await history.find(first, 0, 10);
    await history.messagesTo("13800000001", firstIdAt(NOW), 10);
  },
  "search of messages": async () => {
    const { messages, progress } = searchPort(engine);
    for (const words of [
      {},
      { accountId: ACCOUNT },
      { accountId: ACCOUNT, code: "C" },
      { submissionId: first },
      { phone: "13800000001" },
      { states: ["held", "queued", "leased", "unanswered"] },
      { states: ["sent"], channelId: CHANNEL },
      { states: ["failed"] },
      { medium: "mms", from: NOW - DAY, to: NOW },
      { text: "罕见", from: NOW - DAY, to: NOW },
    ] satisfies Omit<MessageQuery, keyof Page>[]) {
      await messages({ ...words, before: undefined, limit: 50 });
    }
    await progress(first);
  },
  "search of the rest": async () => {
    const { submissions, inbound, ledger, pushes } = searchPort(engine);
    const page = { before: undefined, limit: 50 } as const;
    for (const dialect of [undefined, "portal"])
      for (const accountId of [undefined, ACCOUNT]) await submissions({ ...page, accountId, dialect });
    for (const phone of [undefined, "13800000001"])
      for (const accountId of [undefined, ACCOUNT]) await inbound({ ...page, accountId, phone });
    for (const kinds of [[], ["charge"], ["recharge", "adjust"]] satisfies LedgerQuery["kinds"][])
      await ledger({ ...page, accountId: ACCOUNT, kinds });
    for (const state of [undefined, "waiting", "received", "undelivered"] as const)
      for (const accountId of [undefined, ACCOUNT]) await pushes({ ...page, accountId, state });
  },
  balance: () => ledgerPort(engine).balance(ACCOUNT),
  users: async () => {
    const users = userPort(engine, new SecretBox(Buffer.alloc(32)));
    expect(await users.session("77", NOW)).toBeDefined();
    await users.touch("77", NOW, NOW + 9, "");
    await users.named("77");
    expect(await users.list(77)).toHaveLength(2);
    await users.tried(77, { at: NOW, failed: true });
    await users.useCode(77, 1);
    await users.sessions(77);
    await users.change(77, { password: "q", keep: "77" });
    await users.sweep(NOW + 9);
  },
  audit: async () => {
    const audit = auditPort(engine);
    await audit.begin({ id: 1, at: NOW, userId: 7, userName: "", accountId: 0, address: "", action: "users.add" });
    await audit.finish(1, { outcome: "done", subject: "" });
    for (const accountId of [undefined, ACCOUNT])
      for (const userId of [undefined, 7])
        for (const action of [undefined, "users.", "accounts.", "nothing"])
          await audit.list({ beforeId: firstIdAt(NOW), limit: 50, accountId, userId, action });
  },
  exports: async () => {
    const exports = exportPort(engine);
    expect(await exports.order({ id: 10_001, userId: 7, at: NOW, query: "", fileName: "" }, 9)).toBe(true);
    expect(await exports.take(1, NOW, NOW + 9)).toBeDefined();
    const step = { chunk: new Uint8Array(1), rows: 1, progress: 1, cursor: undefined, until: NOW, doneAt: NOW } as const;
    expect(await exports.append(10_001, 1, step)).toBe(true);
    await exports.chunk(10_001, 0);
    expect(await exports.list(7)).toHaveLength(11);
    await exports.remove(10_001, 7);
    expect(await exports.sweep(NOW)).toBe(2);
  },
  alarms: async () => {
    const alarms = alarmPort(engine, new SecretBox(Buffer.alloc(32)));
    const found = (key: string) => ({ key, kind: "", subject: "", facts: "" });
    for (const keys of [["7", "8"], ["8"]]) await alarms.look({ now: NOW, every: 0, found: keys.map(found) });
    await alarms.mute("8", NOW, "test");
    await alarms.list(NOW + 9_990);
  },
  tallies: async () => {
    const tallies = tallyPort(engine);
    const day = { from: NOW - DAY, to: NOW + DAY, step: "hour" } as const;
    await tallies.read({ ...day, by: "nothing" });
    await tallies.read({ ...day, by: "channel", accountId: ACCOUNT, channelId: CHANNEL });
    expect((await tallies.read({ ...day, by: "account" })).length).toBeGreaterThan(1_000);
    await tallies.latencies(day);
    await tallies.backlog(NOW);
    expect(await tallies.fold(NOW)).toBe(true);
  },
  "forgetting what is old": async () => {
    const time = NOW - (DAYS - 1) * DAY;
    const retention = retentionPort(engine);
    const { least } = retention.pace;
    const step = (messages: number, limit: number): Promise<Purged> =>
      retention.purge({ now: NOW, before: { messages, parkedReceipts: time }, limit });
    while ((await step(0, least)).more);
    let forgotten = 0;
    for (let more = true; more; ) {
      // at first so few that a submission's messages lie in two steps
      const gone = await step(time, forgotten < 20 ? 7 : least);
      ({ more } = gone);
      forgotten += gone.messages;
    }
    expect(forgotten).toBeGreaterThan(ROWS / 20);
    const parts = ["INTO kept", "FROM kept", "UPDATE SET credits", "DELETE FROM submission", "TEMP TABLE staying"];
    expect(parts.filter((part) => !watched.plans.some(({ sql }) => sql.includes(part)))).toEqual([]);
  },
};

describe(`query plans at ${ROWS} messages over ${DAYS} days`, () => {
  it.each(Object.entries(STEPS))("%s reads no growing table from end to end", { timeout: PATIENCE }, async (_name, step) => {
    watched.plans.length = 0;
    await step();
    expect(watched.plans.length).toBeGreaterThan(0);
    for (const { sql, plan } of watched.plans) {
      const whole = [...wholeReads(plan)].filter(
        (node) => !SMALL.test(node["Relation Name"] ?? "") && !UNDER_WAY.test(node["Index Name"] ?? ""),
      );
      const named = whole.map((node) => `${node["Node Type"]} ${node["Relation Name"]} ${node["Index Name"] ?? ""}`);
      expect(named, sql.slice(0, 2_000)).toEqual([]);
    }
  });

  it("looks through the live messages by their lane and time", async () => {
    watched.plans.length = 0;
    await dispatchPort(engine).claim(claim);
    const used = watched.plans.flatMap(({ plan }) => [...nodes(plan)].map((node) => node["Index Name"]));
    expect(used).toContain("live_queue");
  });
});
