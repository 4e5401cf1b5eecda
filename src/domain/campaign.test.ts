import { expect, it } from "vitest";
import { boundsOfPart, MOST_OF_PART, partsOf } from "./campaign.ts";

it.each([
  [1, 10_000, 1],
  [2_000, 10_000, 1],
  [2_001, 10_000, 2],
  [200_000, 10_000, 100],
  [10, 3, 4],
])("%i recipients, %i of them in a submission, are %i parts, which have all of them once", (recipients, most, expected) => {
  const parts = partsOf(recipients, most);
  expect(parts).toBe(expected);
  let next = 0;
  for (let place = 0; place < parts; place++) {
    const [from, to] = boundsOfPart(place, parts, recipients);
    expect(from).toBe(next);
    expect(to - from).toBeGreaterThan(0);
    expect(to - from).toBeLessThanOrEqual(Math.min(most, MOST_OF_PART));
    next = to;
  }
  expect(next).toBe(recipients);
});
