import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADMIN, CUSTOMER, House } from "../../house/house.ts";
import { HuaxinClient } from "../../house/huaxin-client.ts";
import { until } from "../../house/until.ts";
import { Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let house: House;
let admin: Visitor;
beforeAll(async () => {
  house = await House.open();
  admin = await signedIn(ADMIN.name, ADMIN.password);
  const customer = new HuaxinClient(house, CUSTOMER);
  expect(await customer.send("13800000000,13800000001,13800000002", "hello")).toMatchObject({ status: "Success" });
  await until("three receipts", async () => (await now()).hour.delivered === 3);
});
afterAll(() => house[Symbol.asyncDispose]());

async function signedIn(name: string, password: string): Promise<Visitor> {
  const visitor = new Visitor(house.running.address);
  await visitor.ask("console/session.signIn", { name, password });
  await visitor.ask("console/session.changePassword", { password, chosen: CHOSEN });
  return visitor;
}

const now = (visitor = admin) => visitor.ask("console/overview.now", { language: "en" });
const chart = (input: object) => admin.ask("console/overview.chart", input);
const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);

describe("now", () => {
  it("tells what was accepted, sent and delivered, how it went and how long it took", async () => {
    const figures = await now();
    for (const recently of [figures.hour, figures.minutes5])
      expect(recently).toMatchObject({ accepted: 3, sent: 3, delivered: 3, failed: 0, success: 1, receipts: 1 });
    expect(figures.hour.p50).toBeGreaterThan(0);
    expect(figures.hour.p95).toBeGreaterThanOrEqual(figures.hour.p50);
    expect(figures.speed.accepted.minute).toBeGreaterThan(0);
    expect(figures.backlog).toEqual({ waiting: 0 });
    expect(figures.nodes).toHaveLength(1);
    expect(figures.reviews).toEqual({ submissions: 0, templates: 0, signatures: 0 });
  });

  it("tells how channels stand, as soon as a node says so", async () => {
    await until("a word of the node", async () => (await now()).channels[0].standing !== "unheard");
    const [channel] = (await now()).channels;
    expect(channel).toMatchObject({ name: "sim", kind: "simulator", standing: "connected", waiting: 0 });
  });

  it("leaves out alarms and reviews for those who may not see them", async () => {
    const { password: reviewer } = await admin.ask("console/users.add", { name: "reviewer", role: "reviewer", language: "en" });
    const { password: finance } = await admin.ask("console/users.add", { name: "finance", role: "finance", language: "en" });
    const seen = async (name: string, password: string): Promise<unknown> => {
      const { alarms, reviews } = await now(await signedIn(name, password));
      return { alarms: alarms !== undefined, reviews: reviews !== undefined };
    };
    expect(await seen("reviewer", reviewer)).toEqual({ alarms: false, reviews: true });
    expect(await seen("finance", finance)).toEqual({ alarms: true, reviews: false });
  });

  it("tells an alarm in the language that was asked for", async () => {
    const facts = JSON.stringify({ standing: "not connected" });
    await house.store.alarms.look({
      now: Date.now(),
      every: 0,
      found: [{ key: "channel-down:1", kind: "channel-down", subject: "sim", facts }],
    });
    const alarms = async (language: string) => (await admin.ask("console/overview.now", { language })).alarms;
    await until("the alarm", async () => (await alarms("en")).length > 0);
    const [english] = await alarms("en");
    expect(english).toMatchObject({ name: "Channel down", what: "Channel sim is not connected" });
    expect((await alarms("zh"))[0]).toMatchObject({ name: "通道异常" });
  });
});

describe("chart", () => {
  it.each([
    ["hour", "minute", 60],
    ["day", "hour", 24],
    ["week", "hour", 168],
    ["month", "day", 30],
  ])("a %s goes by the %s", async (span, step, steps) => {
    const answer = await chart({ span, by: "nothing", to: Date.now() });
    expect(answer).toMatchObject({ step, series: [{ id: 0, name: "" }] });
    expect(answer.at).toHaveLength(steps);
    expect(answer.at[0]).toBe(answer.from);
    const [{ accepted, sent, delivered, failed, credits }] = answer.series;
    expect([accepted, sent, delivered, failed, credits].map(total)).toEqual([3, 3, 3, 0, 3]);
  });

  it("tells accounts and channels apart", async () => {
    const [account] = (await chart({ span: "day", by: "account" })).series;
    expect(account).toMatchObject({ id: house.running.directory.current.accountByLogin.get("customer")?.id, name: "customer" });
    expect(total(account.accepted)).toBe(3);
    const { series } = await chart({ span: "day", by: "channel" });
    expect(series.map(({ name, sent }: { name: string; sent: number[] }) => [name, total(sent)])).toEqual([["sim", 3]]);
  });

  it("ends where it is asked to, on a step", async () => {
    const hour = Math.floor(Date.now() / HOUR) * HOUR - 24 * HOUR;
    expect(await chart({ span: "day", by: "nothing", to: hour })).toMatchObject({ from: hour - 24 * HOUR, to: hour });
    expect(await chart({ span: "day", by: "nothing", to: hour - 1 })).toMatchObject({ to: hour });
    const ahead = await chart({ span: "hour", by: "nothing", to: Date.now() + 9 * HOUR });
    expect(ahead.to).toBeLessThanOrEqual(Date.now() + MINUTE);
  });
});
