import { expect, it } from "vitest";
import type { ContentClass } from "../domain/message.ts";
import { laneOf } from "../routing/lanes.ts";
import { LaneBoard } from "./lane-board.ts";

function lane(productId: number, contentClass: ContentClass): number {
  return laneOf({ productId, medium: "sms", operator: "mobile", class: contentClass });
}

const A = lane(1, "notice");
const B = lane(2, "notice");

it("shows a lane from its due time on, and the earliest one that is to come", () => {
  const board = new LaneBoard();
  board.feedAll([
    { lane: A, dueAt: 200 },
    { lane: B, dueAt: 100 },
  ]);
  expect(board.due(99)).toEqual([]);
  expect(board.nextDue()).toBe(100);
  expect(board.due(100)).toEqual([B]);
  expect(board.due(200)).toEqual([B, A]);
});

it("keeps the earliest time that it was told", () => {
  const board = new LaneBoard();
  for (const dueAt of [100, 50, 70]) board.feed(A, dueAt);
  expect(board.due(50)).toEqual([A]);
});

it("puts codes before notices before campaigns, however long those have waited", () => {
  const board = new LaneBoard();
  const [code, campaign] = [lane(9, "verification"), lane(1, "marketing")];
  board.feed(campaign, 1);
  board.feed(A, 3);
  board.feed(B, 2);
  board.feed(code, 4);
  expect(board.due(10)).toEqual([code, B, A, campaign]);
});

it("does not show a lane that is being claimed, and nothing to wake up for", () => {
  const board = new LaneBoard();
  board.feed(A, 100);
  board.claiming(A);
  expect(board.due(100)).toEqual([]);
  expect(board.nextDue()).toBeUndefined();
});

it("forgets a lane that a claim found empty", () => {
  const board = new LaneBoard();
  board.feed(A, 100);
  board.claiming(A);
  board.claimed(A, undefined);
  expect(board.due(1_000)).toEqual([]);
});

it("does not forget a lane that was fed while the claim was under way", () => {
  const board = new LaneBoard();
  board.feed(A, 100);
  board.claiming(A);
  board.feed(A, 150);
  board.feed(A, 120);
  expect(board.due(1_000)).toEqual([]);
  board.claimed(A, undefined);
  expect(board.due(119)).toEqual([]);
  expect(board.due(120)).toEqual([A]);
});

it("takes what was fed before a claim for claimed", () => {
  const board = new LaneBoard();
  board.feed(A, 100);
  board.claiming(A);
  board.feed(A, 500);
  board.claimed(A, undefined);
  expect(board.nextDue()).toBe(500);
});

it("lines a lane up behind others once what had waited longest in it is claimed", () => {
  const board = new LaneBoard();
  board.feed(A, 100);
  board.feed(B, 150);
  board.claiming(A);
  board.claimed(A, 180);
  expect(board.due(200)).toEqual([B, A]);
});
