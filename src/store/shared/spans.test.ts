import { describe, expect, it } from "vitest";
import { firstIdAt, ID_STEP, MAX_ID } from "../../domain/ids.ts";
import { askedOf, ledgerRuns, upTo } from "./ledger-runs.ts";
import { bounded, boundsOf, groundOfIds, LOOKED_AT, LOOKED_UP, pageOf, rowsAndOne, type Span, together, within } from "./spans.ts";

const NOW = Date.UTC(2026, 10, 20);
const ALL: Span = [0, MAX_ID];
const of = (rows: number, first = 0): Span => [first, first + (rows - 1) * ID_STEP];

it("bounds ids by the page and the times, whichever is narrower", () => {
  expect(boundsOf({ before: undefined })).toEqual([0, MAX_ID - 1]);
  expect(boundsOf({ before: 77, from: undefined, to: NOW })).toEqual([0, 76]);
  expect(boundsOf({ before: MAX_ID, from: NOW, to: NOW + 1 })).toEqual([firstIdAt(NOW), firstIdAt(NOW + 1) - 1]);
});

describe("spans", () => {
  it("are cut to bounds, put together where they overlap, and go from the newest", () => {
    expect(within([], ALL)).toEqual([]);
    expect(
      within(
        [
          [1, 5],
          [20, 30],
          [4, 9],
          [2, 3],
          [50, 60],
        ],
        [3, 25],
      ),
    ).toEqual([
      [20, 25],
      [3, 9],
    ]);
  });

  it("stay as they are where a call may look at all of them", () => {
    const ground = { spans: [of(5_000, 1_000_000), of(5_000)], floor: 3 };
    expect(bounded(ground)).toEqual(ground);
  });

  it("end within one that is longer than a call may look, and between those that are too many", () => {
    const long = bounded({ spans: [of(10 * LOOKED_AT)], floor: undefined });
    expect(long.spans).toHaveLength(1);
    const [[first, last] = ALL] = long.spans;
    expect([last, long.floor]).toEqual([of(10 * LOOKED_AT)[1], first]);
    expect((last - first) / ID_STEP).toBeLessThan(LOOKED_AT);
    const single = Array.from({ length: 2 * LOOKED_UP }, (_, n): Span => of(1, 10_000_000 - n));
    const many = bounded({ spans: single, floor: undefined });
    expect(many).toEqual({ spans: single.slice(0, LOOKED_UP), floor: single[LOOKED_UP - 1]?.[0] });
  });

  it("of several grounds reach as low as all of them are known", () => {
    const known = { spans: [of(1, 90), of(1, 40)], floor: 40 };
    expect(together([known, { spans: [of(1, 60), of(1, 20)], floor: undefined }])).toEqual({
      spans: [of(1, 90), of(1, 60), of(1, 40)],
      floor: 40,
    });
    expect(together([groundOfIds([9, 7], 3), groundOfIds([8], 3)]).floor).toBeUndefined();
    expect(groundOfIds([9, 7, 5], 3).floor).toBe(5);
  });
});

it("makes a page of so many rows and tells whether there are more", () => {
  const page = (limit: number, rows: readonly number[], floor?: number) => pageOf(rows, { limit }, floor, (row) => row);
  expect(page(2, [9, 8, 7])).toEqual({ rows: [9, 8], more: 8 });
  expect(page(2, [9, 8])).toEqual({ rows: [9, 8], more: undefined });
  expect(page(2, [9], 4)).toEqual({ rows: [9], more: 4 });
  expect([0, 1, 1_000, 5_000].map((limit) => rowsAndOne({ limit }))).toEqual([2, 2, 1_001, 1_001]);
});

describe("a ledger", () => {
  it("goes on in the run where the page before ended", () => {
    const runs = (before: number | undefined) => ledgerRuns({ accountId: 1, before, limit: 9 }).map(({ refs }) => refs);
    const [days, opening] = [
      [-MAX_ID, -1],
      [0, 1],
    ];
    expect(runs(undefined)).toEqual([[2, MAX_ID - 1], days, opening]);
    expect(runs(5)).toEqual([[2, 4], days, opening]);
    expect(runs(2)).toEqual([days, opening]);
    expect(runs(-80)).toEqual([[-79, -1], opening]);
    expect(runs(1)).toEqual([[0, 0]]);
    expect(runs(0)).toEqual([]);
  });

  it("is cut on the side that comes later", () => {
    const [newest, days] = ledgerRuns({ accountId: 1, before: undefined, limit: 9 });
    if (!newest || !days) throw new Error("there are runs missing");
    const query = { accountId: 1, before: undefined, limit: 9, from: 5, kinds: ["refund"] as const };
    expect(upTo(70, askedOf(query, newest), newest)).toEqual([70, MAX_ID - 1, null, 2, null, null]);
    expect(upTo(-70, askedOf(query, days), days)).toEqual([-MAX_ID, -70, null, 2, 5, null]);
  });
});
