import { expect, it } from "vitest";
import type { LedgerBooking } from "../store.ts";
import { NOBODY, OPENING, type OpenRig, type Rig } from "./rig.ts";

/** `LedgerStore` */
export function ledgerSuite(open: OpenRig): void {
  it("opens an account with the credits of its file, as bought", async () => {
    await using rig = await open();
    expect(await rig.store.ledger.balance(rig.accountId)).toEqual({
      sms: { credits: OPENING, bought: OPENING },
      mms: { credits: 10, bought: 10 },
    });
    const nothing = { credits: 0, bought: 0 };
    expect(await rig.store.ledger.balance(NOBODY)).toEqual({ sms: nothing, mms: nothing });
  });

  it("counts a recharge as bought and an adjustment not", async () => {
    await using rig = await open();
    expect(await rig.store.ledger.book(booking(rig, { credits: 500 }))).toEqual({ credits: OPENING + 500, booked: true });
    expect(await rig.store.ledger.book(booking(rig, { kind: "adjust", credits: -1_600 }))).toEqual({ credits: -100, booked: true });
    expect((await rig.store.ledger.balance(rig.accountId)).sms).toEqual({ credits: -100, bought: OPENING + 500 });
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("keeps the media apart", async () => {
    await using rig = await open();
    await rig.store.ledger.book(booking(rig, { medium: "mms", credits: 3 }));
    expect(await rig.credits()).toBe(OPENING);
    expect(await rig.credits(rig.accountId, "mms")).toBe(13);
  });

  it("books a ref of an account once, at one moment or two, whatever else the entry says", async () => {
    await using rig = await open();
    const entry = booking(rig, { credits: 5 });
    const answers = await Promise.all(Array.from({ length: 10 }, () => rig.store.ledger.book(entry)));
    expect(answers.filter(({ booked }) => booked)).toHaveLength(1);
    for (const { credits } of answers) expect(credits).toBe(OPENING + 5);
    await rig.reopen();
    expect(await rig.store.ledger.book(entry)).toEqual({ credits: OPENING + 5, booked: false });
    expect(await rig.store.ledger.book({ ...entry, kind: "adjust", credits: 7 })).toEqual({ credits: OPENING + 5, booked: false });
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("lets two accounts use one ref", async () => {
    await using rig = await open();
    const accountId = await rig.account("other", { credits: 0 });
    const entry = booking(rig, { credits: 5 });
    await rig.store.ledger.book(entry);
    expect(await rig.store.ledger.book({ ...entry, accountId })).toEqual({ credits: 5, booked: true });
  });

  it("makes a recharge available to the next submission", async () => {
    await using rig = await open();
    const accountId = await rig.account("empty", { credits: 0 });
    expect(await rig.accept(rig.submission({ accountId }))).toMatchObject({ kind: "credits-short" });
    await rig.store.ledger.book(booking(rig, { accountId, credits: 1 }));
    expect(await rig.accept(rig.submission({ accountId }))).toEqual({ kind: "accepted", balance: 0, charged: 1, limited: [] });
  });

  it("adds up under bookings, charges and refunds at the same time", async () => {
    await using rig = await open();
    const claimed = await rig.claimed({ to: 50 });
    const audits: Promise<readonly unknown[]>[] = [];
    await Promise.all([
      ...Array.from({ length: 50 }, () => rig.store.ledger.book(booking(rig, { credits: 2 }))),
      ...Array.from({ length: 50 }, () => {
        audits.push(rig.store.ledger.audit());
        return rig.accepted({ to: [{ segments: 3 }] });
      }),
      ...claimed.map((message) => rig.record(rig.result(message, { to: "failed", code: "C", refund: true }))),
    ]);
    expect(await rig.credits()).toBe(OPENING - 50 + 100 - 150 + 50);
    // in the midst of it, too
    for (const audit of await Promise.all(audits)) expect(audit).toEqual([]);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });
}

function booking(rig: Rig, over: Partial<LedgerBooking>): LedgerBooking {
  return {
    ref: rig.id(),
    accountId: rig.accountId,
    medium: "sms",
    kind: "recharge",
    credits: 1,
    at: rig.now,
    actor: "cli:test",
    note: "",
    ...over,
  };
}
