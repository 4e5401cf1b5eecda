import { expect, it } from "vitest";
import type { ChannelMode, ChannelState } from "../../domain/channel-state.ts";
import { MOST_TESTS, type Orphan, type TestOrder } from "../store.ts";
import { channelPlan } from "./plans.ts";
import { EMPTY_PLAN, NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

const COUNTS = { accepted: 3, refused: 0, deferred: 1, unknown: 0, throttled: 1 };
const STATE: ChannelState = {
  mode: "drain",
  running: true,
  up: true,
  pulse: { sessions: { wanted: 2, bound: 1 }, balance: { credits: 7, at: 5 }, throttled: false },
  window: { used: 1, size: 32 },
  waiting: 4,
  submits: { last10s: 1, last60s: 9 },
  outcomes: COUNTS,
  receipts: { accepted: 30, delivered: 20, failed: 2 },
  trouble: { at: 1_795_136_890_000, what: "the carrier could not be reached: 连接被拒绝" },
  rejection: { at: 1_795_136_890_001, outcome: "deferred", code: "SMPP:88" },
  circuit: "half-open",
};

function switching(rig: Rig, mode: ChannelMode, actor = "cli:ann", channelId = rig.channelId) {
  return rig.store.channels.setMode({ channelId, mode, at: rig.now, actor, note: `to ${mode}` });
}

async function modeOf(rig: Rig): Promise<ChannelMode | undefined> {
  return (await rig.store.directory.load()).channels.find(({ id }) => id === rig.channelId)?.mode;
}

function order(rig: Rig, over: Partial<TestOrder> = {}): TestOrder {
  const { channelId, now } = rig;
  return { id: rig.id(), channelId, phone: "13800138000", text: "试", actor: "cli:ann", at: now, takeBy: now + 10_000, ...over };
}

function take(rig: Rig, node = 0, over: { readonly channelIds?: readonly number[]; readonly orderedBy?: number } = {}) {
  return rig.store.channels.takeTests({ node, channelIds: [rig.channelId], orderedBy: rig.now, now: rig.now, ...over });
}

function accepted(...upstreamIds: readonly string[]) {
  return upstreamIds.map((upstreamId, index) => ({ part: index + 1, outcome: "accepted" as const, upstreamId, code: undefined }));
}

function orphans(rig: Rig, over: { readonly channelId?: number; readonly after?: Orphan | undefined; readonly limit?: number } = {}) {
  return rig.store.channels.orphans({
    channelId: undefined,
    since: rig.now - 1_000,
    before: rig.now,
    after: undefined,
    limit: 100,
    ...over,
  });
}

/** `ChannelStore` */
export function channelsSuite(open: OpenRig): void {
  it("switches a channel in the directory, which has a new version then, and says how it was before", async () => {
    await using rig = await open();
    expect(await modeOf(rig)).toBeUndefined();
    const before = await rig.store.directory.version();
    expect(await switching(rig, "drain")).toBe("up");
    expect(await modeOf(rig)).toBe("drain");
    const { version, channels } = await rig.store.directory.load();
    expect(version).toBeGreaterThan(before);
    expect(await rig.store.directory.version()).toBe(version);
    expect(channels.filter(({ mode }) => mode !== undefined)).toHaveLength(1);
    expect(await switching(rig, "down")).toBe("drain");
    expect(await switching(rig, "up")).toBe("down");
    expect(await modeOf(rig)).toBeUndefined();
  });

  it("changes nothing where a channel has that mode already, or isn't there", async () => {
    await using rig = await open();
    await switching(rig, "drain");
    const version = await rig.store.directory.version();
    expect(await switching(rig, "drain", "cli:bob")).toBe("drain");
    expect(await switching(rig, "down", "cli:bob", NOBODY)).toBeUndefined();
    expect(await rig.store.directory.version()).toBe(version);
    expect(await rig.store.channels.changes(rig.channelId, 9)).toHaveLength(1);
    expect(await rig.store.channels.changes(NOBODY, 9)).toEqual([]);
  });

  it("keeps who switched a channel, when and why, latest first, through a restart", async () => {
    await using rig = await open();
    await switching(rig, "drain");
    rig.now += 1_000;
    await switching(rig, "down", "cli:bob");
    await switching(rig, "drain", "cli:ann", rig.otherChannelId);
    await rig.reopen();
    const { channelId } = rig;
    expect(await rig.store.channels.changes(channelId, 9)).toEqual([
      { channelId, mode: "down", at: rig.now, actor: "cli:bob", note: "to down" },
      { channelId, mode: "drain", at: rig.now - 1_000, actor: "cli:ann", note: "to drain" },
    ]);
    expect(await rig.store.channels.changes(channelId, 1)).toHaveLength(1);
    expect(await modeOf(rig)).toBe("down");
  });

  it("does not let provisioning undo how a channel was switched", async () => {
    await using rig = await open();
    await switching(rig, "down");
    const name = (await rig.store.directory.load()).channels.find(({ id }) => id === rig.channelId)?.name ?? "";
    const plan = { ...EMPTY_PLAN, channels: [channelPlan(name, { rate: 77 })] };
    expect(await rig.store.directory.apply(plan, rig.now)).toMatchObject({ ok: true, result: { changed: [`channel ${name}`] } });
    expect(await modeOf(rig)).toBe("down");
    expect(await rig.store.directory.apply(plan, rig.now)).toMatchObject({ ok: true, result: { unchanged: 1 } });
  });

  it("tells how channels do, as each node wrote it last", async () => {
    await using rig = await open();
    const { channelId, otherChannelId, now } = rig;
    const other: ChannelState = { ...STATE, mode: "up", pulse: {} };
    await rig.store.channels.report(
      1,
      now,
      [
        { channelId: otherChannelId, state: other },
        { channelId, state: STATE },
      ],
      0,
    );
    await rig.store.channels.report(0, now + 1, [{ channelId, state: other }], 0);
    expect(await rig.store.channels.states()).toEqual([
      { node: 0, channelId, at: now + 1, state: other },
      { node: 1, channelId, at: now, state: STATE },
      { node: 1, channelId: otherChannelId, at: now, state: other },
    ]);
    await rig.store.channels.report(1, now + 2, [{ channelId: otherChannelId, state: STATE }], 0);
    expect(await rig.store.channels.states()).toEqual([
      { node: 0, channelId, at: now + 1, state: other },
      { node: 1, channelId: otherChannelId, at: now + 2, state: STATE },
    ]);
  });

  it("forgets what was written too long ago, and what a node wrote that leaves or joins", async () => {
    await using rig = await open();
    const { channelId, now } = rig;
    const states = [{ channelId, state: STATE }];
    await rig.store.channels.report(3, now, states, 0);
    await rig.store.channels.report(4, now + 1, states, 0);
    await rig.store.channels.report(5, now + 2, states, now + 1);
    expect((await rig.store.channels.states()).map(({ node }) => node)).toEqual([4, 5]);
    await rig.store.nodes.leave(5, "a", now);
    expect((await rig.store.channels.states()).map(({ node }) => node)).toEqual([4]);
    await rig.store.channels.report(0, now, states, 0);
    const { node } = await rig.store.nodes.join("a", now, 30_000);
    expect((await rig.store.channels.states()).filter((state) => state.node === node)).toEqual([]);
  });

  it("gives a test to one node only, in the order in which they were ordered, until it is too late", async () => {
    await using rig = await open();
    const first = order(rig);
    const elsewhere = order(rig, { channelId: rig.otherChannelId });
    const late = order(rig, { takeBy: rig.now - 1 });
    const second = order(rig, { at: rig.now + 5, takeBy: rig.now + 9 });
    for (const test of [second, late, elsewhere, first]) expect(await rig.store.channels.orderTest(test)).toBe(true);
    expect(await take(rig, 0, { channelIds: [] })).toEqual([]);
    expect(await take(rig, 0, { orderedBy: rig.now - 1 })).toEqual([]);
    expect(await take(rig, 0, { orderedBy: rig.now + 5 })).toEqual([first, second]);
    expect(await take(rig, 1)).toEqual([]);
    expect(await rig.store.channels.test(first.id)).toMatchObject({ ...first, node: 0, takenAt: rig.now, answer: undefined, receipts: [] });
    expect(await rig.store.channels.test(late.id)).toMatchObject({ node: undefined, takenAt: undefined });
    expect(one(await take(rig, 1, { channelIds: [rig.otherChannelId, rig.channelId] }))).toEqual(elsewhere);
    expect(await rig.store.channels.test(NOBODY)).toBeUndefined();
  });

  it("takes no test whose id is taken, nor more than may wait", async () => {
    await using rig = await open();
    const first = order(rig);
    expect(await rig.store.channels.orderTest(first)).toBe(true);
    expect(await rig.store.channels.orderTest({ ...first, text: "另一条" })).toBe(false);
    expect(one(await take(rig)).text).toBe(first.text);
    for (let n = 0; n < MOST_TESTS; n++) expect(await rig.store.channels.orderTest(order(rig))).toBe(true);
    const surplus = order(rig);
    expect(await rig.store.channels.orderTest(surplus)).toBe(false);
    expect(await rig.store.channels.test(surplus.id)).toBeUndefined();
    rig.now += 10_001;
    expect(await rig.store.channels.orderTest(order(rig))).toBe(true);
  });

  it("forgets tests after a week", async () => {
    await using rig = await open();
    const old = order(rig);
    await rig.store.channels.orderTest(old);
    rig.now += 7 * 86_400_000;
    await rig.store.channels.orderTest(order(rig));
    expect(await rig.store.channels.test(old.id)).toBeDefined();
    rig.now += 1;
    await rig.store.channels.orderTest(order(rig));
    expect(await rig.store.channels.test(old.id)).toBeUndefined();
  });

  it("keeps the first answer of the node that took a test", async () => {
    await using rig = await open();
    const test = order(rig);
    await rig.store.channels.orderTest(test);
    const answer = { at: rig.now + 3, parts: accepted("t-1"), note: "" };
    expect(await rig.store.channels.answerTest(test.id, 2, answer)).toBe(false);
    await take(rig, 2);
    for (const other of [1, 3]) expect(await rig.store.channels.answerTest(test.id, other, answer)).toBe(false);
    const refused = { part: 2, outcome: "refused" as const, upstreamId: undefined, code: "SIM:1" };
    const whole = { ...answer, parts: [...answer.parts, refused], note: "注" };
    expect(await rig.store.channels.answerTest(test.id, 2, whole)).toBe(true);
    expect(await rig.store.channels.answerTest(test.id, 2, answer)).toBe(false);
    await rig.reopen();
    expect((await rig.store.channels.test(test.id))?.answer).toEqual(whole);
  });

  it("gives a test the receipts of its submits, whether they came before or after its answer, and no others", async () => {
    await using rig = await open();
    const test = order(rig);
    await rig.store.channels.orderTest(test);
    await take(rig);
    const early = rig.receipt("t-1");
    expect(await rig.receive(early, rig.receipt("nobody's"))).toEqual(["parked", "parked"]);
    await rig.store.receipts.store(rig.otherChannelId, [rig.receipt("t-2")]);
    await rig.store.channels.answerTest(test.id, 0, { at: rig.now, parts: accepted("t-1", "t-2"), note: "" });
    expect((await rig.store.channels.test(test.id))?.receipts).toEqual([early]);
    const later = rig.receipt("t-2", "UNDELIV");
    await rig.receive(later);
    expect((await rig.store.channels.test(test.id))?.receipts).toEqual([early, later]);
    expect((await orphans(rig)).map(({ channelId, upstreamId }) => [channelId, upstreamId])).toEqual([
      [rig.channelId, "nobody's"],
      [rig.otherChannelId, "t-2"],
    ]);
    expect(await rig.credits()).toBe(1_000);
    expect(await rig.reports()).toEqual([]);
  });

  it("lists receipts that no message claims, oldest first, a page at a time, of one channel or of all", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne();
    await rig.receive(rig.receipt(upstreamId));
    const at = rig.now;
    for (const [id, ago] of [
      ["b", 20],
      ["a", 30],
      ["c", 20],
      ["old", 1_001],
      ["new", -1],
    ] as const)
      await rig.receive({ ...rig.receipt(id, "UNDELIV"), at: at - ago });
    await rig.store.receipts.store(rig.otherChannelId, [{ ...rig.receipt("x"), phone: "13800138000", at: at - 25 }]);
    const all = await orphans(rig);
    expect(all.map((orphan) => orphan.upstreamId)).toEqual(["a", "x", "b", "c"]);
    expect(all.map(({ phone }) => phone)).toEqual([undefined, "13800138000", undefined, undefined]);
    expect(all[0]).toMatchObject({ channelId: rig.channelId, ...rig.receipt("a", "UNDELIV"), at: at - 30 });
    expect((await orphans(rig, { channelId: rig.channelId })).map((orphan) => orphan.upstreamId)).toEqual(["a", "b", "c"]);
    const { channelId, otherChannelId } = rig;
    const counting = (most: number) => rig.store.channels.countOrphans({ since: rig.now - 1_000, before: rig.now, most });
    expect(await counting(100)).toEqual([
      { channelId, count: 3 },
      { channelId: otherChannelId, count: 1 },
    ]);
    expect(await counting(2)).toEqual([
      { channelId, count: 1 },
      { channelId: otherChannelId, count: 1 },
    ]);
    expect(await counting(1)).toEqual([{ channelId, count: 1 }]);
    const pages: string[] = [];
    for (let page = await orphans(rig, { limit: 1 }); page.length > 0; page = await orphans(rig, { limit: 1, after: page.at(-1) }))
      pages.push(one(page).upstreamId);
    expect(pages).toEqual(["a", "x", "b", "c"]);
  });

  it("does not call a receipt an orphan once its submit is known", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.receive(rig.receipt("early"));
    expect((await orphans(rig)).map((orphan) => orphan.upstreamId)).toEqual(["early"]);
    await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "early" }]));
    expect(await orphans(rig)).toEqual([]);
  });
}
