import { expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { Overdue } from "./overdue.ts";

const HOUR = 3_600_000;
const submit = (messageId: number) => ({ messageId, attempt: 1, part: 1, parts: 1 });

it("a submit that is overdue is known by its key, once", () => {
  const overdue = new Overdue(new ManualClock());
  overdue.add("a", submit(1));
  overdue.add(7, submit(2));
  expect([overdue.take("a"), overdue.take("a"), overdue.take(8), overdue.take(7)]).toEqual([submit(1), undefined, undefined, submit(2)]);
});

it("it is forgotten after an hour, and what was overdue under its key later is not", async () => {
  const clock = new ManualClock();
  const overdue = new Overdue(clock);
  overdue.add(1, submit(1));
  overdue.add(2, submit(2));
  await clock.advance(HOUR / 2);
  overdue.add(2, submit(3));
  await clock.advance(HOUR / 2);
  expect([overdue.take(1), overdue.take(2)]).toEqual([undefined, submit(3)]);
});

it("no more than ten thousand are remembered, the latest ones", () => {
  const overdue = new Overdue(new ManualClock());
  for (let key = 0; key < 10_005; key++) overdue.add(key, submit(key));
  expect([0, 4, 5, 10_004].map((key) => overdue.take(key)?.messageId)).toEqual([undefined, undefined, 5, 10_004]);
});
