import { expect, it } from "vitest";
import { TOOL_NODE } from "../../domain/ids.ts";
import { LEASE, OPENING, type OpenRig, one } from "./rig.ts";

/** `NodeStore` */
export function nodesSuite(open: OpenRig): void {
  it("gives a server's number and the largest id in use, before and after a restart", async () => {
    await using rig = await open();
    const { node, lastId } = await rig.store.nodes.join("a", rig.now, 30_000);
    expect(node).toBeGreaterThanOrEqual(0);
    expect(node).toBeLessThan(TOOL_NODE);
    expect(lastId).toBe(0);
    const submission = await rig.accepted({ to: 3 });
    const last = submission.messages.at(-1)?.id ?? 0;
    await rig.reopen();
    rig.now += 60_000;
    expect((await rig.store.nodes.join("b", rig.now, 30_000)).lastId).toBeGreaterThanOrEqual(last);
  });

  it("returns the messages of a node that leaves, and no other's", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: 3 });
    const [mine, its, kept] = submission.messages.map((message) => message.id);
    await rig.claim({ node: 0, limit: 1 });
    await rig.claim({ node: 5, limit: 1 });
    const [third] = await rig.claim({ node: 0, limit: 1 });
    if (third) await rig.sent(third);
    await rig.store.nodes.leave(0, "a", rig.now);
    expect(await rig.claim({ dueBefore: rig.now })).toMatchObject([{ id: mine, attempt: 2 }]);
    expect(await rig.store.dispatch.rescue({ now: rig.now + LEASE, limit: 10 })).toBe(2);
    expect((await rig.claim({ dueBefore: rig.now + LEASE })).map(({ id }) => id)).toEqual([mine, its]);
    expect(third?.id).toBe(kept);
  });

  it("ends what a leaving node may not send twice", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ atMostOnce: true });
    await rig.store.nodes.leave(0, "a", rig.now);
    expect(one(await rig.reports())).toMatchObject({ messageId: message.id, code: "UNKNOWN" });
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("says whether the number was kept: under another name, and by who has left, it isn't", async () => {
    await using rig = await open();
    const { node, storeNow } = await rig.store.nodes.join("a", rig.now, 30_000);
    const renewed = await rig.store.nodes.renew(node, "a", 60_000);
    expect(renewed.kept).toBe(true);
    expect(renewed.storeNow).toBeGreaterThanOrEqual(storeNow);
    expect(await rig.store.nodes.renew(node, "b", 60_000)).toMatchObject({ kept: false });
    await rig.store.nodes.leave(node, "a", rig.now);
    expect(await rig.store.nodes.renew(node, "a", 60_000)).toMatchObject({ kept: false });
    await rig.store.nodes.leave(30, "a", rig.now);
  });

  it("tells which numbers are held", async () => {
    await using rig = await open();
    expect(await rig.store.nodes.held()).toEqual([]);
    const { node } = await rig.store.nodes.join("a", rig.now, 30_000);
    expect(await rig.store.nodes.held()).toEqual([node]);
    await rig.store.nodes.leave(node, "a", rig.now);
    expect(await rig.store.nodes.held()).toEqual([]);
  });

  it("has the time that its clock tells while that goes on as time does, whatever machines say that bear witness", async () => {
    await using rig = await open();
    const witness = (carried: number | undefined) => () => ({ carried, machine: rig.now - 3_600_000 });
    const { node, storeNow, ahead } = await rig.store.nodes.join("a", rig.now, 30_000, witness(undefined));
    const renewed = await rig.store.nodes.renew(node, "a", 30_000, witness(storeNow));
    expect(renewed).toMatchObject({ kept: true, ahead: 0 });
    expect(ahead).toBe(0);
    expect(renewed.storeNow).toBeGreaterThanOrEqual(storeNow);
  });

  it("takes nothing from who has a number now when who had it before leaves", async () => {
    await using rig = await open();
    const { node } = await rig.store.nodes.join("a", rig.now, 30_000);
    await rig.claimedOne();
    await rig.store.nodes.leave(node, "before", rig.now);
    expect(await rig.claim()).toEqual([]);
    expect(await rig.store.nodes.renew(node, "a", 30_000)).toMatchObject({ kept: true });
  });

  it("returns at once what a dead server had leased, where one server has the data to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "other servers' leases are theirs until they lapse");
    await rig.store.nodes.join("a", rig.now, 30_000);
    await rig.accepted({ to: [{ state: "failed", code: "YZ:BLACK", segments: 0 }, {}] });
    await rig.sent(one(await rig.claim()));
    const claimed = await rig.claimed({ to: 2 });
    const { accountId, now } = rig;
    const take = { accountId, token: 1, limit: 9, submissionId: undefined, notBefore: undefined, now, until: now + 60_000 };
    const taken = await rig.store.reports.take(take);
    await rig.reopen();
    await rig.store.nodes.join("b", rig.now, 30_000);
    expect(one(await rig.store.reports.take({ ...take, token: 2 }))).toEqual(one(taken));
    expect(await rig.claim()).toEqual(claimed.map((message) => ({ ...message, attempt: 2 })));
    expect(await rig.record(...claimed.map((message) => rig.result(message, { to: "failed", code: "C", refund: true })))).toEqual([
      false,
      false,
    ]);
  });

  it("gives back what a dead server had leased as due no earlier than it was, though the clock was set back since", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "other servers' leases are theirs until they lapse");
    await rig.store.nodes.join("a", rig.now, 30_000);
    const message = await rig.claimedOne();
    await rig.reopen();
    await rig.store.nodes.join("b", rig.now - 3_600_000, 30_000);
    expect(await rig.claim({ dueBefore: rig.now - 60_000 })).toEqual([]);
    expect(await rig.claim()).toMatchObject([{ id: message.id, attempt: 2 }]);
  });

  it("gives servers that share the data numbers of their own, until they leave", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const joined = await Promise.all(Array.from({ length: TOOL_NODE }, (_, n) => rig.store.nodes.join(`n${n}`, rig.now, 30_000)));
    expect(new Set(joined.map(({ node }) => node)).size).toBe(TOOL_NODE);
    expect(joined.map(({ alone }) => alone)).not.toContain(true);
    await expect(rig.store.nodes.join("too many", rig.now, 30_000)).rejects.toMatchObject({ code: "failed" });
    const seventh = joined.findIndex(({ node }) => node === 7);
    await rig.store.nodes.leave(7, `n${seventh}`, rig.now);
    expect((await rig.store.nodes.join("next", rig.now, 30_000)).node).toBe(7);
  });

  it("takes the number of who did not renew it by the store's clock, whatever the servers' clocks say", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const { node } = await rig.store.nodes.join("short", rig.now, 1);
    // the store's own time goes by in milliseconds; everybody else's stands still
    await expect.poll(() => rig.store.nodes.renew(node, "short", 1).then(({ kept }) => kept)).toBe(false);
    const fresh = await rig.store.nodes.join("fresh", rig.now - 3_600_000, 30_000);
    expect(fresh.node).not.toBe(node);
    for (let n = 0; n < TOOL_NODE - 2; n++) await rig.store.nodes.join(`n${n}`, rig.now + 3_600_000, 30_000);
    expect((await rig.store.nodes.join("last", rig.now, 30_000)).node).toBe(node);
  });
}
