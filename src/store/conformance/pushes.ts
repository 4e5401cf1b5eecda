import { expect, it } from "vitest";
import type { PushItem, PushReplay, PushResult, PushTake, StoredReport } from "../store.ts";
import { ACCESS_CODE, arrive, assign, PHONE } from "./inbound-rig.ts";
import { NOBODY, OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const PUSHED = { pull: false, push: true } as const;
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** `PushStore`. Both kinds go the same way, so that most is said of reports alone. */
export function pushesSuite(open: OpenRig): void {
  made(open);
  inboundOnes(open);
  countsOf(open);
  dueOnes(open);
  outcomes(open);
  leases(open);
  replays(open);
}

function made(open: OpenRig): void {
  it("has one item a report of submissions that want them pushed, whatever ended the message", async () => {
    await using rig = await open();
    const atOnce = await rig.accepted({ to: [REFUSED], reports: PUSHED });
    const refused = await rig.claimedOne({ reports: PUSHED });
    await rig.record(rig.result(refused, { to: "failed", code: "C", refund: true }));
    const { message: delivered, upstreamId } = await rig.sentOne({ reports: PUSHED });
    await rig.receive(rig.receipt(upstreamId), rig.receipt(upstreamId));
    const held = await rig.accepted({ to: [{ state: "held" }], reports: PUSHED });
    await rig.store.reviews.decide({ submissionId: held.id, approve: false, reason: "", actor: "test", at: rig.now });
    const cancelled = await rig.accepted({ sendAt: rig.now + 99, reports: PUSHED });
    await rig.store.submissions.cancel(cancelled.id, rig.accountId, rig.now, "test");
    const { message: overdue } = await rig.sentOne({ reports: PUSHED });
    rig.now += 3_600_000;
    await rig.store.dispatch.expire({ now: rig.now, limit: 9 });
    const ended = [atOnce.messages[0]?.id, refused.id, delivered.id, held.messages[0]?.id, cancelled.messages[0]?.id, overdue.id];
    const taken = await take(rig, 1);
    expect(idsOf(taken)).toEqual(ended);
    expect(taken.map((item) => reportOf(item).code)).toEqual(["YZ:BLACK", "C", "DELIVRD", "YZ:REVIEW", "YZ:CANCEL", "EXPIRED"]);
    expect(await rig.reports()).toEqual([]);
  });

  it("has none for reports that are only pulled or wanted by nobody, and has those that are both", async () => {
    await using rig = await open();
    await failed(rig, 1, { pull: true, push: false });
    await failed(rig, 1, { pull: false, push: false });
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
    expect(await take(rig, 1)).toEqual([]);
    const both = await failed(rig, 1, { pull: true, push: true });
    const item = one(await take(rig, 2));
    expect(idsOf([item])).toEqual(both);
    const pulled = (await rig.reports()).filter((report) => report.messageId === both[0]);
    expect(item).toEqual({ refused: 0, unreached: 0, firstAt: undefined, content: { kind: "report", report: one(pulled) } });
  });

  it("has none of a submission that failed half-way", async () => {
    await using rig = await open();
    const first = await rig.accepted();
    await expect(rig.accept(rig.submission({ to: [REFUSED, { id: first.messages[0]?.id ?? 0 }], reports: PUSHED }))).rejects.toThrow();
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
  });
}

function inboundOnes(open: OpenRig): void {
  it("pushes an inbound text with all that is known of it, apart from the account's reports", async () => {
    await using rig = await open();
    const { message } = await rig.sentOne({ orderId: "A-1", dialect: "hzdfit" });
    const plain = { push: true, pull: true } as const;
    const answer = await arrive(rig);
    await assign(rig, answer.id, { ...plain, answers: message.id });
    const other = await arrive(rig, { text: "T" });
    await assign(rig, other.id, plain);
    await failed(rig, 1);
    const texts = await take(rig, 1, { kind: "inbound" });
    const { accountId, now } = rig;
    const shared = { accountId, phone: PHONE, accessCode: ACCESS_CODE, accountCode: "05", ext: "88", at: now };
    const answers = { messageId: message.id, submissionId: message.submissionId, orderId: "A-1" };
    expect(texts.map(({ content }) => content)).toEqual([
      { kind: "inbound", inbound: { ...shared, id: answer.id, text: "收到", answers, dialect: "hzdfit" } },
      { kind: "inbound", inbound: { ...shared, id: other.id, text: "T", answers: undefined, dialect: undefined } },
    ]);
    expect(await rig.store.pushes.due(now)).toEqual([{ accountId, kind: "report", dueAt: now }]);
    const received = { kind: "inbound", verdict: "received" } as const;
    expect(await rig.store.pushes.record([result(rig, answer.id, 1, received)])).toEqual([true]);
    await rig.store.pushes.release(accountId, "inbound", 1);
    expect(await take(rig, 2, { kind: "inbound" })).toEqual(texts.slice(1));
    expect(await replay(rig, { kind: "inbound", from: now, to: now + 1 })).toBe(2);
    expect(await take(rig, 3, { kind: "inbound" })).toEqual(texts);
  });
}

function countsOf(open: OpenRig): void {
  it("counts what waits and what was given up, by account and kind", async () => {
    await using rig = await open();
    const items = [await failed(rig, 3), await failed(rig, 1)].flat();
    const taken = await take(rig, 1, { limit: 3 });
    await rig.store.pushes.record([
      result(rig, idsOf(taken)[0] ?? 0, 1, { verdict: "received" }),
      result(rig, idsOf(taken)[1] ?? 0, 1),
      result(rig, idsOf(taken)[2] ?? 0, 1, { nextAt: rig.now + 60_000 }),
    ]);
    expect(items).toHaveLength(4);
    expect(await rig.store.pushes.counts(rig.accountId)).toEqual([
      { kind: "report", waiting: 2, undelivered: 1, dueAt: rig.now },
      { kind: "inbound", waiting: 0, undelivered: 0, dueAt: undefined },
    ]);
    expect(await rig.store.pushes.counts(NOBODY)).toMatchObject([{ waiting: 0 }, { waiting: 0 }]);
  });
}

function dueOnes(open: OpenRig): void {
  it("names every endpoint that has something due, with the time of its earliest", async () => {
    await using rig = await open();
    const others = [await rig.account("b"), await rig.account("c"), await rig.account("d")];
    const start = rig.now;
    await failed(rig, 2);
    rig.now += 10;
    await failed(rig, 1);
    for (const accountId of others) await rig.accepted({ accountId, to: [REFUSED], reports: PUSHED });
    const [laterId = 0, ...rest] = others;
    await settle(rig, await take(rig, 1, { accountId: laterId }), 1, { accountId: laterId, nextAt: rig.now + 1 });
    const due = (accountId: number, dueAt: number) => ({ accountId, kind: "report", dueAt });
    const now = [due(rig.accountId, start), ...rest.map((id) => due(id, rig.now))];
    expect(await rig.store.pushes.due(start - 1)).toEqual([]);
    expect(await rig.store.pushes.due(start)).toEqual([due(rig.accountId, start)]);
    expect(sorted(await rig.store.pushes.due(rig.now))).toEqual(sorted(now));
    expect(sorted(await rig.store.pushes.due(rig.now + 1))).toEqual(sorted([...now, due(laterId, rig.now + 1)]));
  });

  it("takes the earliest due first, up to the limit, and only the endpoint's", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const ids = await failed(rig, 3);
    rig.now += 1;
    const [later = 0] = await failed(rig, 1);
    await settle(rig, await take(rig, 1, { limit: 1 }), 1, { nextAt: rig.now + 5 });
    expect(await take(rig, 2, { accountId: other })).toEqual([]);
    expect(await take(rig, 2, { kind: "inbound" })).toEqual([]);
    expect(idsOf(await take(rig, 2, { limit: 2 }))).toEqual(ids.slice(1));
    const { now } = rig;
    expect(idsOf(await take(rig, 3, { now: now + 5, limit: 1 }))).toEqual([later]);
    expect(await take(rig, 4, { now: now + 4 })).toEqual([]);
    expect(idsOf(await take(rig, 4, { now: now + 5 }))).toEqual(ids.slice(0, 1));
  });

  it("never gives an item to two takes, however many run at once", async () => {
    await using rig = await open();
    const ids = await failed(rig, 50);
    const takes = await Promise.all(Array.from({ length: 10 }, (_, token) => take(rig, token + 1, { limit: 7 })));
    expect(idsOf(takes.flat()).toSorted((a, b) => a - b)).toEqual(ids);
  });
}

function outcomes(open: OpenRig): void {
  it("never offers again what was received, not even after a restart", async () => {
    await using rig = await open();
    await failed(rig, 2);
    expect(await settle(rig, await take(rig, 1), 1, { verdict: "received", status: 200 })).toEqual([true, true]);
    await rig.reopen();
    expect(await rig.store.pushes.due(rig.now + 1_000_000)).toEqual([]);
    expect(await take(rig, 2, { now: rig.now + 1_000_000 })).toEqual([]);
  });

  it("offers what failed again at the time it was told, with its tries counted by verdict from the first one", async () => {
    await using rig = await open();
    await failed(rig, 1);
    const firstAt = rig.now;
    for (const [index, verdict] of (["unreached", "refused", "unreached"] as const).entries()) {
      await settle(rig, await take(rig, index + 1), index + 1, { verdict, nextAt: rig.now + 100 });
      expect(await take(rig, 9, { now: rig.now + 99 })).toEqual([]);
      rig.now += 100;
    }
    expect(one(await take(rig, 9))).toMatchObject({ refused: 1, unreached: 2, firstAt });
  });

  it("gives up what has no next time", async () => {
    await using rig = await open();
    const [id = 0] = await failed(rig, 1);
    await settle(rig, await take(rig, 1), 1, { verdict: "refused" });
    expect(await rig.store.pushes.due(rig.now + 1_000_000)).toEqual([]);
    expect(await pushOf(rig, id)).toMatchObject({ state: "undelivered", dueAt: undefined, refused: 1 });
  });

  it("believes a receipt, whatever else is said", async () => {
    await using rig = await open();
    await failed(rig, 1);
    await settle(rig, await take(rig, 1), 1, { verdict: "received", nextAt: rig.now + 1 });
    expect(await rig.store.pushes.due(rig.now + 1)).toEqual([]);
  });

  it("heeds no token that an item is not under, nor another account or kind, and applies the others of the call", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const [first = 0, second = 0] = await failed(rig, 2);
    await take(rig, 7, { limit: 1 });
    const received = (itemId: number, over: Partial<PushResult> = {}) => result(rig, itemId, 7, { verdict: "received", ...over });
    expect(
      await rig.store.pushes.record([
        received(first, { token: 8 }),
        received(first, { accountId: other }),
        received(first, { kind: "inbound" }),
        received(NOBODY),
        received(second),
        received(first),
        received(first),
      ]),
    ).toEqual([false, false, false, false, false, true, false]);
    expect(idsOf(await take(rig, 9))).toEqual([second]);
  });

  it("applies an outcome once when it is told many times at once", async () => {
    await using rig = await open();
    const [id = 0] = await failed(rig, 1);
    await take(rig, 1);
    const told = result(rig, id, 1, { verdict: "refused", nextAt: rig.now });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.store.pushes.record([told])));
    expect(answers.flat().filter((applied) => applied)).toHaveLength(1);
    expect(one(await take(rig, 2))).toMatchObject({ refused: 1 });
    expect(await triesOf(rig, id)).toHaveLength(1);
  });

  it("keeps every try, with what was answered cut to 200 characters", async () => {
    await using rig = await open();
    const [id = 0] = await failed(rig, 1);
    await settle(rig, await take(rig, 1), 1, { verdict: "unreached", note: "connection refused", nextAt: rig.now });
    rig.now += 5;
    await settle(rig, await take(rig, 2), 2, { verdict: "refused", status: 500, note: `x${"😀".repeat(1_000)}`, nextAt: rig.now });
    rig.now += 5;
    await settle(rig, await take(rig, 3), 3, { verdict: "received", status: 200, note: "ok" });
    expect(await triesOf(rig, id)).toEqual([
      { number: 1, verdict: "unreached", status: 0, note: "connection refused", at: rig.now - 10 },
      { number: 2, verdict: "refused", status: 500, note: `x${"😀".repeat(99)}`, at: rig.now - 5 },
      { number: 3, verdict: "received", status: 200, note: "ok", at: rig.now },
    ]);
  });
}

function leases(open: OpenRig): void {
  it("returns an item by itself when its lease lapses, and not before", async () => {
    await using rig = await open();
    await failed(rig, 2);
    const taken = await take(rig, 1, { until: rig.now + 500 });
    expect(await rig.store.pushes.due(rig.now + 499)).toEqual([]);
    expect(await take(rig, 2, { now: rig.now + 499 })).toEqual([]);
    await rig.reopen();
    expect(await rig.store.pushes.due(rig.now + 500)).toMatchObject([{ accountId: rig.accountId }]);
    expect(await take(rig, 3, { now: rig.now + 500 })).toEqual(taken);
  });

  it("takes a late outcome, as long as nobody else has been given the item", async () => {
    await using rig = await open();
    const [first = 0, second = 0] = await failed(rig, 2);
    await take(rig, 1, { until: rig.now + 500 });
    rig.now += 600;
    expect(await rig.store.pushes.record([result(rig, first, 1, { verdict: "received" })])).toEqual([true]);
    expect(idsOf(await take(rig, 2))).toEqual([second]);
    expect(await rig.store.pushes.record([result(rig, second, 1, { verdict: "received" })])).toEqual([false]);
    expect(await rig.store.pushes.record([result(rig, second, 2, { verdict: "refused", nextAt: rig.now })])).toEqual([true]);
    expect(one(await take(rig, 3))).toMatchObject({ refused: 1, unreached: 0 });
    // the try whose lease had lapsed was made all the same
    expect((await triesOf(rig, second)).map(({ verdict }) => verdict)).toEqual(["received", "refused"]);
  });

  it("gives back at once, untried, what a token holds", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const ids = await failed(rig, 4);
    const taken = await take(rig, 1, { limit: 2 });
    await take(rig, 2, { limit: 1 });
    await settle(rig, taken.slice(0, 1), 1, { verdict: "received" });
    await rig.store.pushes.release(other, "report", 1);
    await rig.store.pushes.release(rig.accountId, "inbound", 1);
    await rig.store.pushes.release(rig.accountId, "report", NOBODY);
    expect(idsOf(await take(rig, 3))).toEqual(ids.slice(3));
    await rig.store.pushes.release(rig.accountId, "report", 1);
    expect(await rig.store.pushes.due(rig.now)).toMatchObject([{ accountId: rig.accountId }]);
    expect(await take(rig, 4)).toEqual(taken.slice(1));
    expect(await rig.store.pushes.record([result(rig, ids[1] ?? 0, 1, { verdict: "received" })])).toEqual([false]);
  });

  it("gives back at once what a dead server had leased, where one server has the data to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "other servers' leases are theirs until they lapse");
    await failed(rig, 2);
    const taken = await take(rig, 1);
    await rig.reopen();
    expect(await take(rig, 2)).toEqual([]);
    await rig.store.nodes.join("b", rig.now, 30_000);
    expect(await take(rig, 3)).toEqual(taken);
  });
}

function replays(open: OpenRig): void {
  it("makes due again what became known in the window, its start included, its end not", async () => {
    await using rig = await open();
    const ids: number[] = [];
    for (let n = 0; n < 4; n++) {
      ids.push(...(await failed(rig, 1)));
      rig.now += 10;
    }
    await settle(rig, await take(rig, 1), 1, { verdict: "received" });
    const from = rig.now - 30;
    expect(await replay(rig, { from, to: from })).toBe(0);
    expect(await replay(rig, { from: from + 1, to: from + 10 })).toBe(0);
    expect(await replay(rig, { from, to: from + 20 })).toBe(2);
    expect(await rig.store.pushes.due(rig.now)).toEqual([{ accountId: rig.accountId, kind: "report", dueAt: rig.now }]);
    expect(idsOf(await take(rig, 2))).toEqual(ids.slice(1, 3));
  });

  it("goes by when the report became known, not by when its message was accepted", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne({ reports: PUSHED });
    const acceptedAt = rig.now;
    rig.now += 86_400_000;
    await rig.receive(rig.receipt(upstreamId));
    await settle(rig, await take(rig, 1), 1, { verdict: "received" });
    expect(await replay(rig, { from: acceptedAt, to: rig.now })).toBe(0);
    expect(await replay(rig, { from: rig.now, to: rig.now + 1 })).toBe(1);
    expect(idsOf(await take(rig, 2))).toEqual([message.id]);
  });

  it("begins anew, whatever became of the push: received, given up, waiting for another try or being tried", async () => {
    await using rig = await open();
    const ids = await failed(rig, 5);
    const from = rig.now;
    const taken = await take(rig, 1, { limit: 4 });
    await settle(rig, taken.slice(0, 1), 1, { verdict: "received" });
    await settle(rig, taken.slice(1, 2), 1, { verdict: "refused" });
    await settle(rig, taken.slice(2, 3), 1, { verdict: "unreached", nextAt: rig.now + 99_999 });
    rig.now += 50;
    expect(await replay(rig, { from, to: from + 1 })).toBe(5);
    expect(await settle(rig, taken.slice(3), 1, { verdict: "refused" })).toEqual([false]);
    const again = await take(rig, 2);
    expect(idsOf(again)).toEqual(ids);
    for (const item of again) expect(item).toMatchObject({ refused: 0, unreached: 0, firstAt: undefined });
    expect(await settle(rig, again, 2, { verdict: "received" })).toEqual(Array(5).fill(true));
    expect(await rig.credits()).toBe(OPENING);
  });

  it("leaves other accounts and kinds alone, and has nothing for reports that were never pushed", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    await rig.accepted({ accountId: other, to: [REFUSED], reports: PUSHED });
    await failed(rig, 1, { pull: true, push: false });
    await settle(rig, await take(rig, 1, { accountId: other }), 1, { accountId: other, verdict: "received" });
    const window = { from: 0, to: rig.now + 1 };
    expect(await replay(rig, window)).toBe(0);
    expect(await replay(rig, { ...window, accountId: other, kind: "inbound" })).toBe(0);
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
    expect(await replay(rig, { ...window, accountId: other })).toBe(1);
  });
}

/** Messages that failed at once, and whose reports are pushed; their ids. */
async function failed(rig: Rig, count: number, reports: { pull: boolean; push: boolean } = PUSHED): Promise<readonly number[]> {
  const submission = await rig.accepted({ to: Array.from({ length: count }, () => REFUSED), reports });
  return submission.messages.map((message) => message.id);
}

function take(rig: Rig, token: number, over: Partial<PushTake> = {}): Promise<readonly PushItem[]> {
  const { accountId, now } = rig;
  return rig.store.pushes.take({ accountId, kind: "report", token, limit: 1_000, now, until: now + 60_000, ...over });
}

function result(rig: Rig, itemId: number, token: number, over: Partial<PushResult> = {}): PushResult {
  const { accountId, now } = rig;
  return { accountId, kind: "report", itemId, token, at: now, verdict: "refused", status: 0, note: "", nextAt: undefined, ...over };
}

/** The same outcome for each. */
function settle(rig: Rig, items: readonly PushItem[], token: number, over: Partial<PushResult>): Promise<readonly boolean[]> {
  return rig.store.pushes.record(idsOf(items).map((id) => result(rig, id, token, over)));
}

function replay(rig: Rig, over: Partial<PushReplay>): Promise<number> {
  return rig.store.pushes.replay({ accountId: rig.accountId, kind: "report", from: 0, to: 0, now: rig.now, ...over });
}

function reportOf({ content }: PushItem): StoredReport {
  if (content.kind !== "report") throw new Error("not a report");
  return content.report;
}

function idsOf(items: readonly PushItem[]): readonly number[] {
  return items.map((item) => reportOf(item).messageId);
}

function sorted<T extends { readonly accountId: number }>(heads: readonly T[]): readonly T[] {
  return heads.toSorted((a, b) => a.accountId - b.accountId);
}

async function pushOf(rig: Rig, messageId: number) {
  const story = await rig.store.history.story(messageId);
  return story?.steps.map(({ what }) => what).find((what) => what.kind === "push");
}

async function triesOf(rig: Rig, messageId: number) {
  const story = await rig.store.history.story(messageId);
  return (story?.steps ?? []).flatMap(({ at, what }) => {
    if (what.kind !== "push-try") return [];
    const { kind: _, ...rest } = what;
    return [{ ...rest, at }];
  });
}
