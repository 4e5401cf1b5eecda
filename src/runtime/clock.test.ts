import { describe, expect, it } from "vitest";
import { sleep, systemClock } from "./clock.ts";
import { ManualClock } from "./manual-clock.ts";

describe("the system's clock", () => {
  it("runs a callback once, at or after its time", async () => {
    const start = systemClock.monotonic();
    let runs = 0;
    await new Promise<void>((resolve) =>
      systemClock.after(20, () => {
        runs += 1;
        resolve();
      }),
    );
    // a timer's milliseconds are whole ones
    expect(systemClock.monotonic() - start).toBeGreaterThanOrEqual(19);
    expect(runs).toBe(1);
  });

  it("does not run what was cancelled, nor at once what is further off than one timer reaches", async () => {
    let runs = 0;
    const run = (): void => {
      runs += 1;
    };
    systemClock.after(1, run).cancel();
    const far = systemClock.after(2 ** 40, run);
    await new Promise((resolve) => setTimeout(resolve, 20));
    far.cancel();
    expect(runs).toBe(0);
  });
});

describe("a sleep", () => {
  it("ends when its time is over", async () => {
    const clock = new ManualClock();
    let awake = false;
    void sleep(clock, 100).then(() => {
      awake = true;
    });
    await clock.advance(99);
    expect(awake).toBe(false);
    await clock.advance(1);
    expect(awake).toBe(true);
  });

  it("ends at once when it is interrupted, also before it began", async () => {
    const clock = new ManualClock();
    const stop = new AbortController();
    const asleep = sleep(clock, 100, stop.signal);
    stop.abort();
    await asleep;
    await sleep(clock, 100, stop.signal);
  });
});

describe("a manual clock", () => {
  it("fires timers in the order of their times, each at its time, also ones that were set on the way", async () => {
    const clock = new ManualClock(0);
    const fired: string[] = [];
    clock.after(30, () => fired.push(`c ${clock.now()}`));
    clock.after(10, () => {
      fired.push(`a ${clock.now()}`);
      clock.after(10, () => fired.push(`b ${clock.now()}`));
    });
    clock.after(20, () => fired.push("never")).cancel();
    await clock.advance(25);
    expect(fired).toEqual(["a 10", "b 20"]);
    await clock.advance(5);
    expect(fired).toEqual(["a 10", "b 20", "c 30"]);
  });

  it("jumps like a system's clock that is set: durations go on", async () => {
    const clock = new ManualClock(1_000);
    let fired = false;
    clock.after(10, () => {
      fired = true;
    });
    clock.jumpTo(0);
    expect([clock.now(), clock.monotonic()]).toEqual([0, 0]);
    await clock.advance(10);
    expect([fired, clock.now(), clock.monotonic()]).toEqual([true, 10, 10]);
  });
});
