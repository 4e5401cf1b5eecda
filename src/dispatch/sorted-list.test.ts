import fc from "fast-check";
import { expect, it } from "vitest";
import { SortedList } from "./sorted-list.ts";

it("has the least entry first and the greatest last, whatever was added and deleted", () => {
  const steps = fc.array(fc.record({ add: fc.boolean(), value: fc.nat(20) }), { maxLength: 100 });
  fc.assert(
    fc.property(steps, (list) => {
      const sorted = new SortedList<number>((a, b) => a - b);
      const model = new Set<number>();
      for (const { add, value } of list) {
        if (add && !model.has(value)) sorted.add(value);
        if (!add) sorted.delete(value);
        if (add) model.add(value);
        else model.delete(value);
        expect([sorted.first, sorted.last]).toEqual(model.size === 0 ? [undefined, undefined] : [Math.min(...model), Math.max(...model)]);
      }
    }),
  );
});
