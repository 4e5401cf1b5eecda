import { expect, it } from "vitest";
import type { Report } from "../../domain/submission.ts";
import type { ReportTake } from "../store.ts";
import { NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

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

  it("orders by when messages were accepted, not by when they ended", async () => {
    await using rig = await open();
    const [first, second] = await rig.claimed({ to: 2 });
    if (!first || !second) throw new Error("two were claimed");
    await rig.record(rig.result(second, { to: "failed", code: "C", refund: true }));
    rig.now += 1_000;
    await rig.record(rig.result(first, { to: "failed", code: "C", refund: true }));
    expect((await take(rig, 1)).map(({ messageId }) => messageId)).toEqual([first.id, second.id]);
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
}

/** Messages that failed at once; their ids. */
async function failed(rig: Rig, count: number): Promise<readonly number[]> {
  const refused = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;
  const submission = await rig.accepted({ to: Array.from({ length: count }, () => refused) });
  return submission.messages.map((message) => message.id);
}

function take(rig: Rig, token: number, over: Partial<ReportTake> = {}): Promise<readonly Report[]> {
  const { accountId, now } = rig;
  return rig.store.reports.take({ accountId, token, limit: 1_000, submissionId: undefined, now, until: now + 60_000, ...over });
}

/** All that waits, left waiting. */
async function peek(rig: Rig): Promise<readonly Report[]> {
  const token = rig.id();
  const reports = await take(rig, token);
  await rig.store.reports.release(
    rig.accountId,
    token,
    reports.map(({ messageId }) => messageId),
  );
  return reports;
}
