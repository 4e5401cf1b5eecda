import { describe, expect, it } from "vitest";
import { DispatchRig, type RigOptions } from "../../test/house/dispatch-rig.ts";
import { accept, Gate } from "../../test/house/scripted-carrier.ts";
import type { Outcome, Part } from "../channels/channel.ts";
import { StoreError } from "../store/store.ts";
import { Sweeper } from "./sweeper.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const PHONE = "13800138000";
const UNKNOWN: Outcome = { kind: "unknown", code: "SMPP:SILENT" };

/** A dispatcher with the sweeper beside it, as in a server. */
async function open(options: RigOptions) {
  const rig = await DispatchRig.open(options);
  const sweeper = new Sweeper(
    rig.store.dispatch,
    rig.clock,
    () => undefined,
    () => undefined,
  );
  sweeper.start();
  const attempts = (name = "a"): readonly number[] => rig.channel(name).seen.map(({ attempt }) => attempt);
  const late = async (part: Part | undefined, outcome: Outcome): Promise<void> => {
    if (!part) throw new Error("nothing was sent");
    rig.channel("a").host.late(part, outcome);
    await rig.quiet();
  };
  return {
    rig,
    attempts,
    late,
    async [Symbol.asyncDispose]() {
      await sweeper.stop();
      await rig[Symbol.asyncDispose]();
    },
  };
}

describe("a message that left and got no answer", () => {
  it("is sent again in a little while, where nothing else is set", async () => {
    await using house = await open({ channels: { a: "" } });
    const { rig } = house;
    rig.channel("a").script = (part) => (part.attempt === 1 ? UNKNOWN : accept(part));
    await rig.send([PHONE]);
    await rig.pass(4 * SECOND, SECOND);
    expect(house.attempts()).toEqual([1]);
    await rig.pass(4 * SECOND, SECOND);
    expect(house.attempts()).toEqual([1, 2]);
    expect(await rig.reports()).toEqual([]);
  });

  it("goes to another channel then, where there is one", async () => {
    await using house = await open({ channels: { a: "", b: "" } });
    const { rig } = house;
    rig.channel("a").script = () => UNKNOWN;
    await rig.send([PHONE]);
    await rig.pass(8 * SECOND, SECOND);
    expect([house.attempts("a"), house.attempts("b")]).toEqual([[1], [2]]);
  });

  it.each([
    ["the account", { channels: { a: "validity: 1h" }, account: "delivery: at-most-once" }],
    ["the channel", { channels: { a: "validity: 1h, delivery: at-most-once" } }],
  ])("is held where %s says at most once, and ends as UNKNOWN", async (_who, options) => {
    await using house = await open(options);
    const { rig } = house;
    rig.channel("a").script = () => UNKNOWN;
    await rig.send([PHONE]);
    await rig.pass(HOUR - SECOND, 10 * MINUTE);
    expect(await rig.reports()).toEqual([]);
    await rig.pass(3 * SECOND, SECOND);
    expect(house.attempts()).toEqual([1]);
    expect(await rig.reports()).toMatchObject([{ outcome: "unknown", code: "UNKNOWN" }]);
    expect(await rig.spent()).toBe(1);
  });

  it.each([
    { charge: "on-submit", spent: 1 },
    { charge: "on-delivery", spent: 0 },
  ])("ends at once where the channel waits for no answer, and costs what the account pays $charge", async ({ charge, spent }) => {
    await using house = await open({ channels: { a: "unknown: { then: end }" }, account: `charge: ${charge}` });
    const { rig } = house;
    rig.channel("a").script = () => UNKNOWN;
    await rig.send([PHONE]);
    expect(await rig.reports()).toMatchObject([{ outcome: "unknown", code: "UNKNOWN" }]);
    expect(await rig.spent()).toBe(spent);
  });

  it("is not sent again where its answer comes late", async () => {
    await using house = await open({ channels: { a: "unknown: { then: resend, after: 1m }" } });
    const { rig, late } = house;
    rig.channel("a").script = () => UNKNOWN;
    await rig.send([PHONE]);
    await rig.pass(30 * SECOND, 5 * SECOND);
    await late(rig.channel("a").seen[0], { kind: "accepted", upstreamId: "after-all" });
    await rig.pass(2 * MINUTE, 5 * SECOND);
    expect(house.attempts()).toEqual([1]);
    await rig.channel("a").host.receipts([{ upstreamId: "after-all", status: "delivered", code: "DELIVRD", at: rig.clock.now(), raw: "" }]);
    expect(await rig.reports()).toMatchObject([{ outcome: "delivered" }]);
  });

  it("is sent again sooner where it was refused late", async () => {
    await using house = await open({ channels: { a: "unknown: { then: hold }" } });
    const { rig, late } = house;
    rig.channel("a").script = (part) => (part.attempt === 1 ? UNKNOWN : accept(part));
    await rig.send([PHONE]);
    await late(rig.channel("a").seen[0], { kind: "deferred", code: "88", why: "throttled" });
    await rig.pass(2 * SECOND, SECOND);
    expect(house.attempts()).toEqual([1, 2]);
  });

  it("takes the late answer of one part while another is still under way", async () => {
    await using house = await open({ channels: { a: "" } });
    const { rig, late } = house;
    const gate = new Gate();
    rig.channel("a").script = async (part) => {
      if (part.part === 1) return UNKNOWN;
      await gate.opened;
      return accept(part);
    };
    await rig.send([PHONE], { text: "长".repeat(100) });
    await late(rig.channel("a").seen[0], { kind: "accepted", upstreamId: "after-all" });
    gate.open();
    await rig.pass(MINUTE, 5 * SECOND);
    expect(house.attempts()).toEqual([1, 1]);
  });

  it("is taken for one when its channel breaks the contract and rejects", async () => {
    await using house = await open({ channels: { a: "" } });
    const { rig } = house;
    rig.channel("a").script = (part) => {
      if (part.attempt === 1) throw new Error("a bug in a channel");
      return accept(part);
    };
    await rig.send([PHONE]);
    await rig.pass(8 * SECOND, SECOND);
    expect(house.attempts()).toEqual([1, 2]);
  });
});

it("a late answer that can't be stored at once is stored when that works again", async () => {
  let broken = true;
  await using house = await open({
    channels: { a: "unknown: { then: hold }" },
    between: (store) => ({
      ...store,
      late: async (...answers) => {
        if (broken) throw new StoreError("failed", "the disk is full");
        return store.late(...answers);
      },
    }),
  });
  const { rig, late } = house;
  rig.channel("a").script = () => UNKNOWN;
  const submission = await rig.send([PHONE]);
  await late(rig.channel("a").seen[0], { kind: "accepted", upstreamId: "after-all" });
  const stateOf = async () => (await rig.store.history.find(submission, 0, 9))?.messages[0]?.state;
  expect(await stateOf()).toBe("unanswered");
  broken = false;
  await rig.pass(2 * SECOND, SECOND);
  expect(await stateOf()).toBe("sent");
  expect(rig.log).toContain("error: late answers could not be stored");
});

it("what was under way when its process died ends as UNKNOWN where its channel sends once, and is sent again where not", async () => {
  for (const [settings, outcome] of [
    ["delivery: at-most-once", "unknown"],
    ["", undefined],
  ] as const) {
    await using house = await open({ channels: { a: settings } });
    const { rig } = house;
    rig.channel("a").script = () => new Promise(() => undefined);
    await rig.send([PHONE]);
    await rig.restart({});
    await rig.pass(2 * SECOND, SECOND);
    expect((await rig.reports())[0]?.outcome).toBe(outcome);
    expect(house.attempts()).toEqual(outcome ? [] : [2]);
  }
});
