import { describe, expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import type { ScriptedChannel } from "../../test/house/scripted-carrier.ts";
import type { Claim } from "../store/store.ts";

const SECOND = 1_000;
const CAMPAIGN = "全场五折，回复T退订";
const CODE = "您的验证码是1234";

/** Phones of one operator that no other call with another series gives. */
function phones(series: number, count: number, prefix = "138"): readonly string[] {
  return Array.from({ length: count }, (_, index) => prefix + String(series * 100_000 + index).padStart(8, "0"));
}

/** How many submits each series of phones got, in the order of the series. */
function shares(channel: ScriptedChannel, series: readonly number[], from = 0, to = channel.seen.length): readonly number[] {
  const seen = channel.seen.slice(from, to).map(({ phone }) => Math.floor(Number(phone.slice(3)) / 100_000));
  return series.map((each) => seen.filter((other) => other === each).length);
}

/** Sends a message now and then while time passes; answers how long each took to its submit, ms. */
async function delays(rig: DispatchRig, from: string, text: string, count: number, every = 100): Promise<readonly number[]> {
  const sentAt = new Map<string, number>();
  for (const phone of phones(from.charCodeAt(0), count, "139")) {
    sentAt.set(phone, rig.clock.now());
    await rig.send([phone], { from, text });
    await rig.pass(every, 20);
  }
  await rig.pass(2 * SECOND, 20);
  const left = new Map(rig.channel("a").seen.map(({ phone, at }) => [phone, at]));
  return [...sentAt].map(([phone, at]) => (left.get(phone) ?? Number.POSITIVE_INFINITY) - at);
}

describe("one customer's campaign", () => {
  it.each([20, 200])("before a channel of %i a second holds up another's message of its class by less than a second", async (rate) => {
    await using rig = await DispatchRig.open({ channels: { a: `rate: ${rate}, window: 400` }, others: ["b"] });
    await rig.send(phones(1, rate * 8), { text: CAMPAIGN });
    await rig.pass(SECOND, 100);
    const took = await delays(rig, "b", CAMPAIGN, 15);
    expect(Math.max(...took)).toBeLessThan(SECOND);
    expect(shares(rig.channel("a"), [1])[0]).toBeLessThan(rate * 8);
  });

  it("holds up another's codes by no more than the pace", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 100, window: 400" }, others: ["b"] });
    await rig.send(phones(1, 900), { text: CAMPAIGN });
    await rig.pass(SECOND, 100);
    expect(Math.max(...(await delays(rig, "b", CODE, 15)))).toBeLessThan(100);
  });

  it("holds up another's message of its class no longer where upstream takes its time than that takes", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "window: 50" }, others: ["b"] });
    const a = rig.channel("a");
    a.script = (part) =>
      new Promise((resolve) => a.host.clock.after(200, () => resolve({ kind: "accepted", upstreamId: String(part.messageId) })));
    await rig.send(phones(1, 2_000), { text: CAMPAIGN });
    await rig.pass(SECOND, 50);
    expect(Math.max(...(await delays(rig, "b", CAMPAIGN, 10)))).toBeLessThan(600);
  });
});

describe("campaigns of several customers", () => {
  it("share a channel evenly, whichever began first and by however many lanes it comes", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 200, window: 400" }, others: ["b", "c"] });
    const a = rig.channel("a");
    const everywhere = [...phones(1, 600), ...phones(1, 600, "130"), ...phones(1, 600, "133")];
    await rig.send(everywhere, { text: CAMPAIGN });
    await rig.pass(SECOND, 100);
    const before = a.seen.length;
    await rig.send(phones(2, 900), { from: "b", text: CAMPAIGN });
    await rig.send(phones(3, 900), { from: "c", text: CAMPAIGN });
    await rig.pass(3 * SECOND, 50);
    for (const share of shares(a, [1, 2, 3], before)) expect(share).toBeGreaterThan(170);
    expect(a.seen.length - before).toBeGreaterThan(590);
  });

  it("are counted in parts: long texts get no more than their share", async () => {
    await using rig = await DispatchRig.open({ channels: { a: "rate: 200, window: 400" }, others: ["b"] });
    const a = rig.channel("a");
    await rig.send(phones(1, 400), { text: CAMPAIGN.repeat(30) });
    await rig.send(phones(2, 900), { from: "b", text: CAMPAIGN });
    await rig.pass(SECOND, 20);
    const [atOnce = 0] = shares(a, [2]);
    expect(atOnce).toBeGreaterThan(50);
    const before = a.seen.length;
    await rig.pass(3 * SECOND, 20);
    const [long = 0, short = 0] = shares(a, [1, 2], before);
    expect(long / short).toBeGreaterThan(0.7);
    expect(long / short).toBeLessThan(1.5);
  });

  it("hold up a customer who sends less than an even share by less than a second, however many they are", async () => {
    const others = Array.from({ length: 60 }, (_, index) => `c${index}`);
    await using rig = await DispatchRig.open({ channels: { a: "rate: 100, window: 400" }, others: ["b", ...others] });
    for (const [index, from] of others.entries()) await rig.send(phones(10 + index, 50), { from, text: CAMPAIGN });
    await rig.pass(2 * SECOND, 50);
    expect(Math.max(...(await delays(rig, "b", CAMPAIGN, 5, SECOND)))).toBeLessThan(SECOND);
  });
});

describe("claims", () => {
  it("of a single busy account take as much as its channels have room for", async () => {
    const claims: Claim[] = [];
    await using rig = await DispatchRig.open({
      channels: { a: "window: 2000" },
      between: (store) => ({
        ...store,
        claim: (claim) => {
          claims.push(claim);
          return store.claim(claim);
        },
      }),
    });
    await rig.send(phones(1, 1_600));
    expect(rig.channel("a").seen).toHaveLength(1_600);
    expect(claims.map(({ limit }) => limit)).toEqual([512, 512, 512, 512]);
  });

  it("of many accounts are few at a time, and all come through", async () => {
    let underWay = 0;
    let most = 0;
    const others = Array.from({ length: 100 }, (_, index) => `c${index}`);
    await using rig = await DispatchRig.open({
      channels: { a: "window: 400" },
      others,
      prepare: (channel) => {
        channel.up = false;
      },
      between: (store) => ({
        ...store,
        claim: async (claim) => {
          underWay += 1;
          most = Math.max(most, underWay);
          try {
            return await store.claim(claim);
          } finally {
            underWay -= 1;
          }
        },
      }),
    });
    for (const [index, from] of others.entries()) await rig.send(phones(index, 2), { from });
    expect([most, rig.channel("a").seen.length]).toEqual([0, 0]);
    rig.channel("a").turn(true);
    await rig.pass(100, 10);
    expect(rig.channel("a").seen).toHaveLength(200);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(16);
  });
});

it("what waits follows its account to another product", async () => {
  const channels = { a: "", b: "" };
  const products = { other: ["b"], first: ["a"] };
  await using rig = await DispatchRig.open({ channels, products, account: "product: first" });
  rig.channel("a").turn(false);
  await rig.send(phones(1, 3));
  await rig.provision({ channels, products, account: "product: other" });
  await rig.pass(SECOND, 100);
  expect(rig.channel("b").seen).toHaveLength(3);
});

it("what waits in very many lanes is found page by page by a server that starts, and leaves", async () => {
  const others = Array.from({ length: 60 }, (_, index) => `c${index}`);
  const pages: number[] = [];
  await using rig = await DispatchRig.open({
    channels: { a: "window: 2000" },
    others,
    prepare: (channel) => {
      channel.up = false;
    },
  });
  const texts = [CAMPAIGN, CODE, "您好"];
  for (const [index, from] of others.entries()) {
    const to = ["138", "130", "133"].flatMap((prefix) => phones(index, 3, prefix));
    await rig.send(to, { from, content: { kind: "each", texts: [...texts, ...texts, ...texts] } });
  }
  await rig.dispatcher.stop();
  rig.carrier.prepare = () => undefined;
  await rig.restart({
    between: (store) => ({
      ...store,
      lanes: async (page) => {
        const heads = await store.lanes(page);
        pages.push(heads.length);
        return heads;
      },
    }),
  });
  await rig.pass(SECOND, 100);
  expect(pages.slice(0, 2)).toEqual([500, 40]);
  expect(rig.channel("a").seen).toHaveLength(540);
});
