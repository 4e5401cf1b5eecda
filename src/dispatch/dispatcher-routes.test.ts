import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { Gate } from "../../test/house/scripted-carrier.ts";
import type { Outcome } from "../channels/channel.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** Phones of one operator, so of one lane. */
function phones(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1380000${String(1000 + index)}`);
}

describe("a message that no channel can take now", () => {
  it("waits while they are down, and leaves when one is up again", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "", b: "" },
      prepare: (channel) => {
        channel.up = false;
      },
    });
    await rig.send(["13800138000"]);
    await rig.pass(5 * MINUTE, 10 * SECOND);
    expect(await rig.reports()).toEqual([]);
    rig.channel("b").turn(true);
    await rig.pass(SECOND);
    expect(rig.channel("b").seen).toHaveLength(1);
    expect(rig.channel("a").seen).toEqual([]);
  });

  it("is left to other nodes past its give-up time, while one of them carries messages over the channel", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "retry: { giveUpAfter: 5m }" },
      prepare: (channel) => {
        channel.up = false;
      },
    });
    rig.dispatcher.outlets.elsewhere(rig.channelId("a"), true);
    await rig.send(["13800138000"]);
    await rig.pass(6 * MINUTE, 10 * SECOND);
    expect(await rig.reports()).toEqual([]);
    rig.dispatcher.outlets.elsewhere(rig.channelId("a"), false);
    await rig.pass(2 * SECOND, SECOND);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "YZ:GIVEUP" }]);
  });

  it("ends as YZ:GIVEUP with its credits back when that takes longer than its give-up time, and not before", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "retry: { giveUpAfter: 5m }" },
      prepare: (channel) => {
        channel.up = false;
      },
    });
    await rig.send(["13800138000", "13800138001"]);
    await rig.pass(5 * MINUTE - 1, 10 * SECOND);
    expect(await rig.reports()).toEqual([]);
    expect(await rig.spent()).toBe(2);
    await rig.pass(2 * SECOND, SECOND);
    expect(await rig.reports()).toMatchObject([
      { outcome: "failed", code: "YZ:GIVEUP" },
      { outcome: "failed", code: "YZ:GIVEUP" },
    ]);
    expect(await rig.spent()).toBe(0);
    rig.channel("a").turn(true);
    await rig.pass(MINUTE, SECOND);
    expect(rig.channel("a").seen).toEqual([]);
  });

  it("is given up in time although its channel came up now and then without having room for it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 1, retry: { giveUpAfter: 5m }" } });
    const { opened, open } = new Gate<Outcome>();
    const a = rig.channel("a");
    a.script = () => opened;
    await rig.send(phones(3));
    expect(a.seen).toHaveLength(1);
    for (let minute = 1; minute <= 5; minute++) {
      a.turn(false);
      await rig.pass(30 * SECOND, SECOND);
      if (minute < 5) a.turn(true);
      await rig.pass(30 * SECOND, SECOND);
    }
    await rig.pass(2 * SECOND, SECOND);
    expect(await rig.reports()).toMatchObject([{ code: "YZ:GIVEUP" }, { code: "YZ:GIVEUP" }]);
    open({ kind: "refused", code: "1", final: true });
  });

  it("is given up by and by when its route leads nowhere any more", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.send(["13800138000"], { sendAt: rig.clock.now() + MINUTE });
    await rig.provision({ channels: { a: "enabled: false" } });
    await rig.pass(10 * MINUTE, 10 * SECOND);
    expect(await rig.reports()).toEqual([]);
    await rig.pass(2 * MINUTE, 10 * SECOND);
    expect(await rig.reports()).toMatchObject([{ code: "YZ:GIVEUP" }]);
  });
});

describe("the choice among channels", () => {
  it("is for the first of the route while it has room, then for the next", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2", b: "window: 50" } });
    const gates: Gate<Outcome>[] = [];
    rig.channel("a").script = () => {
      const gate = new Gate<Outcome>();
      gates.push(gate);
      return gate.opened;
    };
    await rig.send(phones(20));
    expect(rig.channel("a").seen).toHaveLength(2);
    expect(rig.channel("b").seen.length).toBeGreaterThanOrEqual(16);
    for (const gate of gates) gate.open({ kind: "refused", code: "1", final: true });
  });

  it("passes over a channel that is down", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    rig.channel("a").turn(false);
    await rig.send(phones(5));
    expect(rig.channel("a").seen).toEqual([]);
    expect(rig.channel("b").seen).toHaveLength(5);
  });

  it("takes back from a channel that goes down what had not left, for the next one", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 10", b: "" } });
    rig.channel("b").turn(false);
    await rig.send(phones(4));
    expect(rig.channel("a").seen).toHaveLength(1);
    rig.channel("b").turn(true);
    rig.channel("a").turn(false);
    await rig.quiet();
    expect(rig.channel("b").seen).toHaveLength(3);
    expect(rig.channel("a").unwelcome).toEqual([]);
  });

  it("does not lose what is being claimed for a channel that is switched off at that moment", async () => {
    const held = new Gate();
    let holding = false;
    await using rig = await DispatchRig.open({
      channels: { a: "", b: "" },
      between: (store) => ({
        ...store,
        claim: async (claim) => {
          const messages = await store.claim(claim);
          if (holding) await held.opened;
          return messages;
        },
      }),
    });
    rig.channel("b").turn(false);
    const old = rig.channel("a");
    holding = true;
    await rig.send(phones(3));
    rig.channel("b").turn(true);
    await rig.provision({ channels: { a: "enabled: false", b: "" } });
    await rig.quiet();
    holding = false;
    held.open();
    await rig.pass(2 * SECOND, SECOND);
    expect(old.stopped).toBe(1);
    expect(old.seen).toEqual([]);
    expect(rig.channel("b").seen).toHaveLength(3);
  });

  it("keeps a text that needs several submits off a channel that can't concatenate", async () => {
    await using rig = await DispatchRig.open({ channels: { short: "concatenate: false", long: "" } });
    await rig.send(["13800138000"], { text: "长".repeat(71) });
    await rig.send(["13800138001"], { text: "短" });
    expect(rig.channel("short").seen.map((part) => part.text)).toEqual(["短"]);
    expect(rig.channel("long").seen.map((part) => part.parts)).toEqual([2, 2]);
  });

  it("lets a long text wait for the channel that can carry it, and gives it up in time", async () => {
    await using rig = await DispatchRig.open({
      channels: { short: "concatenate: false, retry: { giveUpAfter: 1m }", long: "retry: { giveUpAfter: 1m }" },
    });
    rig.channel("long").turn(false);
    await rig.send(["13800138000"], { text: "长".repeat(71) });
    await rig.pass(50 * SECOND, SECOND);
    expect(await rig.reports()).toEqual([]);
    await rig.pass(15 * SECOND, SECOND);
    expect(rig.channel("short").seen).toEqual([]);
    expect(await rig.reports()).toMatchObject([{ code: "YZ:GIVEUP" }]);
  });

  it("gives a message that one channel refused only to another, however busy that is", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "window: 1" } });
    rig.channel("a").script = () => ({ kind: "refused", code: "45", final: false });
    const gates: Gate<Outcome>[] = [];
    rig.channel("b").script = (part) => {
      const gate = new Gate<Outcome>();
      gates.push(gate);
      return gate.opened.then(() => ({ kind: "accepted", upstreamId: String(part.messageId) }));
    };
    await rig.send(phones(5));
    for (let second = 0; second < 10; second++) {
      for (const gate of gates) gate.open({ kind: "unknown", code: "" });
      await rig.pass(SECOND);
    }
    expect(rig.channel("a").seen).toHaveLength(5);
    expect(new Set(rig.channel("b").seen.map((part) => part.phone)).size).toBe(5);
  });

  it("lets codes overtake a campaign that waits for the same channel", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 10" } });
    await rig.send(phones(100), { text: "全场五折，回复T退订" });
    await rig.pass(SECOND, 100);
    await rig.send(["13811112222"], { text: "您的验证码是1234" });
    await rig.pass(SECOND, 100);
    const places = rig.channel("a").seen.map((part) => part.phone);
    expect(places).toContain("13811112222");
    expect(places.length).toBeLessThan(30);
  });

  it("does not let a lane that never empties keep another one of its class from a channel", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 20" } });
    await rig.send(phones(50));
    await rig.send(["13000001234"]);
    for (let round = 0; round < 5; round++) {
      await rig.pass(SECOND, 50);
      await rig.send(phones(50));
    }
    const places = rig.channel("a").seen.map((part) => part.phone);
    expect(places.indexOf("13000001234")).toBeGreaterThan(0);
    expect(places.indexOf("13000001234")).toBeLessThan(70);
  });
});
