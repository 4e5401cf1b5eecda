import { expect, it } from "vitest";
import type { Story, StoryStep } from "../store.ts";
import { LANE, LEASE, NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

const SECOND = 1_000;
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** `HistoryStore`: every transition of a message can be told, with its time, its cause and who brought it about. */
export function storySuite(open: OpenRig): void {
  whole(open);
  causes(open);
  bounds(open);
  finds(open);
}

function whole(open: OpenRig): void {
  it("tells a message from its acceptance to the last push of its report, in order", async () => {
    await using rig = await open();
    const start = rig.now;
    const reports = { pull: true, push: true };
    const lapsed = await rig.claimedOne({
      to: [{ segments: 2 }],
      reports,
      orderId: "A-1",
      other: "note",
      ext: "88",
      refundUndelivered: true,
    });
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
    rig.now += SECOND;
    const deferred = one(await rig.claim({ node: 3 }));
    const busy = [{ outcome: "deferred", code: "BUSY" }] as const;
    await rig.record(rig.result(deferred, { to: "queued", dueAt: rig.now, avoid: rig.channelId }, busy));
    rig.now += SECOND;
    const [a = "", b = ""] = await rig.sent(one(await rig.claim()), 2, { channelId: rig.otherChannelId });
    rig.now += SECOND;
    await rig.store.receipts.store(rig.otherChannelId, [rig.receipt(a), rig.receipt(b, "UNDELIV")]);
    rig.now += SECOND;
    await push(rig, 1, "refused", rig.now + SECOND);
    rig.now += SECOND;
    await push(rig, 2, "received", undefined);
    rig.now += SECOND;
    await rig.reports();
    const id = lapsed.id;
    const now = start + LEASE;
    expect(await rig.store.history.story(id)).toEqual({
      message: {
        id,
        phone: lapsed.phone,
        operator: "mobile",
        class: "notice",
        segments: 2,
        lane: LANE,
        state: "failed",
        code: "UNDELIV",
        finalAt: now + 3 * SECOND,
        attempts: 3,
        channelId: rig.otherChannelId,
        nextAt: undefined,
      },
      submission: {
        id: lapsed.submissionId,
        accountId: rig.accountId,
        dialect: "huaxin",
        medium: "sms",
        acceptedAt: start,
        sendAt: start,
        recipients: 1,
        credits: 2,
        ext: "88",
        orderId: "A-1",
        other: "note",
        reports,
        numbered: false,
        refundUndelivered: true,
        atMostOnce: false,
      },
      steps: [
        { at: start, actor: "account", what: { kind: "accepted" } },
        { at: start, actor: "account", what: { kind: "entry", entry: "charge", of: "submission", credits: -2, note: undefined } },
        { at: now, actor: "platform", what: { kind: "event", event: "lease-lapsed", note: "node 0" } },
        part(now + SECOND, { attempt: 2, parts: 1, part: 1, channelId: rig.channelId, outcome: "deferred", code: "BUSY" }),
        part(now + 2 * SECOND, { attempt: 3, part: 1, channelId: rig.otherChannelId, upstreamId: a, receipt: "delivered" }),
        part(now + 2 * SECOND, { attempt: 3, part: 2, channelId: rig.otherChannelId, upstreamId: b, receipt: "failed" }),
        receipt(now + 3 * SECOND, rig.otherChannelId, a, "DELIVRD"),
        receipt(now + 3 * SECOND, rig.otherChannelId, b, "UNDELIV"),
        { at: now + 3 * SECOND, actor: "carrier", what: { kind: "reported", outcome: "failed", code: "UNDELIV", pull: "handed" } },
        {
          at: now + 3 * SECOND,
          actor: "platform",
          what: { kind: "entry", entry: "refund", of: "message", credits: 2, note: "UNDELIV" },
        },
        {
          at: now + 3 * SECOND,
          actor: "platform",
          what: { kind: "push", state: "received", dueAt: undefined, refused: 1, unreached: 0 },
        },
        { at: now + 4 * SECOND, actor: "platform", what: { kind: "push-try", number: 1, verdict: "refused", status: 500, note: "try 1" } },
        { at: now + 5 * SECOND, actor: "platform", what: { kind: "push-try", number: 2, verdict: "received", status: 200, note: "try 2" } },
        { at: now + 6 * SECOND, actor: "account", what: { kind: "handed" } },
      ],
    } satisfies Story);
  });

  it("says where a message is that hasn't ended", async () => {
    await using rig = await open();
    const { messages } = await rig.accepted({ to: 3 });
    const [sent, leased, queued] = messages.map(({ id }) => id);
    const [claimed] = await rig.claim({ limit: 2 });
    if (claimed) await rig.sent(claimed);
    const held = one((await rig.accepted({ to: [{ state: "held" }] })).messages).id;
    const stands = async (id = 0) => {
      const message = (await rig.store.history.story(id))?.message;
      return [message?.state, message?.attempts, message?.nextAt, message?.channelId];
    };
    expect(await stands(sent)).toEqual(["sent", 1, rig.now + 3_600_000, rig.channelId]);
    expect(await stands(leased)).toEqual(["leased", 1, rig.now + LEASE, undefined]);
    expect(await stands(queued)).toEqual(["queued", 0, rig.now, undefined]);
    expect(await stands(held)).toEqual(["held", 0, undefined, undefined]);
  });

  it("knows nothing of what isn't a message", async () => {
    await using rig = await open();
    const submission = await rig.accepted();
    expect(await rig.store.history.story(NOBODY)).toBeUndefined();
    expect(await rig.store.history.story(submission.id)).toBeUndefined();
  });

  it("tells the same after a restart", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne();
    await rig.receive(rig.receipt(upstreamId));
    const before = await rig.store.history.story(message.id);
    await rig.reopen();
    expect(await rig.store.history.story(message.id)).toEqual(before);
  });
}

/** For each way in which a message can end or go back: what the story says of it. */
function causes(open: OpenRig): void {
  it("names who reviewed and why, and no reviewer for a recipient that failed by itself", async () => {
    await using rig = await open();
    const { messages, id } = await rig.accepted({ to: [{ state: "held" }, REFUSED] });
    rig.now += SECOND;
    await rig.store.reviews.decide({ submissionId: id, approve: false, reason: "advertising", actor: "console:li", at: rig.now });
    const [rejected, refused] = messages.map((message) => message.id);
    const actor = { person: "console:li" };
    const steps = await stepsOf(rig, rejected);
    expect(steps.slice(2)).toEqual([
      { at: rig.now - SECOND, actor: "platform", what: { kind: "held" } },
      { at: rig.now, actor, what: { kind: "reviewed", decision: "rejected", reason: "advertising" } },
      { at: rig.now, actor, what: { kind: "reported", outcome: "failed", code: "YZ:REVIEW", pull: "waiting" } },
      { at: rig.now, actor: "platform", what: { kind: "entry", entry: "refund", of: "message", credits: 1, note: "YZ:REVIEW" } },
    ]);
    expect(kindsOf(await stepsOf(rig, refused))).toEqual(["accepted", "entry", "reported"]);
    expect((await stepsOf(rig, refused)).at(-1)).toMatchObject({ actor: "platform", what: { code: "YZ:BLACK" } });
  });

  it("tells that a text was approved", async () => {
    await using rig = await open();
    const { messages, id } = await rig.accepted({ to: [{ state: "held" }] });
    await rig.store.reviews.decide({ submissionId: id, approve: true, reason: "", actor: "console:li", at: rig.now });
    expect((await stepsOf(rig, messages[0]?.id)).at(-1)).toEqual({
      at: rig.now,
      actor: { person: "console:li" },
      what: { kind: "reviewed", decision: "approved", reason: "" },
    });
  });

  it("names who cancelled, only for what that ended", async () => {
    await using rig = await open();
    const { messages, id } = await rig.accepted({ to: 2 });
    const sent = one(await rig.claim({ limit: 1 }));
    await rig.sent(sent);
    rig.now += SECOND;
    await rig.store.submissions.cancel(id, rig.accountId, rig.now, "portal:wang");
    const actor = { person: "portal:wang" };
    expect((await stepsOf(rig, messages[1]?.id)).slice(2)).toEqual([
      { at: rig.now, actor, what: { kind: "event", event: "cancelled", note: undefined } },
      { at: rig.now, actor, what: { kind: "reported", outcome: "cancelled", code: "YZ:CANCEL", pull: "waiting" } },
      { at: rig.now, actor: "platform", what: { kind: "entry", entry: "refund", of: "message", credits: 1, note: "YZ:CANCEL" } },
    ]);
    expect(kindsOf(await stepsOf(rig, sent.id))).toEqual(["accepted", "entry", "part"]);
  });

  it("names who cancelled what waited for a reviewer", async () => {
    await using rig = await open();
    const { messages, id } = await rig.accepted({ to: [{ state: "held" }] });
    await rig.store.submissions.cancel(id, rig.accountId, rig.now, "portal:wang");
    const steps = await stepsOf(rig, messages[0]?.id);
    expect(kindsOf(steps)).toEqual(["accepted", "entry", "held", "reviewed", "event", "reported", "entry"]);
    expect(steps[3]).toMatchObject({ actor: { person: "portal:wang" }, what: { decision: "cancelled" } });
  });

  it("tells a receipt that never came from one that says EXPIRED", async () => {
    await using rig = await open();
    const { message: silent } = await rig.sentOne();
    const { message: told, upstreamId } = await rig.sentOne();
    rig.now += SECOND;
    await rig.receive(rig.receipt(upstreamId, "EXPIRED"));
    rig.now += 3_600_000;
    await rig.store.dispatch.expire({ now: rig.now, limit: 9 });
    const [event, reported] = (await stepsOf(rig, silent.id)).slice(-2);
    expect(event).toEqual({ at: rig.now, actor: "platform", what: { kind: "event", event: "receipt-overdue", note: undefined } });
    expect(reported).toMatchObject({ at: rig.now, actor: "platform", what: { code: "EXPIRED" } });
    expect((await stepsOf(rig, told.id)).at(-1)).toMatchObject({ actor: "carrier", what: { code: "EXPIRED" } });
  });

  it("knows a carrier's word by where it came from, whatever it reads like", async () => {
    await using rig = await open();
    const { message: failed, upstreamId } = await rig.sentOne();
    await rig.receive(rig.receipt(upstreamId, "YZ:REVIEW"));
    const refused = await rig.claimedOne();
    await rig.record(rig.result(refused, { to: "failed", code: "YZ:GIVEUP", refund: true }, [{ outcome: "refused", code: "YZ:GIVEUP" }]));
    const given = await rig.claimedOne();
    await rig.record(rig.result(given, { to: "failed", code: "YZ:GIVEUP", refund: true }));
    const actors = await Promise.all([failed, refused, given].map(async ({ id }) => reportedBy(await stepsOf(rig, id))));
    expect(actors).toEqual(["carrier", "carrier", "platform"]);
  });

  it("tells why a message that may not be sent twice is unknown", async () => {
    await using rig = await open();
    const message = await rig.claimedOne({ atMostOnce: true });
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
    expect((await stepsOf(rig, message.id)).slice(2)).toMatchObject([
      { at: rig.now, actor: "platform", what: { kind: "event", event: "lease-lapsed" } },
      { at: rig.now, actor: "platform", what: { kind: "reported", outcome: "unknown", code: "UNKNOWN" } },
    ]);
  });

  it("tells that a node left, and that a server was started anew", async (context) => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.store.nodes.leave(0, "a", rig.now);
    expect((await stepsOf(rig, message.id)).at(-1)).toMatchObject({ what: { event: "node-left", note: "node 0" } });
    context.skip(rig.under.servers === "many", "other servers' leases are theirs until they lapse");
    await rig.claim({ node: 4 });
    await rig.reopen();
    rig.now += SECOND;
    await rig.store.nodes.join("b", rig.now, 30_000);
    expect((await stepsOf(rig, message.id)).at(-1)).toMatchObject({ at: rig.now, what: { event: "server-restarted", note: "node 4" } });
  });

  it("names who asked for a push to be made again", async () => {
    await using rig = await open();
    const id = one((await rig.accepted({ to: [REFUSED], reports: { pull: false, push: true } })).messages).id;
    await push(rig, 1, "refused", undefined);
    rig.now += SECOND;
    const window = { accountId: rig.accountId, kind: "report", from: 0, to: rig.now, now: rig.now } as const;
    await rig.store.pushes.replay({ ...window, actor: "console:li" });
    await rig.store.pushes.replay(window);
    const steps = await stepsOf(rig, id);
    expect(steps.slice(-2)).toEqual([
      { at: rig.now, actor: { person: "console:li" }, what: { kind: "event", event: "push-replayed", note: undefined } },
      { at: rig.now, actor: "platform", what: { kind: "event", event: "push-replayed", note: undefined } },
    ]);
    expect(steps.map(({ what }) => what)).toContainEqual({ kind: "push", state: "waiting", dueAt: rig.now, refused: 0, unreached: 0 });
    expect(steps.map(({ what }) => what)).toContainEqual({ kind: "reported", outcome: "failed", code: "YZ:BLACK", pull: "kept" });
  });

  it("says that a query is being given the report", async () => {
    await using rig = await open();
    const id = one((await rig.accepted({ to: [REFUSED] })).messages).id;
    const { accountId, now } = rig;
    const take = { accountId, token: 1, limit: 9, submissionId: undefined, notBefore: undefined, now, until: now + 9 };
    await rig.store.reports.take(take);
    expect((await stepsOf(rig, id)).at(-1)).toMatchObject({ what: { kind: "reported", pull: "taken" } });
  });
}

function bounds(open: OpenRig): void {
  it("tells an early receipt at its own time, and keeps what came of a try that another has replaced", async () => {
    await using rig = await open();
    const lapsed = await rig.claimedOne();
    await rig.receive(rig.receipt("early", "ENROUTE", "pending"));
    rig.now += LEASE;
    await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
    rig.now += SECOND;
    await rig.record(rig.result(lapsed, { to: "sent", expiresAt: rig.now + 9 }, [{ upstreamId: "early" }]));
    const [enroute, event, tried] = (await stepsOf(rig, lapsed.id)).slice(2);
    expect(enroute).toMatchObject({ at: rig.now - LEASE - SECOND, what: { kind: "receipt", status: "pending", code: "ENROUTE" } });
    expect(event).toMatchObject({ what: { event: "lease-lapsed" } });
    expect(tried).toMatchObject({ at: rig.now, what: { kind: "part", attempt: 1, upstreamId: "early", receipt: undefined } });
  });

  it("ends, however often upstream repeats itself", async () => {
    await using rig = await open();
    const { message, upstreamId } = await rig.sentOne();
    await rig.receive(...Array.from({ length: 1_500 }, (_, n) => rig.receipt(upstreamId, `W${n}`, "pending")));
    expect((await stepsOf(rig, message.id)).filter(({ what }) => what.kind === "receipt")).toHaveLength(1_000);
  });
}

function finds(open: OpenRig): void {
  it("finds a submission with its messages, in pages", async () => {
    await using rig = await open();
    await rig.accepted();
    const { id, messages } = await rig.accepted({ to: [{ phone: "13800138000" }, REFUSED, {}] });
    await rig.accepted();
    const ids = messages.map((message) => message.id);
    const first = await rig.store.history.find(id, 0, 2);
    expect(first?.submission).toEqual((await rig.store.history.story(ids[0] ?? 0))?.submission);
    expect(first?.messages.map((message) => message.id)).toEqual(ids.slice(0, 2));
    expect(first?.messages[0]).toMatchObject({ phone: "13800138000", state: "queued", code: undefined, nextAt: rig.now });
    expect(first?.messages[1]).toMatchObject({ state: "failed", code: "YZ:BLACK", finalAt: rig.now, nextAt: undefined });
    expect((await rig.store.history.find(id, ids[1] ?? 0, 2))?.messages.map((message) => message.id)).toEqual(ids.slice(2));
    expect((await rig.store.history.find(id, ids[2] ?? 0, 2))?.messages).toEqual([]);
    expect(await rig.store.history.find(NOBODY, 0, 2)).toBeUndefined();
    expect(await rig.store.history.find(ids[0] ?? 0, 0, 2)).toBeUndefined();
  });
}

async function stepsOf(rig: Rig, messageId = 0): Promise<readonly StoryStep[]> {
  return (await rig.store.history.story(messageId))?.steps ?? [];
}

function reportedBy(steps: readonly StoryStep[]): StoryStep["actor"] | undefined {
  return steps.find(({ what }) => what.kind === "reported")?.actor;
}

function kindsOf(steps: readonly StoryStep[]): readonly string[] {
  return steps.map(({ what }) => what.kind);
}

function part(at: number, over: Partial<StoryStep["what"] & { readonly kind: "part" }>): StoryStep {
  const rest = { parts: 2, outcome: "accepted", upstreamId: undefined, code: undefined, receipt: undefined } as const;
  return { at, actor: "platform", what: { kind: "part", attempt: 1, part: 1, channelId: undefined, ...rest, ...over } };
}

function receipt(at: number, channelId: number, upstreamId: string, code: string): StoryStep {
  const status = code === "DELIVRD" ? "delivered" : "failed";
  return { at, actor: "carrier", what: { kind: "receipt", channelId, upstreamId, status, code, raw: `id:${upstreamId} stat:${code}` } };
}

/** One try of all that is due. */
async function push(rig: Rig, token: number, verdict: "received" | "refused", nextAt: number | undefined): Promise<void> {
  const { accountId, now } = rig;
  const endpoint = { accountId, kind: "report", token } as const;
  const items = await rig.store.pushes.take({ ...endpoint, limit: 9, now, until: now + LEASE });
  const told = { at: now, verdict, status: verdict === "received" ? 200 : 500, note: `try ${token}`, nextAt };
  await rig.store.pushes.record(
    items.map(({ content }) => ({ ...endpoint, ...told, itemId: content.kind === "report" ? content.report.messageId : 0 })),
  );
}
