import fc from "fast-check";
import { expect, it } from "vitest";
import { History, type Step } from "./history.ts";
import type { OpenRig } from "./rig.ts";
import { tallied, totals } from "./tallies.ts";

const RUNS = 60;
const MOMENTS = 60;

const small = fc.nat({ max: 1_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("accept" as const),
      segments: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
      refused: fc.boolean(),
      held: fc.constantFrom(false, false, true),
      undelivered: fc.boolean(),
      atMostOnce: fc.boolean(),
      order: fc.oneof({ weight: 4, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: fc.nat({ max: 3 }) }),
      sendIn: fc.constantFrom(0, 0, 40_000),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant("claim" as const), limit: fc.integer({ min: 1, max: 5 }), node: fc.nat({ max: 2 }) }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("record" as const),
      pick: small,
      parts: fc.integer({ min: 1, max: 3 }),
      to: fc.constantFrom("sent", "sent", "queued", "failed", "refunded", "unknown", "unanswered", "unanswered-again"),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("late" as const),
      pick: small,
      outcome: fc.constantFrom("accepted", "refused", "deferred"),
      final: fc.boolean(),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant("receipt" as const),
      pick: small,
      part: fc.integer({ min: 1, max: 3 }),
      status: fc.constantFrom("delivered", "delivered", "failed", "pending"),
      times: fc.integer({ min: 1, max: 2 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("rescue" as const), limit: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("expire" as const), limit: fc.integer({ min: 1, max: 5 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("leave" as const), node: fc.nat({ max: 2 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel" as const), pick: small }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("review" as const), pick: small, approve: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("fold" as const), days: fc.constantFrom(0, 3, 70) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("reports" as const),
      limit: fc.integer({ min: 1, max: 5 }),
      end: fc.constantFrom("confirm", "confirm", "release", "lapse"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("recharge" as const), credits: fc.integer({ min: 1, max: 10 }), pick: small }) },
);
const wait = fc.record({ kind: fc.constant("wait" as const), ms: fc.constantFrom(1, 20_000, 61_000, 400_000) });
/** What happens at one moment happens all at once; between moments time passes, or the store is restarted. */
export const moment: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 40, arbitrary: fc.array(step, { minLength: 1, maxLength: 4 }) },
  { weight: 10, arbitrary: fc.tuple(wait) },
  { weight: 1, arbitrary: fc.constant([{ kind: "restart" }] as const) },
  { weight: 2, arbitrary: fc.tuple(fc.record({ kind: fc.constant("purge" as const), limit: fc.integer({ min: 1, max: 9 }) })) },
);

/** The ledger, the reports and the counts under anything that can happen to messages, in any order. */
export function booksSuite(open: OpenRig): void {
  it("balance in every history: nothing charged, refunded or reported twice, nothing below the floor", { timeout: 240_000 }, async () => {
    await using rig = await open();
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(moment, { maxLength: MOMENTS, size: "max" }),
        fc.record({ credits: fc.integer({ min: 0, max: 80 }), floor: fc.constantFrom(0, 0, -10) }),
        async (moments, account) => {
          run += 1;
          const history = await History.begin(rig, run, account);
          for (const steps of moments) await Promise.all(steps.map((what) => history.happen(what)));
          await history.rest();
          expect(history.problems()).toEqual([]);
          expect(await rig.credits(history.accountId)).toBe(history.balance());
          expect(await rig.store.ledger.audit()).toEqual([]);
          const { accountId } = history;
          const { sent: _, ...counts } = await tallied(rig, { accountId });
          expect(counts).toEqual(history.counts());
          for (const by of ["account", "channel"] as const) expect(await totals(rig, by)).toEqual(await tallied(rig));
        },
      ),
      { numRuns: RUNS },
    );
  });
}
