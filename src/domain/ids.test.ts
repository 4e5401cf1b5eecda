import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstIdAt, ID_EPOCH, ID_STEP, IdSource, idTime, MAX_ID, MAX_NODES, TOOL_NODE } from "./ids.ts";

const NOW = Date.UTC(2026, 10, 20, 1, 8, 10);

function all(first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + index * ID_STEP);
}

describe("ids", () => {
  it("carry the millisecond in which they were made, above counter and node", () => {
    const id = new IdSource(() => NOW, 7).take();
    expect(id).toBe((NOW - ID_EPOCH) * 256 * 32 + 7);
    expect(idTime(id)).toBe(NOW);
  });

  it("are found by a range over time", () => {
    const id = new IdSource(() => NOW, MAX_NODES - 1).take();
    expect(firstIdAt(NOW)).toBeLessThanOrEqual(id);
    expect(firstIdAt(NOW + 1)).toBeGreaterThan(id);
    expect(firstIdAt(ID_EPOCH - 1)).toBe(0);
  });

  it("of one take lie a step apart, and the next take begins behind them", () => {
    const ids = new IdSource(() => NOW, 3);
    const first = ids.take(100);
    expect(ids.take()).toBe(first + 100 * ID_STEP);
    expect(all(first, 100).every((id) => id % ID_STEP === 3)).toBe(true);
  });

  it("begin anew with each millisecond of the clock", () => {
    let now = NOW;
    const ids = new IdSource(() => now, 0);
    ids.take(5);
    now += 1;
    expect(ids.take()).toBe(firstIdAt(now));
  });

  it("run ahead of the clock when a millisecond has not enough of them, and are overtaken by it", () => {
    let now = NOW;
    const ids = new IdSource(() => now, 0);
    const first = ids.take(10_000);
    expect(idTime(all(first, 10_000).at(-1) ?? 0)).toBe(NOW + 39);
    now += 20;
    expect(ids.take()).toBe(first + 10_000 * ID_STEP);
    now += 100;
    expect(ids.take()).toBe(firstIdAt(now));
  });

  it("stay larger than all before when the clock is set back", () => {
    let now = NOW;
    const ids = new IdSource(() => now, 0);
    const before = ids.take();
    now -= 3_600_000;
    expect(ids.take()).toBe(before + ID_STEP);
  });

  it("are larger than what the node number used before a restart, whoever's id that was", () => {
    for (const after of [firstIdAt(NOW + 5_000) + 7, firstIdAt(NOW + 5_000) + 31 * ID_STEP + 31]) {
      const id = new IdSource(() => NOW, 7, after).take();
      expect(id).toBeGreaterThan(after);
      expect(id % ID_STEP).toBe(7);
    }
  });

  it("of different nodes are different, whatever their clocks and counts", () => {
    const takes = fc.array(fc.record({ node: fc.nat(3), ahead: fc.nat(3), count: fc.integer({ min: 1, max: 300 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(takes, (list) => {
        let now = NOW;
        const sources = [0, 1, 2, 3].map((node) => new IdSource(() => now, node));
        const taken = new Set<number>();
        let count = 0;
        for (const take of list) {
          now = NOW + take.ahead;
          for (const id of all(sources[take.node]?.take(take.count) ?? 0, take.count)) taken.add(id);
          count += take.count;
        }
        expect(taken.size).toBe(count);
      }),
    );
  });

  it("are safe integers until 2060, and then there are none instead of wrong ones", () => {
    expect(new IdSource(() => Date.UTC(2060, 9, 1), 31).take(100_000)).toBeLessThanOrEqual(MAX_ID);
    const ids = new IdSource(() => Date.UTC(2062, 0, 1), 0);
    expect(() => ids.take()).toThrow("ids of this layout are used up");
  });

  it.each([-1, MAX_NODES, 1.5, Number.NaN])("have no node %d", (node) => {
    expect(() => new IdSource(() => NOW, node)).toThrow(RangeError);
  });

  it("leave a node number to the tools", () => {
    expect(TOOL_NODE).toBe(MAX_NODES - 1);
  });
});
