import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept, Gate } from "../../test/house/scripted-carrier.ts";

const SECOND = 1_000;

function phones(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1380000${String(1000 + index)}`);
}

async function waiting(rig: DispatchRig): Promise<number> {
  const now = rig.clock.now();
  let count = 0;
  for (const { lane } of await rig.store.dispatch.lanes())
    count += (await rig.store.dispatch.claim({ lane, node: 9, dueBefore: now, leaseUntil: now + SECOND, limit: 1000 })).length;
  return count;
}

describe("stopping", () => {
  it("gives back what had not left, waits for the answers to what had, and stores them", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    const a = rig.channel("a");
    const gate = new Gate();
    a.script = (part) => gate.opened.then(() => accept(part));
    await rig.send(phones(20));
    let done = false;
    const stopped = rig.dispatcher.stop().then(() => {
      done = true;
    });
    await rig.quiet();
    expect(done).toBe(false);
    gate.open();
    await stopped;
    expect(a.seen).toHaveLength(4);
    expect(a.stopped).toBe(1);
    expect(await rig.store.dispatch.outstanding(a.config.id, undefined, 100)).toHaveLength(4);
    expect(await waiting(rig)).toBe(16);
  });

  it("gives back what a claim under way brings home", async () => {
    const held = new Gate();
    await using rig = await DispatchRig.open({
      channels: { a: "" },
      between: (store) => ({
        ...store,
        claim: async (claim) => {
          const messages = await store.claim(claim);
          await held.opened;
          return messages;
        },
      }),
    });
    await rig.send(phones(3));
    const stopped = rig.dispatcher.stop();
    held.open();
    await stopped;
    expect(rig.channel("a").seen).toEqual([]);
    expect(await waiting(rig)).toBe(3);
  });

  it("has the rest of a long message leave of which some parts had, and none of it twice", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 1" } });
    await rig.send(["13800138000"], { text: "长".repeat(100) });
    expect(rig.channel("a").seen).toHaveLength(1);
    const stopped = rig.dispatcher.stop();
    await rig.pass(2 * SECOND, 100);
    await stopped;
    expect(rig.channel("a").seen.map((part) => part.part)).toEqual([1, 2]);
    await rig.restart({});
    await rig.pass(10 * SECOND, 500);
    expect(rig.channel("a").seen).toEqual([]);
  });

  it("ends a long message of which not all parts could leave in time, in a way that lets it be sent again whole", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 1" } });
    await rig.send(["13800138000"], { text: "长".repeat(500) });
    const stopped = rig.dispatcher.stop();
    await rig.pass(4 * SECOND, 100);
    await stopped;
    await rig.restart({});
    await rig.pass(20 * SECOND, 500);
    expect(rig.channel("a").seen.map((part) => part.part)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("ends as UNKNOWN a long message that may not be sent twice when only some parts could leave", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 1" }, account: "delivery: at-most-once" });
    await rig.send(["13800138000"], { text: "长".repeat(500) });
    const stopped = rig.dispatcher.stop();
    await rig.pass(4 * SECOND, 100);
    await stopped;
    expect(await rig.reports()).toMatchObject([{ outcome: "unknown", code: "UNKNOWN" }]);
  });

  it("starts nothing afterwards, whatever the directory says", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const a = rig.channel("a");
    await rig.dispatcher.stop();
    await rig.provision({ channels: { a: "window: 7" } });
    await rig.send(["13800138000"]);
    await rig.pass(10 * SECOND, SECOND);
    expect(rig.channel("a")).toBe(a);
    expect(a.seen).toEqual([]);
  });
});

describe("a changed directory", () => {
  it("replaces a channel whose settings have changed, and no other one", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    const [a, b] = [rig.channel("a"), rig.channel("b")];
    await rig.provision({ channels: { a: "window: 7", b: "" } });
    await rig.quiet();
    expect([a.stopped, b.stopped]).toEqual([1, 0]);
    expect(rig.channel("a").config.window).toBe(7);
    expect(rig.channel("b")).toBe(b);
  });

  it("stops a channel that is switched off and starts it when it is on again, with what waited meanwhile", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.send(["13800138000"], { sendAt: rig.clock.now() + 61 * SECOND });
    await rig.provision({ channels: { a: "enabled: false" } });
    await rig.pass(70 * SECOND, SECOND);
    expect(rig.channel("a").seen).toEqual([]);
    await rig.provision({ channels: { a: "" } });
    await rig.pass(SECOND);
    expect(rig.channel("a").seen).toHaveLength(1);
  });

  it("does not fall over a channel that can't be made or started, nor keep it from others", async () => {
    await using rig = await DispatchRig.open({
      channels: { bad: "", worse: "", good: "" },
      prepare: (channel) => {
        if (channel.config.name === "worse") throw new Error("no such thing");
        if (channel.config.name !== "bad") return;
        channel.up = false;
        channel.start = async () => {
          channel.started += 1;
          if (channel.started < 3) throw new Error("no way");
          channel.turn(true);
        };
      },
    });
    await rig.send(["13800138000"]);
    expect(rig.channel("good").seen).toHaveLength(1);
    expect(rig.log).toContain("error: a channel could not be made");
    expect(rig.log).toContain("error: a channel did not start; it is tried again");
    await rig.provision({ channels: { bad: "", worse: "", good: "window: 7" } });
    await rig.quiet();
    expect(rig.channel("good").config.window).toBe(7);
    await rig.pass(11 * SECOND, SECOND);
    expect(rig.channel("bad").started).toBe(3);
    await rig.send(["13800138000"]);
    expect(rig.channel("bad").seen).toHaveLength(1);
  });

  it("keeps messages of a kind that this node does not know waiting", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.dispatcher.stop();
    await rig.send(["13800138000"]);
    await rig.restart({ kinds: [] });
    await rig.pass(5 * SECOND, SECOND);
    expect(rig.log).toContain("error: no channel kind of this name; its messages wait");
    expect(await waiting(rig)).toBe(1);
  });
});

describe("a crash", () => {
  it("resends what had left without an answer, under the next attempt, and nothing that had one", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    rig.channel("a").script = (part) => (part.phone.endsWith("1") ? new Promise(() => undefined) : accept(part));
    await rig.send(phones(4));
    const before = rig.channel("a").seen;
    expect(before).toHaveLength(4);
    await rig.restart({});
    await rig.pass(SECOND);
    expect(rig.channel("a")).not.toBe(before);
    expect(rig.channel("a").seen).toMatchObject([{ phone: "13800001001", attempt: 2 }]);
  });
});
