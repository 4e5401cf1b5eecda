import { expect, it } from "vitest";
import type { AcceptOutcome } from "../store.ts";
import { OPENING, type OpenRig, one } from "./rig.ts";

/** `SubmissionStore.accept` */
export function acceptSuite(open: OpenRig): void {
  it("answers the balance after the charge and hands every field on to whoever claims", async () => {
    await using rig = await open();
    const submission = rig.submission({
      to: [
        { phone: "13800138000", segments: 2 },
        { phone: "+4915112345678", operator: "international" },
      ],
      text: "【驿站】您的验证码是 0417 😀 '\"\\;--",
      ext: "88",
      numbered: true,
      atMostOnce: true,
    });
    expect(await rig.accept(submission)).toMatchObject({ kind: "accepted", balance: OPENING - 3 });
    const shared = { accountId: rig.accountId, submissionId: submission.id, medium: "sms", lane: 64, text: submission.text, ext: "88" };
    const rest = { numbered: true, atMostOnce: true, attempt: 1, avoid: undefined, asked: [], undelivered: undefined, sendAt: rig.now };
    expect(await rig.claim()).toEqual([
      { id: submission.messages[0]?.id, phone: "13800138000", segments: 2, ...shared, ...rest },
      { id: submission.messages[1]?.id, phone: "+4915112345678", segments: 1, ...shared, ...rest },
    ]);
  });

  it("keeps a text of its own for each message where they have one", async () => {
    await using rig = await open();
    const texts = ["甲", "乙".repeat(1000), "甲", ""];
    const claimed = await rig.claimed({ text: undefined, to: texts.map((text) => ({ text })) });
    expect(claimed.map((message) => message.text)).toEqual(texts);
  });

  it("takes ten thousand recipients in one piece", async () => {
    await using rig = await open();
    const accountId = await rig.account("bulk", { credits: 10_000 });
    const submission = rig.submission({ accountId, to: 10_000 });
    expect(await rig.accept(submission)).toMatchObject({ kind: "accepted", balance: 0 });
    const claimed = await rig.claim({ limit: 20_000 });
    expect(claimed.map(({ id }) => id)).toEqual(submission.messages.map(({ id }) => id));
  });

  it("spends a prepaid account to 0 and no further", async () => {
    await using rig = await open();
    expect(await rig.accept(rig.submission({ to: [{ segments: OPENING - 1 }] }))).toMatchObject({ kind: "accepted", balance: 1 });
    expect(await rig.accept(rig.submission({ to: 2 }))).toEqual({ kind: "credits-short", balance: 1 });
    expect(await rig.accept(rig.submission())).toMatchObject({ kind: "accepted", balance: 0 });
    expect(await rig.accept(rig.submission())).toEqual({ kind: "credits-short", balance: 0 });
    expect(await rig.claim()).toHaveLength(2);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("lets a postpaid account owe up to its limit", async () => {
    await using rig = await open();
    const accountId = await rig.account("owes", { credits: 0, payment: "postpaid" });
    expect(await rig.accept(rig.submission({ accountId, floor: -5, to: [{ segments: 6 }] }))).toEqual({
      kind: "credits-short",
      balance: 0,
    });
    expect(await rig.accept(rig.submission({ accountId, floor: -5, to: [{ segments: 5 }] }))).toMatchObject({
      kind: "accepted",
      balance: -5,
    });
    expect(await rig.accept(rig.submission({ accountId, floor: -5 }))).toEqual({ kind: "credits-short", balance: -5 });
    // a limit that was lowered since
    expect(await rig.accept(rig.submission({ accountId, floor: 0 }))).toEqual({ kind: "credits-short", balance: -5 });
  });

  it("charges nothing where nothing is to be charged, whatever the balance", async () => {
    await using rig = await open();
    const accountId = await rig.account("broke", { credits: 0 });
    expect(await rig.accept(rig.submission({ accountId, to: [{ segments: 0 }] }))).toMatchObject({ kind: "accepted", balance: 0 });
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("counts SMS and MMS credits apart", async () => {
    await using rig = await open();
    expect(await rig.accept(rig.submission({ medium: "mms", to: 10 }))).toMatchObject({ kind: "accepted", balance: 0 });
    expect(await rig.accept(rig.submission({ medium: "mms" }))).toEqual({ kind: "credits-short", balance: 0 });
    expect(await rig.credits()).toBe(OPENING);
    expect((await rig.claim()).every((message) => message.medium === "mms")).toBe(true);
  });

  it("reports a recipient that was refused by itself at once, and sends it nothing", async () => {
    await using rig = await open();
    const submission = rig.submission({
      to: [{}, { phone: "12x", operator: undefined, segments: 0, state: "failed", code: "YZ:NUMBER", lane: 0 }],
    });
    expect(await rig.accept(submission)).toMatchObject({ kind: "accepted", balance: OPENING - 1 });
    expect(await rig.reports()).toEqual([
      {
        messageId: submission.messages[1]?.id,
        submissionId: submission.id,
        phone: "12x",
        outcome: "failed",
        code: "YZ:NUMBER",
        at: rig.now,
        ext: "",
        orderId: undefined,
        channelId: undefined,
        dialect: "huaxin",
      },
    ]);
    expect(await rig.claim()).toHaveLength(1);
    expect(await rig.claim({ lane: 0 })).toEqual([]);
  });

  it("keeps a message that waits for review out of every lane, and without a report", async () => {
    await using rig = await open();
    await rig.accepted({ to: [{ state: "held" }] });
    expect(await rig.claim()).toEqual([]);
    expect(await rig.store.dispatch.lanes()).toEqual([]);
    expect(await rig.reports()).toEqual([]);
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("leaves no trace of a submission that fails half-way, and doesn't harm the others of its moment", async () => {
    await using rig = await open();
    const first = await rig.accepted();
    const taken = first.messages[0]?.id ?? 0;
    const broken = rig.submission({ orderId: "order-1", to: [{}, { state: "failed", code: "YZ:BLACK" }, { id: taken }] });
    const others = Array.from({ length: 8 }, () => rig.submission());
    const outcomes = await Promise.allSettled(
      [...others.slice(0, 4), broken, ...others.slice(4)].map((submission) => rig.accept(submission)),
    );
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill("fulfilled"), "rejected", ...Array(4).fill("fulfilled")]);
    expect(outcomes[4]).toMatchObject({ reason: { name: "StoreError", code: "failed" } });
    expect(await rig.credits()).toBe(OPENING - 9);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.reports()).toEqual([]);
    expect((await rig.claim()).map((message) => message.submissionId)).toEqual([first.id, ...others.map(({ id }) => id)]);
    expect(await rig.accept(rig.submission({ orderId: "order-1" }))).toMatchObject({ kind: "accepted" });
  });

  it("charges exactly while two hundred submissions compete for the last credits", async () => {
    await using rig = await open();
    const accountId = await rig.account("rush", { credits: 137 });
    const outcomes = await Promise.all(Array.from({ length: 200 }, () => rig.accept(rig.submission({ accountId }))));
    const accepted = outcomes.filter((outcome) => outcome.kind === "accepted");
    expect(accepted.map((outcome) => outcome.balance).sort((a, b) => b - a)).toEqual(Array.from({ length: 137 }, (_, n) => 136 - n));
    expect(outcomes.filter((outcome) => outcome.kind === "credits-short")).toHaveLength(63);
    expect(await rig.credits(accountId)).toBe(0);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.claim()).toHaveLength(137);
  });

  orderIds(open);
  queueLimit(open);
}

function orderIds(open: OpenRig): void {
  it("refuses an order id that the account has used, names its submission and charges nothing", async () => {
    await using rig = await open();
    const first = await rig.accepted({ orderId: "A-1" });
    expect(await rig.accept(rig.submission({ orderId: "A-1", to: 3 }))).toEqual({
      kind: "order-duplicate",
      submissionId: first.id,
      balance: OPENING - 1,
    });
    expect(await rig.credits()).toBe(OPENING - 1);
    expect(one(await rig.claim()).submissionId).toBe(first.id);
    await rig.accepted({ orderId: "a-1" });
  });

  it("keeps the order ids of accounts apart", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    await rig.accepted({ orderId: "A-1" });
    await rig.accepted({ orderId: "A-1", accountId: other });
  });

  it("forgets an order id when its time is over", async () => {
    await using rig = await open();
    const first = await rig.accepted({ orderId: "A-1", orderExpiresAt: rig.now + 1_000 });
    rig.now += 999;
    expect(await rig.accept(rig.submission({ orderId: "A-1" }))).toMatchObject({ kind: "order-duplicate", submissionId: first.id });
    rig.now += 1;
    const second = await rig.accepted({ orderId: "A-1" });
    expect(await rig.accept(rig.submission({ orderId: "A-1" }))).toMatchObject({ kind: "order-duplicate", submissionId: second.id });
  });

  it("lets one of many equal orders of one instant win and tells the others its id", async () => {
    await using rig = await open();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => rig.accept(rig.submission({ orderId: "A-1" }))));
    expect(outcomes.filter((outcome) => outcome.kind === "accepted")).toHaveLength(1);
    const winner = one(await rig.claim()).submissionId;
    const losers = outcomes.filter((outcome): outcome is AcceptOutcome & { kind: "order-duplicate" } => outcome.kind === "order-duplicate");
    expect(losers.map((outcome) => outcome.submissionId)).toEqual(Array(19).fill(winner));
    expect(await rig.credits()).toBe(OPENING - 1);
  });

  it("doesn't remember the order id of a submission that it refused", async () => {
    await using rig = await open();
    expect(await rig.accept(rig.submission({ orderId: "A-1", to: [{ segments: OPENING + 1 }] }))).toMatchObject({ kind: "credits-short" });
    expect(await rig.accept(rig.submission({ orderId: "A-1" }), 0)).toEqual({ kind: "busy" });
    await rig.accepted({ orderId: "A-1" });
  });
}

function queueLimit(open: OpenRig): void {
  it("answers busy when more would wait than allowed, scheduled ones included", async () => {
    await using rig = await open();
    await rig.accepted({ to: 3, sendAt: rig.now + 86_400_000 });
    expect(await rig.accept(rig.submission({ to: 3 }), 5)).toEqual({ kind: "busy" });
    expect(await rig.accept(rig.submission({ to: 2 }), 5)).toMatchObject({ kind: "accepted" });
    expect(await rig.accept(rig.submission(), 5)).toEqual({ kind: "busy" });
    expect(await rig.credits()).toBe(OPENING - 5);
    await rig.reopen();
    expect(await rig.accept(rig.submission(), 5)).toEqual({ kind: "busy" });
  });

  it("counts only what waits to be sent", async () => {
    await using rig = await open();
    const refused = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;
    expect(await rig.accept(rig.submission({ to: [{}, refused, refused, { state: "held" }] }), 1)).toMatchObject({ kind: "accepted" });
    const message = one(await rig.claim());
    expect(await rig.accept(rig.submission(), 1)).toMatchObject({ kind: "accepted" });
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now + 1, avoid: undefined }));
    expect(await rig.accept(rig.submission(), 2)).toEqual({ kind: "busy" });
    const [upstreamId = ""] = await rig.sent(one(await rig.claim()));
    await rig.receive(rig.receipt(upstreamId));
    expect(await rig.accept(rig.submission(), 2)).toMatchObject({ kind: "accepted" });
  });

  it("stays exact about what waits after a call that failed", async () => {
    await using rig = await open();
    const first = await rig.accepted();
    const broken = rig.submission({ to: [{}, {}, { id: first.messages[0]?.id ?? 0 }] });
    await expect(rig.accept(broken, 10)).rejects.toThrow();
    expect(await rig.accept(rig.submission(), 2)).toMatchObject({ kind: "accepted" });
    expect(await rig.accept(rig.submission(), 2)).toEqual({ kind: "busy" });
  });
}
