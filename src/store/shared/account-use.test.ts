import { expect, it } from "vitest";
import { AccountUse } from "./account-use.ts";

/** 2026-11-20 23:59:59.999 in Shanghai. */
const LATE = Date.UTC(2026, 10, 20, 16) - 1;

it("counts each account's messages by themselves, up to its limit and not beyond", () => {
  const use = new AccountUse();
  expect([use.take(1, 3, LATE, 5), use.take(1, 3, LATE, 5), use.take(1, 2, LATE, 5), use.take(1, 1, LATE, 5)]).toEqual([
    true,
    false,
    true,
    false,
  ]);
  expect(use.take(2, 5, LATE, 5)).toBe(true);
  expect(use.take(1, 1_000, LATE, 0)).toBe(true);
});

it("begins anew with the day in Shanghai, and stays there when the clock is set back", () => {
  const use = new AccountUse();
  use.take(1, 5, LATE, 5);
  expect(use.take(1, 5, LATE + 1, 5)).toBe(true);
  expect(use.take(1, 1, LATE, 5)).toBe(false);
});

it("takes back what was not committed, all of it or since a mark", () => {
  const use = new AccountUse();
  use.take(1, 1, LATE, 5);
  use.commit();
  use.take(1, 1, LATE, 5);
  const mark = use.mark();
  use.take(1, 3, LATE, 5);
  expect(use.take(1, 1, LATE, 5)).toBe(false);
  use.rollback(mark);
  expect(use.take(1, 3, LATE, 5)).toBe(true);
  use.rollback();
  expect(use.take(1, 5, LATE, 5)).toBe(false);
  expect(use.take(1, 4, LATE, 5)).toBe(true);
});
