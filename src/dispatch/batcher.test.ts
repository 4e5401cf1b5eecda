import { expect, it } from "vitest";
import { Gate } from "../../test/house/scripted-carrier.ts";
import { turnOfLoop } from "../../test/house/until.ts";
import { Batcher } from "./batcher.ts";

it("hands a lone item over at once, and what comes meanwhile in one batch, in order", async () => {
  const gates = [new Gate(), new Gate()];
  const batches: (readonly number[])[] = [];
  const batcher = new Batcher<number>(100, (items) => {
    batches.push(items);
    return gates[batches.length - 1]?.opened ?? Promise.resolve();
  });
  batcher.add(1);
  await turnOfLoop();
  for (const item of [2, 3, 4]) batcher.add(item);
  await turnOfLoop();
  expect(batches).toEqual([[1]]);
  gates[0]?.open();
  await turnOfLoop();
  expect(batches).toEqual([[1], [2, 3, 4]]);
});

it("puts what is added in one turn of the event loop into one batch, within the limit", async () => {
  const batches: (readonly number[])[] = [];
  const batcher = new Batcher<number>(2, async (items) => void batches.push(items));
  for (const item of [1, 2, 3, 4, 5]) batcher.add(item);
  await batcher.drained();
  expect(batches).toEqual([[1, 2], [3, 4], [5]]);
});

it("is drained only when the last batch has been dealt with, also when it was added while draining", async () => {
  const gate = new Gate();
  let dealtWith = 0;
  const batcher = new Batcher<number>(1, async () => {
    await gate.opened;
    dealtWith += 1;
  });
  batcher.add(1);
  const drained = batcher.drained();
  batcher.add(2);
  gate.open();
  await drained;
  expect(dealtWith).toBe(2);
  await batcher.drained();
});
