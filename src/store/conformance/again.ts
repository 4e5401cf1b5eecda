import { expect, it } from "vitest";
import type { ClaimedMessage, NextStep, SentAgain } from "../store.ts";
import { OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** `SentAgain` and `AttemptResult.choice`: another channel's turn after a failed receipt, and why each channel had its turn. */
export function againSuite(open: OpenRig): void {
  sentBack(open);
  notSentBack(open);
  parts(open);
  asked(open);
  choices(open);
}

function sentBack(open: OpenRig): void {
  it.each(["stored", "parked before its submit"])(
    "sends an undelivered message back to its lane, unreported and unpaid back: %s",
    async (how) => {
      await using rig = await open();
      const message = await rig.claimedOne({ to: [{ segments: 2 }], refundUndelivered: true });
      const failed = rig.receipt("up", "MA:0006");
      if (how === "stored") {
        await sent(rig, message, ["up"]);
        expect(await rig.receive(failed)).toEqual(["again"]);
      } else {
        expect(await rig.receive(failed)).toEqual(["parked"]);
        await sent(rig, message, ["up"]);
      }
      expect(await rig.reports()).toEqual([]);
      expect(await rig.credits()).toBe(OPENING - 2);
      expect(await rig.store.dispatch.lanes()).toEqual([{ lane: message.lane, dueAt: rig.now }]);
      expect(await rig.store.history.story(message.id)).toMatchObject({
        message: { state: "queued", code: undefined, channelId: rig.channelId, nextAt: rig.now },
      });
      const second = one(await rig.claim());
      const failedThere = [{ channelId: rig.channelId, failed: true }];
      expect(second).toMatchObject({ id: message.id, attempt: 2, avoid: rig.channelId, undelivered: "MA:0006", asked: failedThere });
      expect(await rig.receive(failed)).toEqual(["duplicate"]);
    },
  );

  it("reports the second try's outcome alone, and settles the account once", async () => {
    await using rig = await open();
    const { message, second } = await sentTwice(rig, { refundUndelivered: true });
    const receipts = [rig.receipt("there", "UNDELIV")];
    expect(await rig.store.receipts.store(rig.otherChannelId, receipts)).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({
      messageId: message.id,
      outcome: "failed",
      code: "UNDELIV",
      channelId: rig.otherChannelId,
    });
    expect(second.attempt).toBe(2);
    expect(await rig.credits()).toBe(OPENING);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it.each(["queued", "leased", "sent"])("is delivered by a late word of an earlier try, although it is %s again", async (state) => {
    await using rig = await open();
    const first = await rig.claimedOne();
    await rig.record(rig.result(first, { to: "queued", dueAt: rig.now, avoid: undefined }, [{ upstreamId: "first" }]));
    await sent(rig, one(await rig.claim()), ["second"]);
    expect(await rig.receive(rig.receipt("second", "MA:0006"))).toEqual(["again"]);
    const third = state === "queued" ? undefined : one(await rig.claim());
    if (third && state === "sent") await rig.sent(third, 1, { channelId: rig.otherChannelId });
    expect(await rig.receive(rig.receipt("first"))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "delivered", code: "DELIVRD", channelId: rig.channelId });
    expect(await rig.claim()).toEqual([]);
    if (third && state === "leased") expect(await rig.record(rig.result(third, NEXT))).toEqual([false]);
  });

  it("tells in the story that it went back, and why", async () => {
    await using rig = await open();
    const { message } = await sentTwice(rig);
    const { steps = [] } = (await rig.store.history.story(message.id)) ?? {};
    expect(steps.filter(({ what }) => what.kind === "event")).toMatchObject([
      { actor: "platform", what: { event: "undelivered", note: "MA:0006" } },
    ]);
  });

  it("leaves a message that was sent before alone when its submission is cancelled", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await sent(rig, message, ["up"]);
    await rig.receive(rig.receipt("up", "MA:0006"));
    expect(await rig.store.submissions.cancel(message.submissionId, rig.accountId, rig.now, "test")).toBe(0);
    expect(one(await rig.claim()).id).toBe(message.id);
  });
}

function notSentBack(open: OpenRig): void {
  it.each([
    { why: "came too late", late: 1, codes: ["MA:*"] },
    { why: "has another code", late: 0, codes: ["MB:*", "MA:000"] },
  ])("ends as undelivered by a receipt that $why", async ({ late, codes }) => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await sent(rig, message, ["up"], { codes, until: rig.now + MINUTE });
    rig.now += MINUTE + late;
    expect(await rig.receive(rig.receipt("up", "MA:0006"))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "MA:0006" });
    expect(await rig.claim()).toEqual([]);
  });

  it("ends as delivered, as EXPIRED when no receipt comes, and as undelivered where the second try may not be replaced", async () => {
    await using rig = await open();
    const [delivered, expired] = await rig.claimed({ to: 2 });
    if (!delivered || !expired) throw new Error("two were claimed");
    await sent(rig, delivered, ["a"]);
    await sent(rig, expired, ["b"]);
    expect(await rig.receive(rig.receipt("a"))).toEqual(["settled"]);
    expect(await rig.store.dispatch.expire({ now: rig.now + 3_600_000, limit: 9 })).toBe(1);
    const { second } = await sentTwice(rig);
    expect(await rig.store.receipts.store(rig.otherChannelId, [rig.receipt("there", "MA:0007")])).toEqual(["settled"]);
    const codes = (await rig.reports()).map(({ messageId, code }) => [messageId, code]);
    expect(codes.sort()).toEqual([
      [delivered.id, "DELIVRD"],
      [expired.id, "EXPIRED"],
      [second.id, "MA:0007"],
    ]);
  });

  it("does not go back for a failure of an attempt that a later one has replaced", async () => {
    await using rig = await open();
    const first = await rig.claimedOne();
    await rig.record(rig.result(first, { to: "queued", dueAt: rig.now, avoid: undefined }, [{ upstreamId: "first" }]));
    await sent(rig, one(await rig.claim()), ["second"]);
    expect(await rig.receive(rig.receipt("first", "MA:0006"))).toEqual(["noted"]);
    expect(await rig.claim()).toEqual([]);
  });
}

function parts(open: OpenRig): void {
  it("goes back once, however many parts failed", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await sent(rig, message, ["a", "b", "c"]);
    expect(await rig.receive(rig.receipt("a"), rig.receipt("b", "MA:0006"), rig.receipt("c", "UNDELIV"))).toEqual([
      "noted",
      "again",
      "noted",
    ]);
    expect(one(await rig.claim())).toMatchObject({ attempt: 2, undelivered: "MA:0006" });
    expect(await rig.reports()).toEqual([]);
  });
}

function asked(open: OpenRig): void {
  it("is claimed with the channels that were asked before, by their last try, and which of them failed it", async () => {
    await using rig = await open();
    const third = await rig.channel("third");
    let message = await rig.claimedOne();
    expect(message).toMatchObject({ asked: [], undelivered: undefined });
    for (const channelId of [third, rig.otherChannelId, third]) {
      const busy = [{ outcome: "deferred", code: "BUSY" }] as const;
      await rig.record({ ...rig.result(message, { to: "queued", dueAt: rig.now, avoid: channelId }, busy), channelId });
      message = one(await rig.claim());
    }
    const busy = [rig.otherChannelId, third].map((channelId) => ({ channelId, failed: false }));
    expect(message).toMatchObject({ asked: busy, undelivered: undefined });
    await sent(rig, message, ["up"]);
    await rig.receive(rig.receipt("up", "MA:0006"));
    const failed = { channelId: rig.channelId, failed: true };
    expect(one(await rig.claim())).toMatchObject({ asked: [...busy, failed], undelivered: "MA:0006" });
  });
}

function choices(open: OpenRig): void {
  it("tells why a channel was chosen before what came of it, and of one attempt the first word only", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const accepted = rig.result(message, { to: "sent", expiresAt: rig.now + MINUTE }, [{ upstreamId: "up" }]);
    expect(await rig.record({ ...accepted, choice: "1c;2t" })).toEqual([true]);
    rig.now += SECOND;
    expect(await rig.record({ ...accepted, choice: "other" })).toEqual([false]);
    const { steps = [] } = (await rig.store.history.story(message.id)) ?? {};
    expect(steps.map(({ what }) => what.kind)).toEqual(["accepted", "entry", "choice", "part"]);
    expect(steps[2]).toEqual({ at: rig.now - SECOND, actor: "platform", what: { kind: "choice", attempt: 1, text: "1c;2t" } });
  });

  it("tells it of a message for which there was no channel at all", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const over = rig.result(message, { to: "failed", code: "YZ:GIVEUP", refund: true });
    await rig.record({ ...over, channelId: undefined, choice: "x".repeat(400) });
    const { steps = [] } = (await rig.store.history.story(message.id)) ?? {};
    expect(steps.map(({ what }) => what.kind)).toContain("choice");
  });
}

const NEXT: NextStep = { to: "failed", code: "C", refund: true };

/** Sends a claimed message on the first channel; a failure that begins with MA: makes it another's turn unless the test says otherwise. */
async function sent(rig: Rig, message: ClaimedMessage, ids: readonly string[], over: Partial<SentAgain> = {}): Promise<void> {
  const again: SentAgain = { until: rig.now + MINUTE, codes: ["MA:*", "UNDELIV"], ...over };
  const parts = ids.map((upstreamId) => ({ upstreamId }));
  expect(await rig.record(rig.result(message, { to: "sent", expiresAt: rig.now + 3_600_000, again }, parts))).toEqual([true]);
}

/** A message that the first channel did not deliver, sent through the other one for the last time, where it is called `there`. */
async function sentTwice(rig: Rig, wish: Parameters<Rig["claimedOne"]>[0] = {}) {
  const message = await rig.claimedOne(wish);
  await sent(rig, message, ["here"]);
  expect(await rig.receive(rig.receipt("here", "MA:0006"))).toEqual(["again"]);
  rig.now += SECOND;
  const second = one(await rig.claim());
  const there = [{ upstreamId: "there" }];
  const result = rig.result(second, { to: "sent", expiresAt: rig.now + 3_600_000 }, there);
  expect(await rig.record({ ...result, channelId: rig.otherChannelId })).toEqual([true]);
  return { message, second };
}
