import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleChannel, sampleClaimed } from "../../test/house/samples.ts";
import { Attempt } from "./attempt.ts";
import { Line } from "./line.ts";
import { partsOf } from "./parts.ts";

const FAR = 10_000_000_000_000;

function attempt(accountId: number, id: number, parts = 1, leaseUntil = FAR): Attempt {
  const message = sampleClaimed({ id, accountId, text: parts === 1 ? "短" : "长".repeat(67 * parts) });
  return new Attempt(message, partsOf(message, sampleChannel(), { medium: "sms", text: message.text, suffix: "" }), leaseUntil);
}

/** Lets so many messages leave whole; answers their ids. */
function leave(line: Line, count = Number.POSITIVE_INFINITY): readonly number[] {
  const ids: number[] = [];
  for (let next = line.next(); next && ids.length < count; next = line.next()) {
    while (next.take()) line.left(next);
    ids.push(next.message.id);
  }
  return ids;
}

describe("accounts in a line", () => {
  it("take turns, and each keeps its own order", () => {
    const line = new Line();
    for (const id of [11, 12, 13, 14]) line.push(attempt(1, id));
    for (const id of [21, 22]) line.push(attempt(2, id));
    line.push(attempt(3, 31));
    expect(leave(line)).toEqual([11, 21, 31, 12, 22, 13, 14]);
    expect([line.parts, line.isEmpty]).toEqual([0, true]);
  });

  it("of which one comes late have it next or next but one, however much waits", () => {
    const line = new Line();
    for (let id = 1; id <= 100; id++) line.push(attempt(1, id));
    leave(line, 10);
    line.push(attempt(2, 1_000));
    expect(leave(line, 2)).toContain(1_000);
  });

  it("are counted in parts, so that long messages take no more than their share", () => {
    const line = new Line();
    for (let id = 1; id <= 10; id++) line.push(attempt(1, id, 5));
    for (let id = 101; id <= 150; id++) line.push(attempt(2, id));
    const ids = leave(line, 36);
    expect(ids.filter((id) => id < 100)).toHaveLength(6);
  });

  it("get the same number of parts to within one message, whatever lengths they send", () => {
    const lengths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 60, maxLength: 60 });
    fc.assert(
      fc.property(fc.array(lengths, { minLength: 2, maxLength: 5 }), (accounts) => {
        const line = new Line();
        for (const [account, list] of accounts.entries()) {
          for (const parts of list) line.push(attempt(account + 1, account + 1, parts));
        }
        const sent = new Map<number, number>();
        for (let message = 0; message < 60; message++) {
          const next = line.next();
          while (next?.take()) {
            line.left(next);
            sent.set(next.message.accountId, (sent.get(next.message.accountId) ?? 0) + 1);
          }
        }
        expect(Math.max(...sent.values()) - Math.min(...sent.values())).toBeLessThanOrEqual(18);
      }),
      { numRuns: 50 },
    );
  });
});

describe("what is taken out of a line", () => {
  it("leaves the rest in its order, and the count of parts right", () => {
    const line = new Line();
    line.push(attempt(1, 11, 3, 500));
    line.push(attempt(1, 12, 2, 900));
    line.push(attempt(2, 21, 1, 400));
    line.push(attempt(2, 22, 1, 900));
    expect([line.mayLapse(399), line.mayLapse(400)]).toEqual([false, true]);
    expect(line.withdraw(({ leaseUntil }) => leaseUntil <= 500).map(({ message }) => message.id)).toEqual([11, 21]);
    expect([line.parts, line.mayLapse(899), line.mayLapse(900)]).toEqual([3, false, true]);
    expect(leave(line)).toEqual([12, 22]);
  });

  it("counts only what had not left of a message that has begun", () => {
    const line = new Line();
    line.push(attempt(1, 11, 3));
    line.push(attempt(1, 12));
    const begun = line.next();
    begun?.take();
    if (begun) line.left(begun);
    expect(line.parts).toBe(3);
    expect(line.withdraw((each) => each !== begun)).toHaveLength(1);
    expect(line.parts).toBe(2);
    expect(leave(line)).toEqual([11]);
    expect([line.parts, line.isEmpty]).toEqual([0, true]);
  });
});
