import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { ADMIN, House } from "../../house/house.ts";
import { until } from "../../house/until.ts";
import { type CallAnswer, Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";
const MINUTE = 60_000;
/** ms of the machine that some minutes of the house may take. */
const LONG = 60_000;
const TOKEN = "robot-token-that-nobody-may-see";
/** A channel that reaches nobody, and a network of one's own that may be told. */
const plan = (enabled: boolean): string => `
version: 1
settings: { push: { allowAddresses: [127.0.0.1] } }
channels:
  - { name: lost, kind: smpp, enabled: ${enabled}, operators: [mobile], code: "1069", connect: { host: 127.0.0.1, port: 9 }, smpp: { systemId: x, password: x } }
`;

let house: House;
let admin: Visitor;
const clock = new ManualClock();
const events: { event: string; text: string }[] = [];
const hook = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    events.push(JSON.parse(Buffer.concat(chunks).toString("utf8")));
    response.end("{}");
  });
});
let turn = Promise.resolve();
/** Time passes: one step after the other. */
const pass = (ms: number): Promise<void> => {
  turn = turn.then(() => clock.advance(ms));
  return turn;
};
let ticking: NodeJS.Timeout;
let url = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => hook.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/robot?token=${TOKEN}`;
  house = await House.open({ clock, plan: plan(true) });
  ticking = setInterval(() => void pass(100), 2);
  admin = await signedIn(ADMIN.name, ADMIN.password);
});
afterAll(async () => {
  clearInterval(ticking);
  await turn;
  await house[Symbol.asyncDispose]();
  hook.close();
});

async function signedIn(name: string, password: string): Promise<Visitor> {
  const visitor = new Visitor(house.running.address);
  await visitor.ask("console/session.signIn", { name, password });
  await visitor.ask("console/session.changePassword", { password, chosen: CHOSEN });
  return visitor;
}

interface Row {
  readonly key: string;
  readonly kind: string;
  readonly endedAt?: number;
  readonly mutedUntil?: number;
  readonly mutedBy?: string;
  readonly what: string;
  readonly first: string;
}

const rows = async (): Promise<readonly Row[]> => (await admin.ask("console/alarms.list", { language: "en" })).rows;
const current = async (): Promise<CallAnswer["body"]> => {
  const { webhook, mail } = await admin.ask("console/alarms.settings");
  const { host: _host, ...own } = webhook;
  const { password: _password, ...server } = mail;
  return { webhook: own, mail: server };
};

it("says how alarms are set before anybody has set them", async () => {
  const settings = await admin.ask("console/alarms.settings");
  expect(settings).toMatchObject({ language: "zh", webhook: { on: false, form: "json" }, mail: { on: false, password: false, to: [] } });
  expect(settings.kinds["channel-down"]).toEqual({ on: true, for: 1 });
  expect(await admin.refusal("console/alarms.test", { target: "webhook" })).toBe("refused");
});

it("keeps what is secret to itself: in its answers and in the log of changes", async () => {
  const { webhook, mail } = await current();
  const server = { ...mail, host: "mail.example.com", user: "watch", from: "yizhan@example.com", to: ["a@example.com"] };
  await admin.ask("console/alarms.save", { webhook: { ...webhook, on: true, url }, mail: { ...server, password: "mail-secret" } });
  const settings = await admin.ask("console/alarms.settings");
  expect(settings.webhook).toMatchObject({ on: true, host: new URL(url).host });
  expect(settings.mail).toMatchObject({ host: "mail.example.com", password: true });
  const log = await admin.ask("console/audit.list", { action: "alarms." });
  expect(log.rows[0]).toMatchObject({ action: "alarms.save", after: { webhookAddressChanged: true, mailPasswordChanged: true } });
  for (const answer of [settings, log]) {
    expect(JSON.stringify(answer)).not.toContain(TOKEN);
    expect(JSON.stringify(answer)).not.toContain("mail-secret");
  }
  // saved again without them, they stay
  await admin.ask("console/alarms.save", { webhook: { ...webhook, on: true }, mail: server });
  expect(await admin.ask("console/alarms.settings")).toEqual(settings);
  // a password goes to no other server than the one that it was given for
  await admin.ask("console/alarms.save", { mail: { ...server, host: "evil.example.com" } });
  expect((await admin.ask("console/alarms.settings")).mail.password).toBe(false);
});

it.each([
  ["/webhook/url", { webhook: { on: true, form: "json", url: "ftp://x" } }],
  ["/webhook/url", { webhook: { on: true, form: "json", url: "" } }],
  ["/mail/to/0", { mail: { on: false, host: "", port: 465, security: "tls", user: "", from: "", to: ["nobody"] } }],
  ["/mail/from", { mail: { on: false, host: "", port: 465, security: "tls", user: "", from: "a@b\r\nBcc: c@d", to: [] } }],
  ["/mail/host", { mail: { on: true, host: "", port: 465, security: "tls", user: "", from: "a@b.c", to: ["a@b.c"] } }],
  ["/language", { language: "fr" }],
])("refuses what can't be right at %s", async (path, input) => {
  const { body } = await admin.call("console/alarms.save", input);
  expect(body.problem).toMatchObject({ code: "wrong-input", places: [{ path }] });
});

it("raises an alarm when a channel has been down for a minute, and tells it once", { timeout: 2 * LONG }, async () => {
  await until("the alarm", async () => (await rows()).length > 0, LONG);
  const [row] = await rows();
  expect(row).toMatchObject({
    kind: "channel-down",
    what: expect.stringContaining("Channel lost is not connected"),
    first: expect.stringMatching(/^First /),
  });
  await until("the telling", () => events.length > 0);
  await pass(3 * MINUTE);
  expect(events).toMatchObject([{ event: "raised", text: expect.stringContaining("通道 lost 未连接") }]);
  expect(await rows()).toHaveLength(1);
});

it("sends a test by what is saved, and writes down who did", async () => {
  expect(await admin.ask("console/alarms.test", { target: "webhook" })).toEqual({ ok: true });
  expect(events.splice(0).at(-1)).toMatchObject({ event: "test" });
  const { rows: log } = await admin.ask("console/audit.list", { action: "alarms.test", limit: 1 });
  expect(log).toMatchObject([{ subject: "webhook", after: { ok: true } }]);
});

it("is muted until then and by whom, so that nobody is told of its end", { timeout: 2 * LONG }, async () => {
  const [{ key } = { key: "" }] = await rows();
  const muted = clock.now() + 60 * MINUTE;
  expect(await admin.refusal("console/alarms.mute", { key, until: clock.now() - 1 })).toBe("wrong-input");
  expect(await admin.refusal("console/alarms.mute", { key, until: clock.now() + 31 * 24 * 60 * MINUTE })).toBe("wrong-input");
  expect(await admin.refusal("console/alarms.mute", { key: "nothing", until: muted })).toBe("not-found");
  await admin.ask("console/alarms.mute", { key, until: muted });
  expect(await rows()).toMatchObject([{ key, mutedUntil: muted, mutedBy: "admin" }]);
  await house.provision(plan(false));
  await until("its end", async () => (await rows()).every(({ endedAt }) => endedAt !== undefined), LONG);
  await pass(MINUTE);
  expect(events).toEqual([]);
});

it("tells of its end where it isn't muted", { timeout: 3 * LONG }, async () => {
  const [{ key } = { key: "" }] = await rows();
  await admin.ask("console/alarms.mute", { key, until: 0 });
  await house.provision(plan(true));
  await until("it comes again", () => events.some(({ event }) => event === "raised"), LONG);
  await house.provision(plan(false));
  await until("its end is told", () => events.some(({ event }) => event === "ended"), LONG);
  expect(events.map(({ event }) => event)).toEqual(["raised", "ended"]);
  expect(house.errors).toEqual([]);
});
