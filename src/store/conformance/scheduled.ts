import { expect, it } from "vitest";
import type { NewSubmission } from "../../domain/submission.ts";
import type { ScheduledSubmission } from "../store.ts";
import { LANE, NOBODY, OPENING, type OpenRig, one, type Rig } from "./rig.ts";

const HOUR = 3_600_000;
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** `SubmissionStore.scheduled` and `cancel` */
export function scheduledSuite(open: OpenRig): void {
  lists(open);
  cancels(open);
}

function lists(open: OpenRig): void {
  it("lists what waits for its send time, and nothing that goes at once or wholly failed", async () => {
    await using rig = await open();
    await rig.accepted();
    await rig.accepted({ sendAt: rig.now - 1 });
    await rig.accepted({ to: [REFUSED], sendAt: rig.now + HOUR });
    const first = await rig.accepted({ to: [{}, REFUSED, {}], sendAt: rig.now + HOUR });
    const texts = [
      { text: "甲", state: "held" },
      { text: "乙", state: "held" },
    ] as const;
    const second = await rig.accepted({ to: texts, text: undefined, sendAt: rig.now + 2 * HOUR, medium: "mms" });
    const acceptedAt = rig.now;
    const expected: readonly ScheduledSubmission[] = [
      {
        submissionId: first.id,
        medium: "sms",
        acceptedAt,
        sendAt: acceptedAt + HOUR,
        recipients: 3,
        waiting: 2,
        held: false,
        text: first.text ?? "",
      },
      {
        submissionId: second.id,
        medium: "mms",
        acceptedAt,
        sendAt: acceptedAt + 2 * HOUR,
        recipients: 2,
        waiting: 2,
        held: true,
        text: "甲",
      },
    ];
    expect(await list(rig)).toEqual(expected);
    await rig.reopen();
    expect(await list(rig)).toEqual(expected);
  });

  it("lists each account's own, in pages", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) {
      ids.push((await rig.accepted({ sendAt: rig.now + HOUR })).id);
      await rig.accepted({ accountId: other, sendAt: rig.now + HOUR });
    }
    const first = await list(rig, 0, 2);
    expect(idsOf(first)).toEqual(ids.slice(0, 2));
    expect(idsOf(await list(rig, ids[1], 2))).toEqual(ids.slice(2));
    expect(await list(rig, ids[2], 2)).toEqual([]);
  });

  it("lists nothing any more once its time has come, swept or not", async () => {
    await using rig = await open();
    await rig.accepted({ sendAt: rig.now + HOUR });
    const later = await rig.accepted({ sendAt: rig.now + HOUR + 1 });
    rig.now += HOUR;
    expect(idsOf(await list(rig))).toEqual([later.id]);
    await rig.store.dispatch.rescue({ now: rig.now, limit: 9 });
    expect(idsOf(await list(rig))).toEqual([later.id]);
    rig.now += 1;
    expect(await list(rig)).toEqual([]);
  });

  it("lists a submission that was held as one that isn't when it has been approved, and not at all when it was rejected", async () => {
    await using rig = await open();
    const approved = await rig.accepted({ to: [{ state: "held" }], sendAt: rig.now + HOUR, text: "甲" });
    const rejected = await rig.accepted({ to: [{ state: "held" }], sendAt: rig.now + HOUR, text: "乙" });
    const decision = { reason: "", actor: "test", at: rig.now };
    await rig.store.reviews.decide({ submissionId: approved.id, approve: true, ...decision });
    await rig.store.reviews.decide({ submissionId: rejected.id, approve: false, ...decision });
    expect(await list(rig)).toMatchObject([{ submissionId: approved.id, held: false, waiting: 1 }]);
  });
}

function cancels(open: OpenRig): void {
  it("ends what still waits: cancelled, refunded, reported, and out of every lane", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [{ segments: 2 }, REFUSED, {}], sendAt: rig.now + HOUR });
    rig.now += 5;
    expect(await cancel(rig, submission)).toBe(2);
    expect(await list(rig)).toEqual([]);
    expect(await rig.store.dispatch.lanes()).toEqual([]);
    expect(await rig.claim({ dueBefore: rig.now + HOUR })).toEqual([]);
    expect(await rig.credits()).toBe(OPENING);
    const reports = (await rig.reports()).filter(({ code }) => code !== "YZ:BLACK");
    for (const report of reports)
      expect(report).toMatchObject({ outcome: "cancelled", code: "YZ:CANCEL", at: rig.now, channelId: undefined });
    expect(reports).toHaveLength(2);
    expect(await rig.store.ledger.audit()).toEqual([]);
    expect(await rig.accept(rig.submission(), 1)).toMatchObject({ kind: "accepted" });
  });

  it("takes what waits for a reviewer off the reviewer's list", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [{ state: "held" }, { state: "held" }] });
    expect(await cancel(rig, submission)).toBe(2);
    expect(await rig.store.reviews.list(0, 9)).toEqual([]);
    const decision = { submissionId: submission.id, reason: "", actor: "test", at: rig.now };
    expect(await rig.store.reviews.decide({ ...decision, approve: true })).toBeUndefined();
    expect(await rig.credits()).toBe(OPENING);
    // the text was not approved by that
    await rig.accepted({ to: [{ state: "held" }] });
    expect(await rig.store.reviews.list(0, 9)).toHaveLength(1);
  });

  it("leaves alone what was claimed, sent or ended, and takes what was put back", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: 5, refundUndelivered: true });
    const [leased, sent, failed, back] = await rig.claim({ limit: 4 });
    if (!leased || !sent || !failed || !back) throw new Error("four were claimed");
    const [upstreamId = ""] = await rig.sent(sent);
    await rig.record(rig.result(failed, { to: "failed", code: "C", refund: true }));
    await rig.record(rig.result(back, { to: "queued", dueAt: rig.now + 9, avoid: rig.channelId }));
    expect(await cancel(rig, submission)).toBe(2);
    expect(await rig.record(rig.result(leased, { to: "sent", expiresAt: rig.now + HOUR }, [{ upstreamId: "late" }]))).toEqual([true]);
    expect(await rig.receive(rig.receipt(upstreamId), rig.receipt("late"))).toEqual(["settled", "settled"]);
    const outcomes = new Map((await rig.reports()).map((report) => [report.messageId, report.outcome]));
    const [, , , , never] = submission.messages;
    expect([leased.id, sent.id, failed.id, back.id, never?.id].map((id) => outcomes.get(id ?? 0))).toEqual([
      "delivered",
      "delivered",
      "failed",
      "cancelled",
      "cancelled",
    ]);
    expect(await rig.credits()).toBe(OPENING - 2);
    expect(await rig.store.dispatch.lanes()).toEqual([]);
  });

  it("says that nothing was left, and that there is no such submission of the account", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const submission = await rig.accepted({ sendAt: rig.now + HOUR });
    expect(await rig.store.submissions.cancel(submission.id, other, rig.now, "test")).toBeUndefined();
    expect(await rig.store.submissions.cancel(NOBODY, rig.accountId, rig.now, "test")).toBeUndefined();
    expect(idsOf(await list(rig))).toEqual([submission.id]);
    expect(await cancel(rig, submission)).toBe(1);
    expect(await cancel(rig, submission)).toBe(0);
  });

  it("ends each message once when it is cancelled many times at once, and claimed meanwhile", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: 20 });
    const [claimed, ...answers] = await Promise.all([rig.claim({ limit: 5 }), ...Array.from({ length: 5 }, () => cancel(rig, submission))]);
    expect(claimed.length + answers.reduce<number>((sum, count) => sum + (count ?? 0), 0)).toBe(20);
    expect(await rig.reports()).toHaveLength(20 - claimed.length);
    expect(await rig.credits()).toBe(OPENING - claimed.length);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("gives MMS credits back as MMS credits", async () => {
    await using rig = await open();
    await cancel(rig, await rig.accepted({ medium: "mms", to: 3, sendAt: rig.now + HOUR }));
    expect(await rig.credits(rig.accountId, "mms")).toBe(10);
  });

  it("does not hear a receipt of an earlier try after it", async () => {
    await using rig = await open();
    const message = await rig.claimedOne();
    await rig.record(rig.result(message, { to: "queued", dueAt: rig.now, avoid: undefined }, [{ upstreamId: "old" }]));
    expect(await rig.store.submissions.cancel(message.submissionId, rig.accountId, rig.now, "test")).toBe(1);
    expect(await rig.receive(rig.receipt("old"))).toEqual(["noted"]);
    expect(one(await rig.reports()).outcome).toBe("cancelled");
    expect(await rig.claim({ lane: LANE })).toEqual([]);
  });
}

function list(rig: Rig, after = 0, limit = 100): Promise<readonly ScheduledSubmission[]> {
  return rig.store.submissions.scheduled(rig.accountId, rig.now, after, limit);
}

function cancel(rig: Rig, submission: NewSubmission): Promise<number | undefined> {
  return rig.store.submissions.cancel(submission.id, rig.accountId, rig.now, "test");
}

function idsOf(submissions: readonly ScheduledSubmission[]): readonly number[] {
  return submissions.map(({ submissionId }) => submissionId);
}
