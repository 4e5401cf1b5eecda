import { expect, it } from "vitest";
import type { NewMessage } from "../../domain/submission.ts";
import type { Purged } from "../store.ts";
import { arrive, assign, PHONE, unmatched } from "./inbound-rig.ts";
import { LEASE, OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const DAY = 86_400_000;
const HELD: Partial<NewMessage> = { state: "held" };
/** Steps after which a purge that doesn't end is given up. */
const MOST_STEPS = 1_000;

/** Purges what is older than two days, step by step, until there is no more; answers what went. @param limit of a step */
export async function purge(rig: Rig, limit = 100, kept = 2 * DAY): Promise<Omit<Purged, "more">> {
  const sum = { messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 };
  const before = { messages: rig.now - kept, parkedReceipts: rig.now - kept };
  for (let n = 0; n < MOST_STEPS; n++) {
    const { more, ...gone } = await rig.store.retention.purge({ now: rig.now, before, limit });
    sum.messages += gone.messages;
    sum.inbound += gone.inbound;
    sum.parkedReceipts += gone.parkedReceipts;
    sum.unreported += gone.unreported;
    if (!more) return sum;
  }
  throw new Error("the purge does not end");
}

/** `RetentionStore` */
export function retentionSuite(open: OpenRig): void {
  forgets(open);
  keeps(open);
  accounts(open);
  others(open);
}

function forgets(open: OpenRig): void {
  it("forgets what is over and old with all that belongs to it, and nothing that is younger", async () => {
    await using rig = await open();
    const old = await eventful(rig);
    rig.now += 10 * DAY;
    const young = await eventful(rig);
    const story = await rig.store.history.story(young.messageId);
    expect(await purge(rig)).toEqual({ messages: 2, inbound: 0, parkedReceipts: 0, unreported: 0 });
    expect(await rig.store.history.story(old.messageId)).toBeUndefined();
    expect(await rig.store.history.find(old.submissionId, 0, 9)).toBeUndefined();
    expect(await rig.store.dispatch.media(old.submissionId)).toBeUndefined();
    expect((await rig.store.history.messagesTo(PHONE, Number.MAX_SAFE_INTEGER, 9)).map(({ id }) => id)).toEqual([young.messageId]);
    expect(await rig.store.history.story(young.messageId)).toEqual(story);
    expect(await rig.store.dispatch.media(young.submissionId)).toBeDefined();
    // nothing knows its submit any more
    expect(await rig.receive(rig.receipt(old.upstreamId, "AGAIN"))).toEqual(["parked"]);
    expect(await rig.receive(rig.receipt(young.upstreamId, "AGAIN"))).toEqual(["noted"]);
    expect(await purge(rig)).toEqual({ messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 });
  });

  it("forgets a submission in as many steps as it takes, over restarts, and its own rows with the last message", async () => {
    await using rig = await open();
    const { id, messages } = await rig.accepted({ to: 50 });
    await fail(rig);
    await rig.reports();
    rig.now += 5 * DAY;
    const before = { messages: rig.now - 2 * DAY, parkedReceipts: 0 };
    let gone = 0;
    while (gone < 20) gone += (await rig.store.retention.purge({ now: rig.now, before, limit: 7 })).messages;
    expect(gone).toBe(21);
    expect(await rig.store.history.find(id, 0, 99)).toBeDefined();
    await rig.reopen();
    expect(await purge(rig, 7)).toMatchObject({ messages: 29 });
    expect(await rig.store.history.find(id, 0, 99)).toBeUndefined();
    for (const message of messages) expect(await rig.store.history.story(message.id)).toBeUndefined();
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("counts the reports that nobody was given, and offers them no more", async () => {
    await using rig = await open();
    const reports = { pull: true, push: true };
    await rig.accepted({ to: 5, reports });
    await rig.accepted({ to: 3, reports: { pull: false, push: true } });
    await rig.accepted({ to: 2, reports: { pull: false, push: false } });
    await fail(rig);
    await received(rig, 4);
    const token = rig.id();
    const { accountId, now } = rig;
    const asked = { accountId, token, submissionId: undefined, notBefore: undefined, now, until: now + LEASE };
    expect(await rig.store.reports.take({ ...asked, limit: 1 })).toHaveLength(1);
    rig.now += 5 * DAY;
    expect(await purge(rig)).toMatchObject({ messages: 10, unreported: 4 });
    expect(await rig.reports()).toEqual([]);
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
    expect((await rig.store.pushes.counts(rig.accountId)).map(({ waiting, undelivered }) => waiting + undelivered)).toEqual([0, 0]);
  });
}

function keeps(open: OpenRig): void {
  it("keeps what is not over however old it is, and forgets it when it has been over for as long", async () => {
    await using rig = await open();
    const held = await rig.accepted({ to: [HELD, HELD], refundUndelivered: true });
    const queued = await rig.accepted({ to: 1, sendAt: rig.now + 30 * DAY });
    const { message: sent, upstreamId } = await rig.sentOne({ to: [{}], refundUndelivered: true });
    rig.now += 20 * DAY;
    expect(await purge(rig)).toMatchObject({ messages: 0 });
    expect(await rig.store.reviews.list(0, 9)).toHaveLength(1);
    await rig.store.reviews.decide({ submissionId: held.id, approve: false, reason: "", actor: "test", at: rig.now });
    expect(await rig.store.submissions.cancel(queued.id, rig.accountId, rig.now, "test")).toBe(1);
    expect(await rig.receive(rig.receipt(upstreamId, "UNDELIV"))).toEqual(["settled"]);
    expect(await rig.credits()).toBe(OPENING);
    expect(await purge(rig)).toMatchObject({ messages: 0 });
    expect((await rig.reports()).map((report) => report.messageId).sort()).toEqual(
      [...held.messages, ...queued.messages, sent].map(({ id }) => id).sort(),
    );
    rig.now += 5 * DAY;
    expect(await purge(rig)).toMatchObject({ messages: 4, unreported: 0 });
    expect(await rig.store.history.find(held.id, 0, 9)).toBeUndefined();
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.credits()).toBe(OPENING);
  });

  it("keeps of a submission what is not over, and the submission for it", async () => {
    await using rig = await open();
    const { id, messages } = await rig.accepted({ to: 4, reports: { pull: true, push: true } });
    const claimed = await rig.claim();
    const [, , third] = claimed;
    await rig.record(...claimed.filter((message) => message !== third).map((message) => rig.result(message, failed)));
    await rig.reports();
    rig.now += 5 * DAY;
    expect(await purge(rig, 2)).toMatchObject({ messages: 3, unreported: 0 });
    expect((await rig.store.history.find(id, 0, 9))?.messages.map((message) => message.id)).toEqual([messages[2]?.id]);
    await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
    const upstreamId = one(await rig.sent(one(await rig.claim())));
    expect(await purge(rig, 2)).toMatchObject({ messages: 0 });
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["settled"]);
    const story = await rig.store.history.story(third?.id ?? 0);
    expect(story).toMatchObject({ submission: { id }, message: { state: "delivered", attempts: 2 } });
    // what was paid for it is told for as long as it is kept
    expect(story?.steps.map(({ what }) => what.kind)).toContain("entry");
    expect(one(await rig.reports())).toMatchObject({ submissionId: id, outcome: "delivered" });
    rig.now += 5 * DAY;
    expect(await purge(rig, 2)).toMatchObject({ messages: 1 });
    expect(await rig.store.history.find(id, 0, 9)).toBeUndefined();
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("passes over any number of messages that wait, and comes to what lies behind them", async () => {
    await using rig = await open();
    const waiting = await rig.accepted({ to: 30, sendAt: rig.now + 30 * DAY });
    await rig.accepted({ to: 30 });
    await fail(rig);
    await rig.reports();
    rig.now += 5 * DAY;
    for (const _ of [1, 2]) await purge(rig, 7);
    expect((await rig.store.history.find(waiting.id, 0, 99))?.messages).toHaveLength(30);
    rig.now += 26 * DAY;
    expect(await rig.claim()).toHaveLength(30);
  });
}

function accounts(open: OpenRig): void {
  it("carries the ledger of what goes, so that it adds up at every moment", async () => {
    await using rig = await open();
    const other = await rig.account("other", { credits: 100 });
    for (let n = 0; n < 12; n++) {
      await rig.accepted({ to: 3, accountId: n % 3 === 0 ? other : rig.accountId, medium: n % 4 === 0 ? "mms" : "sms", floor: -100 });
      rig.now += DAY / 4;
    }
    await fail(rig);
    await rig.reports();
    await rig.reports(other);
    const balances = await Promise.all([rig.accountId, other].map((id) => rig.store.ledger.balance(id)));
    rig.now += 10 * DAY;
    const before = { messages: rig.now - 2 * DAY, parkedReceipts: 0 };
    for (let more = true; more; ) {
      ({ more } = await rig.store.retention.purge({ now: rig.now, before, limit: 4 }));
      expect(await rig.store.ledger.audit()).toEqual([]);
    }
    expect(await Promise.all([rig.accountId, other].map((id) => rig.store.ledger.balance(id)))).toEqual(balances);
  });

  it("remembers what a person booked for good, so that none of it is booked again", async () => {
    await using rig = await open();
    const { accountId, now: at } = rig;
    const entry = { ref: rig.id(), accountId, medium: "sms", kind: "recharge", credits: 5, at, actor: "test", note: "" } as const;
    await rig.store.ledger.book(entry);
    await rig.accepted();
    await fail(rig);
    rig.now += 5 * DAY;
    expect(await purge(rig)).toMatchObject({ messages: 1 });
    expect(await rig.store.ledger.book(entry)).toEqual({ credits: OPENING + 4, booked: false });
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("lets accounts be charged and refunded while it works", async () => {
    await using rig = await open();
    for (let n = 0; n < 20; n++) await rig.accepted({ to: 2 });
    await fail(rig);
    rig.now += 5 * DAY;
    const late = await rig.claimed({ to: 10 });
    await Promise.all([
      purge(rig, 3),
      ...Array.from({ length: 20 }, () => rig.accepted({ to: 2 })),
      ...late.map((message) => rig.record(rig.result(message, { to: "failed", code: "C", refund: true }))),
    ]);
    expect(await rig.credits()).toBe(OPENING - 40 - 40);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await purge(rig)).toMatchObject({ messages: 0 });
  });
}

function others(open: OpenRig): void {
  it("forgets receipts that no message claims by their own age", async () => {
    await using rig = await open();
    await rig.receive(rig.receipt("nobody's"), rig.receipt("nobody's either"));
    rig.now += 5 * DAY;
    await rig.receive(rig.receipt("young"));
    expect(await purge(rig, 1)).toMatchObject({ parkedReceipts: 2 });
    const ask = { channelId: undefined, since: 0, before: rig.now, after: undefined, limit: 9 };
    expect((await rig.store.channels.orphans(ask)).map(({ upstreamId }) => upstreamId)).toEqual(["young"]);
  });

  it("forgets inbound texts that an account has, pulled or not, and keeps those that have none yet", async () => {
    await using rig = await open();
    const [assigned, open1] = [await arrive(rig, { key: "a" }), await arrive(rig, { key: "b" })];
    const part = { reference: 7, parts: 2, mergeBy: rig.now + 30 * DAY, key: "c", text: "前半" };
    await arrive(rig, part);
    await assign(rig, assigned.id, { push: true });
    rig.now += 5 * DAY;
    expect(await purge(rig)).toMatchObject({ messages: 0, inbound: 1 });
    const take = { accountId: rig.accountId, token: 1, limit: 9, notBefore: undefined, now: rig.now, until: rig.now + LEASE };
    expect(await rig.store.inbound.take(take)).toEqual([]);
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
    // a delivery of one that is kept is known; the forgotten one's is new again
    await arrive(rig, { key: "b" });
    const again = await arrive(rig, { key: "a" });
    await arrive(rig, { ...part, part: 2, key: "d", text: "后半" });
    expect((await unmatched(rig)).map(({ id, text }) => [id, text])).toEqual([
      [open1.id, "收到"],
      [expect.any(Number), "前半后半"],
      [again.id, "收到"],
    ]);
  });

  it("forgets order ids when they expire", async () => {
    await using rig = await open();
    const { accountId, now } = rig;
    const submission = await rig.accepted({ orderId: "A-1", orderExpiresAt: now + DAY });
    const lasting = await rig.accepted({ orderId: "A-2", orderExpiresAt: now + 90 * DAY });
    rig.now += 5 * DAY;
    await purge(rig, 1);
    expect(await rig.store.submissions.ordered(accountId, "A-1", now)).toBeUndefined();
    expect(await rig.store.submissions.ordered(accountId, "A-2", rig.now)).toBe(lasting.id);
    expect(await rig.store.history.find(submission.id, 0, 9)).toBeDefined();
  });
}

const failed = { to: "failed", code: "C", refund: false } as const;

/** Ends all that is due as failed. */
async function fail(rig: Rig): Promise<void> {
  await rig.record(...(await rig.claim()).map((message) => rig.result(message, failed)));
}

/** A message that has a row of every kind that there is, and one that was refused when it was accepted; both handed over. */
export async function eventful(
  rig: Rig,
): Promise<{ readonly submissionId: number; readonly messageId: number; readonly upstreamId: string }> {
  const refused = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;
  const submission = await rig.accepted({
    to: [{ ...HELD, phone: PHONE }, refused],
    reports: { pull: true, push: true },
    orderId: `order-${rig.id()}`,
    media: new Uint8Array([1, 2, 3]),
    refundUndelivered: true,
    text: `text of ${rig.now}`,
  });
  await rig.store.reviews.decide({ submissionId: submission.id, approve: true, reason: "fine", actor: "test", at: rig.now });
  await rig.claim();
  rig.now += LEASE;
  await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
  const message = one(await rig.claim());
  const upstreamId = one(await rig.sent(message, 1, { choice: "1t" }));
  await rig.receive(rig.receipt(upstreamId, "UNDELIV"));
  await received(rig, 9);
  await rig.reports();
  for (let taken = 9; taken === 9; ) taken = await rig.store.inbound.indexPhones(rig.now + LEASE, 9);
  return { submissionId: submission.id, messageId: message.id, upstreamId };
}

/** Pushes reports that are due, and has them received. */
async function received(rig: Rig, limit: number): Promise<void> {
  const { accountId, now } = rig;
  const endpoint = { accountId, kind: "report", token: rig.id() } as const;
  const items = await rig.store.pushes.take({ ...endpoint, limit, now, until: now + LEASE });
  const ids = items.flatMap(({ content }) => (content.kind === "report" ? [content.report.messageId] : []));
  const told = { at: now, verdict: "received", status: 200, note: "", nextAt: undefined } as const;
  await rig.store.pushes.record(ids.map((itemId) => ({ ...endpoint, ...told, itemId })));
}
