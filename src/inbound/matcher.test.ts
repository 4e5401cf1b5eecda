import { describe, expect, it } from "vitest";
import { InboundRig } from "../../test/house/inbound-rig.ts";
import { until } from "../../test/house/until.ts";
import type { InboundStore } from "../store/store.ts";

const SECOND = 1_000;
const PHONE = "13800138000";

/** Accounts `short` (0) and `long` (05) on one channel, two that share 07 by different products, one without a code on another. */
const PLAN = `
version: 1
channels:
  - { name: main, kind: scripted, operators: [mobile], code: "1069" }
  - { name: side, kind: scripted, operators: [mobile], code: "1065" }
products:
  - { name: one, routes: [{ media: sms, operators: [mobile], channels: [main] }] }
  - { name: more, routes: [{ media: sms, operators: [mobile], channels: [main] }] }
  - { name: two, routes: [{ media: sms, operators: [mobile], channels: [side] }] }
accounts:
  - { login: short, dialects: [huaxin], product: one, code: "0", password: p }
  - { login: long, dialects: [huaxin], product: one, code: "05", password: p, optOut: true }
  - { login: first, dialects: [huaxin], product: one, code: "07", password: p }
  - { login: second, dialects: [huaxin], product: more, code: "07", password: p }
  - { login: bare, dialects: [huaxin], product: two, password: p }
  - { login: pushed, dialects: [huaxin], product: one, code: "1", password: p, push: { inbound: "http://customer.example/" } }
  - { login: deaf, dialects: [huaxin], product: one, code: "3", password: p, push: { reports: "http://customer.example/" } }
  - { login: both, dialects: [huaxin], product: one, code: "2", password: p, push: { mode: both, inbound: "http://customer.example/" } }
`;

async function open(between?: (store: InboundStore) => InboundStore) {
  const rig = await InboundRig.open(PLAN, between);
  rig.matcher.start();
  return rig;
}

describe("an inbound text", () => {
  it("goes to the account with the longest code that fits, the rest being its ext", async () => {
    await using rig = await open();
    await rig.arrive("main", "10690588");
    await rig.arrive("main", "1069088");
    await rig.arrive("side", "106577");
    await rig.pass(SECOND);
    const told = async (login: string) => (await rig.pull(login)).map(({ accountCode, ext, accessCode }) => [accessCode, accountCode, ext]);
    expect(await told("long")).toEqual([["10690588", "05", "88"]]);
    expect(await told("short")).toEqual([["1069088", "0", "88"]]);
    expect(await told("bare")).toEqual([["106577", "", "77"]]);
  });

  it("tells which message it answers, and where the phone is from", async () => {
    await using rig = await open();
    await rig.sent("long", PHONE, "A-1");
    const messageId = await rig.sent("long", PHONE, "A-2");
    await rig.sent("short", PHONE);
    await rig.arrive("main", "106905", { phone: "+86 138-0013-8000" });
    await rig.pass(SECOND);
    expect(await rig.pull("long")).toMatchObject([
      { phone: PHONE, text: "收到", answers: { messageId, orderId: "A-2" }, region: { province: "北京", city: "北京" } },
    ]);
  });

  it("finds the message also when it has long been indexed", async () => {
    await using rig = await open();
    const messageId = await rig.sent("long", PHONE);
    for (let hour = 0; hour < 3; hour++) await rig.pass(3_600 * SECOND);
    expect(await rig.store.inbound.indexPhones(rig.clock.now(), 10)).toBe(0);
    await rig.arrive("main", "106905");
    await rig.pass(SECOND);
    expect(await rig.pull("long")).toMatchObject([{ answers: { messageId } }]);
  });

  it("goes to the one of several accounts with one code that wrote to the phone last", async () => {
    await using rig = await open();
    await rig.sent("second", PHONE);
    const messageId = await rig.sent("first", PHONE);
    await rig.sent("second", "13800138001");
    await rig.arrive("main", "106907");
    await rig.pass(SECOND);
    expect(await rig.pull("first")).toMatchObject([{ answers: { messageId } }]);
    expect(await rig.pull("second")).toEqual([]);
  });

  it.each([
    ["of several accounts with one code none has written to the phone", "main", "106907"],
    ["no account's code fits", "main", "10698"],
    ["it does not begin with the channel's code", "main", "4000"],
    ["only another channel leads to the account", "side", "1069058"],
  ])("stays with the platform where %s, and is not lost", async (_, channel, accessCode) => {
    await using rig = await open();
    if (channel === "side") await rig.provision(PLAN.replace("product: two", "product: one"));
    await rig.arrive(channel, accessCode);
    await rig.pass(SECOND);
    for (const login of ["short", "long", "first", "second", "bare"]) expect(await rig.pull(login)).toEqual([]);
    expect(await rig.store.inbound.unmatched(rig.clock.now(), 10)).toEqual([]);
    expect(rig.log).toEqual([
      expect.stringContaining('warn: inbound texts came to access codes that are no account\'s alone; the platform keeps them {"count":1}'),
    ]);
  });

  it("is pushed to those who want that and say where to, and only then", async () => {
    await using rig = await open();
    await rig.arrive("main", "10691");
    await rig.arrive("main", "10692");
    await rig.arrive("main", "10693");
    await rig.arrive("main", "106905");
    await rig.pass(SECOND);
    expect(rig.assigned).toBe(1);
    const due = (await rig.store.pushes.due(rig.clock.now())).map(({ accountId, kind }) => [accountId, kind]);
    expect(due).toEqual([
      [rig.account("pushed").id, "inbound"],
      [rig.account("both").id, "inbound"],
    ]);
    for (const login of ["both", "deaf", "long"]) expect(await rig.pull(login)).toHaveLength(1);
    await expect(rig.pull("pushed")).rejects.toThrow("report-forbidden");
  });

  it("puts the phone on the blacklist of an account that asks for that, when it says so", async () => {
    await using rig = await open();
    await rig.arrive("main", "106905", { text: " ｔｄ " });
    await rig.arrive("main", "106905", { text: "TD please", phone: "13800138001" });
    await rig.arrive("main", "10690", { text: "T", phone: "13800138002" });
    await rig.pass(SECOND);
    const { blacklist } = await rig.store.rules.load();
    expect(blacklist).toEqual([{ accountId: rig.account("long").id, phone: PHONE, expiresAt: undefined }]);
    expect(await rig.pull("long")).toHaveLength(2);
  });

  it("is matched by the directory as it is then", async () => {
    await using rig = await open();
    await rig.arrive("main", "106933");
    await rig.pass(SECOND);
    await rig.provision(`${PLAN}  - { login: fresh, dialects: [huaxin], product: one, code: "33", password: p }\n`);
    expect(await rig.pull("fresh")).toEqual([]);
    await rig.arrive("main", "106933");
    await rig.pass(SECOND);
    expect(await rig.pull("fresh")).toHaveLength(1);
  });
});

describe("long texts", () => {
  const part = (number: number, of: number) => ({ text: `${number}`, part: { reference: 7, number, of } });

  it("are put together before anyone is told", async () => {
    await using rig = await open();
    await rig.arrive("main", "106905", part(3, 3));
    await rig.arrive("main", "106905", part(1, 3));
    await rig.pass(SECOND);
    expect(await rig.pull("long")).toEqual([]);
    await rig.arrive("main", "106905", part(2, 3));
    await rig.pass(SECOND);
    expect((await rig.pull("long")).map(({ text }) => text)).toEqual(["123"]);
  });

  it("go out a minute after their first part with what is there, without another text to wake anyone", async () => {
    await using rig = await open();
    await rig.arrive("main", "106905", part(3, 3));
    await rig.arrive("main", "106905", part(1, 3));
    for (let second = 0; second < 59; second++) await rig.pass(SECOND);
    expect(await rig.pull("long")).toEqual([]);
    await rig.pass(SECOND);
    await rig.pass(SECOND);
    expect((await rig.pull("long")).map(({ text }) => text)).toEqual(["13"]);
  });
});

describe("matching", () => {
  it("begins with what an earlier process left", async () => {
    await using rig = await InboundRig.open(PLAN);
    await rig.arrive("main", "106905");
    rig.matcher.start();
    await rig.pass(SECOND);
    expect(await rig.pull("long")).toHaveLength(1);
  });

  it("takes texts that come together in one round, and any number of them", async () => {
    let rounds = 0;
    await using rig = await open((store) => ({ ...store, unmatched: (...args) => store.unmatched(...args).finally(() => (rounds += 1)) }));
    const texts = Array.from({ length: 1_200 }, (_, index) => index);
    await Promise.all(texts.map((index) => rig.arrive("main", "106905", { text: String(index) })));
    await rig.pass(200);
    await until("all are matched", async () => (await rig.store.inbound.unmatched(rig.clock.now(), 1)).length === 0);
    expect(rounds).toBe(3);
    expect((await rig.pull("long")).length + (await rig.pull("long")).length).toBe(1_200);
  });

  it("is tried again when the store fails, and says so", async () => {
    let failing = true;
    await using rig = await open((store) => ({
      ...store,
      assign: (assignments) => (failing ? Promise.reject(new Error("the disk is full")) : store.assign(assignments)),
    }));
    await rig.arrive("main", "106905");
    await rig.pass(SECOND);
    expect(rig.log).toEqual([expect.stringContaining("error: inbound texts could not be matched; it is tried again")]);
    failing = false;
    await rig.pass(SECOND);
    expect(await rig.pull("long")).toHaveLength(1);
  });

  it("indexes phones when nothing comes, as far as there is anything", async () => {
    await using rig = await open();
    for (let count = 0; count < 5; count++) await rig.sent("long", PHONE);
    for (let minute = 0; minute < 3; minute++) await rig.pass(60 * SECOND);
    expect(await rig.store.inbound.indexPhones(rig.clock.now(), 10)).toBe(0);
  });

  it("ends when it is stopped", async () => {
    let rounds = 0;
    await using rig = await open((store) => ({ ...store, unmatched: (...args) => store.unmatched(...args).finally(() => (rounds += 1)) }));
    await rig.pass(SECOND);
    await rig.matcher.stop();
    const before = rounds;
    await rig.arrive("main", "106905");
    await rig.pass(60 * SECOND);
    expect(rounds).toBe(before);
  });
});
