import { expect, it } from "vitest";
import { LATENCY_BOUNDS, type Tally, type TallyQuery, type TallyRow } from "../store.ts";
import { OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A minute, an hour and a day (of Asia/Shanghai) that a rig begins in. */
const BEGUN = { minute: Date.UTC(2026, 10, 20, 1, 8), hour: Date.UTC(2026, 10, 20, 1), day: Date.UTC(2026, 10, 19, 16) };
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** All that was counted; what isn't 0. */
export async function tallied(rig: Rig, own: Partial<TallyQuery> = {}): Promise<Partial<Tally>> {
  const [row, ...more] = await rows(rig, own);
  expect(more).toEqual([]);
  if (!row) return {};
  const { at: _at, id: _id, ...counts } = row;
  return counts;
}

/** All that was counted, added up from the rows of accounts or channels; what isn't 0. */
export async function totals(rig: Rig, by: TallyQuery["by"]): Promise<Partial<Tally>> {
  const sums: Partial<Record<keyof Tally, number>> = {};
  for (const { at: _at, id: _id, ...counts } of await rows(rig, { by }))
    for (const [count, n] of Object.entries(counts) as [keyof Tally, number][]) sums[count] = (sums[count] ?? 0) + n;
  return sums;
}

async function rows(rig: Rig, own: Partial<TallyQuery> = {}): Promise<readonly (Partial<Tally> & Pick<TallyRow, "at" | "id">)[]> {
  const all = await rig.store.tallies.read({ from: 0, to: rig.now + 9 * DAY, step: "all", by: "nothing", ...own });
  return all.map(({ at, id, ...counts }) => ({ at, id, ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) }));
}

async function fold(rig: Rig, now: number): Promise<void> {
  while (await rig.store.tallies.fold(now));
}

/** `TallyStore` */
export function talliesSuite(open: OpenRig): void {
  ends(open);
  reads(open);
  folds(open);
  waits(open);
}

function ends(open: OpenRig): void {
  it("counts what is accepted, what of it is refused at once, and what is charged, whatever is refused as a whole", async () => {
    await using rig = await open();
    await rig.accepted({ to: [{ segments: 2 }, {}, REFUSED], orderId: "A" });
    expect(await tallied(rig)).toEqual({ accepted: 3, refused: 1, failed: 1, segments: 3 });
    expect(await rig.accept(rig.submission({ orderId: "A" }))).toMatchObject({ kind: "order-duplicate" });
    expect(await rig.accept(rig.submission({ to: [{ segments: OPENING }] }))).toMatchObject({ kind: "credits-short" });
    expect(await rig.accept(rig.submission(), 0)).toMatchObject({ kind: "busy" });
    const often = { phone: "13800000000", exempt: false };
    for (let n = 0; n < 10; n++) await rig.accepted({ to: [often] });
    expect(await rig.accept(rig.submission({ to: [often] }))).toMatchObject({ kind: "recipient-limited" });
    expect(await tallied(rig)).toEqual({ accepted: 13, refused: 1, failed: 1, segments: 13 });
    await rig.accepted({ to: [{}, often] });
    expect(await tallied(rig)).toEqual({ accepted: 15, refused: 2, failed: 2, segments: 14 });
  });

  it("counts a message with the channel that carried it, when it is sent and when it ends", async () => {
    await using rig = await open();
    const { upstreamId } = await rig.sentOne({ to: [{ segments: 2 }], refundUndelivered: true });
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({ sent: 1 });
    rig.now += MINUTE;
    expect(await rig.receive(rig.receipt(upstreamId, "UNDELIV"), rig.receipt(upstreamId, "UNDELIV"))).toEqual(["settled", "duplicate"]);
    expect(await rows(rig, { by: "channel", step: "minute" })).toEqual([
      { at: BEGUN.minute, id: 0, accepted: 1, segments: 2 },
      { at: BEGUN.minute, id: rig.channelId, sent: 1 },
      { at: BEGUN.minute + MINUTE, id: rig.channelId, failed: 1, refunded: 2 },
    ]);
    expect(await rig.receive(rig.receipt(upstreamId))).toEqual(["noted"]);
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({ sent: 1, failed: 1, refunded: 2 });
  });

  it("counts a receipt that came before its submit when the submit is known, at the time when it came", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    expect(await rig.receive(rig.receipt("up-1"))).toEqual(["parked"]);
    expect(await tallied(rig)).toEqual({ accepted: 1, segments: 1 });
    rig.now += 5 * MINUTE;
    await rig.sent(message);
    const at = BEGUN.minute;
    expect(await rows(rig, { channelId: rig.channelId, step: "minute" })).toEqual([
      { at, id: 0, delivered: 1 },
      { at: at + 5 * MINUTE, id: 0, sent: 1 },
    ]);
    // by this node's clock it took no time
    expect(one(await rig.store.tallies.latencies({ from: at, to: rig.now + 1 })).counts[0]).toBe(1);
  });

  it("counts what no channel took with the one that refused it, and each time that one takes it", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const refused = [{ outcome: "refused", code: "45" }] as const;
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now, avoid: rig.channelId }, refused));
    const again = one(await rig.claim());
    await rig.record({ ...rig.result(again, { to: "failed", code: "45", refund: true }, refused), channelId: rig.otherChannelId });
    // it was over already
    expect(await rig.record(rig.result(again, { to: "sent", expiresAt: rig.now }))).toEqual([false]);
    expect(await rows(rig, { by: "channel" })).toEqual([
      { at: 0, id: 0, accepted: 1, segments: 1 },
      { at: 0, id: rig.otherChannelId, failed: 1, refunded: 1 },
    ]);
    const other = await rig.claimedOne();
    await rig.record({ ...rig.result(other, { to: "failed", code: "YZ:EXPIRED", refund: true }), channelId: undefined });
    expect(await tallied(rig, { channelId: 0 })).toEqual({ accepted: 2, segments: 2, failed: 1, refunded: 1 });
  });

  it("counts what is sent again as sent twice, and as ended once", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    const again = { until: rig.now + HOUR, codes: ["UNDELIV"] };
    const [first = ""] = await rig.sent(message, 1, { next: { to: "sent", expiresAt: rig.now + HOUR, again } });
    expect(await rig.receive(rig.receipt(first, "UNDELIV"))).toEqual(["again"]);
    const [second = ""] = await rig.sent(one(await rig.claim()), 1, { channelId: rig.otherChannelId });
    expect(await rig.store.receipts.store(rig.otherChannelId, [rig.receipt(second)])).toEqual(["settled"]);
    expect(await rows(rig, { by: "channel" })).toEqual([
      { at: 0, id: 0, accepted: 1, segments: 1 },
      { at: 0, id: rig.channelId, sent: 1 },
      { at: 0, id: rig.otherChannelId, sent: 1, delivered: 1 },
    ]);
  });

  it("counts what never had its receipt as expired, and apart from what a carrier calls so", async () => {
    await using rig = await open();
    await rig.sentOne({ refundUndelivered: true });
    const { upstreamId } = await rig.sentOne();
    expect(await rig.receive(rig.receipt(upstreamId, "EXPIRED"))).toEqual(["settled"]);
    rig.now += 2 * HOUR;
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 9 })).toBe(1);
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({ sent: 2, failed: 2, expired: 1, refunded: 1 });
  });

  it("counts what is cancelled, rejected, or not sent twice, without a channel", async () => {
    await using rig = await open();
    const later = await rig.accepted({ sendAt: rig.now + HOUR, to: 2 });
    const held = await rig.accepted({ to: [{ state: "held" }, { state: "held", segments: 3 }] });
    await rig.claimedOne({ atMostOnce: true });
    await rig.store.submissions.cancel(later.id, rig.accountId, rig.now, "test");
    await rig.store.reviews.decide({ submissionId: held.id, approve: false, reason: "", actor: "test", at: rig.now });
    await rig.store.dispatch.rescue({ now: rig.now + HOUR, limit: 9 });
    expect(await rows(rig, { by: "channel" })).toEqual([
      { at: 0, id: 0, accepted: 5, segments: 7, cancelled: 2, failed: 2, unknown: 1, refunded: 6 },
    ]);
  });

  it("counts what is without an answer as sent once that is known, and ends it once", async () => {
    await using rig = await open();
    const messages = await rig.claimed({ to: 4 });
    const until = rig.now + MINUTE;
    const next = {
      to: "unanswered",
      until,
      otherwise: "unknown",
      avoid: undefined,
      expiresAt: rig.now + HOUR,
      matchSince: undefined,
    } as const;
    const ids = ["w", "x", "y", "z"];
    await rig.record(
      ...messages.map((message, n) => rig.result(message, next, [{ outcome: "unknown", upstreamId: ids[n], code: "SILENT" }])),
    );
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({});
    const [accepted, refused] = messages;
    const answer = { attempt: 1, part: 1, parts: 1, upstreamId: undefined, code: "45", final: true, at: rig.now } as const;
    expect(
      await rig.store.dispatch.late(rig.channelId, [
        { ...answer, messageId: accepted?.id ?? 0, outcome: "accepted" },
        { ...answer, messageId: refused?.id ?? 0, outcome: "refused" },
      ]),
    ).toEqual([true, true]);
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({ sent: 1, failed: 1, refunded: 1 });
    expect(await rig.receive(rig.receipt("y"))).toEqual(["settled"]);
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({ sent: 2, delivered: 1, failed: 1, refunded: 1 });
    rig.now += 2 * HOUR;
    expect(await rig.store.dispatch.expire({ now: rig.now, limit: 9 })).toBe(2);
    expect(await tallied(rig, { channelId: rig.channelId })).toEqual({
      sent: 2,
      delivered: 1,
      failed: 2,
      expired: 1,
      unknown: 1,
      refunded: 1,
    });
  });

  it("counts nothing of a call that failed, whoever shared its commit", async () => {
    await using rig = await open();
    const { messages } = await rig.accepted();
    // a message that is there already: refused by its key, after all else of it was written
    const clash = rig.submission({ to: [{}, { id: messages[0]?.id ?? 0 }, {}] });
    const calls = [rig.submission({ to: 2 }), clash, rig.submission({ to: 3 })].map((submission) => rig.accept(submission));
    expect((await Promise.allSettled(calls)).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await tallied(rig)).toEqual({ accepted: 6, segments: 6 });
    await rig.reopen();
    expect(await tallied(rig)).toEqual({ accepted: 6, segments: 6 });
  });

  it("counts what many do at once", async () => {
    await using rig = await open();
    const others = await Promise.all(["one", "two", "three"].map((login) => rig.account(login, { credits: 100 })));
    await Promise.all(Array.from({ length: 60 }, (_, n) => rig.accepted({ accountId: others[n % 3] ?? 0, to: 2 })));
    await Promise.all([fold(rig, rig.now), ...(await rig.claim()).map((message) => rig.sent(message))]);
    expect(await rows(rig, { by: "account" })).toEqual(
      others.sort((a, b) => a - b).map((id) => ({ at: 0, id, accepted: 40, segments: 40, sent: 40 })),
    );
    expect(await tallied(rig)).toEqual({ accepted: 120, segments: 120, sent: 120 });
  });
}

function reads(open: OpenRig): void {
  it("reads in steps of minutes, hours and days of Asia/Shanghai, of a time, by account and by channel", async () => {
    await using rig = await open();
    const other = await rig.account("other", { credits: 100 });
    const start = rig.now;
    for (const [after, accountId] of [
      [0, rig.accountId],
      [20_000, rig.accountId],
      [MINUTE, other],
      [HOUR, rig.accountId],
      [15 * HOUR, other],
    ] as const) {
      rig.now = start + after;
      await rig.accepted({ accountId });
    }
    const ats = async (own: Partial<TallyQuery>) => (await rows(rig, own)).map(({ at, id, accepted }) => [at, id, accepted]);
    const { minute, hour, day } = BEGUN;
    expect(await ats({ step: "minute" })).toEqual([
      [minute, 0, 2],
      [minute + MINUTE, 0, 1],
      [minute + HOUR, 0, 1],
      [minute + 15 * HOUR, 0, 1],
    ]);
    expect(await ats({ step: "hour" })).toEqual([
      [hour, 0, 3],
      [hour + HOUR, 0, 1],
      [hour + 15 * HOUR, 0, 1],
    ]);
    expect(await ats({ step: "day" })).toEqual([
      [day, 0, 4],
      [day + DAY, 0, 1],
    ]);
    const own = [rig.accountId, other].sort((a, b) => a - b);
    expect(await ats({ step: "day", by: "account" })).toEqual([...own.map((id) => [day, id, id === other ? 1 : 3]), [day + DAY, other, 1]]);
    expect(await ats({ step: "all", by: "account", accountId: other })).toEqual([[0, other, 2]]);
    expect(await ats({ step: "hour", accountId: other })).toEqual([
      [hour, 0, 1],
      [hour + 15 * HOUR, 0, 1],
    ]);
    expect(await ats({ step: "minute", from: minute + MINUTE, to: minute + HOUR })).toEqual([[minute + MINUTE, 0, 1]]);
    expect(await ats({ step: "hour", from: rig.now + HOUR, to: rig.now + DAY })).toEqual([]);
    expect(await ats({ step: "hour", from: hour, to: hour })).toEqual([]);
    expect(await ats({ step: "all", accountId: 999 })).toEqual([]);
  });

  it("reads what an account did through a channel, and which accounts a channel served", async () => {
    await using rig = await open();
    const other = await rig.account("other", { credits: 100 });
    await rig.sentOne();
    const message = await rig.claimedOne({ accountId: other });
    await rig.sent(message, 1, { channelId: rig.otherChannelId });
    expect(await rows(rig, { by: "channel", accountId: other })).toEqual([
      { at: 0, id: 0, accepted: 1, segments: 1 },
      { at: 0, id: rig.otherChannelId, sent: 1 },
    ]);
    expect(await rows(rig, { by: "account", channelId: rig.otherChannelId })).toEqual([{ at: 0, id: other, sent: 1 }]);
    expect(await rows(rig, { by: "account", channelId: rig.channelId, accountId: other })).toEqual([]);
  });

  it("tells how long receipts took, by channel, of those that ended a message", async () => {
    await using rig = await open();
    const begun = rig.now;
    for (const [took, code] of [
      [250, "DELIVRD"],
      [251, "UNDELIV"],
      [3_600_001, "DELIVRD"],
    ] as const) {
      const { upstreamId } = await rig.sentOne();
      rig.now += took;
      await rig.receive(rig.receipt(upstreamId, code), rig.receipt(upstreamId, "DELIVRD"));
    }
    await rig.sentOne();
    const [row] = await rig.store.tallies.latencies({ from: BEGUN.minute, to: rig.now + 1 });
    const counts = Array<number>(LATENCY_BOUNDS.length + 1).fill(0);
    expect(row).toEqual({ channelId: rig.channelId, counts: counts.with(0, 1).with(1, 1).with(-1, 1) });
    expect(await rig.store.tallies.latencies({ from: BEGUN.minute, to: begun + MINUTE })).toEqual([
      { channelId: rig.channelId, counts: counts.with(0, 1).with(1, 1) },
    ]);
    expect(await rig.store.tallies.latencies({ from: 0, to: rig.now + 1, channelId: rig.otherChannelId })).toEqual([]);
  });
}

function folds(open: OpenRig): void {
  it("adds up minutes that are over for two days (of an account, two hours), then hours, and forgets days after two years", async () => {
    await using rig = await open();
    const begun = rig.now;
    const { upstreamId } = await rig.sentOne();
    rig.now += 20 * MINUTE;
    await rig.receive(rig.receipt(upstreamId));
    rig.now = begun + 30 * HOUR;
    await rig.accepted({ to: 5 });
    const { minute, hour, day } = BEGUN;
    const all = await rows(rig, { by: "channel" });
    const ats = async (own: Partial<TallyQuery> = {}) => (await rows(rig, { step: "minute", ...own })).map(({ at }) => at);
    await fold(rig, begun + 2 * HOUR);
    expect(await ats({ accountId: rig.accountId })).toEqual(await ats());
    await fold(rig, begun + 3 * HOUR);
    expect(await ats({ accountId: rig.accountId })).toEqual([hour, minute + 30 * HOUR]);
    expect(await ats({ by: "account" })).toEqual([hour, minute + 30 * HOUR]);
    await fold(rig, begun + 2 * DAY);
    expect(await ats()).toEqual([minute, minute + 20 * MINUTE, minute + 30 * HOUR]);
    await fold(rig, begun + 2 * DAY + HOUR);
    expect(await ats()).toEqual([hour, minute + 30 * HOUR]);
    await fold(rig, begun + 4 * DAY);
    expect(await ats()).toEqual([hour, hour + 30 * HOUR]);
    expect(await rows(rig, { step: "day" })).toMatchObject([{ at: day }, { at: day + DAY, accepted: 5 }]);
    await fold(rig, begun + 64 * DAY);
    expect(await ats()).toEqual([day, day + DAY]);
    expect(await rows(rig, { by: "channel" })).toEqual(all);
    expect(await rows(rig, { by: "account" })).toMatchObject([{ id: rig.accountId, accepted: 6, sent: 1, delivered: 1 }]);
    expect(one(await rig.store.tallies.latencies({ from: day, to: day + 1 })).counts.at(-3)).toBe(0);
    expect(one(await rig.store.tallies.latencies({ from: day, to: day + 1 })).counts.at(-2)).toBe(1);
    await fold(rig, begun + 733 * DAY);
    expect(await ats()).toEqual([]);
    expect(await rig.store.tallies.latencies({ from: 0, to: rig.now })).toEqual([]);
  });

  it("works in steps, over restarts, and adds what comes late to what is there", async () => {
    await using rig = await open();
    const begun = rig.now;
    const { upstreamId } = await rig.sentOne();
    const early = { ...rig.receipt(upstreamId), at: begun };
    for (let n = 0; n < 30; n++) {
      rig.now += HOUR;
      await rig.accepted({ to: 2 });
    }
    expect(await rig.store.tallies.fold(begun + 9 * DAY)).toBe(true);
    expect(await tallied(rig)).toMatchObject({ accepted: 61, sent: 1 });
    await rig.reopen();
    await fold(rig, begun + 90 * DAY);
    expect(await tallied(rig)).toMatchObject({ accepted: 61, sent: 1 });
    expect(await rig.receive(early)).toEqual(["settled"]);
    expect(await rows(rig, { step: "day", channelId: rig.channelId })).toEqual([{ at: BEGUN.day, id: 0, sent: 1, delivered: 1 }]);
    await fold(rig, begun + 90 * DAY);
    expect(await rows(rig, { step: "minute", channelId: rig.channelId })).toEqual([{ at: BEGUN.day, id: 0, sent: 1, delivered: 1 }]);
    expect(await rig.store.tallies.fold(begun + 90 * DAY)).toBe(false);
  });
}

function waits(open: OpenRig): void {
  /** Lanes have their account's number. */
  const lane = (accountId: number, n = 0): number => accountId * 16_384 + n;

  it("says what waits by account, those with most first, and since when something was due", async () => {
    await using rig = await open();
    const other = await rig.account("other", { credits: 100 });
    const { accountId, now } = rig;
    expect(await rig.store.tallies.backlog(now)).toEqual([]);
    await rig.accepted({ to: [{ lane: lane(accountId) }], sendAt: now + HOUR });
    await rig.accepted({ accountId: other, to: [{ lane: lane(other) }, { lane: lane(other) }], sendAt: now + HOUR });
    const soon = await rig.accepted({ accountId: other, to: [{ lane: lane(other, 16_383) }], sendAt: now + MINUTE });
    await rig.accepted({ accountId: other, to: [REFUSED, { lane: lane(other), state: "held" }] });
    const waiting = { accountId: other, waiting: 3, oldestDue: undefined };
    expect(await rig.store.tallies.backlog(now)).toEqual([waiting, { accountId, waiting: 1, oldestDue: undefined }]);
    expect(await rig.store.tallies.backlog(now + MINUTE)).toMatchObject([{ ...waiting, oldestDue: now + MINUTE }, { accountId }]);
    expect(await rig.store.tallies.backlog(now + 2 * HOUR)).toMatchObject([
      { ...waiting, oldestDue: now + MINUTE },
      { accountId, oldestDue: now + HOUR },
    ]);
    await rig.store.submissions.cancel(soon.id, other, now, "test");
    const [claimed] = await rig.claim({ lane: lane(other), dueBefore: now + HOUR, limit: 1 });
    expect(await rig.store.tallies.backlog(now)).toMatchObject([{ waiting: 1 }, { waiting: 1 }]);
    await rig.reopen();
    expect(await rig.store.tallies.backlog(now)).toMatchObject([{ waiting: 1 }, { waiting: 1 }]);
    if (claimed) await rig.record(rig.result(claimed, { to: "queued", dueAt: now, avoid: undefined }));
    expect(await rig.store.tallies.backlog(now)).toMatchObject([{ ...waiting, waiting: 2, oldestDue: now }, { accountId }]);
  });
}
