import { expect, it } from "vitest";
import { LANE, LEASE, type OpenRig, one } from "./rig.ts";

/** `DispatchStore.lanes` and `claim` */
export function claimSuite(open: OpenRig): void {
  it("has nothing to claim and no lanes at first", async () => {
    await using rig = await open();
    expect(await rig.claim()).toEqual([]);
    expect(await rig.store.dispatch.lanes()).toEqual([]);
  });

  it("claims what is due to the millisecond, and nothing sooner", async () => {
    await using rig = await open();
    await rig.accepted({ sendAt: rig.now + 60_000 });
    expect(await rig.claim({ dueBefore: rig.now + 59_999 })).toEqual([]);
    expect(one(await rig.claim({ dueBefore: rig.now + 60_000 })).sendAt).toBe(rig.now + 60_000);
  });

  it("claims the longest due first, those due together in the order of their ids, up to the limit", async () => {
    await using rig = await open();
    const late = await rig.accepted({ sendAt: rig.now + 3_000 });
    const early = await rig.accepted({ sendAt: rig.now + 1_000, to: 3 });
    const between = await rig.accepted({ sendAt: rig.now + 2_000 });
    rig.now += 10_000;
    const ids = [...early.messages, ...between.messages, ...late.messages].map((message) => message.id);
    expect((await rig.claim({ limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await rig.claim({ limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(2, 4));
    expect((await rig.claim({ limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(4));
  });

  it("keeps lanes apart, and says when each is next due", async () => {
    await using rig = await open();
    await rig.accepted({ sendAt: rig.now + 5_000, to: [{ lane: 7 }] });
    const soon = await rig.accepted({ sendAt: rig.now + 1_000, to: [{ lane: 7 }, { lane: 4_294_967_296_000 }, { lane: 0 }] });
    expect([...(await rig.store.dispatch.lanes())].sort((a, b) => a.lane - b.lane)).toEqual([
      { lane: 0, dueAt: rig.now + 1_000 },
      { lane: 7, dueAt: rig.now + 1_000 },
      { lane: 4_294_967_296_000, dueAt: rig.now + 1_000 },
    ]);
    rig.now += 1_000;
    const message = one(await rig.claim({ lane: 7 }));
    expect(message).toMatchObject({ id: soon.messages[0]?.id, lane: 7 });
    expect(await rig.store.dispatch.lanes()).toContainEqual({ lane: 7, dueAt: rig.now + 4_000 });
  });

  it("lists lanes page by page, in the order of their numbers", async () => {
    await using rig = await open();
    const numbers = [0, 7, 64, 4_294_967_296_000];
    await rig.accepted({ to: [7, 4_294_967_296_000, 0, 64, 7].map((lane) => ({ lane })) });
    const pages: number[][] = [];
    for (let after = -1; ; ) {
      const page = (await rig.store.dispatch.lanes({ after, limit: 2 })).map(({ lane }) => lane);
      if (page.length === 0) break;
      pages.push(page);
      after = page.at(-1) ?? Number.NaN;
    }
    expect(pages).toEqual([numbers.slice(0, 2), numbers.slice(2)]);
    expect((await rig.store.dispatch.lanes({ after: 0, limit: 100 })).map(({ lane }) => lane)).toEqual(numbers.slice(1));
    expect((await rig.store.dispatch.lanes()).map(({ lane }) => lane)).toEqual(numbers);
  });

  it("forgets a lane when its last message is leased, and lists it again when that comes back", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    expect(await rig.store.dispatch.lanes()).toEqual([]);
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now + 9, avoid: undefined }));
    expect(await rig.store.dispatch.lanes()).toEqual([{ lane: LANE, dueAt: rig.now + 9 }]);
  });

  it("never gives one attempt to two claims, however many run at once", async () => {
    await using rig = await open();
    const submissions = await Promise.all(Array.from({ length: 10 }, () => rig.accepted({ to: 10 })));
    const claims = await Promise.all(Array.from({ length: 20 }, (_, node) => rig.claim({ node, limit: 7 })));
    const ids = claims.flat().map((message) => message.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(ids)).toEqual(new Set(submissions.flatMap((submission) => submission.messages.map(({ id }) => id))));
    expect(Math.max(...claims.map((claim) => claim.length))).toBe(7);
  });

  it("leaves a leased message alone until its lease is over", async () => {
    await using rig = await open();
    await rig.claimedOne();
    expect(await rig.claim({ dueBefore: rig.now + 10 * LEASE })).toEqual([]);
  });

  it("counts every claim as an attempt", async () => {
    await using rig = await open();
    await rig.accepted();
    for (let attempt = 1; attempt <= 5; attempt++) {
      const message = one(await rig.claim());
      expect(message.attempt).toBe(attempt);
      await rig.record(rig.result(message, { to: "queued", dueAt: rig.now, avoid: undefined }));
    }
  });
}
