import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Pacer } from "./pacer.ts";

/** The most events in any span of `ms`, of a list of times in order. */
function busiest(times: readonly number[], ms: number): number {
  let most = 0;
  for (let end = 0, start = 0; end < times.length; end++) {
    while ((times[end] ?? 0) - (times[start] ?? 0) >= ms) start++;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** By how many the events in any span, both its ends included, exceed what the rate gives in it. */
function mostAbove(times: readonly number[], rate: number): number {
  let most = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, time] of times.entries()) {
    const ahead = index - (rate * time) / 1_000;
    least = Math.min(least, ahead);
    most = Math.max(most, ahead - least + 1);
  }
  return most;
}

/** Points in time with these waits before each. */
function timesOf(waits: readonly number[]): readonly number[] {
  let now = 0;
  return waits.map((wait) => (now += wait));
}

/** Lets out all that the pacer allows at each of these times. */
function drive(pacer: Pacer, times: readonly number[], appetite = Number.POSITIVE_INFINITY): readonly number[] {
  const out: number[] = [];
  for (const now of times) {
    const count = Math.min(pacer.allowance(now), appetite);
    pacer.spend(now, count);
    for (let index = 0; index < count; index++) out.push(now);
  }
  return out;
}

/** What may go out at once. */
function burst(rate: number): number {
  return 1 + Math.floor(rate * 0.02);
}

function every(ms: number, until: number): readonly number[] {
  return Array.from({ length: Math.ceil(until / ms) }, (_, index) => index * ms);
}

describe("a pace", () => {
  it("lets out no more than the rate and one burst in any span of any length, however irregularly it is asked", () => {
    const waits = fc.array(fc.oneof(fc.double({ min: 0, max: 5, noNaN: true }), fc.double({ min: 0, max: 700, noNaN: true })), {
      minLength: 1,
      maxLength: 300,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5_000 }), waits, (rate, list) => {
        const out = drive(new Pacer(rate), timesOf(list));
        expect(mostAbove(out, rate)).toBeLessThanOrEqual(1 + rate * 0.02 + 1e-6);
      }),
    );
  });

  it("is kept to one in a hundred over a minute, asked as late as 20 ms each time", () => {
    const waits = fc.array(fc.double({ min: 0.1, max: 20, noNaN: true }), { minLength: 50, maxLength: 50 });
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 5_000 }), waits, (rate, list) => {
        const minute = timesOf(Array.from({ length: 50_000 }, (_, index) => list[index % 50] ?? 0)).filter((time) => time < 60_000);
        const span = (minute.at(-1) ?? 0) - (minute[0] ?? 0);
        const expected = (rate * span) / 1_000;
        const { length } = drive(new Pacer(rate), minute);
        expect(Math.abs(length - expected)).toBeLessThanOrEqual(1 + Math.max(rate * 0.02, expected * 0.01));
      }),
      { numRuns: 20 },
    );
  });

  it.each([1, 3, 7, 10, 33, 100, 1_000])("of %i a second is reached when it is asked often, and spread over the second", (rate) => {
    const out = drive(new Pacer(rate), every(5, 10_000));
    expect(out.length).toBeGreaterThanOrEqual(10 * rate - 1);
    expect(out.length).toBeLessThanOrEqual(10 * rate + burst(rate));
    expect(busiest(out, 200)).toBeLessThanOrEqual(Math.ceil(rate / 5) + burst(rate));
  });

  it("does not save up what was not used", () => {
    const pacer = new Pacer(10);
    drive(pacer, every(100, 1_000));
    expect(drive(pacer, [60_000])).toHaveLength(1);
    expect(drive(new Pacer(1_000), [60_000])).toHaveLength(burst(1_000));
  });

  it("says how long to wait, and then allows one", () => {
    const pacer = new Pacer(4);
    pacer.spend(0, 1);
    expect(pacer.allowance(0)).toBe(0);
    expect(pacer.wait(0)).toBe(230);
    expect(pacer.wait(100)).toBe(130);
    expect(pacer.allowance(229)).toBe(0);
    expect(pacer.allowance(230)).toBe(1);
    expect(pacer.wait(230)).toBe(0);
  });

  it("makes up for events that it did not allow", () => {
    const pacer = new Pacer(10);
    pacer.spend(0, 5);
    expect(pacer.wait(0)).toBe(480);
    expect(drive(pacer, every(10, 480))).toEqual([]);
  });

  it("of 0 is no limit", () => {
    const pacer = new Pacer(0);
    pacer.spend(0, 1_000_000);
    expect([pacer.allowance(0), pacer.wait(0)]).toEqual([Number.POSITIVE_INFINITY, 0]);
  });
});
