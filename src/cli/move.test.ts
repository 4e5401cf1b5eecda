import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import pg from "pg";
import { expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../test/support/postgres.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { SecretBox } from "../runtime/secret-box.ts";
import { moment } from "../store/conformance/books.ts";
import { History } from "../store/conformance/history.ts";
import { arrive, assign } from "../store/conformance/inbound-rig.ts";
import { accountPlan } from "../store/conformance/plans.ts";
import { EMPTY_PLAN, LEASE, OPENING, one, Rig } from "../store/conformance/rig.ts";
import { tallied } from "../store/conformance/tallies.ts";
import { person } from "../store/conformance/users.ts";
import { FILLED, OWN } from "../store/postgres/move-rows.ts";
import { MoveTarget } from "../store/postgres/move-target.ts";
import { fill, open as openPostgres } from "../store/postgres/opener.testing.ts";
import { LEFT, MOVED } from "../store/shared/moved.ts";
import { MoveSource } from "../store/sqlite/move-source.ts";
import { open as openSqlite, scratch } from "../store/sqlite/opener.testing.ts";
import type { Store } from "../store/store.ts";
import { copyStore } from "./move.ts";

const SECRETS = new SecretBox(Buffer.alloc(32, 7));
const CONTAINER = [0, 1, 255, 39, 92];
const TEMPLATE = { name: "yizhan_template", fill };

/** An embedded store in a directory, and where it is to go. */
class Scene implements AsyncDisposable {
  readonly directory: string;
  readonly rig: Rig;
  readonly database: TestDatabase;
  readonly #place: AsyncDisposable;
  readonly told: string[] = [];
  #opened: Store | undefined;

  private constructor(place: AsyncDisposable & { readonly path: string }, rig: Rig, database: TestDatabase) {
    this.directory = place.path;
    this.#place = place;
    this.rig = rig;
    this.database = database;
  }

  static async open(): Promise<Scene> {
    const place = await scratch();
    let store = await openSqlite(place.path);
    const rig = await Rig.open({
      store,
      async reopen() {
        await store.close();
        store = await openSqlite(place.path);
        return store;
      },
      elsewhere: { module: "", argument: "" },
      servers: "one",
      discard: async () => undefined,
    });
    return new Scene(place, rig, await testDatabase(TEMPLATE));
  }

  get clock(): Clock {
    return { ...systemClock, now: () => this.rig.now };
  }

  source(): MoveSource {
    return MoveSource.open(this.directory, SECRETS, this.rig.now);
  }

  target(again = false): Promise<MoveTarget> {
    return MoveTarget.open(this.database.url, SECRETS, this.clock, again);
  }

  /** Moves the store; from then on the rig works on the database. */
  async move(again = false): Promise<void> {
    await this.rig.store.close();
    const source = this.source();
    try {
      const target = await this.target(again);
      try {
        await copyStore(source, target, (line) => this.told.push(line));
        source.moved(target.name, this.rig.now);
        await target.release();
      } finally {
        await target.close();
      }
    } finally {
      source.close();
    }
    this.#opened = await openPostgres(this.database.url);
    this.rig.store = this.#opened;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.rig.store.close();
    await this.#opened?.close();
    await this.database.drop();
    await this.#place[Symbol.asyncDispose]();
  }
}

const sorted = (items: readonly unknown[]): readonly string[] => items.map((item) => JSON.stringify(item)).sort();

const LISTS = { keywords: ["赌博", "发票"], blacklist: ["13800000000"], ported: [{ phone: "13900000001", operator: "unicom" as const }] };

/** What a store says when it is asked everything. */
async function answers(
  store: Store,
  { now, accountId, channelId }: Rig,
  accountIds: readonly number[],
  messageIds: readonly number[],
  phones: readonly string[],
) {
  const rules = await store.rules.load();
  const each = async <T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<readonly R[]> => {
    const all: R[] = [];
    for (const item of items) all.push(await ask(item));
    return all;
  };
  return {
    directory: await store.directory.load(),
    keywords: sorted(rules.keywords),
    ported: sorted(rules.ported),
    templates: sorted(rules.templates),
    blacklist: sorted(rules.blacklist),
    blacklistVersion: rules.blacklistVersion,
    ownTemplates: await store.requests.templatesOf(accountId),
    asked: await store.requests.signatures({ waiting: false, limit: 100 }),
    campaigns: await Promise.all(
      (await store.campaigns.list(accountId, Number.MAX_SAFE_INTEGER, 9)).map(({ id }) => store.campaigns.get(accountId, id)),
    ),
    blacklists: await store.ruleLists.blacklist({ limit: 100 }),
    // what a file declared last is known: applying it once more changes nothing
    declaredAgain: await store.directory.apply({ ...EMPTY_PLAN, ...LISTS }, now),
    order: await store.submissions.ordered(accountId, "ORDER-1", now),
    scheduled: await store.submissions.scheduled(accountId, now, 0, 100),
    held: await store.reviews.list(0, 100),
    lanes: await store.dispatch.lanes(),
    outstanding: await store.dispatch.outstanding(channelId, undefined, 1_000),
    stories: await each(messageIds, (id) => store.history.story(id)),
    toPhones: await each(phones, (phone) => store.history.messagesTo(phone, Number.MAX_SAFE_INTEGER, 100)),
    latest: await store.inbound.latestTo(phones.map((phone) => ({ phone, accountIds }))),
    pushes: await each(accountIds, (id) => store.pushes.counts(id)),
    changes: await store.channels.changes(channelId, 100),
    orphans: await store.channels.orphans({ channelId: undefined, since: 0, before: now + 1e9, after: undefined, limit: 100 }),
    balances: await each(accountIds, (id) => store.ledger.balance(id)),
    audit: await store.ledger.audit(),
    tallies: await store.tallies.read({ from: 0, to: now + 1, step: "minute", by: "channel" }),
    latencies: await store.tallies.latencies({ from: 0, to: now + 1 }),
    people: await each([0, ...accountIds], (id) => store.users.list(id)),
    auditLog: await store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 100 }),
    alarms: await store.alarms.list(0),
    alarmSettings: await store.alarms.settings(),
  };
}

/** Puts one of everything into an account, and says what there is to ask about. */
async function everything(rig: Rig): Promise<{ readonly messageIds: number[]; readonly phones: string[]; readonly mmsId: number }> {
  const { store, accountId, channelId, otherChannelId } = rig;
  const messageIds: number[] = [];
  const phones: string[] = [];
  const seen = <T extends { readonly id: number; readonly phone: string }>(message: T): T => {
    messageIds.push(message.id);
    phones.push(message.phone);
    return message;
  };
  const template = { id: "t1", text: "您的验证码是@1@", state: "review" } as const;
  const plan = accountPlan("other", { signatures: ["驿站", "快递"], templates: [{ ...template, state: "enabled" }] });
  await store.directory.apply({ ...EMPTY_PLAN, ...LISTS, accounts: [plan] }, rig.now);
  await store.ruleLists.changeKeywords(["代开"], ["赌博"]);
  await store.ruleLists.unblock(0, ["13800000000"]);
  const listed = { phone: "13800000002", reason: "投诉", source: "console", createdAt: rig.now, expiresAt: rig.now + 9 };
  await store.ruleLists.block([{ accountId, ...listed }]);
  await store.accounts.addTemplate(accountId, template, 10, rig.now);
  const decision = { reason: "不行", actor: "ann", at: rig.now };
  await store.accounts.addTemplate(accountId, { ...template, id: "t2" }, 10, rig.now);
  await store.requests.decideTemplate({ accountId, id: "t2", approve: false, ...decision });
  for (const text of ["甲店", "乙店"]) {
    const id = rig.id();
    await store.requests.askSignature({ id, accountId, text, note: "新", at: rig.now, actor: "portal:bo" }, 9);
    if (text === "乙店") await store.requests.decideSignature({ id, approve: true, ...decision });
  }
  const campaign = {
    id: rig.id(),
    accountId,
    name: "双十一",
    text: "{姓名}",
    ext: "8",
    signature: undefined,
    sendAt: rig.now,
    recipients: 2,
  };
  await store.campaigns.begin({ ...campaign, parts: 2, fingerprint: "2-a", actor: "bo", at: rig.now }, 9, 0);
  await store.campaigns.addPart(accountId, campaign.id, { place: 0, submissionId: undefined, recipients: 1, credits: 3 });
  await store.accounts.changePassword({ id: accountId, login: "buyer" }, "another");
  await store.ledger.book({
    ref: rig.id(),
    accountId,
    medium: "mms",
    kind: "recharge",
    credits: 7,
    at: rig.now,
    actor: "cli:ann",
    note: "七",
  });

  const both = { reports: { pull: true, push: true } } as const;
  const order = await rig.accepted({ orderId: "ORDER-1", to: [{}, { state: "failed", code: "YZ:BLACK", segments: 0 }], ...both });
  for (const message of order.messages) seen(message);
  const [first] = await rig.claim();
  const [upstreamId] = await rig.sent(first as never, 1, { choice: "first: taken" });
  await rig.receive(rig.receipt(upstreamId ?? ""));
  const pushed = { accountId, kind: "report", token: rig.id(), limit: 1, now: rig.now, until: rig.now + LEASE } as const;
  const item = one(await store.pushes.take(pushed));
  const itemId = item.content.kind === "report" ? item.content.report.messageId : 0;
  const result = {
    itemId,
    accountId,
    kind: "report",
    token: pushed.token,
    at: rig.now,
    verdict: "refused",
    status: 500,
    note: "no",
  } as const;
  await store.pushes.record([{ ...result, nextAt: rig.now + 30_000 }]);

  const sent = seen((await rig.sentOne({ text: "第二条", refundUndelivered: true })).message);
  const unanswered = seen(await rig.claimedOne());
  const waits = {
    to: "unanswered",
    until: rig.now + LEASE,
    otherwise: "queued",
    avoid: channelId,
    expiresAt: rig.now + 1e7,
    matchSince: rig.now,
  } as const;
  await rig.record(rig.result(unanswered, waits, [{ outcome: "unknown" }]));
  const again = seen(await rig.claimedOne());
  await rig.record(
    rig.result(again, { to: "queued", dueAt: rig.now + 60_000, avoid: otherChannelId }, [{ outcome: "deferred", code: "BUSY" }]),
  );
  for (const message of (await rig.accepted({ to: [{ state: "held" }], text: "待审" })).messages) seen(message);
  const approved = await rig.accepted({ to: [{ state: "held" }], text: "已审" });
  await store.reviews.decide({ submissionId: approved.id, approve: true, reason: "ok", actor: "ann", at: rig.now });
  const later = await rig.accepted({ sendAt: rig.now + 86_400_000 * 3, to: 2 });
  for (const message of [...approved.messages, ...later.messages]) seen(message);
  const mms = await rig.accepted({ medium: "mms", media: new Uint8Array(CONTAINER) });
  seen(one(mms.messages));
  await store.submissions.cancel((await rig.accepted({ to: [{ segments: 2 }] })).id, accountId, rig.now, "cli:ann");

  await rig.receive({ ...rig.receipt("nobody's"), phone: "13911111111" }, rig.receipt("early", "MA:0006"));
  await store.channels.setMode({ channelId, mode: "drain", at: rig.now, actor: "cli:ann", note: "night\0work" });
  await store.channels.orderTest({
    id: rig.id(),
    channelId,
    phone: "13800138000",
    text: "试",
    actor: "ann",
    at: rig.now,
    takeBy: rig.now + 9,
  });
  const answer = await arrive(rig, { phone: sent.phone, text: "T" });
  await assign(rig, answer.id, { answers: sent.id, optOut: true, push: true });
  await arrive(rig, { text: "前", reference: 7, part: 1, parts: 2 });
  await arrive(rig, { text: "whole" });
  await lookedAfter(rig);
  return { messageIds, phones, mmsId: mms.id };
}

/** People, what they changed, and what they were told of. */
async function lookedAfter(rig: Rig): Promise<void> {
  const { store, accountId, now } = rig;
  const ann = await person(rig, { name: "Ann", totp: "JBSWY3DPEHPK3PXP" });
  await person(rig, { name: "王小明", accountId, role: "owner", enabled: false });
  await store.users.tried(ann.id, { at: now, failed: true, lockedUntil: now + 9 });
  await store.users.useCode(ann.id, 5);
  const entry = { at: now, userId: ann.id, userName: "Ann", accountId: 0, address: "::1", action: "accounts.change" };
  const [begun, done] = [rig.id(), rig.id()];
  for (const id of [begun, done]) await store.audit.begin({ ...entry, id });
  await store.audit.finish(done, { outcome: "done", subject: "buyer", accountId, before: "{}", after: '{"a":1}' });
  const down = { key: "channel-down:1", kind: "channel-down", subject: "一", facts: "{}" };
  for (const found of [[{ ...down, key: "gone" }], [down]]) await store.alarms.look({ now, every: 0, found });
  await store.alarms.mute(down.key, now + LEASE, "ann");
  await store.alarms.saveSettings('{"to":["ann"]}');
}

it("takes everything along: what is asked has the same answer afterwards, and what goes on does so there", async () => {
  await using scene = await Scene.open();
  const { rig } = scene;
  const { accountId } = rig;
  const { messageIds, phones, mmsId } = await everything(rig);
  for (let n = 0; n < 3; n++) await rig.accepted({ to: [{ phone: "13700000000", class: "verification", exempt: false }] });
  const waiting = one(await rig.claim({ limit: 1 }));
  const upstreamId = one(await rig.sent(waiting));
  messageIds.push(waiting.id);
  const inHand = await rig.store.reports.take({
    accountId,
    token: 5,
    limit: 1,
    submissionId: undefined,
    notBefore: undefined,
    now: rig.now,
    until: rig.now + LEASE,
  });
  const accountIds = (await rig.store.directory.load()).accounts.map(({ id }) => id);
  // as when the embedded store is opened by a server: nobody has anything in hand any more
  await rig.store.reports.release(
    accountId,
    5,
    inHand.map(({ messageId }) => messageId),
  );
  const before = await answers(rig.store, rig, accountIds, messageIds, phones);
  await scene.move();
  // PostgreSQL's texts hold no NUL
  const changes = before.changes.map((change) => ({ ...change, note: change.note.replace("\0", "\ufffd") }));
  expect(await answers(rig.store, rig, accountIds, messageIds, phones)).toEqual({ ...before, changes });

  const ann = await rig.store.users.named("ann");
  expect([await rig.store.users.useCode(ann?.id ?? 0, 5), await rig.store.users.useCode(ann?.id ?? 0, 6)]).toEqual([false, true]);
  const looked = await rig.store.alarms.look({ now: rig.now, every: 0, found: [] });
  expect(looked).toMatchObject({ ended: [{ key: "channel-down:1", mutedBy: "ann" }] });
  const { lastId } = await rig.store.nodes.join("mover", rig.now, LEASE);
  expect(lastId).toBeGreaterThanOrEqual(Math.max(...messageIds));
  expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
  expect((await rig.reports()).map(({ messageId }) => messageId)).toEqual(
    expect.arrayContaining([waiting.id, ...inHand.map((report) => report.messageId)]),
  );
  expect(await rig.accept(rig.submission({ orderId: "ORDER-1" }))).toMatchObject({ kind: "order-duplicate" });
  expect(await rig.accept(rig.submission({ to: [{ phone: "13700000000", class: "verification", exempt: false }] }))).toMatchObject({
    kind: "recipient-limited",
  });
  rig.now += LEASE;
  const item = one(
    await rig.store.pushes.take({ accountId, kind: "inbound", token: rig.id(), limit: 9, now: rig.now, until: rig.now + 1 }),
  );
  expect(item.content).toMatchObject({ kind: "inbound", inbound: { text: "T" } });
  await rig.store.dispatch.rescue({ now: rig.now, limit: 1_000 });
  await rig.store.dispatch.expire({ now: rig.now, limit: 1_000 });
  const lanes = await rig.store.dispatch.lanes();
  const claimed = await Promise.all(lanes.map(({ lane }) => rig.claim({ lane, dueBefore: rig.now + 86_400_000 * 4 })));
  expect(claimed.flat().length).toBeGreaterThan(5);
  const [early] = claimed.flat();
  if (early) await rig.record(rig.result(early, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "early" }]));
  expect(one(await rig.reports())).toMatchObject({ messageId: early?.id, code: "MA:0006" });
  expect([...((await rig.store.dispatch.media(mmsId)) ?? [])]).toEqual(CONTAINER);
  expect(await rig.store.ledger.audit()).toEqual([]);
});

it("keeps the books of any history, from the middle of it to its end on the other side", { timeout: 120_000 }, async () => {
  await using scene = await Scene.open();
  const { rig } = scene;
  const histories: History[] = [];
  for (const [run, moments] of fc
    .sample(fc.array(moment, { minLength: 60, maxLength: 60, size: "max" }), { numRuns: 6, seed: 20_261_120 })
    .entries()) {
    const history = await History.begin(rig, run, { credits: 80, floor: 0 });
    histories.push(history);
    // a purge hands out the reports of its own history, and forgets those of all
    for (const steps of moments) await Promise.all(steps.filter(({ kind }) => kind !== "purge").map((what) => history.happen(what)));
  }
  await scene.move();
  for (const history of histories) {
    await history.rest();
    expect(history.problems()).toEqual([]);
    expect(await rig.credits(history.accountId)).toBe(history.balance());
    const { sent: _, ...counts } = await tallied(rig, { accountId: history.accountId });
    expect(counts).toEqual(history.counts());
  }
  expect(await rig.store.ledger.audit()).toEqual([]);
});

it("refuses a directory that is served, and a database that is not empty or that a server uses", async () => {
  await using scene = await Scene.open();
  expect(() => scene.source()).toThrow("another Yizhan process is serving this data directory");
  const there = await openPostgres(scene.database.url);
  await there.nodes.join("a", scene.rig.now, LEASE);
  await expect(scene.target()).rejects.toThrow(/a server is running on .*a move needs a database to itself/);
  await there.nodes.leave(0, "a", scene.rig.now);
  await there.directory.apply({ ...EMPTY_PLAN, accounts: [accountPlan("somebody", { product: undefined })] }, scene.rig.now);
  await there.close();
  await expect(scene.target()).rejects.toThrow(/is not empty \(account, .*a move needs a database with nothing in it/);
  await expect(scene.target(true)).rejects.toThrow(/is not empty/);
});

it("begins anew after it broke off, and nobody serves what it left until then", async () => {
  await using scene = await Scene.open();
  const { rig } = scene;
  await rig.accepted({ to: 3 });
  await rig.store.close();
  const source = scene.source();
  const target = await scene.target();
  const write = target.write.bind(target);
  target.write = async (table, page) => {
    if (table.name === "message") throw new Error("the network is gone");
    await write(table, page);
  };
  await expect(copyStore(source, target, () => undefined)).rejects.toThrow("the network is gone");
  await target.close();
  source.close();
  await expect(openPostgres(scene.database.url)).rejects.toThrow(/a move broke off; finish it with: yizhan move --again/);
  await expect(scene.target()).rejects.toThrow(/broke off; --again empties it and begins anew/);
  rig.store = await openSqlite(scene.directory);
  await scene.move(true);
  expect(await rig.claim()).toHaveLength(3);
  expect(await rig.credits()).toBe(OPENING - 3);
});

it("finds out when the copy is not the same, and leaves the old store in force", async () => {
  await using scene = await Scene.open();
  const { rig } = scene;
  await rig.accepted({ to: [{ state: "failed", code: "YZ:BLACK", segments: 0 }, {}] });
  await rig.store.close();
  const source = scene.source();
  const target = await scene.target();
  const write = target.write.bind(target);
  target.write = async (table, page) => {
    if (table.name !== "report" && table.name !== "balance") await write(table, page);
  };
  const refused = copyStore(source, target, () => undefined);
  await expect(refused).rejects.toThrow(
    /^the copy is not the same: report has 0 rows there instead of 1; reports to be pulled: 1 here, 0 there;/,
  );
  await expect(refused).rejects.toThrow(
    /credits on all accounts: 1009 here, 0 there; the ledger adds up differently\. The old store is as it was/,
  );
  await target.close();
  source.close();
  rig.store = await openSqlite(scene.directory);
  expect(await rig.claim()).toHaveLength(1);
});

it("leaves nothing out: every table and column of either engine is moved, or is known to stay", async () => {
  await using scene = await Scene.open();
  await scene.rig.store.close();
  const file = join(scene.directory, "copy.db");
  copyFileSync(join(scene.directory, "yizhan.db"), file);
  const db = new DatabaseSync(file);
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all() as { name: string }[];
  const ofPhones = (name: string): boolean => name.startsWith("phone_index_");
  expect(
    tables
      .map(({ name }) => name)
      .filter((name) => !ofPhones(name))
      .sort(),
  ).toEqual([...MOVED.map(({ name }) => name), ...LEFT].sort());
  for (const { name, integers, texts, bytes } of MOVED) {
    const columns = db.prepare("SELECT name FROM pragma_table_info(?)").all(name) as { name: string }[];
    const lookedUp = ["choice", "push_try"].includes(name) ? ["account_id"] : [];
    expect([...integers, ...texts, ...bytes].sort(), name).toEqual([...columns.map((column) => column.name), ...lookedUp].sort());
  }
  db.close();
  const client = new pg.Client({ connectionString: scene.database.url });
  await client.connect();
  const { rows } = await client.query(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace",
  );
  await client.end();
  expect(rows.map(({ name }) => name).sort()).toEqual([...FILLED, ...OWN].sort());
});
