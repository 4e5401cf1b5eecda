import { expect, it } from "vitest";
import type { ReportTake, StoredReport } from "../store.ts";
import { LEASE, NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

/** `ReportStore` */
export function reportsSuite(open: OpenRig): void {
  it("takes the oldest first, up to the limit, and each by one token only", async () => {
    await using rig = await open();
    const ids = await failed(rig, 5);
    expect((await take(rig, 1, { limit: 2 })).map(({ messageId }) => messageId)).toEqual(ids.slice(0, 2));
    expect((await take(rig, 2, { limit: 2 })).map(({ messageId }) => messageId)).toEqual(ids.slice(2, 4));
    expect((await take(rig, 3, { limit: 2 })).map(({ messageId }) => messageId)).toEqual(ids.slice(4));
    expect(await take(rig, 4)).toEqual([]);
  });

  it("orders by when they became known, and at one time by when messages were accepted", async () => {
    await using rig = await open();
    const [first, second, third] = await rig.claimed({ to: 3 });
    if (!first || !second || !third) throw new Error("three were claimed");
    await rig.record(rig.result(second, { to: "failed", code: "C", refund: true }));
    rig.now += 1_000;
    await rig.record(rig.result(third, { to: "failed", code: "C", refund: true }));
    await rig.record(rig.result(first, { to: "failed", code: "C", refund: true }));
    expect((await take(rig, 1, { limit: 2 })).map(({ messageId }) => messageId)).toEqual([second.id, first.id]);
    expect((await take(rig, 2)).map(({ messageId }) => messageId)).toEqual([third.id]);
  });

  it("tells the customer's order id, the interface, and the channel that took the message", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne({ orderId: "A-1", dialect: "hzdfit", ext: "88" });
    await rig.receive(rig.receipt(upstreamId));
    expect(await rig.reports()).toEqual([
      {
        messageId: message.id,
        submissionId: message.submissionId,
        phone: message.phone,
        outcome: "delivered",
        code: "DELIVRD",
        at: rig.now,
        ext: "88",
        orderId: "A-1",
        channelId: rig.channelId,
        dialect: "hzdfit",
      },
    ]);
  });

  it("never offers a report again that was handed over, not even after a restart", async () => {
    await using rig = await open();
    const ids = await failed(rig, 2);
    await take(rig, 1);
    await rig.store.reports.confirm(rig.accountId, 1, ids, rig.now);
    expect(await take(rig, 2, { now: rig.now + 1_000_000 })).toEqual([]);
    await rig.store.reports.release(rig.accountId, 1, ids);
    await rig.reopen();
    expect(await take(rig, 3, { now: rig.now + 1_000_000 })).toEqual([]);
  });

  it("offers at once again what broke off", async () => {
    await using rig = await open();
    const ids = await failed(rig, 3);
    const taken = await take(rig, 1);
    await rig.store.reports.release(rig.accountId, 1, ids.slice(1));
    expect(await take(rig, 2)).toEqual(taken.slice(1));
  });

  it("offers again what was neither confirmed nor released in time", async () => {
    await using rig = await open();
    await failed(rig, 2);
    const taken = await take(rig, 1, { until: rig.now + 500 });
    expect(await take(rig, 2, { now: rig.now + 499 })).toEqual([]);
    await rig.reopen();
    expect(await take(rig, 3, { now: rig.now + 500 })).toEqual(taken);
  });

  it("takes a late confirmation, as long as nobody else has been given the report", async () => {
    await using rig = await open();
    const ids = await failed(rig, 1);
    await take(rig, 1, { until: rig.now + 500 });
    await rig.store.reports.confirm(rig.accountId, 1, ids, rig.now + 600);
    expect(await take(rig, 2, { now: rig.now + 700 })).toEqual([]);
  });

  it("heeds neither confirm nor release of a token that the reports are not under", async () => {
    await using rig = await open();
    const ids = await failed(rig, 2);
    const other = await rig.account("other");
    await take(rig, 1, { until: rig.now + 500 });
    const taken = await take(rig, 2, { now: rig.now + 500, until: rig.now + 9_000 });
    await rig.store.reports.confirm(rig.accountId, 1, ids, rig.now);
    await rig.store.reports.release(rig.accountId, 1, ids);
    await rig.store.reports.confirm(other, 2, ids, rig.now);
    await rig.store.reports.release(other, 2, ids);
    await rig.store.reports.confirm(rig.accountId, 2, [NOBODY], rig.now);
    expect(await take(rig, 3, { now: rig.now + 501 })).toEqual([]);
    expect(await take(rig, 3, { now: rig.now + 9_000 })).toEqual(taken);
  });

  it("confirms what it is told to, and no more", async () => {
    await using rig = await open();
    const ids = await failed(rig, 3);
    await take(rig, 1);
    await rig.store.reports.confirm(rig.accountId, 1, ids.slice(0, 1), rig.now);
    await rig.store.reports.release(rig.accountId, 1, ids);
    expect((await take(rig, 2)).map(({ messageId }) => messageId)).toEqual(ids.slice(1));
  });

  it("narrows to one submission", async () => {
    await using rig = await open();
    await failed(rig, 2);
    const wanted = await failed(rig, 3);
    await failed(rig, 2);
    const submissionId = (await peek(rig)).find((report) => report.messageId === wanted[0])?.submissionId;
    expect((await take(rig, 1, { submissionId, limit: 2 })).map(({ messageId }) => messageId)).toEqual(wanted.slice(0, 2));
    expect((await take(rig, 2, { submissionId })).map(({ messageId }) => messageId)).toEqual(wanted.slice(2));
    expect(await take(rig, 3, { submissionId: NOBODY })).toEqual([]);
    expect(await take(rig, 3)).toHaveLength(4);
  });

  it("gives no account another's reports, asked for by submission or not", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    await failed(rig, 1);
    const report = one(await peek(rig));
    expect(await take(rig, 1, { accountId: other })).toEqual([]);
    expect(await take(rig, 1, { accountId: other, submissionId: report.submissionId })).toEqual([]);
    expect(await take(rig, 1, { submissionId: report.submissionId })).toEqual([report]);
  });

  it("never gives a report to two takes, however many run at once", async () => {
    await using rig = await open();
    const ids = await failed(rig, 50);
    const takes = await Promise.all(Array.from({ length: 10 }, (_, token) => take(rig, token + 1, { limit: 7 })));
    const taken = takes.flat().map(({ messageId }) => messageId);
    expect(taken.toSorted((a, b) => a - b)).toEqual(ids);
  });

  channels(open);
  withheld(open);
}

/** Which channel a report names. */
function channels(open: OpenRig): void {
  it("names no channel where the last one only refused, or where none was tried", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const deferred = [{ outcome: "deferred", code: "BUSY" }] as const;
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now, avoid: rig.channelId }, deferred));
    const again = one(await rig.claim());
    await rig.record({ ...rig.result(again, { to: "failed", code: "YZ:GIVEUP", refund: true }), channelId: undefined });
    expect(one(await rig.reports())).toMatchObject({ code: "YZ:GIVEUP", channelId: undefined });
    const refused = await rig.claimedOne();
    await rig.record(rig.result(refused, { to: "failed", code: "C", refund: true }, [{ outcome: "refused", code: "C" }]));
    expect(one(await rig.reports())).toMatchObject({ code: "C", channelId: undefined });
  });

  it.each(["accepted", "unknown"] as const)(
    "names the channel that may have shown its code to the phone: a part was %s",
    async (outcome) => {
      await using rig = await open();
      const message = await rig.claimedOne();
      const parts = [{ outcome }, { outcome: "refused", code: "C" }] as const;
      await rig.record(rig.result(message, { to: "failed", code: "C", refund: false }, parts));
      expect(one(await rig.reports())).toMatchObject({ channelId: rig.channelId });
    },
  );

  it("names the channel whose receipt ended it, though another had it since", async () => {
    await using rig = await open();
    const lapsed = await rig.claimedOne();
    await rig.store.dispatch.rescue({ now: rig.now + LEASE, limit: 10 });
    await rig.record(rig.result(lapsed, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "old" }]));
    await rig.sent(one(await rig.claim({ dueBefore: rig.now + LEASE })), 1, { channelId: rig.otherChannelId });
    await rig.receive(rig.receipt("old"));
    expect(one(await rig.reports())).toMatchObject({ outcome: "delivered", channelId: rig.channelId });
  });
}

/** `ReportTake.notBefore`, and submissions whose reports no query is to have. */
function withheld(open: OpenRig): void {
  it("passes over what became known before a time, and leaves it on offer", async () => {
    await using rig = await open();
    const [old = 0] = await failed(rig, 1);
    rig.now += 1_000;
    const [fresh = 0] = await failed(rig, 1);
    expect(await take(rig, 1, { notBefore: rig.now + 1 })).toEqual([]);
    expect((await take(rig, 2, { notBefore: rig.now })).map(({ messageId }) => messageId)).toEqual([fresh]);
    expect((await take(rig, 3)).map(({ messageId }) => messageId)).toEqual([old]);
  });

  it("goes by when a report became known, not by when its message was accepted", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne();
    rig.now += 5_000;
    await rig.receive(rig.receipt(upstreamId));
    const { submissionId } = message;
    expect(await take(rig, 1, { notBefore: rig.now + 1, submissionId })).toEqual([]);
    expect((await take(rig, 2, { notBefore: rig.now, submissionId })).map(({ messageId }) => messageId)).toEqual([message.id]);
  });

  it.each([
    { pull: false, push: true },
    { pull: false, push: false },
  ])("offers no query the reports of a submission that wants none pulled (pushed instead: $push)", async (reports) => {
    await using rig = await open();
    const refused = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;
    const submission = await rig.accepted({ to: [refused, {}], reports });
    await rig.record(rig.result(one(await rig.claim()), { to: "failed", code: "C", refund: true }));
    const held = await rig.accepted({ to: [{ state: "held" }], reports });
    await rig.store.reviews.decide({ submissionId: held.id, approve: false, reason: "", actor: "test", at: rig.now });
    expect(await take(rig, 1)).toEqual([]);
    expect(await take(rig, 2, { submissionId: submission.id })).toEqual([]);
    await rig.reopen();
    await rig.store.nodes.join("a", rig.now, 9);
    expect(await take(rig, 3)).toEqual([]);
  });
}

/** Messages that failed at once; their ids. */
async function failed(rig: Rig, count: number): Promise<readonly number[]> {
  const refused = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;
  const submission = await rig.accepted({ to: Array.from({ length: count }, () => refused) });
  return submission.messages.map((message) => message.id);
}

function take(rig: Rig, token: number, over: Partial<ReportTake> = {}): Promise<readonly StoredReport[]> {
  const { accountId, now } = rig;
  return rig.store.reports.take({
    accountId,
    token,
    limit: 1_000,
    submissionId: undefined,
    notBefore: undefined,
    now,
    until: now + 60_000,
    ...over,
  });
}

/** All that waits, left waiting. */
async function peek(rig: Rig): Promise<readonly StoredReport[]> {
  const token = rig.id();
  const reports = await take(rig, token);
  await rig.store.reports.release(
    rig.accountId,
    token,
    reports.map(({ messageId }) => messageId),
  );
  return reports;
}
