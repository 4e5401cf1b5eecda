import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientInbound, type ClientReport, connect } from "../../src/client/index.ts";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { House } from "../house/house.ts";
import { until } from "../house/until.ts";
import { RELAY, UPSTREAM_CODE, Upstream } from "../house/upstream.ts";

const OPERATORS = "operators: [mobile, unicom, telecom]";
const SECRETS = { password: "Relay-1", md5Key: "RELAYKEY", veryCode: "771204" };
const written = (settings: object): string => JSON.stringify(settings);

/** How each interface brings us what waits: it is asked, or it calls us. */
const WAYS = [
  { dialect: "hzdfit", code: "01", pushes: true },
  { dialect: "qxt", code: "02", pushes: true },
  { dialect: "xunchen", code: "03", pushes: false },
  { dialect: "inter28", code: "04", pushes: false },
  { dialect: "huaxin", code: "05", pushes: false },
  { dialect: "huaxin", code: "06", pushes: true },
].map((way) => ({ ...way, name: `${way.dialect}${way.pushes ? "-pushing" : ""}` }));

/** A platform with an account for each way; with an address to push to, once that is known. */
function upstreamPlan(pushTo: string | undefined): string {
  const accounts = WAYS.map(({ dialect, code, pushes, name }) => {
    const push = pushes && pushTo ? { push: { reports: `${pushTo}/up/${name}`, inbound: `${pushTo}/up/${name}` } } : {};
    return written({ login: name, dialects: [dialect], product: "all", code, credits: 1_000, ...SECRETS, ...push });
  });
  return `
version: 1
settings: { push: { allowAddresses: ["127.0.0.0/8"] } }
channels: [{ name: sim, kind: simulator, ${OPERATORS}, code: "${UPSTREAM_CODE}", simulator: { receiptDelay: 20ms } }]
products: [{ name: all, routes: [{ ${OPERATORS}, channels: [sim] }] }]
accounts: [${accounts.join(", ")}]
`;
}

/** A platform that sends for its customers through another one: each customer by an interface of its own. */
function relayPlan(url: string): string {
  const channels = WAYS.map(({ dialect, code, pushes, name }) => {
    const from = pushes ? { callbackPath: `/up/${name}` } : { poll: "100ms" };
    const http = written({ dialect, url, account: name, ...SECRETS, ...from });
    return `{ name: ${name}, kind: http, ${OPERATORS}, code: "${UPSTREAM_CODE}${code}", http: ${http} }`;
  });
  const products = WAYS.map(({ name }) => `{ name: ${name}, routes: [{ ${OPERATORS}, channels: [${name}] }] }`);
  const accounts = WAYS.map(({ name }) =>
    written({ login: name, dialects: ["huaxin"], product: name, code: "7", password: "Secret-1", credits: 1_000 }),
  );
  return `
version: 1
channels: [${channels.join(", ")}]
products: [${products.join(", ")}]
accounts: [${accounts.join(", ")}]
`;
}

function clientOf(house: House, login: string): Client {
  return connect("huaxin", { base: house.running.address, login, password: "Secret-1" });
}

/** All reports, or texts, that a customer gets until there are as many as awaited. */
async function reportsOf(client: Client, count: number): Promise<readonly ClientReport[]> {
  const all: ClientReport[] = [];
  const wanted = async (): Promise<boolean> => {
    const answer = await client.reports();
    if (answer.ok) all.push(...answer.reports);
    return all.length >= count;
  };
  // each submit without an answer costs a sweep and a look at the lanes, a second each
  await until(`${count} reports`, wanted, 30_000);
  return all;
}

async function textsOf(client: Client, count: number): Promise<readonly ClientInbound[]> {
  const all: ClientInbound[] = [];
  await until(`${count} texts`, async () => {
    const answer = await client.inbound();
    if (answer.ok) all.push(...answer.inbound);
    return all.length >= count;
  });
  return all;
}

describe("a platform that sends through another one", () => {
  let upstream: House;
  let relay: House;
  let last = 13_800_100_000;
  const phone = (ending = "0000"): string => {
    last += 10_000;
    return `${String(last).slice(0, 7)}${ending}`;
  };
  beforeAll(async () => {
    upstream = await House.open({ plan: upstreamPlan(undefined) });
    relay = await House.open({ plan: relayPlan(upstream.running.address) });
    await upstream.provision(upstreamPlan(relay.running.address));
  });
  afterAll(async () => {
    await relay[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
  });

  describe.each(WAYS.map((way) => [way.name, way] as const))("by %s", (name, { code }) => {
    it("brings its customers the report of what phones got, and what they answered", async () => {
      const client = clientOf(relay, name);
      const [good, bad, answering] = [phone(), phone("9001"), phone("9010")];
      const sent = await client.send({ phones: [good, bad, answering], text: "您好，a+b&c=d%", ext: "88" });
      expect(sent).toMatchObject({ ok: true, accepted: 3 });
      const reports = await reportsOf(client, 3);
      const submissionId = sent.ok ? sent.submissionId : "";
      expect(reports.map((report) => [report.phone, report.code, report.delivered, report.submissionId]).toSorted()).toEqual(
        [
          [good, "DELIVRD", true, submissionId],
          [bad, "UNDELIV", false, submissionId],
          [answering, "DELIVRD", true, submissionId],
        ].toSorted(),
      );
      expect(await textsOf(client, 1)).toMatchObject([{ phone: answering, text: "收到", to: "88" }]);
      const account = upstream.running.directory.current.accountByLogin.get(name);
      const balance = await upstream.store.ledger.balance(account?.id ?? 0);
      expect([account?.code, balance.sms.credits]).toEqual([code, 997]);
    });

    it("gives it long texts whole, and each message a report of its own", async () => {
      const client = clientOf(relay, name);
      const to = phone();
      const text = "一二三四五六七八九十".repeat(20);
      expect(await client.send({ phones: [to], text })).toMatchObject({ ok: true });
      expect(await reportsOf(client, 1)).toMatchObject([{ phone: to, delivered: true }]);
      const account = upstream.running.directory.current.accountByLogin.get(name);
      // 200 characters are 3 segments of 67
      expect((await upstream.store.ledger.balance(account?.id ?? 0)).sms.credits).toBe(994);
    });

    it("tells its customers when that one refuses", async () => {
      const client = clientOf(relay, name);
      const to = phone("9004");
      expect(await client.send({ phones: [to], text: "您好" })).toMatchObject({ ok: true });
      // there it is a message that failed, with the simulated carrier's code
      expect(await reportsOf(client, 1)).toMatchObject([{ phone: to, delivered: false, code: "SIM:1" }]);
    });
  });

  it("neither of them has anything to complain of", async () => {
    expect([relay.errors, upstream.errors]).toEqual([[], []]);
    expect([await relay.store.ledger.audit(), await upstream.store.ledger.audit()]).toEqual([[], []]);
  });
});

describe.each(["huaxin", "hzdfit"])("an upstream of %s that fails", { timeout: 40_000 }, (name) => {
  async function open(unknown = "{ after: 100ms, byPhone: false }") {
    const dialect = DIALECTS.find((each) => each.name === name);
    if (!dialect) throw new Error("no such dialect");
    const upstream = await Upstream.open(dialect, systemClock);
    const from = dialect.client.reports ? { poll: "100ms" } : { callbackPath: "/up" };
    const http = written({ dialect: name, url: upstream.url, ...RELAY, ...from });
    const relay = await House.open({
      plan: `
version: 1
channels:
  - { name: up, kind: http, ${OPERATORS}, code: "${UPSTREAM_CODE}", responseTimeout: 300ms, heartbeat: 1s, retry: { backoff: [100ms] }, unknown: ${unknown}, http: ${http} }
products: [{ name: all, routes: [{ ${OPERATORS}, channels: [up] }] }]
accounts: [{ login: customer, dialects: [huaxin], product: all, password: Secret-1, credits: 1000 }]
`,
    });
    if (!dialect.client.reports) upstream.handler = () => (wire) => pushTo(relay, wire.body);
    const client = clientOf(relay, "customer");
    const phones = ["13800130001", "13800130002", "13800130003"];
    return {
      upstream,
      relay,
      client,
      phones,
      send: async () => expect(await client.send({ phones, text: "您好" })).toMatchObject({ ok: true, accepted: 3 }),
      async [Symbol.asyncDispose]() {
        await relay[Symbol.asyncDispose]();
        await upstream[Symbol.asyncDispose]();
      },
    };
  }

  async function pushTo(relay: House, body: Buffer) {
    const response = await fetch(`${relay.running.address}/up`, { method: "POST", body: new Uint8Array(body) });
    return { status: response.status, contentType: "text/plain", body: await response.text() };
  }

  /** How often each phone was written to, as upstream counts. */
  const counted = ({ taken }: Upstream, phones: readonly string[]): readonly number[] =>
    phones.map((phone) => taken.filter((each) => each.phones.includes(phone)).length);

  it("gets what waits for it when it is back", async () => {
    await using opened = await open();
    const { upstream, client, phones, send } = opened;
    await upstream.down();
    await send();
    await until("the relay has noticed", () => opened.relay.log.some((line) => line.includes("could not be reached")));
    await upstream.listen();
    expect((await reportsOf(client, 3)).map(({ delivered }) => delivered)).toEqual([true, true, true]);
    expect(counted(upstream, phones)).toEqual([1, 1, 1]);
  });

  it("gets what it refused us for when it lets us in again", async () => {
    await using opened = await open();
    const { upstream, relay, client, send } = opened;
    upstream.refuse = () => ({ reason: "account-disabled" });
    await until("the relay has noticed", () => relay.errors.some((line) => line.includes("takes nothing from our account")));
    await send();
    upstream.refuse = undefined;
    expect((await reportsOf(client, 3)).map(({ delivered }) => delivered)).toEqual([true, true, true]);
  });

  it("gets again what it didn't answer, and sends it once where it takes order ids", async () => {
    await using opened = await open();
    const { upstream, client, phones, send } = opened;
    let lost = 0;
    upstream.lose = () => lost++ < 3;
    await send();
    expect((await reportsOf(client, 3)).map(({ delivered }) => delivered)).toEqual([true, true, true]);
    const times = counted(upstream, phones);
    if (name === "hzdfit") expect(times).toEqual([1, 1, 1]);
    else expect(Math.max(...times)).toBeGreaterThan(1);
  });

  it("doesn't get again what its report tells of in time, by order id or by phone", async () => {
    await using opened = await open("{ after: 5s }");
    const { upstream, client, phones, send } = opened;
    let lost = 0;
    upstream.lose = () => lost++ < 3;
    await send();
    expect((await reportsOf(client, 3)).map(({ delivered }) => delivered)).toEqual([true, true, true]);
    expect(counted(upstream, phones)).toEqual([1, 1, 1]);
  });

  it("gets again what it is too slow for, and no more than it answers meanwhile", async () => {
    await using opened = await open();
    const { upstream, client, send } = opened;
    let slow = 3;
    upstream.interfere = (call) => (call?.kind === "submit" && slow-- > 0 ? "silent" : undefined);
    await send();
    expect((await reportsOf(client, 3)).map(({ delivered }) => delivered)).toEqual([true, true, true]);
  });

  it("loses nothing when it restarts in the midst", async () => {
    await using opened = await open();
    const { upstream, client } = opened;
    const phones = Array.from({ length: 60 }, (_, index) => String(13_800_140_000 + index));
    for (let first = 0; first < phones.length; first += 10) {
      expect(await client.send({ phones: phones.slice(first, first + 10), text: `第${first}批` })).toMatchObject({ ok: true });
      if (first === 20) await upstream.down();
    }
    await upstream.listen();
    const reports = await reportsOf(client, phones.length);
    expect(reports.map(({ phone, delivered }) => [phone, delivered]).toSorted()).toEqual(phones.map((phone) => [phone, true]));
    if (name === "hzdfit") expect(counted(upstream, phones)).toEqual(Array(60).fill(1));
  });
});
