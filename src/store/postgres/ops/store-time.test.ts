import { describe, expect, it } from "vitest";
import { reckon } from "./store-time.ts";

const T = Date.UTC(2026, 10, 20, 3);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a node says that has heard the store's time, and one that hasn't yet. */
const node = (carried: number | undefined, machine: number) => [
  { carried, machine },
  { carried, machine },
];

/** The store's time, of what the server's clock says beside what is known; `ahead` as it was before. */
function told(server: number, known: { latest: number | null; ahead?: number; carried?: number | undefined; machine?: number }): number {
  const { latest, ahead = 0, carried, machine } = known;
  const [before, after] = machine === undefined ? [] : node(carried, machine);
  return server + reckon({ server, ahead, latest }, before, after);
}

describe("the store's time", () => {
  it("is its server's clock's while that goes on as time does, whatever a machine's clock says", () => {
    expect(told(T, { latest: null })).toBe(T);
    expect(told(T + 2_000, { latest: T, carried: T + 1_990, machine: T + DAY })).toBe(T + 2_000);
    expect(told(T - 3_000, { latest: T, carried: T, machine: T })).toBe(T - 3_000);
    // all were cut off from the database for ten minutes
    expect(told(T + 600_000, { latest: T, carried: T + 599_000, machine: 0 })).toBe(T + 600_000);
  });

  it("goes on when the server's clock is set back: from what nodes have carried on, or what was noted", () => {
    expect(told(T - HOUR, { latest: T, carried: T + 1_500, machine: T + 1_500 })).toBe(T + 1_500);
    expect(told(T - HOUR, { latest: T, carried: undefined, machine: T - HOUR })).toBe(T);
    expect(told(T - HOUR, { latest: T })).toBe(T);
    expect(told(0, { latest: T, carried: T + 1_500, machine: 0 })).toBe(T + 1_500);
    // it was down for ten minutes, and comes back on another machine
    expect(told(T - 480_000, { latest: T, carried: T + 600_000, machine: T })).toBe(T + 600_000);
  });

  it("doesn't follow a clock that was set on, where neither the nodes' monotonic clocks nor their machines' say the same", () => {
    expect(told(T + HOUR, { latest: T, carried: T + 1_500, machine: T + 1_500 })).toBe(T + 1_500);
    expect(told(T + 10_000, { latest: T, carried: T + 1_500, machine: T + 1_500 })).toBe(T + 1_500);
    expect(told(T + 365 * DAY, { latest: T, carried: T + 1_500, machine: 0 })).toBe(T + 1_500);
  });

  it("follows it where the machine's clock says the same: all were suspended, or nobody was there", () => {
    expect(told(T + HOUR, { latest: T, carried: T + 1_500, machine: T + HOUR - 20_000 })).toBe(T + HOUR);
    expect(told(T + DAY, { latest: T, carried: undefined, machine: T + DAY })).toBe(T + DAY);
  });

  it("is that of the earlier of two clocks that disagree where nobody was there, though never before what was noted", () => {
    expect(told(T + 365 * DAY, { latest: T, carried: undefined, machine: T + DAY })).toBe(T + DAY);
    expect(told(T + DAY, { latest: T, carried: undefined, machine: T + 365 * DAY })).toBe(T + DAY);
    expect(told(T + DAY, { latest: T, carried: undefined, machine: T - DAY })).toBe(T);
    expect(told(T + DAY, { latest: T })).toBe(T + DAY);
  });

  it("goes by the server's clock again when that is put right", () => {
    expect(told(T + 10_000, { latest: T + 9_000, ahead: HOUR, carried: T + 10_010, machine: T })).toBe(T + 10_010);
    expect(told(T + 10_000, { latest: T + 9_000, ahead: -HOUR, carried: T + 10_010, machine: T })).toBe(T + 10_010);
    // nobody was there meanwhile
    expect(told(T + DAY, { latest: T, ahead: HOUR, carried: undefined, machine: T + DAY })).toBe(T + DAY);
  });
});
