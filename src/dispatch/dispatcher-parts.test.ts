import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept } from "../../test/house/scripted-carrier.ts";

const SECOND = 1_000;
const THROTTLED = { kind: "deferred", code: "88", why: "throttled" } as const;
/** Of three parts. */
const LONG = "长".repeat(150);

describe("a part that is put off while others of its message are accepted", () => {
  it("leaves once more by itself, so that nobody gets the others twice", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const a = rig.channel("a");
    let busy = true;
    a.script = (part) => {
      if (part.part !== 2 || !busy) return accept(part);
      busy = false;
      return THROTTLED;
    };
    await rig.send(["13800138000"], { text: LONG });
    await rig.pass(SECOND, 100);
    expect(a.seen.map(({ part, attempt }) => [part, attempt])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
      [2, 1],
    ]);
    expect(await rig.store.dispatch.outstanding(a.config.id, undefined, 10)).toHaveLength(3);
    await rig.pass(60 * SECOND, SECOND);
    expect(a.seen).toHaveLength(4);
  });

  it("keeps its place in the window meanwhile, and others go on", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    const a = rig.channel("a");
    a.script = (part) => (part.parts > 1 && part.part === 3 ? THROTTLED : accept(part));
    await rig.send(["13800138000"], { text: LONG });
    await rig.send(["13800138001", "13800138002"]);
    expect(a.seen.filter(({ parts }) => parts === 1)).toHaveLength(2);
  });

  it("is given up after some tries, and its message is sent again whole", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const a = rig.channel("a");
    a.script = (part) => (part.part === 2 && part.attempt === 1 ? THROTTLED : accept(part));
    await rig.send(["13800138000"], { text: LONG });
    await rig.pass(20 * SECOND, 250);
    expect(a.seen.filter(({ attempt }) => attempt === 1).map(({ part }) => part)).toEqual([1, 2, 3, 2, 2, 2, 2]);
    expect(a.seen.filter(({ attempt }) => attempt === 2).map(({ part }) => part)).toEqual([1, 2, 3]);
  });

  it("goes to another channel with the whole message when its own goes down", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    const [a, b] = [rig.channel("a"), rig.channel("b")];
    a.script = (part) => (part.part === 2 ? THROTTLED : accept(part));
    await rig.send(["13800138000"], { text: LONG });
    a.turn(false);
    await rig.pass(2 * SECOND, 100);
    expect(a.seen).toHaveLength(3);
    expect(b.seen.map(({ part }) => part)).toEqual([1, 2, 3]);
  });

  it("is not waited for where no part was accepted: the message moves", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
    rig.channel("a").script = () => THROTTLED;
    await rig.send(["13800138000"], { text: LONG });
    expect(rig.channel("b").seen.map(({ part }) => part)).toEqual([1, 2, 3]);
  });
});
