import { expect, it } from "vitest";
import type { AttemptPart, ClaimedMessage, LateAnswer, NextStep } from "../store.ts";
import { LEASE, OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const UNKNOWN: Partial<AttemptPart> = { outcome: "unknown", code: "SMPP:SILENT" };
const ACCEPTED: Partial<LateAnswer> = { outcome: "accepted", upstreamId: "late", code: undefined };
const REFUSED: Partial<LateAnswer> = { outcome: "refused", upstreamId: undefined, code: "45" };

type Unanswered = Extract<NextStep, { to: "unanswered" }>;

function step(rig: Rig, own: Partial<Unanswered> = {}): Unanswered {
  const { now } = rig;
  return {
    to: "unanswered",
    until: now + MINUTE,
    otherwise: "unknown",
    avoid: undefined,
    expiresAt: now + HOUR,
    matchSince: now - MINUTE,
    ...own,
  };
}

/** Records that parts of a claimed message got no answer; the others as they are given. */
async function hold(rig: Rig, message: ClaimedMessage, own: Partial<Unanswered> = {}, parts = [UNKNOWN]): Promise<void> {
  expect(await rig.record(rig.result(message, step(rig, own), parts))).toEqual([true]);
}

function answer(rig: Rig, { id, attempt }: ClaimedMessage, own: Partial<LateAnswer> = ACCEPTED): LateAnswer {
  const base = {
    messageId: id,
    attempt,
    part: 1,
    parts: 1,
    outcome: "accepted",
    upstreamId: undefined,
    code: undefined,
    final: false,
  } as const;
  return { ...base, at: rig.now, ...own };
}

function late(rig: Rig, ...answers: readonly LateAnswer[]): Promise<readonly boolean[]> {
  return rig.store.dispatch.late(rig.channelId, answers);
}

async function stateOf(rig: Rig, { id }: Pick<ClaimedMessage, "id">): Promise<unknown> {
  const { state, otherwise } = (await rig.store.history.story(id))?.message ?? {};
  return otherwise === undefined ? state : [state, otherwise];
}

/** Messages that left and got no answer: `record` to unanswered, `late`, `expire`, and receipts for them */
export function unansweredSuite(open: OpenRig): void {
  it("holds a message without an answer beyond every claim, says so, and owes no report yet", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message);
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
    expect((await rig.store.history.story(message.id))?.message).toMatchObject({ channelId: rig.channelId, nextAt: rig.now + MINUTE });
    expect(await rig.claim({ dueBefore: rig.now + 10 * HOUR })).toEqual([]);
    expect(await rig.store.dispatch.rescue({ now: rig.now + 10 * HOUR, limit: 10 })).toBe(0);
    expect(await rig.store.submissions.cancel(message.submissionId, message.accountId, rig.now, "me")).toBe(0);
    expect(await rig.reports()).toEqual([]);
    await rig.reopen();
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
    expect(await rig.record(rig.result(message, step(rig), [UNKNOWN]))).toEqual([false]);
  });

  it.each([
    { undelivered: false, back: 0 },
    { undelivered: true, back: 2 },
  ])("ends it as UNKNOWN when its time is over (account pays for delivery: $undelivered)", async ({ undelivered, back }) => {
    await using rig = await open();
    const message = await rig.claimedOne({ to: [{ segments: 2 }], refundUndelivered: undelivered });
    await hold(rig, message);
    expect(await rig.store.dispatch.expire({ now: rig.now + MINUTE - 1, limit: 10 })).toBe(0);
    rig.now += MINUTE;
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 10 })).toBe(1);
    expect(one(await rig.reports())).toMatchObject({ outcome: "unknown", code: "UNKNOWN", at: rig.now, channelId: rig.channelId });
    expect(await rig.credits()).toBe(OPENING - 2 + back);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 10 })).toBe(0);
    const steps = (await rig.store.history.story(message.id))?.steps ?? [];
    expect(steps).toContainEqual(expect.objectContaining({ what: { kind: "event", event: "answer-overdue", note: undefined } }));
  });

  it("sends it again when its time is over, passing over the channel that it is told", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, { otherwise: "queued", avoid: rig.channelId });
    expect(await stateOf(rig, message)).toEqual(["unanswered", "queued"]);
    rig.now += MINUTE;
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 10 })).toBe(1);
    const again = one(await rig.claim());
    expect(again).toMatchObject({ id: message.id, attempt: 2, avoid: rig.channelId });
    expect(await late(rig, answer(rig, message))).toEqual([true]);
    expect(await rig.receive(rig.receipt("late"))).toEqual(["settled"]);
    expect(await rig.record(rig.result(again, step(rig), [UNKNOWN]))).toEqual([false]);
  });

  it("counts it as waiting again once it is in its lane", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, { otherwise: "queued" });
    expect(await rig.accept(rig.submission(), 1)).toMatchObject({ kind: "accepted" });
    await rig.claim();
    await rig.store.dispatch.expire({ now: rig.now + MINUTE, limit: 10 });
    expect(await rig.accept(rig.submission(), 1)).toMatchObject({ kind: "busy" });
  });

  answers(open);
  receipts(open);
  byPhone(open);
  leases(open);
}

function answers(open: OpenRig): void {
  it("awaits its receipt where it was accepted after all, once", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message);
    rig.now += 10;
    expect(await late(rig, answer(rig, message), answer(rig, message))).toEqual([true, false]);
    expect(await stateOf(rig, message)).toBe("sent");
    expect(await rig.store.dispatch.outstanding(rig.channelId, undefined, 9)).toMatchObject([
      { messageId: message.id, upstreamId: "late" },
    ]);
    expect(await rig.store.dispatch.expire({ now: rig.now + MINUTE, limit: 10 })).toBe(0);
    expect(await rig.receive(rig.receipt("late"))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "delivered", code: "DELIVRD" });
  });

  it("expires then as any sent message does", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message);
    await late(rig, answer(rig, message));
    rig.now += HOUR;
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 10 })).toBe(1);
    expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "EXPIRED" });
  });

  it("takes the receipt that was there before the late answer", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, { matchSince: undefined });
    expect(await rig.receive(rig.receipt("late"))).toEqual(["parked"]);
    await late(rig, answer(rig, message));
    expect(one(await rig.reports()).outcome).toBe("delivered");
  });

  it.each([
    { name: "back to its lane where it was refused", final: false, state: "queued" },
    { name: "to its end, refunded, where it was refused for good", final: true, state: "failed" },
  ])("goes $name after all, even where it may not be sent twice", async ({ final, state }) => {
    await using rig = await open();
    const message = await rig.claimedOne({ atMostOnce: true });
    await hold(rig, message);
    rig.now += 10;
    expect(await late(rig, answer(rig, message, { ...REFUSED, final }))).toEqual([true]);
    expect(await stateOf(rig, message)).toBe(state);
    if (final) {
      expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "45", at: rig.now });
      expect(await rig.credits()).toBe(OPENING);
    } else expect(one(await rig.claim())).toMatchObject({ id: message.id, attempt: 2, avoid: rig.channelId });
  });

  it("waits for the answers to all its parts", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, {}, [UNKNOWN, { upstreamId: "two" }, UNKNOWN]);
    expect(await late(rig, answer(rig, message, { ...ACCEPTED, part: 3, parts: 3, upstreamId: "three" }))).toEqual([true]);
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
    expect(await rig.receive(rig.receipt("two"))).toEqual(["noted"]);
    expect(await late(rig, answer(rig, message, { ...ACCEPTED, parts: 3, upstreamId: "one" }))).toEqual([true]);
    expect(await stateOf(rig, message)).toBe("sent");
    expect(await rig.receive(rig.receipt("three"), rig.receipt("one"))).toEqual(["noted", "settled"]);
  });

  it.each(["queued", "unknown"] as const)("goes to where it was to go when its parts were answered differently: %s", async (otherwise) => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, { otherwise }, [UNKNOWN, { upstreamId: "two" }]);
    await late(rig, answer(rig, message, { ...REFUSED, parts: 2 }));
    expect(await stateOf(rig, message)).toBe(otherwise);
  });

  it("takes an answer that overtakes what is recorded of its try", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    expect(await late(rig, answer(rig, message))).toEqual([true]);
    await hold(rig, message);
    expect(await stateOf(rig, message)).toBe("sent");
    expect(await rig.receive(rig.receipt("late"))).toEqual(["settled"]);
  });

  it("takes no answer of another channel, of nobody, of a try that has not been, or to a part that has one", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, {}, [UNKNOWN, { upstreamId: "two" }]);
    expect(await rig.store.dispatch.late(rig.otherChannelId, [answer(rig, message, { ...ACCEPTED, parts: 2 })])).toEqual([false]);
    const wrong = [{ messageId: 999 }, { attempt: 2 }, { part: 2, parts: 2 }];
    expect(await late(rig, ...wrong.map((own) => answer(rig, message, { ...ACCEPTED, ...own })))).toEqual([false, false, false]);
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
  });

  it("only names the submit where the message is over", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message);
    rig.now += MINUTE;
    await rig.store.dispatch.expire({ now: rig.now, limit: 10 });
    expect(await late(rig, answer(rig, message))).toEqual([true]);
    expect(await rig.receive(rig.receipt("late"))).toEqual(["noted"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "unknown" });
  });
}

function receipts(open: OpenRig): void {
  it.each(["DELIVRD", "UNDELIV"])("ends by its receipt where its id was known without an answer: %s", async (code) => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, {}, [{ ...UNKNOWN, upstreamId: "ours" }]);
    expect(await rig.receive(rig.receipt("ours", code))).toEqual(["settled"]);
    expect(one(await rig.reports())).toMatchObject({ code });
    expect(await stateOf(rig, message)).toBe(code === "DELIVRD" ? "delivered" : "failed");
    expect(await rig.store.dispatch.expire({ now: rig.now + HOUR, limit: 10 })).toBe(0);
  });

  it("takes such a receipt that came before its try was recorded", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    expect(await rig.receive(rig.receipt("ours"))).toEqual(["parked"]);
    await hold(rig, message, {}, [{ ...UNKNOWN, upstreamId: "ours" }]);
    expect(await stateOf(rig, message)).toBe("delivered");
  });

  it("takes a word on the way for the answer", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await hold(rig, message, {}, [{ ...UNKNOWN, upstreamId: "ours" }]);
    expect(await rig.receive(rig.receipt("ours", "ACCEPTD", "pending"))).toEqual(["noted"]);
    expect(await stateOf(rig, message)).toBe("sent");
    const steps = (await rig.store.history.story(message.id))?.steps ?? [];
    expect(steps).toContainEqual(expect.objectContaining({ what: { kind: "event", event: "answered-late", note: "receipt ACCEPTD" } }));
  });

  it("keeps a receipt that contradicts the one that settled it, once, for people to see", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne();
    await rig.receive(rig.receipt(upstreamId));
    const other = rig.receipt(upstreamId, "UNDELIV");
    expect(await rig.receive(other, other)).toEqual(["noted", "duplicate"]);
    const story = await rig.store.history.story(message.id);
    expect(story?.message).toMatchObject({ state: "delivered", code: "DELIVRD" });
    expect(story?.steps.flatMap(({ what }) => (what.kind === "receipt" ? [what.code] : []))).toEqual(["DELIVRD", "UNDELIV"]);
    expect(await rig.reports()).toHaveLength(1);
  });
}

function byPhone(open: OpenRig): void {
  const phone = "13800138000";

  async function held(rig: Rig, own: Partial<Unanswered> = {}, parts = [UNKNOWN], to = phone): Promise<ClaimedMessage> {
    const message = await rig.claimedOne({ to: [{ phone: to }] });
    await hold(rig, message, own, parts);
    return message;
  }

  it("takes a receipt to its phone whose id nobody knows for its own, and knows it from then on", async () => {
    await using rig = await open();
    await held(rig);
    const receipt = { ...rig.receipt("x", "UNDELIV"), phone };
    expect(await rig.receive({ ...rig.receipt("y"), phone: "13800138001" }, receipt, receipt)).toEqual(["parked", "settled", "duplicate"]);
    expect(one(await rig.reports())).toMatchObject({ outcome: "failed", code: "UNDELIV" });
  });

  it("takes one that came before it was found to be unanswered, since it can have left", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ to: [{ phone }] });
    expect(await rig.receive({ ...rig.receipt("old"), phone, at: rig.now - 1 }, { ...rig.receipt("x"), phone })).toEqual([
      "parked",
      "parked",
    ]);
    await hold(rig, message, { matchSince: rig.now });
    expect(await stateOf(rig, message)).toBe("delivered");
    const codes = (await rig.store.history.story(message.id))?.steps.flatMap(({ what }) =>
      what.kind === "receipt" ? [what.upstreamId] : [],
    );
    expect(codes).toEqual(["x"]);
  });

  it("takes one for each of its parts", async () => {
    await using rig = await open();
    const message = await held(rig, {}, [UNKNOWN, { upstreamId: "two" }, UNKNOWN]);
    const [x, y, z] = ["x", "y", "z"].map((id) => ({ ...rig.receipt(id), phone }));
    if (!x || !y || !z) throw new Error("three were made");
    expect(await rig.receive(x, x)).toEqual(["noted", "duplicate"]);
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
    expect(await rig.receive(y, z)).toEqual(["noted", "parked"]);
    expect(await stateOf(rig, message)).toBe("sent");
    expect(await rig.receive(rig.receipt("two"))).toEqual(["settled"]);
  });

  it("takes none where it was not to", async () => {
    await using rig = await open();
    await held(rig, { matchSince: undefined });
    expect(await rig.receive({ ...rig.receipt("x"), phone })).toEqual(["parked"]);
  });

  it("takes none where it may be another's: two are unanswered, or one to the phone is on its way", async () => {
    await using rig = await open();
    const first = await held(rig);
    const second = await held(rig);
    expect(await rig.receive({ ...rig.receipt("x"), phone })).toEqual(["parked"]);
    await late(rig, answer(rig, second));
    const moving = await rig.claimedOne({ to: [{ phone }] });
    expect(await rig.receive({ ...rig.receipt("y"), phone })).toEqual(["parked"]);
    await rig.record(rig.result(moving, { to: "sent", expiresAt: rig.now + HOUR }, [{ upstreamId: "y" }]));
    expect(await stateOf(rig, moving)).toBe("delivered");
    expect(await rig.receive({ ...rig.receipt("z"), phone })).toEqual(["settled"]);
    expect(await stateOf(rig, first)).toBe("delivered");
  });

  it("takes none of another channel", async () => {
    await using rig = await open();
    const message = await held(rig);
    expect(await rig.store.receipts.store(rig.otherChannelId, [{ ...rig.receipt("x"), phone }])).toEqual(["parked"]);
    expect(await stateOf(rig, message)).toEqual(["unanswered", "unknown"]);
  });
}

function leases(open: OpenRig): void {
  it.each([
    { may: "be sent twice", atMostOnce: false, state: "queued" },
    { may: "not be sent twice on a channel of its route", atMostOnce: true, state: "unknown" },
  ])("what may $may is $state after its lease has lapsed", async ({ atMostOnce, state }) => {
    await using rig = await open();
    const submission = await rig.accepted();
    const message = one(await rig.claim({ atMostOnce }));
    expect(message.submissionId).toBe(submission.id);
    rig.now += LEASE;
    expect(await rig.store.dispatch.rescue({ now: rig.now, limit: 10 })).toBe(1);
    expect(await stateOf(rig, message)).toBe(state);
    if (atMostOnce) return;
    const again = one(await rig.claim());
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 10 });
    expect(await stateOf(rig, again)).toBe("queued");
  });
}
