import { describe, expect, it } from "vitest";
import type { ChannelReceipt } from "../domain/receipt.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { OutletStats } from "./outlet-stats.ts";

const SECOND = 1_000;

function receipt(status: ChannelReceipt["status"]): ChannelReceipt {
  return { upstreamId: "u", status, code: "C", at: 0, raw: "" };
}

describe("what a channel has done", () => {
  it("is counted for ever, and second by second as long as it is looked back on", async () => {
    const clock = new ManualClock();
    const stats = new OutletStats(clock);
    for (let second = 0; second < 400; second++) {
      stats.left();
      stats.answered({ kind: "accepted", upstreamId: "u" });
      await clock.advance(SECOND);
    }
    expect(stats.total("accepted")).toBe(400);
    // the running second has seen nothing yet
    expect([1, 2, 10, 60, 300, 1_000].map((seconds) => stats.recent("left", seconds))).toEqual([0, 1, 9, 59, 299, 299]);
    await clock.advance(30 * SECOND);
    expect(stats.figures()).toMatchObject({ submits: { last10s: 0, last60s: 29 }, receipts: { accepted: 269, delivered: 0, failed: 0 } });
    await clock.advance(3_600 * SECOND);
    expect(stats.recent("left", 300)).toBe(0);
    expect(stats.total("left")).toBe(400);
  });

  it("is told apart by its outcome, and what was throttled among the deferred", () => {
    const stats = new OutletStats(new ManualClock());
    stats.answered({ kind: "accepted", upstreamId: "u" });
    stats.answered({ kind: "refused", code: "A", final: true });
    stats.answered({ kind: "deferred", code: "B", why: "throttled" });
    stats.answered({ kind: "deferred", code: "C", why: "disconnected" });
    stats.answered({ kind: "unknown", code: "D" });
    expect(stats.figures().outcomes).toEqual({ accepted: 1, refused: 1, deferred: 2, unknown: 1, throttled: 1 });
    expect(stats.total("throttled")).toBe(1);
  });

  it("says what was not accepted last, and what was wrong with the connection, both within bounds", async () => {
    const clock = new ManualClock();
    const stats = new OutletStats(clock);
    expect(stats.figures()).not.toHaveProperty("trouble");
    stats.answered({ kind: "refused", code: "A".repeat(1_000), final: true });
    stats.troubled("t".repeat(10_000));
    const at = clock.now();
    await clock.advance(SECOND);
    stats.answered({ kind: "accepted", upstreamId: "u" });
    const { trouble, rejection } = stats.figures();
    expect(rejection).toEqual({ at, outcome: "refused", code: "A".repeat(40) });
    expect(trouble).toEqual({ at, what: "t".repeat(300) });
  });

  it("counts receipts once, however often they come, and those that found no submit beside them", () => {
    const stats = new OutletStats(new ManualClock());
    const batch = [receipt("delivered"), receipt("failed"), receipt("pending"), receipt("delivered"), receipt("delivered")];
    stats.received(batch, ["settled", "noted", "noted", "duplicate", "parked"]);
    expect(stats.figures().receipts).toEqual({ accepted: 0, delivered: 2, failed: 1 });
    expect(["delivered", "failed", "pending", "parked"].map((column) => stats.total(column as "parked"))).toEqual([2, 1, 1, 1]);
  });
});
