import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept, Gate, type ScriptedChannel, type Seen } from "../../test/house/scripted-carrier.ts";
import type { Part } from "../channels/channel.ts";
import { StoreError } from "../store/store.ts";

const SECOND = 1_000;

function phones(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1380000${String(1000 + index)}`);
}

/** Lets a test answer the submits of a channel when it likes. */
function holdAnswers(channel: ScriptedChannel): { readonly next: () => void; readonly all: () => void } {
  const waiting: { readonly part: Part; readonly gate: Gate }[] = [];
  channel.script = (part) => {
    const gate = new Gate();
    waiting.push({ part, gate });
    return gate.opened.then(() => accept(part));
  };
  const next = (): void => waiting.shift()?.gate.open();
  return {
    next,
    all: () => {
      while (waiting.length > 0) next();
    },
  };
}

/** The most submits in any span of `ms`. */
function busiest(seen: readonly Seen[], ms: number): number {
  const at = seen.map((part) => part.at);
  return Math.max(...at.map((start) => at.filter((other) => other >= start && other < start + ms).length));
}

describe("the window", () => {
  it("is never exceeded, over all sessions together, and filled again as answers come", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 3, sessions: 2" } });
    const a = rig.channel("a");
    const answers = holdAnswers(a);
    await rig.send(phones(30));
    expect(a.seen).toHaveLength(6);
    answers.next();
    await rig.quiet();
    expect(a.seen).toHaveLength(7);
    while (a.seen.length < 30) {
      answers.all();
      await rig.quiet();
    }
    expect(a.mostUnderWay).toBe(6);
    expect(a.unwelcome).toEqual([]);
  });

  it("counts the parts of long messages one by one", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    const a = rig.channel("a");
    const answers = holdAnswers(a);
    await rig.send(phones(5), { text: "长".repeat(135) });
    expect(a.underWay).toBe(4);
    while (a.seen.length < 15) {
      answers.all();
      await rig.quiet();
    }
    expect(a.mostUnderWay).toBe(4);
    expect(a.unwelcome).toEqual([]);
  });

  it("lets a message through that has more parts than the whole window", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2" } });
    const a = rig.channel("a");
    const answers = holdAnswers(a);
    await rig.send(phones(2), { text: "长".repeat(400) });
    for (let round = 0; a.seen.length < 12 && round < 20; round++) {
      answers.all();
      await rig.quiet();
    }
    answers.all();
    await rig.quiet();
    expect(a.seen.map((part) => `${part.phone.slice(-1)}/${part.part}`)).toEqual([
      ..."123456".split("").map((part) => `0/${part}`),
      ..."123456".split("").map((part) => `1/${part}`),
    ]);
    expect(a.mostUnderWay).toBe(2);
    expect(await rig.store.dispatch.outstanding(a.config.id, undefined, 100)).toHaveLength(12);
  });

  it("is not touched while the channel says that it has no room, and used at once when it has", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "" },
      prepare: (channel) => {
        channel.room = 0;
      },
    });
    const a = rig.channel("a");
    await rig.send(phones(5));
    expect(a.seen).toEqual([]);
    a.room = 2;
    a.host.readyChanged();
    await rig.quiet();
    expect(a.seen).toHaveLength(5);
    expect(a.mostUnderWay).toBeLessThanOrEqual(2);
    expect(a.unwelcome).toEqual([]);
  });

  it("leaves in the store what can't leave soon, for other nodes to see", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    holdAnswers(rig.channel("a"));
    await rig.send(phones(100));
    const [lane] = await rig.store.dispatch.lanes();
    const now = rig.clock.now();
    const claim = { lane: lane?.lane ?? 0, node: 9, dueBefore: now, leaseUntil: now + SECOND, limit: 1000 };
    expect((await rig.store.dispatch.claim(claim)).length).toBeGreaterThanOrEqual(92);
  });
});

describe("the rate", () => {
  it.each([1, 10, 100])("of %i a second is never exceeded, is reached, and is spread over the second", async (rate) => {
    const seconds = rate === 1 ? 10 : 3;
    await using rig = await DispatchRig.open({ channels: { a: `rate: ${rate}, window: 100` } });
    const { seen } = rig.channel("a");
    await rig.send(phones(rate * seconds * 2));
    await rig.pass(seconds * SECOND, rate === 100 ? 10 : 50);
    const burst = 1 + Math.floor(rate * 0.02);
    expect(busiest(seen, SECOND)).toBeLessThanOrEqual(rate + burst);
    expect(busiest(seen, 100)).toBeLessThanOrEqual(Math.ceil(rate / 10) + burst);
    expect(seen.length).toBeGreaterThanOrEqual(rate * seconds * 0.9);
  });

  it("counts the parts of long messages one by one", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 10" } });
    const { seen } = rig.channel("a");
    await rig.send(phones(5), { text: "长".repeat(270) });
    await rig.pass(2 * SECOND, 20);
    expect(busiest(seen, SECOND)).toBeLessThanOrEqual(11);
    expect(seen.length).toBeGreaterThanOrEqual(19);
  });

  it("is reached although upstream takes long to answer, where the window allows it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 20, window: 100" } });
    const a = rig.channel("a");
    a.script = (part) => new Promise((resolve) => a.host.clock.after(2 * SECOND, () => resolve(accept(part))));
    await rig.send(phones(100));
    await rig.pass(3 * SECOND, 25);
    expect(a.seen.length).toBeGreaterThanOrEqual(55);
  });

  it("does not save up what was not used", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 10" } });
    await rig.pass(60 * SECOND, 10 * SECOND);
    await rig.send(phones(30));
    await rig.pass(2 * SECOND, 20);
    expect(busiest(rig.channel("a").seen, SECOND)).toBeLessThanOrEqual(11);
  });
});

describe("a lease", () => {
  it("outlasts a channel that takes as long to answer as a channel may", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "responseTimeout: 10m" } });
    await rig.send(["13800138000"]);
    expect(rig.channel("a").seen).toHaveLength(1);
  });

  it("that would lapse before an answer is given back unsent, also by a message that may not be sent twice", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" }, account: "delivery: at-most-once" });
    const a = rig.channel("a");
    a.room = 0;
    await rig.send(["13800138000"]);
    await rig.pass(5 * 60 * SECOND, 10 * SECOND);
    await rig.store.dispatch.rescue({ now: rig.clock.now(), limit: 100 });
    expect(await rig.reports()).toEqual([]);
    a.room = 1;
    a.host.readyChanged();
    await rig.pass(2 * SECOND, SECOND);
    expect(a.seen).toHaveLength(1);
  });
});

describe("a store that fails to take outcomes", () => {
  it("holds the slots, so that sending stops at the window, and frees them once it takes them", async () => {
    let failing = true;
    await using rig = await DispatchRig.open({
      channels: { a: "window: 2" },
      between: (store) => ({
        ...store,
        record: (results) => (failing ? Promise.reject(new StoreError("failed", "the disk is full")) : store.record(results)),
      }),
    });
    await rig.send(phones(10));
    await rig.pass(10 * SECOND, SECOND);
    expect(rig.channel("a").seen).toHaveLength(2);
    expect(rig.log).toContain("error: outcomes could not be stored");
    failing = false;
    await rig.pass(2 * SECOND, SECOND);
    expect(rig.channel("a").seen).toHaveLength(10);
    expect(new Set(rig.channel("a").seen.map((part) => part.messageId)).size).toBe(10);
  });

  it("does not keep the dispatcher from stopping", async () => {
    await using rig = await DispatchRig.open({
      channels: { a: "" },
      between: (store) => ({ ...store, record: () => Promise.reject(new StoreError("failed", "the disk is full")) }),
    });
    await rig.send(phones(3));
    const stopped = rig.dispatcher.stop();
    await rig.pass(2 * SECOND, SECOND);
    await stopped;
  });
});

describe("a store that fails to hand out messages", () => {
  it("is asked again, and nothing is lost", async () => {
    let failing = true;
    const fail = (): Promise<never> => Promise.reject(new StoreError("failed", "the disk is gone"));
    await using rig = await DispatchRig.open({
      channels: { a: "" },
      between: (store) => ({
        ...store,
        claim: (claim) => (failing ? fail() : store.claim(claim)),
        lanes: () => (failing ? fail() : store.lanes()),
      }),
    });
    await rig.send(phones(3));
    await rig.pass(5 * SECOND, SECOND);
    expect(rig.channel("a").seen).toEqual([]);
    failing = false;
    await rig.pass(SECOND);
    expect(rig.channel("a").seen).toHaveLength(3);
  });
});
