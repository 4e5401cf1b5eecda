import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept, Gate } from "../../test/house/scripted-carrier.ts";
import { indexDirectory } from "../directory/directory-index.ts";
import type { TestOrder, TestSend } from "../store/store.ts";
import { TestDesk } from "./test-desk.ts";

const SECOND = 1_000;
const PHONE = "13800138000";

/** A desk beside a running dispatcher, as a server has it. */
async function open(channels: Readonly<Record<string, string>>) {
  const rig = await DispatchRig.open({ channels });
  const log: string[] = [];
  let directory = indexDirectory(await rig.store.directory.load());
  const desk = new TestDesk({
    store: rig.store.channels,
    clock: rig.clock,
    log: (_level, message, facts) => log.push([message, ...Object.values(facts ?? {})].join(" ")),
    node: () => 0,
    directory: () => directory,
    outlets: rig.dispatcher.outlets,
  });
  desk.start();
  let serial = 1_000_000;
  return {
    rig,
    desk,
    log,
    async switch(name: string, mode: "up" | "drain" | "down"): Promise<void> {
      await rig.switch(name, mode);
      directory = indexDirectory(await rig.store.directory.load());
    },
    async order(name: string, text = "线路测试"): Promise<TestOrder> {
      serial += 32;
      const at = rig.clock.now();
      const order = { id: serial, channelId: rig.channelId(name), phone: PHONE, text, actor: "cli:ann", at, takeBy: at + 10 * SECOND };
      expect(await rig.store.channels.orderTest(order)).toBe(true);
      return order;
    },
    test: async ({ id }: TestOrder): Promise<TestSend | undefined> => rig.store.channels.test(id),
    async [Symbol.asyncDispose]() {
      await desk.stop();
      await rig[Symbol.asyncDispose]();
    },
  };
}

describe("a test", () => {
  it("goes over exactly its channel, once, with that channel's code, and is no account's", async () => {
    await using house = await open({ a: "", b: "" });
    const { rig } = house;
    const order = await house.order("b");
    await rig.pass(3 * SECOND, SECOND);
    expect(rig.channel("a").seen).toEqual([]);
    expect(rig.channel("b").seen).toMatchObject([{ messageId: order.id, phone: PHONE, text: "线路测试", source: "10691", parts: 1 }]);
    const upstreamId = `${order.id}/1/1`;
    expect(await house.test(order)).toMatchObject({
      node: 0,
      answer: { note: "", parts: [{ part: 1, outcome: "accepted", upstreamId, code: undefined }] },
      receipts: [],
    });
    await rig.channel("b").host.receipts([{ upstreamId, status: "delivered", code: "DELIVRD", at: rig.clock.now(), raw: "" }]);
    expect((await house.test(order))?.receipts).toMatchObject([{ upstreamId, code: "DELIVRD" }]);
    expect([await rig.spent(), await rig.reports()]).toEqual([0, []]);
  });

  it("leaves a line in the log with who ordered it, and neither phone nor text", async () => {
    await using house = await open({ a: "" });
    const { id } = await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    expect(house.log).toEqual([`a test is sent over a channel ${id} a cli:ann`, `a test was answered ${id} a accepted `]);
  });

  it("goes in parts where its text is long", async () => {
    await using house = await open({ a: "" });
    const order = await house.order("a", "长".repeat(135));
    await house.rig.pass(2 * SECOND, SECOND);
    expect((await house.test(order))?.answer?.parts.map(({ part, upstreamId }) => [part, upstreamId])).toEqual(
      [1, 2, 3].map((part) => [part, `${order.id}/1/${part}`]),
    );
  });

  it("is told whatever upstream answers, and counts among the channel's figures", async () => {
    await using house = await open({ a: "" });
    house.rig.channel("a").script = () => ({ kind: "refused", code: "SIM:1", final: true });
    const order = await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    expect((await house.test(order))?.answer?.parts).toEqual([{ part: 1, outcome: "refused", upstreamId: undefined, code: "SIM:1" }]);
    const state = house.rig.dispatcher.outlets.figures()[0]?.state;
    expect(state).toMatchObject({ submits: { last10s: 1 }, outcomes: { refused: 1 }, rejection: { outcome: "refused", code: "SIM:1" } });
  });

  it("reaches a channel that is drained", async () => {
    await using house = await open({ a: "" });
    await house.switch("a", "drain");
    await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    expect(house.rig.channel("a").seen).toHaveLength(1);
  });

  it("waits for room in the window, and for 15 seconds at most", async () => {
    await using house = await open({ a: "window: 1" });
    const a = house.rig.channel("a");
    const gate = new Gate();
    a.script = (part) => gate.opened.then(() => accept(part));
    await house.rig.send([PHONE]);
    const order = await house.order("a");
    await house.rig.pass(14 * SECOND, SECOND);
    expect(await house.test(order)).toMatchObject({ node: 0, answer: undefined });
    await house.rig.pass(3 * SECOND, SECOND);
    expect((await house.test(order))?.answer).toMatchObject({ parts: [], note: "the channel had no room: it is throttled or busy" });
    const another = await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    gate.open();
    await house.rig.pass(SECOND, 100);
    expect((await house.test(another))?.answer?.parts).toHaveLength(1);
    expect(a.unwelcome).toEqual([]);
  });

  it("of a channel that can't be reached is left to other nodes for a moment, and then says why it wasn't sent", async () => {
    await using house = await open({ a: "" });
    house.rig.channel("a").turn(false);
    const order = await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    expect(await house.test(order)).toMatchObject({ node: undefined });
    await house.rig.pass(20 * SECOND, SECOND);
    expect((await house.test(order))?.answer).toMatchObject({ parts: [], note: "the channel is not connected" });
  });

  it("of a channel that is switched down says so", async () => {
    await using house = await open({ a: "" });
    await house.switch("a", "down");
    await house.rig.pass(SECOND, SECOND);
    const order = await house.order("a");
    await house.rig.pass(5 * SECOND, SECOND);
    expect((await house.test(order))?.answer).toMatchObject({ parts: [], note: "the channel is switched down" });
  });

  it("that the channel can't carry says so", async () => {
    await using house = await open({ a: "concatenate: false" });
    const order = await house.order("a", "长".repeat(71));
    await house.rig.pass(2 * SECOND, SECOND);
    expect((await house.test(order))?.answer?.note).toContain("too long for one submit");
    expect(house.rig.channel("a").seen).toEqual([]);
  });

  it("is not sent any more when the server stops while it waits, and is told that", async () => {
    await using house = await open({ a: "" });
    house.rig.channel("a").room = 0;
    const order = await house.order("a");
    await house.rig.pass(2 * SECOND, SECOND);
    await house.desk.stop();
    await house.desk.drained();
    expect((await house.test(order))?.answer).toMatchObject({ parts: [], note: "the server stops" });
  });
});
