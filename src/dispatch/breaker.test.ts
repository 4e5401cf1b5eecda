import { describe, expect, it } from "vitest";
import type { Outcome } from "../channels/channel.ts";
import type { CircuitSettings } from "../domain/directory.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { Breaker } from "./breaker.ts";

const SECOND = 1_000;
const GOOD: Outcome = { kind: "accepted", upstreamId: "1" };
const SILENT: Outcome = { kind: "unknown", code: "T" };
const BROKEN: Outcome = { kind: "deferred", code: "D", why: "disconnected" };
const BUSY: Outcome = { kind: "deferred", code: "B", why: "throttled" };
const REFUSED: Outcome = { kind: "refused", code: "9", final: false };
const BAD_NUMBER: Outcome = { kind: "refused", code: "13", final: true };

class Rig {
  readonly clock = new ManualClock();
  readonly breaker: Breaker;
  readonly changes: string[] = [];

  constructor(settings?: CircuitSettings | "off") {
    this.breaker = new Breaker(settings, this.clock);
    this.breaker.changed = ({ kind }) => this.changes.push(kind);
  }

  /** Sends that are answered at once, by accounts in turn. */
  answer(outcome: Outcome, times = 1, accounts = 1): string {
    for (let time = 0; time < times; time++) this.breaker.answered(this.breaker.leaves(), outcome, 1 + (time % accounts));
    return this.state;
  }

  get state(): string {
    return this.breaker.circuit.kind;
  }
}

describe("a circuit opens", () => {
  it.each([SILENT, BROKEN])("at the tenth $kind in a row, and not before", (outcome) => {
    const rig = new Rig();
    expect(rig.answer(outcome, 9)).toBe("closed");
    expect(rig.answer(outcome)).toBe("open");
  });

  it("at half of twenty outcomes within 30 s, and not of nineteen", async () => {
    const rig = new Rig();
    for (let pair = 0; pair < 9; pair++) {
      rig.answer(GOOD);
      rig.answer(SILENT);
      await rig.clock.advance(SECOND);
    }
    expect(rig.answer(GOOD)).toBe("closed");
    expect(rig.answer(SILENT)).toBe("open");
  });

  it("not for failures that are spread over more than the window", async () => {
    const rig = new Rig();
    for (let minute = 0; minute < 60; minute++) {
      rig.answer(SILENT, 9);
      rig.answer(GOOD, 5);
      await rig.clock.advance(34 * SECOND);
    }
    expect(rig.state).toBe("closed");
  });

  it.each([
    { what: "throttling", outcome: BUSY },
    { what: "refusals that are the message's fault", outcome: BAD_NUMBER },
  ])("never for $what", ({ outcome }) => {
    expect(new Rig().answer(outcome, 1_000, 5)).toBe("closed");
  });

  it("for refusals of its own only once they met two accounts", () => {
    expect(new Rig().answer(REFUSED, 1_000, 1)).toBe("closed");
    expect(new Rig().answer(REFUSED, 10, 2)).toBe("open");
  });

  it("as it is set, or never", () => {
    const settings = { failures: 3, share: 1, window: SECOND, open: SECOND };
    expect(new Rig(settings).answer(SILENT, 3)).toBe("open");
    expect(new Rig("off").answer(SILENT, 1_000)).toBe("closed");
  });
});

describe("an open circuit", () => {
  it("is half open after 10 s, lets one try at a time, and is closed by a good one", async () => {
    const rig = new Rig();
    rig.answer(SILENT, 10);
    const { circuit } = rig.breaker;
    expect(circuit).toEqual({ kind: "open", since: rig.clock.now(), until: rig.clock.now() + 10 * SECOND });
    await rig.clock.advance(10 * SECOND - 1);
    expect(rig.state).toBe("open");
    await rig.clock.advance(1);
    expect(rig.state).toBe("half-open");
    expect(rig.breaker.mayProbe).toBe(true);
    const ticket = rig.breaker.leaves();
    expect(rig.breaker.mayProbe).toBe(false);
    rig.breaker.answered(ticket, GOOD, 1);
    expect(rig.state).toBe("closed");
    expect(rig.changes).toEqual(["open", "closed"]);
    expect(rig.answer(SILENT, 9)).toBe("closed");
  });

  it("opens for twice as long after each failed try, up to 5 minutes, and begins anew once it was closed", async () => {
    const rig = new Rig();
    rig.answer(SILENT, 10);
    const waits: number[] = [];
    for (let probe = 0; probe < 7; probe++) {
      let waited = 0;
      for (; rig.state === "open"; waited++) await rig.clock.advance(SECOND);
      waits.push(waited);
      rig.answer(SILENT);
    }
    expect(waits).toEqual([10, 20, 40, 80, 160, 300, 300]);
    await rig.clock.advance(300 * SECOND);
    rig.answer(GOOD);
    rig.answer(SILENT, 10);
    await rig.clock.advance(10 * SECOND);
    expect(rig.state).toBe("half-open");
  });

  it("says since when it has been open, however often it was tried", async () => {
    const rig = new Rig();
    rig.answer(SILENT, 10);
    const since = rig.clock.now();
    await rig.clock.advance(10 * SECOND);
    rig.answer(SILENT);
    expect(rig.breaker.circuit).toMatchObject({ kind: "open", since });
  });

  it("does not heed answers to what had left before", async () => {
    const rig = new Rig();
    const early = rig.breaker.leaves();
    rig.answer(SILENT, 10);
    rig.breaker.answered(early, GOOD, 1);
    expect(rig.state).toBe("open");
    await rig.clock.advance(10 * SECOND);
    expect(rig.state).toBe("half-open");
    rig.breaker.answered(early, GOOD, 1);
    expect(rig.state).toBe("half-open");
  });

  it("is tried once more after a throttled try, and is closed by any word where it was opened for silence", async () => {
    const rig = new Rig();
    rig.answer(SILENT, 10);
    await rig.clock.advance(10 * SECOND);
    expect(rig.answer(BUSY)).toBe("half-open");
    expect(rig.breaker.mayProbe).toBe(true);
    expect(rig.answer(REFUSED)).toBe("closed");
  });

  it("stays open for refusals where it was opened for them", async () => {
    const rig = new Rig();
    rig.answer(REFUSED, 10, 2);
    await rig.clock.advance(10 * SECOND);
    expect(rig.answer(REFUSED)).toBe("open");
  });
});
