import { expect, it } from "vitest";
import { withinDailyCap } from "./daily-cap.ts";
import { account } from "./facts.testing.ts";

const judge = (dailyLimit: number, accepted: number, adding: number) =>
  withinDailyCap({ account: account({ dailyLimit }) }, { accepted, adding })?.reason;

it.each([
  [100, 0, 100, undefined],
  [100, 99, 1, undefined],
  [100, 99, 2, "recipient-limited"],
  [100, 0, 101, "recipient-limited"],
  [100, 100, 1, "recipient-limited"],
  [100, 250, 1, "recipient-limited"],
  [0, 1_000_000, 1_000_000, undefined],
])("with a limit of %i and %i before, %i more: %s", (limit, accepted, adding, reason) => {
  expect(judge(limit, accepted, adding)).toBe(reason);
});

it("names the limit", () => {
  expect(withinDailyCap({ account: account({ dailyLimit: 5 }) }, { accepted: 5, adding: 1 })).toMatchObject({ bound: 5 });
});
