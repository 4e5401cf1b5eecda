import { describe, expect, it } from "vitest";
import { CONTENT_CLASSES, type ContentClass, type Operator } from "../domain/message.ts";
import { laneOf, readLane } from "../routing/lanes.ts";
import { LaneBoard } from "./lane-board.ts";

function lane(accountId: number, contentClass: ContentClass = "notice", operator: Operator = "mobile"): number {
  return laneOf({ accountId, medium: "sms", operator, class: contentClass, province: 0 });
}

const A = lane(1);
const B = lane(2);
const C = lane(3);

/** All lanes compete, but for what the test says. */
function open(rivalry: (lane: number) => string = () => ""): LaneBoard {
  return new LaneBoard(rivalry);
}

/** The lanes that are due, in the order in which they are served; they count as claimed then. */
function serve(board: LaneBoard, now: number, most = Number.POSITIVE_INFINITY): readonly number[] {
  const served: number[] = [];
  for (const pools of board.due(now)) {
    for (;;) {
      const [pool] = pools.filter(({ accounts }) => accounts > 0).sort((a, b) => a.turn - b.turn);
      if (pool?.next === undefined || served.length >= most) break;
      served.push(pool.next);
      board.claiming(pool.next, 1);
    }
  }
  return served;
}

/** The same without claiming anything: whether there is something. */
function accountsDue(board: LaneBoard, now: number): number {
  return board
    .due(now)
    .flat()
    .reduce((sum, pool) => sum + pool.accounts, 0);
}

describe("a lane", () => {
  it("is shown from its due time on, and the earliest one that is to come", () => {
    const board = open();
    board.feedAll([
      { lane: A, dueAt: 200 },
      { lane: B, dueAt: 100 },
    ]);
    expect(accountsDue(board, 99)).toBe(0);
    expect(board.nextDue()).toBe(100);
    expect(serve(board, 100)).toEqual([B]);
    expect(board.nextDue()).toBe(200);
    expect(serve(board, 200)).toEqual([A]);
    expect(board.nextDue()).toBeUndefined();
  });

  it("is due at the earliest time that the board was told", () => {
    const board = open();
    for (const dueAt of [100, 50, 70]) board.feed(A, dueAt);
    expect(board.nextDue()).toBe(50);
    expect(serve(board, 50)).toEqual([A]);
    board.claimed(A, undefined, 1, 1);
    expect(board.nextDue()).toBeUndefined();
  });

  it("is not shown while it is being claimed, and nothing to wake up for", () => {
    const board = open();
    board.feed(A, 100);
    serve(board, 100);
    expect(accountsDue(board, 100)).toBe(0);
    expect(board.nextDue()).toBeUndefined();
  });

  it("is forgotten when a claim found it empty", () => {
    const board = open();
    board.feed(A, 100);
    serve(board, 100);
    board.claimed(A, undefined, 1, 1);
    expect(accountsDue(board, 1_000)).toBe(0);
  });

  it("is not forgotten when it was fed while the claim was under way", () => {
    const board = open();
    board.feed(A, 100);
    serve(board, 100);
    board.feed(A, 150);
    board.feed(A, 120);
    expect(accountsDue(board, 1_000)).toBe(0);
    board.claimed(A, undefined, 1, 1);
    expect(accountsDue(board, 119)).toBe(0);
    expect(serve(board, 120)).toEqual([A]);
  });

  it("is still due after a claim that left something", () => {
    const board = open();
    board.feed(A, 100);
    serve(board, 200);
    board.feed(A, 500);
    board.claimed(A, 180, 1, 1);
    expect(serve(board, 200)).toEqual([A]);
  });
});

describe("lanes that compete", () => {
  it("go codes before notices before campaigns, however long those have waited", () => {
    const board = open();
    const [code, campaign] = [lane(9, "verification"), lane(1, "marketing")];
    board.feed(campaign, 1);
    board.feed(A, 3);
    board.feed(code, 4);
    expect(serve(board, 10)).toEqual([code, A, campaign]);
  });

  it("take turns by account: the one that has had the fewest parts is next", () => {
    const board = open();
    for (const each of [A, B, C]) board.feed(each, 100);
    expect(serve(board, 200, 2)).toEqual([A, B]);
    board.claimed(A, 150, 2, 6);
    board.claimed(B, 150, 5, 5);
    expect(serve(board, 200)).toEqual([C, B, A]);
  });

  it("get no other turn for having run dry meanwhile", () => {
    const board = open();
    board.feed(A, 100);
    serve(board, 100);
    board.feed(B, 100);
    board.feed(C, 100);
    expect(serve(board, 100, 1)).toEqual([B]);
    board.claimed(A, undefined, 5, 5);
    board.claimed(B, 100, 9, 9);
    board.feed(A, 110);
    expect(serve(board, 200)).toEqual([C, A, B]);
  });

  it("don't save up turns: who was away gets one ahead of the others and no more", () => {
    const board = open();
    for (const each of [A, B]) board.feed(each, 100);
    for (let round = 0; round < 10; round++) {
      for (const each of serve(board, 100)) board.claimed(each, 100, 50, 50);
    }
    board.feed(C, 200);
    const order: number[] = [];
    for (let turn = 0; turn < 6; turn++) {
      const [lane = 0] = serve(board, 200, 1);
      order.push(lane);
      board.claimed(lane, 100, 50, 50);
    }
    expect(order).toEqual([C, C, A, B, C, A]);
  });

  it("put an account first that sends less than its share, however many wait", () => {
    const board = open();
    const others = Array.from({ length: 990 }, (_, index) => lane(10 + index));
    for (const each of others) board.feed(each, 100);
    for (let message = 0; message < 10; message++) {
      board.feed(A, 5_000);
      expect(serve(board, 5_000, 1)).toEqual([A]);
      board.claimed(A, undefined, 1, 1);
      for (const each of serve(board, 5_000)) board.claimed(each, 100, 4, 4);
    }
  });

  it("of one account give it one turn, for the lane that has waited longest", () => {
    const board = open();
    const [mobile, unicom] = [lane(1, "notice", "mobile"), lane(1, "notice", "unicom")];
    board.feed(mobile, 200);
    board.feed(unicom, 100);
    board.feed(B, 300);
    expect(accountsDue(board, 300)).toBe(2);
    expect(serve(board, 300)).toEqual([unicom, B, mobile]);
  });

  it("are others after a change of the directory, and none is lost", () => {
    const groups = new Map<number, string>();
    const board = open((of) => groups.get(readLane(of)?.accountId ?? 0) ?? "");
    for (const each of [A, B, C]) board.feed(each, 100);
    board.feed(lane(4), 900);
    expect(
      board
        .due(100)
        .flat()
        .map(({ accounts }) => accounts),
    ).toEqual([3]);
    groups.set(2, "elsewhere");
    board.rearrange();
    expect(
      board
        .due(100)
        .flat()
        .map(({ accounts }) => accounts),
    ).toEqual([2, 1]);
    expect([...serve(board, 1_000)].sort()).toEqual([A, B, C, lane(4)]);
  });
});

describe("what has been due for long", () => {
  it("is found, and nothing younger", () => {
    const board = open();
    for (const [each, dueAt] of [
      [A, 100],
      [B, 200],
      [C, 300],
    ] as const)
      board.feed(each, dueAt);
    const [pool] = board.due(1_000)[CONTENT_CLASSES.indexOf("notice")] ?? [];
    expect(pool?.stale(99, 9)).toEqual([]);
    expect(pool?.stale(200, 9)).toEqual([A, B]);
    expect(pool?.stale(200, 1)).toEqual([A]);
    board.claiming(A, 1);
    board.claimed(A, undefined, 1, 1);
    expect(pool?.stale(200, 9)).toEqual([B]);
  });
});

it("ten thousand lanes in the board make a look at it no slower than ten", () => {
  const lookAt = (lanes: number): number => {
    const board = open();
    for (let account = 1; account <= lanes; account++) board.feed(lane(account), account % 2 === 0 ? 100 : 100_000);
    board.due(100);
    const start = performance.now();
    for (let look = 0; look < 2_000; look++) {
      board.due(100);
      board.nextDue();
    }
    return performance.now() - start;
  };
  lookAt(10);
  expect(lookAt(10_000)).toBeLessThan(10 * lookAt(10) + 20);
});
