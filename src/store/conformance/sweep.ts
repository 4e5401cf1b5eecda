import { expect, it } from "vitest";
import type { Outstanding, OutstandingCursor } from "../../domain/receipt.ts";
import { LANE, LEASE, OPENING, type OpenRig, one, type Rig } from "./rig.ts";

/** `DispatchStore.rescue` and `expire` */
export function sweepSuite(open: OpenRig): void {
  it("returns messages whose lease is over, due at once, and leaves the others", async () => {
    await using rig = await open();
    const lapsing = await rig.claimedOne();
    await rig.accepted();
    const [fresh] = await rig.claim({ leaseUntil: rig.now + 2 * LEASE });
    rig.now += LEASE;
    expect(await rig.store.dispatch.rescue({ now: rig.now - 1, limit: 10 })).toBe(0);
    expect(await rig.store.dispatch.rescue({ now: rig.now, limit: 10 })).toBe(1);
    expect(await rig.store.dispatch.lanes()).toEqual([{ lane: LANE, dueAt: rig.now }]);
    expect(await rig.accept(rig.submission(), 1)).toEqual({ kind: "busy" });
    expect(one(await rig.claim())).toEqual({ ...lapsing, attempt: 2 });
    expect(await rig.record(rig.result(fresh ?? lapsing, { to: "failed", code: "C", refund: true }))).toEqual([true]);
  });

  it("rescues up to the limit, and says how many", async () => {
    await using rig = await open();
    await rig.claimed({ to: 5 });
    rig.now += LEASE;
    const rescue = () => rig.store.dispatch.rescue({ now: rig.now, limit: 2 });
    expect([await rescue(), await rescue(), await rescue(), await rescue()]).toEqual([2, 2, 1, 0]);
    expect(await rig.claim()).toHaveLength(5);
  });

  it("keeps the channel to pass over", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now, avoid: rig.otherChannelId }));
    await rig.claim();
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 1 });
    expect(one(await rig.claim())).toMatchObject({ attempt: 3, avoid: rig.otherChannelId });
  });

  it.each([
    { undelivered: false, back: 0 },
    { undelivered: true, back: 1 },
  ])("ends what may not be sent twice as UNKNOWN (account pays for delivery: $undelivered)", async ({ undelivered, back }) => {
    await using rig = await open();
    const message = await rig.claimedOne({ atMostOnce: true, refundUndelivered: undelivered });
    rig.now += LEASE;
    expect(await rig.store.dispatch.rescue({ now: rig.now, limit: 10 })).toBe(1);
    expect(await rig.claim()).toEqual([]);
    expect(one(await rig.reports())).toMatchObject({ messageId: message.id, outcome: "unknown", code: "UNKNOWN", at: rig.now });
    expect(await rig.credits()).toBe(OPENING - 1 + back);
    expect(await rig.record(rig.result(message, { to: "failed", code: "C", refund: true }))).toEqual([false]);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("ends messages whose receipt is overdue on any channel, and no others", async () => {
    await using rig = await open();
    const expiresAt = rig.now + 5_000;
    const [here, there, later] = await rig.claimed({ to: 3 });
    if (!here || !there || !later) throw new Error("three were claimed");
    await rig.record(rig.result(here, { to: "sent", expiresAt }, [{ upstreamId: "a" }]));
    await rig.record({ ...rig.result(there, { to: "sent", expiresAt }, [{ upstreamId: "b" }]), channelId: rig.otherChannelId });
    await rig.record(rig.result(later, { to: "sent", expiresAt: expiresAt + 1 }, [{ upstreamId: "c" }]));
    expect(await rig.store.dispatch.expire({ now: expiresAt - 1, limit: 10 })).toBe(0);
    expect(await rig.store.dispatch.expire({ now: expiresAt, limit: 10 })).toBe(2);
    expect(await rig.store.dispatch.expire({ now: expiresAt, limit: 10 })).toBe(0);
    const reports = await rig.reports();
    expect(reports.map(({ messageId }) => messageId)).toEqual([here.id, there.id]);
    for (const report of reports) expect(report).toMatchObject({ outcome: "failed", code: "EXPIRED", at: expiresAt });
    expect(await rig.credits()).toBe(OPENING - 3);
  });

  it("expires up to the limit, and gives credits back where delivery is paid for", async () => {
    await using rig = await open();
    for (const message of await rig.claimed({ to: 3, refundUndelivered: true })) await rig.sent(message);
    rig.now += 3_600_000;
    const expire = () => rig.store.dispatch.expire({ now: rig.now, limit: 2 });
    expect([await expire(), await expire(), await expire()]).toEqual([2, 1, 0]);
    expect(await rig.credits()).toBe(OPENING);
  });

  it("hears nothing of a receipt that comes after the message has expired", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne({ refundUndelivered: true });
    rig.now += 3_600_000;
    await rig.store.dispatch.expire({ now: rig.now, limit: 10 });
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["noted"]);
    expect(one(await rig.reports()).code).toBe("EXPIRED");
    expect(await rig.credits()).toBe(OPENING);
  });
}

/** `DispatchStore.outstanding` */
export function outstandingSuite(open: OpenRig): void {
  it("lists the submits of one channel that await a receipt, oldest first", async () => {
    await using rig = await open();
    const first = await rig.sentOne({ to: [{ phone: "13800138000" }] });
    const sentAt = rig.now;
    rig.now += 5;
    const long = await rig.claimedOne();
    const [, middle = ""] = await rig.sent(long, 3);
    await rig.receive(rig.receipt(middle));
    const gone = await rig.sentOne();
    await rig.receive(rig.receipt(gone.upstreamId));
    const elsewhere = await rig.claimedOne();
    await rig.sent(elsewhere, 1, { channelId: rig.otherChannelId });
    await rig.claimedOne();
    const listed = await rig.store.dispatch.outstanding(rig.channelId, undefined, 100);
    expect(listed[0]).toEqual({ messageId: first.message.id, part: 1, upstreamId: first.upstreamId, phone: "13800138000", at: sentAt });
    expect(listed.slice(1).map(({ messageId, part, at }) => [messageId, part, at])).toEqual([
      [long.id, 1, rig.now],
      [long.id, 3, rig.now],
    ]);
    expect(await rig.store.dispatch.outstanding(rig.otherChannelId, undefined, 100)).toMatchObject([{ messageId: elsewhere.id, part: 1 }]);
  });

  it("gives each once over its pages, though messages end meanwhile", async () => {
    await using rig = await open();
    const upstreamIds: string[] = [];
    for (const message of await rig.claimed({ to: 6 })) upstreamIds.push(...(await rig.sent(message, 2)));
    const seen = await pages(rig, 1, async (page) => {
      // the message of the cursor itself ends
      for (const { upstreamId } of page) await rig.receive(rig.receipt(upstreamId, "UNDELIV"));
    });
    const firsts = upstreamIds.filter((_, index) => index % 2 === 0);
    expect(seen.map(({ upstreamId }) => upstreamId)).toEqual(firsts);
    expect(await rig.store.dispatch.outstanding(rig.channelId, undefined, 10)).toEqual([]);
  });

  it.each([1, 2, 3, 5, 100])("pages by %i without a gap or a repetition", async (limit) => {
    await using rig = await open();
    const upstreamIds: string[] = [];
    for (const message of await rig.claimed({ to: 4 })) upstreamIds.push(...(await rig.sent(message, 2)));
    rig.now += 1;
    upstreamIds.push((await rig.sentOne()).upstreamId);
    expect((await pages(rig, limit)).map(({ upstreamId }) => upstreamId)).toEqual(upstreamIds);
  });

  it("knows them after a restart", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne();
    await rig.reopen();
    expect(await rig.store.dispatch.outstanding(rig.channelId, undefined, 10)).toMatchObject([{ upstreamId }]);
  });
}

async function pages(rig: Rig, limit: number, between?: (page: readonly Outstanding[]) => Promise<void>): Promise<readonly Outstanding[]> {
  const seen: Outstanding[] = [];
  for (let after: OutstandingCursor | undefined; ; ) {
    const page = await rig.store.dispatch.outstanding(rig.channelId, after, limit);
    expect(page.length).toBeLessThanOrEqual(limit);
    seen.push(...page);
    await between?.(page);
    after = page.at(-1);
    if (page.length < limit) return seen;
  }
}
