import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept } from "../../test/house/scripted-carrier.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe("a message on its way out", () => {
  it("leaves at once, once, with its text, its access code and its number", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.send(["138 0013 8000"], { text: "您好", ext: "77" });
    await rig.pass(5 * MINUTE, MINUTE);
    expect(rig.channel("a").seen).toMatchObject([
      { phone: "13800138000", text: "您好", source: "10690" + "05" + "77", attempt: 1, part: 1, parts: 1, medium: "sms" },
    ]);
    expect(await rig.reports()).toEqual([]);
  });

  it("ends with one report once its receipt is in", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const id = await rig.send(["13800138000"]);
    const [part] = rig.channel("a").seen;
    const at = rig.clock.now();
    const receipt = { upstreamId: `${part?.messageId}/1/1`, status: "delivered", code: "DELIVRD", at, raw: "" } as const;
    await rig.channel("a").host.receipts([receipt, receipt]);
    expect(await rig.reports()).toMatchObject([{ submissionId: id, phone: "13800138000", outcome: "delivered", code: "DELIVRD", at }]);
    expect(await rig.reports()).toEqual([]);
  });

  it("waits for its send time to the millisecond, and then does not wait for a poll", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const sendAt = rig.clock.now() + 10 * MINUTE + 123;
    await rig.send(["13800138000"], { sendAt });
    await rig.pass(10 * MINUTE, 30 * SECOND);
    await rig.pass(122);
    expect(rig.channel("a").seen).toEqual([]);
    await rig.pass(1);
    expect(rig.channel("a").seen).toMatchObject([{ at: sendAt }]);
  });

  it("waits for its send time across a restart, too", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const sendAt = rig.clock.now() + 10 * MINUTE;
    await rig.send(["13800138000"], { sendAt });
    await rig.dispatcher.stop();
    await rig.restart({});
    await rig.pass(10 * MINUTE - 1, 10 * SECOND);
    expect(rig.channel("a").seen).toEqual([]);
    await rig.pass(1);
    expect(rig.channel("a").seen).toMatchObject([{ at: sendAt }]);
  });

  it("does not leave before its time when the system clock is set back while it waits", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const sendAt = rig.clock.now() + 2 * MINUTE;
    await rig.send(["13800138000"], { sendAt });
    rig.clock.jumpTo(rig.clock.now() - 60 * MINUTE);
    await rig.pass(60 * MINUTE, MINUTE);
    expect(rig.channel("a").seen).toEqual([]);
    await rig.pass(3 * MINUTE, SECOND);
    expect(rig.channel("a").seen).toHaveLength(1);
    expect(rig.channel("a").seen[0]?.at).toBeGreaterThanOrEqual(sendAt);
  });

  it("is not held up by one that is due later", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.send(["13800138000"], { sendAt: rig.clock.now() + 2 * MINUTE });
    await rig.send(["13800138001"]);
    expect(rig.channel("a").seen).toMatchObject([{ phone: "13800138001" }]);
    await rig.pass(3 * MINUTE, SECOND);
    expect(rig.channel("a").seen.map((part) => part.phone)).toEqual(["13800138001", "13800138000"]);
  });

  it("goes in parts of one reference where it is long, and is delivered once all parts are", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.send(["13800138000"], { text: `${"好".repeat(67)}${"的".repeat(67)}完` });
    const { seen, host } = rig.channel("a");
    expect(seen.map(({ part, parts, text }) => [part, parts, text])).toEqual([
      [1, 3, "好".repeat(67)],
      [2, 3, "的".repeat(67)],
      [3, 3, "完"],
    ]);
    expect(new Set(seen.map((part) => part.reference)).size).toBe(1);
    for (const [index, part] of seen.entries()) {
      expect(await rig.reports()).toEqual([]);
      const upstreamId = `${part.messageId}/1/${index + 1}`;
      await host.receipts([{ upstreamId, status: "delivered", code: "DELIVRD", at: rig.clock.now(), raw: "" }]);
    }
    expect(await rig.reports()).toHaveLength(1);
  });

  it("is found by the poll where this node was not told of it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.dispatcher.stop();
    await rig.send(["13800138000"]);
    await rig.restart({});
    await rig.pass(SECOND);
    expect(rig.channel("a").seen).toHaveLength(1);
  });
});

describe("a message that is not accepted at once", () => {
  it("is tried again after the channel's backoff, as often as it is throttled", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "retry: { backoff: [1s, 5s] }" } });
    const start = rig.clock.now();
    rig.carrier.channel("a").script = (part) =>
      part.attempt < 4 ? { kind: "deferred", code: "THROTTLED", why: "throttled" } : accept(part);
    await rig.send(["13800138000"]);
    await rig.pass(20 * SECOND, 500);
    expect(rig.channel("a").seen.map((part) => part.at - start)).toEqual([0, SECOND, 6 * SECOND, 11 * SECOND]);
    expect(await rig.reports()).toEqual([]);
  });

  it("waits as long as upstream asks for", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const start = rig.clock.now();
    rig.channel("a").script = (part) =>
      part.attempt === 1 ? { kind: "deferred", code: "THROTTLED", why: "throttled", retryAfter: 20 * SECOND } : accept(part);
    await rig.send(["13800138000"]);
    await rig.pass(25 * SECOND, SECOND);
    expect(rig.channel("a").seen.map((part) => part.at - start)).toEqual([0, 20 * SECOND]);
  });

  it("moves to the next channel of its route at once when the first refuses it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    rig.channel("a").script = () => ({ kind: "refused", code: "45", final: false });
    await rig.send(["13800138000"]);
    expect(rig.channel("a").seen).toHaveLength(1);
    expect(rig.channel("b").seen).toMatchObject([{ attempt: 2, source: "1069105" }]);
    expect(await rig.reports()).toEqual([]);
  });

  it("fails with the carrier's code and its credits back when nobody else can take it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    rig.channel("a").script = () => ({ kind: "refused", code: "45", final: false });
    await rig.send(["13800138000"]);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "45" }]);
    expect(await rig.spent()).toBe(0);
  });

  it("fails at once when the refusal is final, whoever else there is", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    rig.channel("a").script = () => ({ kind: "refused", code: "BLACK", final: true });
    await rig.send(["13800138000"]);
    expect(rig.channel("b").seen).toEqual([]);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "BLACK" }]);
    expect(await rig.spent()).toBe(0);
  });

  it("goes round its channels with a pause after the first round, and is given up with its credits back", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "retry: { giveUpAfter: 1m, backoff: [10s] }", b: "retry: { giveUpAfter: 1m, backoff: [10s] }" },
    });
    for (const name of ["a", "b"]) rig.channel(name).script = () => ({ kind: "refused", code: "45", final: false });
    await rig.send(["13800138000"]);
    await rig.pass(2 * MINUTE, SECOND);
    const tries = [...rig.channel("a").seen, ...rig.channel("b").seen];
    expect(tries.length).toBeGreaterThan(3);
    expect(tries.length).toBeLessThan(10);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "YZ:GIVEUP" }]);
    expect(await rig.spent()).toBe(0);
  });
});
