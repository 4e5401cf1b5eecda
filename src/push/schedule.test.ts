import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { STANDARD_PUSH_SCHEDULE } from "../domain/push.ts";
import { nextTry } from "./schedule.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 10, 20, 4);
const middle = (): number => 0.5;
/** Three tries where the customer asks again, the platform's ten where nobody answers. */
const schedules = { refused: { tries: [0, 30_000, 2 * MINUTE], jitter: 0 }, unreached: STANDARD_PUSH_SCHEDULE };

describe("the next try", () => {
  it("follows the waits of the schedule, from the end of the last try", () => {
    const waits = [0, 1, 2].map((refused) => (nextTry(schedules, { refused, unreached: 0 }, "refused", NOON, middle) ?? Number.NaN) - NOON);
    expect(waits).toEqual([30_000, 90_000, Number.NaN]);
  });

  it("is counted for each verdict apart, and not hurried by what the other one has used up", () => {
    const item = { refused: 0, unreached: 9 };
    expect(nextTry(schedules, item, "refused", NOON, middle)).toBe(NOON + 30_000);
    expect(nextTry(schedules, { refused: 2, unreached: 0 }, "unreached", NOON, middle)).toBe(NOON + 30_000);
  });

  it("is counted for both verdicts together where they have the same schedule", () => {
    const one = { tries: [0, 30_000, 2 * MINUTE], jitter: 0 };
    const same = { refused: one, unreached: one };
    expect(nextTry(same, { refused: 0, unreached: 1 }, "refused", NOON, middle)).toBe(NOON + 90_000);
    expect(nextTry(same, { refused: 1, unreached: 1 }, "unreached", NOON, middle)).toBeUndefined();
  });

  it("comes ten times over a day by the platform's own schedule", () => {
    let at = NOON;
    let tries = 0;
    for (let next: number | undefined = at; next !== undefined; tries++) {
      at = next;
      next = nextTry(schedules, { refused: 0, unreached: tries }, "unreached", at, middle);
    }
    expect([tries, at - NOON]).toEqual([10, 24 * 60 * MINUTE]);
  });

  it("never comes after it was received", () => {
    expect(nextTry(schedules, { refused: 1, unreached: 1 }, "received", NOON, middle)).toBeUndefined();
  });

  it("is spread around its time by the jitter and no further", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 8 }), (random, unreached) => {
        const next = nextTry(schedules, { refused: 0, unreached }, "unreached", NOON, () => random) ?? 0;
        const wait = (STANDARD_PUSH_SCHEDULE.tries[unreached + 1] ?? 0) - (STANDARD_PUSH_SCHEDULE.tries[unreached] ?? 0);
        expect(Math.abs(next - NOON - wait)).toBeLessThanOrEqual(wait * 0.1 + 1);
      }),
    );
    const ends = [0, 1].map((random) => (nextTry(schedules, { refused: 0, unreached: 0 }, "unreached", NOON, () => random) ?? 0) - NOON);
    expect(ends).toEqual([27_000, 33_000]);
  });
});
