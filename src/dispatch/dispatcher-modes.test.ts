import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept, Gate, type ScriptedChannel } from "../../test/house/scripted-carrier.ts";
import type { ChannelState } from "../domain/channel-state.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

function phones(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1380000${String(1000 + index)}`);
}

/** Holds a channel's answers back until they are released. */
function holdAnswers(channel: ScriptedChannel): () => void {
  const waiting: Gate[] = [];
  channel.script = (part) => {
    const gate = new Gate();
    waiting.push(gate);
    return gate.opened.then(() => accept(part));
  };
  return () => {
    for (const gate of waiting.splice(0)) gate.open();
  };
}

function stateOf(rig: DispatchRig, name: string): ChannelState | undefined {
  return rig.dispatcher.outlets.figures().find(({ channel }) => channel === name)?.state;
}

describe("a channel that is drained", () => {
  it("takes no new messages, keeps running, and carries again when it is switched up", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const a = rig.channel("a");
    await rig.switch("a", "drain");
    await rig.send(phones(3));
    await rig.pass(5 * SECOND, SECOND);
    expect(a.seen).toEqual([]);
    expect(stateOf(rig, "a")).toMatchObject({ mode: "drain", running: true, up: true, waiting: 0, window: { used: 0 } });
    await rig.switch("a", "up");
    await rig.pass(2 * SECOND, SECOND);
    expect(a.seen).toHaveLength(3);
    expect([a.started, a.stopped, rig.channel("a") === a]).toEqual([1, 0, true]);
  });

  it("finishes what has left, and gives what only waits in line to the route's next channel", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2", b: "" } });
    const [a, b] = [rig.channel("a"), rig.channel("b")];
    b.turn(false);
    const release = holdAnswers(a);
    await rig.send(phones(4));
    expect(a.seen).toHaveLength(2);
    expect(stateOf(rig, "a")).toMatchObject({ waiting: 2, window: { used: 2, size: 2 } });
    b.turn(true);
    await rig.switch("a", "drain");
    await rig.pass(2 * SECOND, SECOND);
    expect(b.seen.map(({ phone }) => phone)).toEqual(phones(4).slice(2));
    expect(stateOf(rig, "a")).toMatchObject({ waiting: 0, window: { used: 2 } });
    release();
    await rig.pass(2 * SECOND, SECOND);
    expect(stateOf(rig, "a")).toMatchObject({ window: { used: 0 } });
    expect([a.seen.length, b.seen.length]).toEqual([2, 2]);
    expect(await rig.spent()).toBe(4);
  });

  it("still sends the rest of a long text of which a part has left, and nothing behind it", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 4" } });
    const a = rig.channel("a");
    a.room = 2;
    const release = holdAnswers(a);
    await rig.send(phones(2), { text: "长".repeat(135) });
    expect(a.seen.map(({ part }) => part)).toEqual([1, 2]);
    await rig.switch("a", "drain");
    for (let round = 0; round < 5; round++) {
      release();
      await rig.quiet();
    }
    expect(a.seen.map(({ phone, part }) => [phone, part])).toEqual([1, 2, 3].map((part) => [phones(1)[0], part]));
    await rig.switch("a", "up");
    await rig.pass(2 * SECOND, SECOND);
    expect(a.seen.slice(3).map(({ phone }) => phone)).toEqual([phones(2)[1], phones(2)[1]]);
  });

  it("lets the messages that have no other channel wait, until they are given up and refunded", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "retry: { giveUpAfter: 10m }" } });
    await rig.switch("a", "drain");
    await rig.send(phones(2));
    expect(await rig.spent()).toBe(2);
    await rig.pass(9 * MINUTE, MINUTE);
    expect(await rig.reports()).toEqual([]);
    await rig.pass(2 * MINUTE, MINUTE);
    expect(await rig.reports()).toMatchObject([{ code: "YZ:GIVEUP" }, { code: "YZ:GIVEUP" }]);
    expect(await rig.spent()).toBe(0);
    expect(rig.channel("a").seen).toEqual([]);
  });

  it("is started anew for what a file declares, and stays drained", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    const before = rig.channel("a");
    await rig.switch("a", "drain");
    await rig.provision({ channels: { a: "window: 7" } });
    await rig.send(phones(1));
    await rig.pass(2 * SECOND, SECOND);
    expect(rig.channel("a")).not.toBe(before);
    expect(rig.channel("a").seen).toEqual([]);
    expect(stateOf(rig, "a")).toMatchObject({ mode: "drain", window: { size: 7 } });
  });
});

describe("a channel that is switched down", () => {
  it("is closed once everything under way has been answered, and opened again when it is switched up", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2" } });
    const a = rig.channel("a");
    const release = holdAnswers(a);
    await rig.send(phones(3));
    await rig.switch("a", "down");
    await rig.pass(20 * SECOND, SECOND);
    expect([a.seen.length, a.stopped]).toEqual([2, 0]);
    expect(stateOf(rig, "a")).toMatchObject({ mode: "down", running: true });
    release();
    await rig.pass(SECOND, 200);
    expect(a.stopped).toBe(1);
    expect(stateOf(rig, "a")).toMatchObject({ mode: "down", running: false, up: false, outcomes: { accepted: 2 } });
    await rig.switch("a", "up");
    await rig.pass(2 * SECOND, SECOND);
    expect(rig.channel("a")).not.toBe(a);
    expect(rig.channel("a").seen).toHaveLength(1);
    expect(a.unwelcome).toEqual([]);
  });

  it("is not closed when it is switched up again before the last answer", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2" } });
    const a = rig.channel("a");
    const release = holdAnswers(a);
    await rig.send(phones(3));
    await rig.switch("a", "down");
    await rig.switch("a", "up");
    release();
    await rig.pass(5 * SECOND, SECOND);
    expect([a.seen.length, a.stopped]).toEqual([3, 0]);
    await rig.switch("a", "down");
    release();
    await rig.pass(SECOND, 200);
    expect(a.stopped).toBe(1);
  });

  it("is not opened by a restart", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "" } });
    await rig.switch("a", "down");
    await rig.pass(SECOND, 200);
    const before = rig.channel("a");
    await rig.restart({});
    expect(rig.channel("a")).toBe(before);
    expect(stateOf(rig, "a")).toMatchObject({ mode: "down", running: false });
  });
});

it("a channel is switched at once, whatever takes its time with others", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "", b: "" } });
  const stopping = new Gate();
  rig.channel("b").stop = () => stopping.opened;
  await rig.provision({ channels: { a: "", b: "window: 7" } });
  await rig.switch("a", "drain");
  await rig.send(phones(1));
  expect([stateOf(rig, "a")?.mode, rig.channel("a").seen.length]).toEqual(["drain", 0]);
  stopping.open();
  await rig.pass(2 * SECOND, SECOND);
  expect(rig.channel("b").seen).toHaveLength(1);
});
