import { expect, it } from "vitest";
import { ManualClock } from "../runtime/manual-clock.ts";
import { ReadinessProbe } from "./readiness.ts";

it("asks the store once a second, however many ask", async () => {
  const clock = new ManualClock();
  let writes = 0;
  const probe = new ReadinessProbe(clock, async () => void writes++);
  for (let asked = 0; asked < 10; asked++) expect(await probe.ask()).toEqual({ ready: true });
  expect(writes).toBe(1);
  await clock.advance(1_000);
  await probe.ask();
  expect(writes).toBe(2);
});

it("is not ready while the store fails, and again when it recovers", async () => {
  const clock = new ManualClock();
  let broken = true;
  const probe = new ReadinessProbe(clock, () => (broken ? Promise.reject(new Error("disk full")) : Promise.resolve()));
  expect(await probe.ask()).toEqual({ ready: false, why: "the store does not write" });
  broken = false;
  await clock.advance(1_000);
  expect(await probe.ask()).toEqual({ ready: true });
});

it("does not wait for a store that hangs", async () => {
  const clock = new ManualClock();
  const answer = new ReadinessProbe(clock, () => new Promise(() => undefined)).ask();
  await clock.advance(3_000);
  expect(await answer).toEqual({ ready: false, why: "the store has not written for 3 s" });
});

it("is not ready once it has been told to stop", async () => {
  const probe = new ReadinessProbe(new ManualClock(), async () => undefined);
  probe.stop();
  expect(await probe.ask()).toEqual({ ready: false, why: "stopping" });
});
