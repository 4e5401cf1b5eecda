import { expect, it } from "vitest";
import { LEASE, NOBODY, OPENING, type OpenRig, one } from "./rig.ts";

/** `DispatchStore.record` */
export function recordSuite(open: OpenRig): void {
  it("puts a sent message beyond every claim and owes no report yet", async () => {
    await using rig = await open();
    await rig.sentOne();
    expect(await rig.claim({ dueBefore: rig.now + 10 * LEASE })).toEqual([]);
    expect(await rig.store.dispatch.rescue({ now: rig.now + 10 * LEASE, limit: 10 })).toBe(0);
    expect(await rig.reports()).toEqual([]);
  });

  it("puts a message back for its time, with the channel to pass over", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ sendAt: rig.now - 5 });
    expect(await rig.record(rig.result(message, { to: "queued", dueAt: rig.now + 500, avoid: rig.channelId }))).toEqual([true]);
    expect(await rig.claim({ dueBefore: rig.now + 499 })).toEqual([]);
    const again = one(await rig.claim({ dueBefore: rig.now + 500 }));
    expect(again).toEqual({ ...message, attempt: 2, avoid: rig.channelId });
    await rig.record(rig.result(again, { to: "queued", dueAt: rig.now, avoid: undefined }));
    expect(one(await rig.claim())).toEqual({ ...message, attempt: 3, avoid: undefined });
  });

  it("ends a message that no channel took: one report, its credits back", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ to: [{ segments: 3 }], ext: "7" });
    rig.now += 77;
    expect(await rig.record(rig.result(message, { to: "failed", code: "YZ:GIVEUP", refund: true }))).toEqual([true]);
    expect(await rig.reports()).toEqual([
      {
        messageId: message.id,
        submissionId: message.submissionId,
        phone: message.phone,
        outcome: "failed",
        code: "YZ:GIVEUP",
        at: rig.now,
        ext: "7",
        orderId: undefined,
        channelId: undefined,
        dialect: "huaxin",
      },
    ]);
    expect(await rig.credits()).toBe(OPENING);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.claim({ dueBefore: rig.now + 10 * LEASE })).toEqual([]);
  });

  it.each([
    { to: "failed", refund: false, undelivered: false, back: 0 },
    { to: "failed", refund: true, undelivered: false, back: 2 },
    { to: "failed", refund: false, undelivered: true, back: 2 },
    { to: "failed", refund: true, undelivered: true, back: 2 },
    { to: "unknown", refund: false, undelivered: false, back: 0 },
    { to: "unknown", refund: false, undelivered: true, back: 2 },
    { to: "delivered", refund: false, undelivered: false, back: 0 },
    { to: "delivered", refund: false, undelivered: true, back: 0 },
  ] as const)(
    "gives credits back as it is told and as the account pays: $to, refund $refund, pays for delivery $undelivered",
    async ({ to, refund, undelivered, back }) => {
      await using rig = await open();
      const message = await rig.claimedOne({ to: [{ segments: 2 }], refundUndelivered: undelivered });
      expect(await rig.record(rig.result(message, { to, code: "C", refund }))).toEqual([true]);
      expect(one(await rig.reports())).toMatchObject({ outcome: to, code: "C" });
      expect(await rig.credits()).toBe(OPENING - 2 + back);
      expect(await rig.store.ledger.audit()).toEqual([]);
    },
  );

  it("gives MMS credits back as MMS credits", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ medium: "mms" });
    await rig.record(rig.result(message, { to: "failed", code: "C", refund: true }));
    expect(await rig.credits(rig.accountId, "mms")).toBe(10);
    expect(await rig.credits()).toBe(OPENING);
  });

  it("refuses an outcome of an attempt that is not the current one, and applies the others of the call", async () => {
    await using rig = await open();
    const [first, second, third] = await rig.claimed({ to: 3 });
    if (!first || !second || !third) throw new Error("three were claimed");
    await rig.sent(second);
    const failed = { to: "failed", code: "C", refund: true } as const;
    expect(
      await rig.record(
        rig.result({ ...first, attempt: 0 }, failed),
        rig.result({ ...first, attempt: 2 }, failed),
        rig.result(second, failed),
        rig.result({ ...second, attempt: 2 }, { to: "queued", dueAt: rig.now, avoid: undefined }),
        rig.result({ ...first, id: NOBODY }, failed),
        rig.result(third, failed),
      ),
    ).toEqual([false, false, false, false, false, true]);
    expect(one(await rig.reports()).messageId).toBe(third.id);
    expect(await rig.credits()).toBe(OPENING - 2);
    expect(await rig.record(rig.result(first, { to: "queued", dueAt: rig.now, avoid: undefined }))).toEqual([true]);
  });

  it("applies an outcome once, in one call or in many at the same time", async () => {
    await using rig = await open();
    const [first, second] = await rig.claimed({ to: 2 });
    if (!first || !second) throw new Error("two were claimed");
    const result = rig.result(first, { to: "failed", code: "C", refund: true });
    expect(await rig.record(result, result)).toEqual([true, false]);
    const again = rig.result(second, { to: "failed", code: "C", refund: true });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.record(again)));
    expect(answers.flat().filter((applied) => applied)).toHaveLength(1);
    expect(await rig.reports()).toHaveLength(2);
    expect(await rig.credits()).toBe(OPENING);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("believes the node that has the message now, not the one whose lease lapsed", async () => {
    await using rig = await open();
    const lapsed = await rig.claimedOne();
    await rig.store.dispatch.rescue({ now: rig.now + LEASE, limit: 10 });
    expect(await rig.record(rig.result(lapsed, { to: "failed", code: "OLD", refund: true }))).toEqual([false]);
    const current = one(await rig.claim({ node: 1, dueBefore: rig.now + LEASE }));
    expect(await rig.record(rig.result(lapsed, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "late" }]))).toEqual([false]);
    expect(await rig.record(rig.result(current, { to: "failed", code: "NEW", refund: true }))).toEqual([true]);
    expect(one(await rig.reports()).code).toBe("NEW");
    expect(await rig.credits()).toBe(OPENING);
  });

  it("takes no outcomes for an answer", async () => {
    await using rig = await open();
    expect(await rig.record()).toEqual([]);
  });
}
