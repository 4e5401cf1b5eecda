import { expect, it } from "vitest";
import type { NewMessage, NewSubmission } from "../../domain/submission.ts";
import { LANE, OPENING, type OpenRig, type Rig } from "./rig.ts";

const HELD: Partial<NewMessage> = { state: "held" };

/** `ReviewStore`, and what `SubmissionStore.accept` does with messages that are to be held. */
export function reviewsSuite(open: OpenRig): void {
  it("holds messages until they are approved, charged all the while, and then lets them go at their time", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [HELD, HELD], sendAt: rig.now + 5_000 });
    expect(await lanes(rig)).toEqual([]);
    expect(await rig.credits()).toBe(OPENING - 2);
    expect(await rig.store.reviews.list(0, 9)).toEqual([
      { submissionId: submission.id, accountId: rig.accountId, heldAt: rig.now, recipients: 2, text: submission.text },
    ]);
    expect(await decide(rig, submission, true)).toBe(2);
    expect(await rig.store.reviews.list(0, 9)).toEqual([]);
    expect(await lanes(rig)).toEqual([{ lane: LANE, dueAt: rig.now + 5_000 }]);
  });

  it("fails and refunds what is rejected, with a report that says so", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [HELD, HELD, { state: "failed", code: "YZ:BLACK", segments: 0 }] });
    expect(await decide(rig, submission, false)).toBe(2);
    expect(await rig.credits()).toBe(OPENING);
    const take = {
      accountId: rig.accountId,
      token: 1,
      limit: 9,
      submissionId: undefined,
      notBefore: undefined,
      now: rig.now,
      until: rig.now + 9,
    };
    expect((await rig.store.reports.take(take)).map((report) => report.code)).toEqual(["YZ:REVIEW", "YZ:REVIEW", "YZ:BLACK"]);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("decides once, also when two reviewers decide at the same instant", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [HELD] });
    const answers = await Promise.all([decide(rig, submission, true), decide(rig, submission, false), decide(rig, submission, true)]);
    expect(answers.filter((answer) => answer !== undefined)).toEqual([1]);
    expect(await decide(rig, await rig.accepted(), true)).toBeUndefined();
  });

  it("lets an account's text go by itself once it was approved, and only that account's, and only that text", async () => {
    await using rig = await open();
    const other = await rig.account("other", { credits: 9 });
    await decide(rig, await rig.accepted({ to: [HELD], text: "同样的话" }), true);
    await rig.accepted({ to: [HELD], text: "同样的话" });
    expect(await rig.store.reviews.list(0, 9)).toEqual([]);
    await rig.accepted({ to: [HELD], text: "别的话" });
    await rig.accepted({ to: [HELD], text: "同样的话", accountId: other });
    expect((await rig.store.reviews.list(0, 9)).map((held) => held.text)).toEqual(["别的话", "同样的话"]);
  });

  it("holds a submission of different texts as a whole, and shows the first", async () => {
    await using rig = await open();
    await rig.accepted({
      to: [
        { ...HELD, text: "甲" },
        { ...HELD, text: "乙" },
      ],
      text: undefined,
    });
    expect(await rig.store.reviews.list(0, 9)).toMatchObject([{ recipients: 2, text: "甲" }]);
  });

  it("pages through the list from the oldest", async () => {
    await using rig = await open();
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.push((await rig.accepted({ to: [HELD] })).id);
    const first = await rig.store.reviews.list(0, 2);
    const rest = await rig.store.reviews.list(first.at(-1)?.submissionId ?? 0, 2);
    expect([...first, ...rest].map((held) => held.submissionId)).toEqual(ids);
  });
}

function decide(rig: Rig, submission: NewSubmission, approve: boolean): Promise<number | undefined> {
  return rig.store.reviews.decide({ submissionId: submission.id, approve, reason: "", actor: "test", at: rig.now });
}

function lanes(rig: Rig) {
  return rig.store.dispatch.lanes();
}
