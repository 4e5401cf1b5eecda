import fc from "fast-check";
import { expect, it } from "vitest";
import { fairShare } from "./fair-share.ts";

const places = (nodes: number) => Array.from({ length: nodes }, (_, place) => place);

it("shares of all nodes add up to the slots, and no two differ by more than one", () => {
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 31 }), fc.nat(10_000), (slots, nodes, channelId) => {
      const shares = places(nodes).map((place) => fairShare(slots, nodes, place, channelId));
      expect(shares.reduce((sum, share) => sum + share, 0)).toBe(slots);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    }),
  );
});

it("channels with one slot go to one node after the other", () => {
  expect([1, 2, 3, 4].map((channelId) => places(3).findIndex((place) => fairShare(1, 3, place, channelId) === 1))).toEqual([1, 2, 0, 1]);
});
