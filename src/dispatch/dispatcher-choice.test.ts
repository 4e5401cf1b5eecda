import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { accept, type ScriptedChannel } from "../../test/house/scripted-carrier.ts";
import type { Outcome } from "../channels/channel.ts";
import { readChoice } from "../domain/choice.ts";
import type { StoryFact } from "../store/store.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const ALL = "operators: [mobile, unicom, telecom]";
const REFUSED: Outcome = { kind: "refused", code: "45", final: false };
const SILENT: Outcome = { kind: "unknown", code: "TIMEOUT" };

function phones(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `1380000${String(1000 + index)}`);
}

function seen(rig: DispatchRig, ...names: readonly string[]): readonly number[] {
  return names.map((name) => rig.channel(name).seen.length);
}

/** What the stories of a submission's messages say of channels: for each try, its verdicts in short. */
async function choicesOf(rig: DispatchRig, submissionId: number): Promise<readonly string[]> {
  const found = await rig.store.history.find(submissionId, 0, 100);
  const stories = await Promise.all((found?.messages ?? []).map(({ id }) => rig.store.history.story(id)));
  const { channels } = await rig.store.directory.load();
  return stories
    .flatMap((story) => story?.steps ?? [])
    .map(({ what }) => what)
    .filter((what): what is Extract<StoryFact, { kind: "choice" }> => what.kind === "choice")
    .map(({ attempt, text }) => {
      const told = readChoice(text).verdicts.map(({ channelId, why }) => `${channels.find(({ id }) => id === channelId)?.name} ${why}`);
      return `${attempt}: ${told.join(", ")}`;
    });
}

/** Upstream's word on the last message that a channel saw. */
async function receive(rig: DispatchRig, channel: ScriptedChannel, code: string): Promise<void> {
  const part = channel.seen.at(-1);
  if (!part) throw new Error("the channel has seen nothing");
  const status = code === "DELIVRD" ? "delivered" : "failed";
  const upstreamId = `${part.messageId}/${part.attempt}/${part.part}`;
  await channel.host.receipts([{ upstreamId, status, code, at: rig.clock.now(), raw: "" }]);
  // lanes are looked at once a second for what this node was not told of
  await rig.pass(SECOND);
}

describe("channels of one priority", () => {
  const standard = `routes: [{ ${ALL}, channels: [{ channel: a, weight: 7 }, { channel: b, weight: 3 }, c] }]`;

  it("share by weight, in turns", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    for (let time = 0; time < 5; time++) await rig.send(phones(20));
    expect(seen(rig, "a", "b", "c")).toEqual([70, 30, 0]);
    const order = [...rig.channel("a").seen, ...rig.channel("b").seen].sort((x, y) => x.messageId - y.messageId);
    const first = order.slice(0, 10).filter(({ source }) => source.startsWith("10691"));
    expect(first).toHaveLength(3);
  });

  it("give their turn to another while they have no room, and to the next priority when none has", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 2", b: "window: 2", c: "" }, standard });
    for (const name of ["a", "b"]) rig.channel(name).script = () => new Promise(() => undefined);
    await rig.send(phones(10));
    expect(seen(rig, "a", "b")).toEqual([2, 2]);
    expect(rig.channel("c").seen.length).toBeGreaterThanOrEqual(2);
  });

  it("tell whose turn it was", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    const told = await choicesOf(rig, await rig.send(phones(2)));
    expect(told).toEqual(["1: a taken, b turn", "1: a turn, b taken"]);
  });
});

describe("the narrowest route", () => {
  it("is by province and class, and the others are there when it is down", async () => {
    await using rig = await DispatchRig.open({
      channels: { any: "", codes: "", beijing: "" },
      standard: `routes: [{ ${ALL}, channels: [any] }, { ${ALL}, classes: [verification], channels: [codes] }, { ${ALL}, provinces: [北京], channels: [beijing] }]`,
    });
    await rig.send(["13800138000", "13568813957"]);
    await rig.send(["13568813957"], { text: "验证码1234" });
    expect(rig.channel("beijing").seen.map(({ phone }) => phone)).toEqual(["13800138000"]);
    expect(rig.channel("any").seen.map(({ phone }) => phone)).toEqual(["13568813957"]);
    expect(seen(rig, "codes")).toEqual([1]);
    rig.channel("beijing").turn(false);
    const told = await choicesOf(rig, await rig.send(["13800138000"]));
    expect(told).toEqual(["1: beijing down, any taken"]);
  });
});

describe("a message that was refused", () => {
  it("is every other channel's before it is anybody's again, without a wait", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" } });
    for (const name of ["a", "b"]) rig.channel(name).script = () => REFUSED;
    const id = await rig.send(["13800138000"]);
    expect(seen(rig, "a", "b", "c")).toEqual([1, 1, 1]);
    expect(await choicesOf(rig, id)).toEqual(["2: a asked, b taken", "3: a asked, b asked, c taken"]);
  });

  it("stays with a channel that is set not to pass it on", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "retry: { thenNextChannel: false }", b: "" } });
    let busy = true;
    rig.channel("a").script = (part) => (busy ? { kind: "deferred", code: "88", why: "throttled" } : accept(part));
    await rig.send(["13800138000"]);
    busy = false;
    await rig.pass(2 * SECOND, SECOND);
    expect(seen(rig, "a", "b")).toEqual([2, 0]);
  });

  it("says why nobody took it when it is given up", async () => {
    await using rig = await DispatchRig.open({
      channels: { short: "concatenate: false, retry: { giveUpAfter: 1m }", long: "retry: { giveUpAfter: 1m }" },
    });
    rig.channel("long").turn(false);
    const id = await rig.send(["13800138000"], { text: "长".repeat(71) });
    await rig.pass(2 * MINUTE, SECOND);
    expect(await rig.reports()).toMatchObject([{ code: "YZ:GIVEUP" }]);
    const told = await choicesOf(rig, id);
    expect(told.at(-1)).toMatch(/: short text, long down$/);
    expect(told.length).toBeLessThanOrEqual(2);
  });
});

describe("a channel whose circuit is open", () => {
  const unknown = "unknown: { then: end }";

  it("is passed over at once, and said to be so", async () => {
    await using rig = await DispatchRig.open({ channels: { a: unknown, b: "" } });
    rig.channel("a").script = () => SILENT;
    await rig.send(phones(10));
    expect(seen(rig, "a", "b")).toEqual([10, 0]);
    const id = await rig.send(["13900139000"]);
    expect(seen(rig, "a", "b")).toEqual([10, 1]);
    expect(await choicesOf(rig, id)).toEqual(["1: a circuit, b taken"]);
    expect(rig.log.join()).toContain("its circuit is open");
  });

  it("is tried with one message after 10 s, and carries all again once that one was taken", async () => {
    await using rig = await DispatchRig.open({ channels: { a: unknown, b: "" } });
    const a = rig.channel("a");
    a.script = () => SILENT;
    await rig.send(phones(10));
    await rig.pass(10 * SECOND, SECOND);
    a.script = () => new Promise((resolve) => rig.clock.after(SECOND, () => resolve({ kind: "accepted", upstreamId: "p" })));
    await rig.send(phones(5));
    expect(seen(rig, "a", "b")).toEqual([11, 4]);
    await rig.pass(2 * SECOND, SECOND);
    a.script = accept;
    await rig.send(phones(5));
    expect(seen(rig, "a", "b")).toEqual([16, 4]);
  });

  it("gives back what had been claimed for it and not left", async () => {
    await using rig = await DispatchRig.open({ channels: { a: `window: 10, ${unknown}`, b: "" } });
    rig.channel("b").turn(false);
    const silent: (() => void)[] = [];
    rig.channel("a").script = () => new Promise((resolve) => silent.push(() => resolve(SILENT)));
    await rig.send(phones(20));
    expect(seen(rig, "a")).toEqual([10]);
    rig.channel("b").turn(true);
    for (const answer of silent) answer();
    await rig.pass(SECOND);
    expect(seen(rig, "a", "b")).toEqual([10, 10]);
  });

  it("makes messages age where there is no other", async () => {
    await using rig = await DispatchRig.open({ channels: { a: `retry: { giveUpAfter: 5s }, ${unknown}` } });
    rig.channel("a").script = () => SILENT;
    await rig.send(phones(10));
    const id = await rig.send(["13900139000"]);
    await rig.pass(7 * SECOND, SECOND);
    expect(seen(rig, "a")).toEqual([10]);
    expect(await choicesOf(rig, id)).toEqual(["1: a circuit"]);
  });
});

describe("a message that was not delivered", () => {
  const standard = `routes: [{ ${ALL}, channels: [a, b, c] }], retryUndelivered: { within: 5m, codes: [UNDELIV, "MA:*"] }`;

  it("goes to each other channel once, and is reported once, with the last word", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    const id = await rig.send(["13800138000"]);
    await receive(rig, rig.channel("a"), "MA:0006");
    await receive(rig, rig.channel("b"), "UNDELIV");
    expect(seen(rig, "a", "b", "c")).toEqual([1, 1, 1]);
    expect(await rig.reports()).toEqual([]);
    await receive(rig, rig.channel("c"), "MA:0007");
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "MA:0007" }]);
    expect(await rig.spent()).toBe(1);
    expect(await choicesOf(rig, id)).toEqual(["2: a failed, b taken", "3: a failed, b failed, c taken"]);
  });

  it("is delivered by the second channel, and charged once", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    await rig.send(["13800138000"]);
    await receive(rig, rig.channel("a"), "MA:0006");
    await receive(rig, rig.channel("b"), "DELIVRD");
    expect(await rig.reports()).toMatchObject([{ outcome: "delivered", code: "DELIVRD" }]);
    expect(await rig.spent()).toBe(1);
  });

  it.each([
    { what: "its code isn't one that is worth it", code: "MB:1", account: "", wait: 0 },
    { what: "it may not be sent twice", code: "UNDELIV", account: "delivery: at-most-once", wait: 0 },
    { what: "it is too late", code: "UNDELIV", account: "", wait: 5 * MINUTE + 1 },
  ])("ends at once where $what", async ({ code, account, wait }) => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard, account });
    await rig.send(["13800138000"]);
    if (wait > 0) await rig.pass(wait);
    await receive(rig, rig.channel("a"), code);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code }]);
    expect(seen(rig, "b", "c")).toEqual([0, 0]);
  });

  it("ends with the carrier's word, not refunded, when no other channel takes it in time", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    await rig.send(["13800138000"]);
    for (const name of ["b", "c"]) rig.channel(name).turn(false);
    await receive(rig, rig.channel("a"), "UNDELIV");
    await rig.pass(20 * MINUTE, 10 * SECOND);
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "UNDELIV" }]);
    expect(seen(rig, "a", "b", "c")).toEqual([1, 0, 0]);
    expect(await rig.spent()).toBe(1);
  });

  it("ends at once where the others were taken out of the product meanwhile", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "", b: "", c: "" }, standard });
    await rig.send(["13800138000"]);
    await rig.provision({ channels: { a: "", b: "", c: "" }, standard: standard.replace("[a, b, c]", "[a]") });
    await receive(rig, rig.channel("a"), "UNDELIV");
    expect(await rig.reports()).toMatchObject([{ outcome: "failed", code: "UNDELIV" }]);
    expect(await rig.spent()).toBe(1);
  });
});
