import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientInbound, type ClientPushed, type ClientReport, connect } from "../../../src/client/index.ts";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { CustomerServer, type Script, type Seen } from "../../house/customer-server.ts";
import { House } from "../../house/house.ts";
import { pushed } from "../../house/time-lapse.ts";
import { until } from "../../house/until.ts";

/** An application that has its pushes read by a client, and asks for each item once more before it takes it. */
class Application {
  readonly reports: ClientReport[] = [];
  readonly inbound: ClientInbound[] = [];
  readonly problems: string[] = [];
  asked = 0;
  readonly #client: Client;
  readonly #clock: ManualClock;
  readonly #refused = new Set<string>();

  constructor(client: Client, clock: ManualClock) {
    this.#client = client;
    this.#clock = clock;
  }

  answer: Script = (seen, response) => {
    const pushed = this.#read(seen);
    if (!pushed) return;
    if (pushed.problem !== undefined) this.problems.push(pushed.problem);
    const items = [
      ...pushed.reports.map(({ phone, submissionId }) => `${phone} ${submissionId}`),
      ...pushed.inbound.map(({ id, phone, text }) => `${id} ${phone} ${text}`),
    ];
    const again = items.some((item) => !this.#refused.has(item));
    for (const item of items) this.#refused.add(item);
    if (again) this.asked += 1;
    else {
      this.reports.push(...pushed.reports);
      this.inbound.push(...pushed.inbound);
    }
    const { status, contentType, body } = again ? pushed.again : pushed.received;
    response.writeHead(status, { "content-type": contentType }).end(body);
  };

  #read({ method, url, headers, body }: Seen): ClientPushed | undefined {
    const [path = "", query = ""] = url.split("?", 2);
    return this.#client.parsePush({
      ...{ method, path, query, headers: headers as Record<string, string>, origin: "http://customer" },
      ...{ body: Buffer.from(body), receivedAt: this.#clock.now() },
    });
  }
}

const clock = new ManualClock();
let customer: CustomerServer;
let house: House;
beforeAll(async () => {
  customer = await CustomerServer.open();
  house = await House.open({ plan: acceptancePlan(customer), clock });
});
afterAll(async () => {
  const stopped = house[Symbol.asyncDispose]();
  await clock.advance(60_000);
  await stopped;
  await customer[Symbol.asyncDispose]();
});

/** Moves time on until it holds. */
async function inTime(what: string, holds: () => boolean): Promise<void> {
  await until(what, async () => {
    await clock.advance(500);
    await pushed(house);
    return holds();
  });
}

const PUSHED = [
  { dialect: "hzdfit", login: "13800000000", secrets: { md5Key: "HZKEY-5f1c" }, code: "01" },
  { dialect: "qxt", login: "qxtuser", secrets: { password: "Qxt-pass-1" }, code: "02" },
  { dialect: "huaxin", login: "pushed", secrets: { password: "Push-08" }, code: "08" },
] as const;

describe.each(PUSHED)("what $dialect pushes", ({ dialect, login, secrets, code }) => {
  it("is read by its client, whose two answers have it come again and end it", async () => {
    const client = connect(dialect, { login, ...secrets, base: house.running.address }, { now: () => clock.now() });
    const application = new Application(client, clock);
    customer.script = application.answer;
    const phones = ["13900139010", "13900139001", "13900139012"];
    const sent = await client.send({ phones, text: "您好", ext: "66", orderId: "order-1" });
    if (!sent.ok) throw new Error(sent.message);
    const { submissionId } = sent;
    await inTime("everything was pushed", () => application.reports.length >= 3 && application.inbound.length >= 2);
    // time for what would come once too often
    await clock.advance(60_000);
    expect(application.problems).toEqual([]);
    expect(application.asked).toBeGreaterThanOrEqual(2);

    const orderId = dialect === "hzdfit" ? { orderId: "order-1" } : {};
    const ext = dialect === "qxt" ? "" : "66";
    const reports = application.reports.toSorted((a, b) => a.phone.localeCompare(b.phone));
    expect(reports).toMatchObject(
      phones.toSorted().map((phone) => {
        const delivered = phone !== "13900139001";
        return { phone, submissionId, delivered, code: delivered ? "DELIVRD" : "UNDELIV", ext, ...orderId };
      }),
    );
    for (const { at } of reports) expect(Math.abs(at - clock.now())).toBeLessThan(10 * 60_000);

    const texts = application.inbound.toSorted((a, b) => a.phone.localeCompare(b.phone));
    const to = dialect === "huaxin" ? "66" : `10690000${code}66`;
    expect(texts).toMatchObject([
      { phone: "13900139010", text: "收到", to, ...orderId },
      { phone: "13900139012", text: "一二三四五六七八九十".repeat(20), to, ...orderId },
    ]);
    if (dialect === "hzdfit") {
      const messageOf = new Map(reports.map(({ phone, messageId }) => [phone, messageId]));
      expect(texts.map(({ messageId }) => messageId)).toEqual(texts.map(({ phone }) => messageOf.get(phone)));
    }
  });
});

it("several reports by one POST are read by qxt's client, too", async () => {
  const client = connect("qxt", { login: "qxtbulk", password: "Qxt-pass-3", base: house.running.address });
  const application = new Application(client, clock);
  customer.script = application.answer;
  const before = customer.seen.length;
  const phones = ["13800138000", "13900149001", "13700000000", "12345"];
  const sent = await client.send({ phones, text: "您好" });
  expect(sent).toMatchObject({ ok: true, accepted: 2 });
  await inTime("all four reports", () => application.reports.length >= 4);
  expect(application.problems).toEqual([]);
  expect(new Map(application.reports.map(({ phone, code }) => [phone, code]))).toEqual(
    new Map([
      ["13800138000", "DELIVRD"],
      ["13900149001", "UNDELIV"],
      ["13700000000", "YZ:BLACK"],
      ["12345", "YZ:NUMBER"],
    ]),
  );
  expect(customer.seen.slice(before).map(({ method }) => method)).toEqual(customer.seen.slice(before).map(() => "POST"));
});

it("a client of an interface without pushes reads none", () => {
  for (const dialect of ["xunchen", "inter28"]) {
    const client = connect(dialect, { login: "a", base: "http://127.0.0.1" });
    expect(
      client.parsePush({ method: "POST", path: "/", query: "", headers: {}, body: Buffer.from(""), origin: "", receivedAt: 0 }),
    ).toBeUndefined();
  }
});
