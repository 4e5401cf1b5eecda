import { expect, it } from "vitest";
import { LEASE, OPENING, type OpenRig, one } from "./rig.ts";

/** `ReceiptStore.store` */
export function receiptsSuite(open: OpenRig): void {
  it("ends a message with what the carrier said, when it said it", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne();
    rig.now += 1_234;
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ messageId: message.id, outcome: "delivered", code: "DELIVRD", at: rig.now });
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it.each([
    { undelivered: false, back: 0 },
    { undelivered: true, back: 2 },
  ])("ends an undelivered message (account pays for delivery: $undelivered)", async ({ undelivered, back }) => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne({ to: [{ segments: 2 }], refundUndelivered: undelivered });
    expect(await rig.receive(rig.receipt(upstreamId, "MA:0006"))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "MA:0006" });
    expect(await rig.credits()).toBe(OPENING - 2 + back);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("changes nothing for a receipt that came before, alike or not", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne({ refundUndelivered: true });
    const receipt = rig.receipt(upstreamId);
    expect(await rig.receive(receipt, receipt)).toEqual(["settled", "duplicate"]);
    expect(await rig.receive(receipt)).toEqual(["duplicate"]);
    expect(await rig.receive(rig.receipt(upstreamId, "UNDELIV"))).toEqual(["noted"]);
    expect(one(await rig.reports()).outcome).toBe("delivered");
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("settles once when the same receipt comes many times at once", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne({ refundUndelivered: true });
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => rig.receive(rig.receipt(upstreamId, "UNDELIV"))));
    expect(outcomes.flat().sort()).toEqual([...Array(19).fill("duplicate"), "settled"]);
    expect(await rig.reports()).toHaveLength(1);
    expect(await rig.credits()).toBe(OPENING);
  });

  it("notes a word on the way, once, and waits for the last one", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne();
    const enroute = rig.receipt(upstreamId, "ENROUTE", "pending");
    expect(await rig.receive(enroute, rig.receipt(upstreamId, "ACCEPTD", "pending"), enroute)).toEqual(["noted", "noted", "duplicate"]);
    expect(await rig.receive(enroute)).toEqual(["duplicate"]);
    expect(await rig.reports()).toEqual([]);
    expect(await rig.receive(rig.receipt(upstreamId), enroute)).toEqual(["settled", "duplicate"]);
    expect(one(await rig.reports()).code).toBe("DELIVRD");
  });

  it("keeps a receipt of an id that nobody knows, and of another channel's", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne();
    expect(await rig.receive(rig.receipt("nobody"))).toEqual(["parked"]);
    expect(await rig.store.receipts.store(rig.otherChannelId, [rig.receipt(upstreamId)])).toEqual(["parked"]);
    expect(await rig.reports()).toEqual([]);
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
  });

  it("takes a receipt with a raw form of any size", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne();
    expect(await rig.receive({ ...rig.receipt(upstreamId), raw: "报".repeat(100_000) })).toEqual(["settled"]);
  });

  it("gives back what the carrier sent, to the letter, whatever became of it", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.receive({ ...rig.receipt("early", "ENROUTE", "pending"), raw: "来得早" });
    rig.now += 1;
    await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 99 }, [{ upstreamId: "early" }, { upstreamId: "0a1b" }]));
    const text = `id:0a1b sub:001 dlvrd:001 submit date:2611200900 done date:2611200900 stat:DELIVRD err:000 to:${message.phone}`;
    const told = [
      { ...rig.receipt("early"), raw: Buffer.from(text).toString("hex") },
      { ...rig.receipt("0a1b"), raw: text },
      { ...rig.receipt("0a1b", "UNDELIV"), raw: `{"phone":"${message.phone}"}` },
    ];
    for (const receipt of told) {
      rig.now += 1;
      await rig.receive({ ...receipt, at: rig.now, phone: message.phone });
    }
    expect(await rig.receive(...told)).toEqual(["duplicate", "duplicate", "duplicate"]);
    const steps = (await rig.store.history.story(message.id))?.steps ?? [];
    const { channelId } = rig;
    expect(steps.flatMap(({ what }) => (what.kind === "receipt" ? [what] : []))).toEqual([
      { kind: "receipt", channelId, upstreamId: "early", status: "pending", code: "ENROUTE", raw: "来得早" },
      ...told.map(({ upstreamId, status, code, raw }) => ({ kind: "receipt", channelId, upstreamId, status, code, raw })),
    ]);
  });

  early(open);
  parts(open);
  attempts(open);
}

function early(open: OpenRig): void {
  it.each(["DELIVRD", "UNDELIV"])("lets a receipt that comes before its submit wait for it: %s", async (code) => {
    await using rig = await open();
    const message = await rig.claimedOne({ refundUndelivered: true });
    const receipt = rig.receipt("early", code);
    expect(await rig.receive(receipt, receipt)).toEqual(["parked", "duplicate"]);
    expect(await rig.receive(receipt)).toEqual(["duplicate"]);
    await rig.reopen();
    expect(await rig.reports()).toEqual([]);
    rig.now += 10;
    expect(await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "early" }]))).toEqual([true]);
    expect(one(await rig.reports())).toMatchObject({ code, at: rig.now - 10 });
    expect(await rig.receive(receipt)).toEqual(["duplicate"]);
    expect(await rig.credits()).toBe(code === "DELIVRD" ? OPENING - 1 : OPENING);
    expect(await rig.store.dispatch.outstanding(rig.channelId, undefined, 10)).toEqual([]);
  });

  it("applies all that came early, in the order in which it came", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const words = [rig.receipt("early", "ACCEPTD", "pending"), rig.receipt("early", "UNDELIV"), rig.receipt("early")];
    expect(await rig.receive(...words)).toEqual(["parked", "parked", "parked"]);
    await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "early" }]));
    expect(one(await rig.reports()).code).toBe("UNDELIV");
  });

  it("applies an early receipt of one part and waits for the other", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.receive(rig.receipt("part-2"));
    await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "part-1" }, { upstreamId: "part-2" }]));
    expect(await rig.reports()).toEqual([]);
    expect(await rig.receive(rig.receipt("part-1"))).toEqual(["settled"]);
  });
}

function parts(open: OpenRig): void {
  it("delivers a message of several parts with the last of them", async () => {
    await using rig = await open();
    const [a = "", b = "", c = ""] = await rig.sent(await rig.claimedOne(), 3);
    expect(await rig.receive(rig.receipt(c), rig.receipt(a), rig.receipt(a))).toEqual(["noted", "noted", "duplicate"]);
    expect(await rig.reports()).toEqual([]);
    rig.now += 3;
    expect(await rig.receive(rig.receipt(b))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "delivered", at: rig.now });
  });

  it("delivers it once when its parts' receipts come at the same moment", async () => {
    await using rig = await open();
    const ids = await rig.sent(await rig.claimedOne(), 5);
    const outcomes = await Promise.all(ids.map((id) => rig.receive(rig.receipt(id))));
    expect(outcomes.flat().sort()).toEqual(["noted", "noted", "noted", "noted", "settled"]);
    expect(await rig.reports()).toHaveLength(1);
  });

  it("fails it with the first part that failed, once, and gives all its credits back", async () => {
    await using rig = await open();
    const [a = "", b = "", c = ""] = await rig.sent(await rig.claimedOne({ to: [{ segments: 3 }], refundUndelivered: true }), 3);
    const outcomes = await rig.receive(rig.receipt(a), rig.receipt(b, "EXPIRED"), rig.receipt(c, "UNDELIV"));
    expect(outcomes).toEqual(["noted", "settled", "noted"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "EXPIRED" });
    expect(await rig.credits()).toBe(OPENING);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });
}

function attempts(open: OpenRig): void {
  it("delivers a message by the receipt of an earlier attempt, wherever it is now", async () => {
    await using rig = await open();
    for (const where of ["queued", "leased", "sent"] as const) {
      const lapsed = await rig.claimedOne();
      rig.now += LEASE;
      await rig.store.dispatch.rescue({ now: rig.now, limit: 10 });
      const upstreamId = rig.upstreamId();
      expect(await rig.record(rig.result(lapsed, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId }]))).toEqual([false]);
      const again = where === "queued" ? undefined : one(await rig.claim());
      if (again && where === "sent") await rig.sent(again);
      expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
      expect(one(await rig.reports())).toMatchObject({ messageId: lapsed.id, outcome: "delivered" });
      expect(await rig.claim()).toEqual([]);
      if (again && where === "leased")
        expect(await rig.record(rig.result(again, { to: "failed", code: "C", refund: true }))).toEqual([false]);
    }
    expect(await rig.credits()).toBe(OPENING - 3);
    expect(await rig.accept(rig.submission(), 1)).toMatchObject({ kind: "accepted" });
  });

  it("doesn't fail a message for an earlier attempt while a later one may be delivered", async () => {
    await using rig = await open();
    const lapsed = await rig.claimedOne({ refundUndelivered: true });
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 10 });
    const again = one(await rig.claim());
    await rig.record(rig.result(lapsed, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "old" }]));
    expect(await rig.receive(rig.receipt("old", "UNDELIV"))).toEqual(["noted"]);
    const [upstreamId = ""] = await rig.sent(again);
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
    expect(one(await rig.reports()).outcome).toBe("delivered");
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("gives a receipt to the latest submit where upstream began its ids anew", async () => {
    await using rig = await open();
    const old = await rig.claimedOne();
    await rig.record(rig.result(old, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "1" }]));
    await rig.receive(rig.receipt("1"));
    rig.now += 86_400_000;
    const fresh = await rig.claimedOne();
    await rig.record(rig.result(fresh, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "1" }]));
    expect(await rig.receive(rig.receipt("1", "UNDELIV"))).toEqual(["settled"]);
    expect(await rig.reports()).toMatchObject([
      { messageId: old.id, outcome: "delivered" },
      { messageId: fresh.id, outcome: "failed" },
    ]);
  });

  it("knows a recorded submit by its id, on its own channel, with the phone that it went to", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const [first = "", second = ""] = await rig.sent(message, 2);
    expect((await rig.store.receipts.submits(rig.channelId, [second, "nobody's", first])).toSorted(byUpstreamId)).toEqual([
      { upstreamId: first, phone: message.phone },
      { upstreamId: second, phone: message.phone },
    ]);
    expect(await rig.store.receipts.submits(rig.otherChannelId, [first])).toEqual([]);
    expect(await rig.store.receipts.submits(rig.channelId, [])).toEqual([]);
    await rig.receive(rig.receipt(first), rig.receipt(second), rig.receipt("early"));
    expect(await rig.store.receipts.submits(rig.channelId, [first, "early"])).toEqual([{ upstreamId: first, phone: message.phone }]);
  });

  it("knows the latest submit of an id that upstream has used twice", async () => {
    await using rig = await open();
    const [old, fresh] = [await rig.claimedOne(), await rig.claimedOne()];
    for (const message of [old, fresh])
      await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "1" }]));
    expect(await rig.store.receipts.submits(rig.channelId, ["1"])).toEqual([{ upstreamId: "1", phone: fresh.phone }]);
  });
}

function byUpstreamId(a: { readonly upstreamId: string }, b: { readonly upstreamId: string }): number {
  return a.upstreamId < b.upstreamId ? -1 : 1;
}
