import fc from "fast-check";
import { expect, it } from "vitest";
import { CONTENT_CLASSES, MEDIA, OPERATORS } from "../domain/message.ts";
import { accountOf, laneOf, precedence, readLane } from "./lanes.ts";

const lanes = fc.record({
  accountId: fc.nat(2 ** 32 - 1),
  medium: fc.constantFrom(...MEDIA),
  operator: fc.constantFrom(...OPERATORS),
  class: fc.constantFrom(...CONTENT_CLASSES),
  province: fc.nat(63),
});

it("a lane's number is a safe integer, never negative, and reads back as the lane", () => {
  fc.assert(
    fc.property(lanes, (lane) => {
      const number = laneOf(lane);
      expect(Number.isSafeInteger(number) && number >= 0).toBe(true);
      expect(readLane(number)).toEqual(lane);
      expect(accountOf(number)).toBe(lane.accountId);
    }),
  );
});

it("a number that no lane has reads as none", () => {
  for (const number of [3, 7, 4 * 8, 7 * 8, 2 * 64, 3 * 64, -1, -64, Number.NaN, 0.5]) expect(readLane(number)).toBeUndefined();
});

it("codes go before notices before campaigns, whatever the account and the province", () => {
  const of = (accountId: number, contentClass: (typeof CONTENT_CLASSES)[number]): number =>
    precedence(laneOf({ accountId, medium: "sms", operator: "telecom", class: contentClass, province: accountId }));
  expect(of(9, "verification")).toBeLessThan(of(1, "notice"));
  expect(of(9, "notice")).toBeLessThan(of(1, "marketing"));
  expect(of(9, "notice")).toBe(of(1, "notice"));
});

it("stands for the same lane for ever, as it is stored", () => {
  const lane = { accountId: 7, medium: "mms", operator: "telecom", class: "marketing", province: 5 } as const;
  expect(laneOf(lane)).toBe(7 * 16_384 + 5 * 256 + 64 + 2 * 8 + 2);
});
