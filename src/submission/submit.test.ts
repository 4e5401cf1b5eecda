import { describe, expect, it } from "vitest";
import { sampleAccount, sampleChannel } from "../../test/house/samples.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import { NO_RULES } from "../directory/rule-book.testing.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import type { NewSubmission, SubmissionDraft } from "../domain/submission.ts";
import { type AcceptLimits, type AcceptOutcome, StoreError } from "../store/store.ts";
import { type SubmitResult, submit } from "./submit.ts";

const DRAFT: SubmissionDraft = {
  medium: "sms",
  recipients: ["13800138000", "12345"],
  content: { kind: "same", text: "您好" },
  ext: "",
  sendAt: undefined,
};

/** What a submission comes to when the store answers so, and which ones the dispatcher was told of. */
async function run(outcome: AcceptOutcome | Error, draft: Partial<SubmissionDraft> = {}) {
  const account = sampleAccount();
  const channels = [sampleChannel()];
  const products = [{ id: 1, name: "p", routes: [{ media: "sms", operators: ["mobile"], channels: [1] }] }] as const;
  const settings = { ...DEFAULT_SETTINGS, limits: { ...DEFAULT_SETTINGS.limits, queued: 77 } };
  const directory = indexDirectory({ version: 1, settings, accounts: [account], channels, products });
  const stored: { submission: NewSubmission; limits: AcceptLimits }[] = [];
  const told: NewSubmission[] = [];
  const deps = {
    store: {
      accept: async (submission: NewSubmission, limits: AcceptLimits) => {
        stored.push({ submission, limits });
        expect(told).toEqual([]);
        if (outcome instanceof Error) throw outcome;
        return outcome;
      },
      ordered: async (_account: number, orderId: string) => (orderId === "known" ? 96 : undefined),
    },
    ids: { take: () => 32_000 },
    rules: () => NO_RULES,
    accepted: (submission: NewSubmission) => void told.push(submission),
  };
  const result = submit(deps, directory, account, "huaxin", { ...DRAFT, ...draft }, 0);
  return { result: (await result.catch((error: unknown) => error)) as SubmitResult | StoreError, stored, told };
}

describe("a submission", () => {
  it("that was stored is answered with its id, balance and charge, who was accepted and who was not, and is passed on", async () => {
    const { result, stored, told } = await run({ kind: "accepted", balance: 99, charged: 1, limited: [] });
    expect(result).toMatchObject({
      ok: true,
      value: { submissionId: 32_000, balance: 99, charged: 1, accepted: ["13800138000"], refused: [{ recipient: "12345" }] },
    });
    expect(stored).toMatchObject([{ limits: { queued: 77, frequency: { codes: { limit: 3, window: 180_000 }, daily: { limit: 10 } } } }]);
    expect(told).toEqual([stored[0]?.submission]);
  });

  it.each([
    [{ kind: "credits-short", balance: 0 }, { reason: "credits-short" }],
    [{ kind: "busy" }, { reason: "busy" }],
    [
      { kind: "order-duplicate", submissionId: 64, balance: 3 },
      { reason: "order-duplicate", submissionId: 64 },
    ],
  ] as const)("that the store answers with %j is refused, and not passed on", async (outcome, refusal) => {
    const { result, told } = await run(outcome);
    expect(result).toEqual({ ok: false, refusal });
    expect(told).toEqual([]);
  });

  it("that crosses the account's daily limit is refused with it", async () => {
    const { result } = await run({ kind: "daily-cap", balance: 3 });
    expect(result).toMatchObject({ ok: false, refusal: { reason: "recipient-limited", bound: 0 } });
  });

  it("that would be refused by now is the first one of its order id all the same", async () => {
    for (const own of [{ ext: "x" }, { recipients: ["12345"] }]) {
      const again = await run({ kind: "busy" }, { ...own, orderId: "known" });
      expect(again.result).toEqual({ ok: false, refusal: { reason: "order-duplicate", submissionId: 96 } });
      const fresh = await run({ kind: "busy" }, { ...own, orderId: "fresh" });
      expect(fresh.result).not.toMatchObject({ refusal: { reason: "order-duplicate" } });
    }
  });

  it("that may be used once and was is refused for its time stamp", async () => {
    const { result } = await run({ kind: "used-once", balance: 3 });
    expect(result).toMatchObject({ ok: false, refusal: { reason: "timestamp-skewed" } });
  });

  it("that is accepted unpaid is stored again, all of it over, when credits don't suffice", async () => {
    const { stored, told } = await run({ kind: "credits-short", balance: 0 }, { acceptUnpaid: true });
    expect(stored).toHaveLength(2);
    const second = stored[1]?.submission;
    expect(second).toMatchObject({ id: stored[0]?.submission.id, charge: { credits: 0 } });
    expect(second?.messages).toMatchObject([
      { phone: "13800138000", state: "failed", code: "YZ:CREDIT", segments: 0 },
      { phone: "12345", state: "failed", code: "YZ:NUMBER" },
    ]);
    expect(told).toEqual([]);
  });

  it("of which the store can't say what became rejects with what the store said, and is not passed on", async () => {
    const { result, told } = await run(new StoreError("outcome-unknown", "no answer"));
    expect(result).toBeInstanceOf(StoreError);
    expect(told).toEqual([]);
  });

  it("that breaks a rule, or reaches nobody, never comes to the store", async () => {
    for (const draft of [{ recipients: [] }, { ext: "x" }, { recipients: ["12345"] }]) {
      const { result, stored } = await run({ kind: "accepted", balance: 0, charged: 1, limited: [] }, draft);
      expect(result).toMatchObject({ ok: false });
      expect(stored).toEqual([]);
    }
  });
});
