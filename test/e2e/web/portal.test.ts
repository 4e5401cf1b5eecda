import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIALECTS } from "../../../src/dialects/registry.ts";
import { answerCodes } from "../../../src/web/portal/answer-codes.ts";
import { CustomerServer } from "../../house/customer-server.ts";
import { CUSTOMER, House, PLAN } from "../../house/house.ts";
import { until } from "../../house/until.ts";
import { Visitor } from "../../house/visitor.ts";

const CHOSEN = "a password of my own";
const OTHER = { login: "other", password: "Secret-2" };
const TWO = `${PLAN}  - { login: other, dialects: [huaxin], product: standard, code: "06", password: Secret-2, credits: 10, signature: { mode: none } }\nsettings: { push: { allowAddresses: [127.0.0.1] } }\n`;
/** Of the simulator: answers with a text once it is delivered. */
const ANSWERS = "13800139010";

let house: House;
let owner: Visitor;
let viewer: Visitor;
let stranger: Visitor;
beforeAll(async () => {
  house = await House.open({ plan: TWO });
  const begin = async ({ login: name, password }: typeof OTHER): Promise<Visitor> => {
    const visitor = new Visitor(house.running.address);
    await visitor.ask("portal/session.begin", { name, password, chosen: CHOSEN });
    return visitor;
  };
  owner = await begin(CUSTOMER);
  stranger = await begin(OTHER);
  const { password } = await owner.ask("portal/people.add", { name: "Looker", role: "viewer", language: "en" });
  viewer = new Visitor(house.running.address);
  await viewer.ask("portal/session.signIn", { name: "Looker", password });
  await viewer.ask("portal/session.changePassword", { password, chosen: CHOSEN });
});
afterAll(() => house[Symbol.asyncDispose]());

/** Sends as the account's program does. */
async function send(mobile: string, content: string, { login, password } = CUSTOMER): Promise<void> {
  const body = new URLSearchParams({ action: "send", account: login, password, mobile, content });
  const response = await fetch(`${house.running.address}/sms.aspx`, { method: "POST", body });
  expect(await response.text()).toContain("Success");
}

// biome-ignore lint/suspicious/noExplicitAny: what a call answers
type Row = any;

/** What is found as soon as there is something. */
async function soon(look: () => Promise<Row>): Promise<Row> {
  let found: Row;
  await until("something to look at", async () => {
    found = await look();
    return Boolean(found);
  });
  return found;
}

async function delivered(who: Visitor, text: string): Promise<Row> {
  return soon(async () => (await who.ask("portal/messages.search", { text, state: "delivered" })).rows[0]);
}

describe("messages at the portal", () => {
  it("are found with whole phones by who may send, with masked ones by who may look", async () => {
    await send("13800138000", "您好，第一条");
    const row = await delivered(owner, "第一条");
    expect(row).toMatchObject({ phone: "13800138000", code: "DELIVRD", segments: 1, text: "您好，第一条" });
    const asked = { phone: "+86 138 0013 8000", submissionId: row.submissionId };
    expect((await viewer.ask("portal/messages.search", asked)).rows).toMatchObject([{ id: row.id, phone: "138****8000" }]);
    expect((await owner.ask("portal/messages.search", { phone: "13800138001" })).rows).toEqual([]);
    expect(await owner.refusal("portal/messages.search", { phone: "12" })).toBe("wrong-input");
  });

  it("are nobody else's", async () => {
    const row = await delivered(owner, "第一条");
    expect((await stranger.ask("portal/messages.search", { submissionId: row.submissionId })).rows).toEqual([]);
    expect(await stranger.refusal("portal/messages.story", { id: row.id })).toBe("not-found");
  });

  it("tell their story without what is the platform's own", async () => {
    const { id } = await delivered(owner, "第一条");
    const story = await viewer.ask("portal/messages.story", { id });
    expect(story.message).toMatchObject({ phone: "138****8000", state: "delivered" });
    expect(story.submission).toMatchObject({ dialect: "huaxin", recipients: 1, credits: 1 });
    expect(story.steps.map(({ what }: Row) => what.kind)).toEqual(["accepted", "charged", "tried", "receipt", "reported"]);
    expect(JSON.stringify(story)).not.toMatch(/upstream|channel|raw|choice|sim/i);
  });
});

describe("the portal's first page", () => {
  it("adds up what was used, and shows what was sent last", async () => {
    await delivered(owner, "第一条");
    const home = await viewer.ask("portal/home.look");
    expect(home).toMatchObject({ low: false, reviews: { submissions: 0, templates: 0, signatures: 0 } });
    expect(home.days).toHaveLength(14);
    expect(home.days.at(-1)).toEqual(home.today);
    expect(home.today.accepted).toBeGreaterThan(0);
    expect(home.month.accepted).toBeGreaterThanOrEqual(home.today.accepted);
    expect(home.latest.at(-1)).toMatchObject({ dialect: "huaxin", recipients: 1, states: [{ state: "delivered", count: 1 }] });
    const { sms } = home.balance;
    expect(sms).toBe((await house.store.ledger.balance(accountId())).sms.credits);
  });

  it("says when little is left", async () => {
    for (const phone of ["13800138001", "13800138002", "13800138003"]) await send(phone, "一二三", OTHER);
    await soon(async () => (await stranger.ask("portal/home.look")).today.segments === 3);
    const home = await stranger.ask("portal/home.look");
    expect(home).toMatchObject({ balance: { sms: 7 }, lasts: 16, low: false });
    await send("13800138004,13800138005,13800138006,13800138007,13800138008,13800138009,13800138010", "四", OTHER);
    expect(await stranger.ask("portal/home.look")).toMatchObject({ balance: { sms: 0 }, lasts: 0, low: true });
  });
});

describe("the inbox", () => {
  it("shows who wrote, both sides of it, and takes a reply from the same number once", async () => {
    await send(ANSWERS, "请回复");
    const found = await soon(async () => (await owner.ask("portal/inbox.conversations")).rows[0]);
    expect(found).toMatchObject({ phone: ANSWERS, text: "收到" });
    const reply = { id: found.id, key: "one-reply-only", text: "谢谢" };
    expect(await viewer.refusal("portal/inbox.reply", reply)).toBe("forbidden");
    const taken = await owner.ask("portal/inbox.reply", reply);
    expect(taken).toMatchObject({ accepted: 1, charged: 1 });
    expect((await owner.ask("portal/inbox.reply", reply)).submissionId).toBe(taken.submissionId);
    await delivered(owner, "谢谢");
    const { rows, phone } = await owner.ask("portal/inbox.conversation", { id: found.id });
    expect(phone).toBe(ANSWERS);
    expect(rows.filter(({ text }: Row) => text === "谢谢")).toMatchObject([{ state: "delivered" }]);
    expect(rows.map(({ id }: Row) => id)).toEqual(rows.map(({ id }: Row) => id).sort((a: number, b: number) => b - a));
    expect(rows.find(({ text }: Row) => text === "收到").state).toBeUndefined();
    expect((await viewer.ask("portal/inbox.conversation", { id: found.id })).phone).toBe("138****9010");
    expect(await stranger.refusal("portal/inbox.conversation", { id: found.id })).toBe("not-found");
  });

  it("is read page by page without losing or doubling a text", async () => {
    const found = await soon(async () => (await owner.ask("portal/inbox.conversations")).rows[0]);
    const whole = (await owner.ask("portal/inbox.conversation", { id: found.id })).rows.map(({ id }: Row) => id);
    const seen: number[] = [];
    let before: number | undefined;
    for (let page = 0; page < 20; page++) {
      const { rows, more } = await owner.ask("portal/inbox.conversation", { id: found.id, limit: 1, ...(before ? { before } : {}) });
      seen.push(...rows.map(({ id }: Row) => id));
      if (more === undefined) break;
      before = more;
    }
    expect(seen).toEqual(whole);
  });
});

describe("pushes", () => {
  it("go to the address that was set at the portal, are tried out, listed and replayed", async () => {
    await using sink = await CustomerServer.open();
    const url = `http://127.0.0.1:${sink.port}/reports?token=T0KEN`;
    const { mark } = await owner.ask("portal/pushes.get");
    expect(await owner.refusal("portal/pushes.test", { kind: "report" })).toBe("refused");
    await owner.ask("portal/pushes.change", { mark, mode: "both", reports: ` ${url} ` });
    expect(await owner.refusal("portal/pushes.change", { mark, mode: "pull" })).toBe("conflict");
    expect(await owner.ask("portal/pushes.get")).toMatchObject({ mode: "both", reports: url, dialect: "huaxin" });
    const tried = await owner.ask("portal/pushes.test", { kind: "report" });
    expect(tried).toMatchObject({ dialect: "huaxin", verdict: "received", status: 200, note: "ok" });
    const from = Date.now() - 60_000;
    await send("13800138077", "推送");
    await soon(async () => sink.seen.some(({ body, url: at }) => `${at}${body}`.includes("13800138077")));
    const [row] = await soon(async () => {
      const { rows } = await owner.ask("portal/pushes.list", { kind: "report", state: "received" });
      return rows.length > 0 && rows;
    });
    expect(row).toMatchObject({ kind: "report", state: "received", tries: 1, last: { status: 200 } });
    expect((await stranger.ask("portal/pushes.list")).rows).toEqual([]);
    expect(await owner.ask("portal/pushes.replay", { kind: "report", from, to: Date.now() + 1 })).toMatchObject({
      items: expect.any(Number),
    });
    await soon(async () => sink.seen.filter(({ body, url: at }) => `${at}${body}`.includes("13800138077")).length === 2);
    const log = JSON.stringify(await house.store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 50, action: "pushes." }));
    expect(log).toContain("/reports?…");
    expect(log).not.toContain("T0KEN");
  });

  it.each([
    { reports: "ftp://example.com/", path: "/reports", reason: "no-url" },
    { inbound: "http://10.0.0.1/", path: "/inbound", reason: "closed-address" },
    { path: "/mode", reason: "no-address" },
  ])("an address that can't be pushed to is refused at its field: $reason", async ({ path, reason, ...push }) => {
    const { mark } = await owner.ask("portal/pushes.get");
    const { body } = await owner.call("portal/pushes.change", { mark, mode: "push", ...push });
    expect(body.problem).toMatchObject({ code: "wrong-input", reason, places: [{ path }] });
  });

  it("are not replayed for what is too long ago", async () => {
    const { body } = await owner.call("portal/pushes.replay", { kind: "report", from: 1, to: 2 });
    expect(body.problem).toMatchObject({ code: "wrong-input", reason: "too-long-ago" });
  });
});

describe("keys", () => {
  it("are made or taken, shown once, and hold at once", async () => {
    const { secret } = await owner.ask("portal/keys.renew", { key: "veryCode" });
    expect(secret).toMatch(/^[a-z0-9]{16}$/);
    const { keys } = await owner.ask("portal/keys.get");
    expect(keys).toContainEqual({ key: "veryCode", set: true });
    expect(JSON.stringify(keys)).not.toContain(secret);
    await owner.ask("portal/keys.renew", { key: "md5Key", secret: "Another-Key-1" });
    expect(house.running.directory.current.accountByLogin.get(CUSTOMER.login)?.secrets).toMatchObject({
      md5Key: "Another-Key-1",
      veryCode: secret,
    });
    expect((await owner.call("portal/keys.renew", { key: "md5Key", secret: "with a blank" })).body.problem.reason).toBe("not-plain");
    const log = JSON.stringify(await house.store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 50, action: "keys." }));
    expect(log).not.toContain("Another-Key-1");
    expect(log).not.toContain(secret);
  });

  it("the list of addresses shuts others out, and says which block is none", async () => {
    const { mark, address } = await owner.ask("portal/keys.get");
    expect(address).toBe("127.0.0.1");
    const { body } = await owner.call("portal/keys.changeAddresses", { mark, allowFrom: ["192.0.2.1", "300.1.1.1"] });
    expect(body.problem).toMatchObject({ code: "wrong-input", reason: "no-address-block", places: [{ path: "/allowFrom/1" }] });
    await owner.ask("portal/keys.changeAddresses", { mark, allowFrom: ["192.0.2.1", " "] });
    expect((await owner.ask("portal/keys.get")).allowFrom).toEqual(["192.0.2.1/32"]);
    const query = new URLSearchParams({ action: "overage", account: CUSTOMER.login, password: CUSTOMER.password });
    const refused = await fetch(`${house.running.address}/sms.aspx?${query}`);
    expect(await refused.text()).not.toContain("Success");
    await owner.ask("portal/keys.changeAddresses", { mark: (await owner.ask("portal/keys.get")).mark, allowFrom: [] });
  });
});

describe("the interfaces' page", () => {
  it("has lines that hold the account's secrets for who may see those alone", async () => {
    const own = await owner.ask("portal/interfaces.list");
    expect(own).toMatchObject({ login: CUSTOMER.login, secrets: true, rows: [{ dialect: "huaxin" }] });
    expect(own.rows[0].send).toContain(CUSTOMER.password);
    const looked = await viewer.ask("portal/interfaces.list");
    expect(looked.secrets).toBe(false);
    expect(JSON.stringify(looked)).not.toContain(CUSTOMER.password);
    expect(looked.rows[0].send).toContain("PASSWORD");
  });

  it.each(DIALECTS)("knows the codes that $name answers with", (dialect) => {
    const codes = answerCodes(dialect);
    expect(codes.length).toBeGreaterThan(3);
    expect(codes.flatMap(({ reasons }) => reasons)).toEqual(expect.arrayContaining(["password-wrong", "credits-short"]));
  });
});

describe("statistics", () => {
  it("count by hour and day, and refuse what is too wide", async () => {
    await delivered(owner, "第一条");
    const now = Date.now();
    for (const step of ["hour", "day"]) {
      const { rows } = await viewer.ask("portal/statistics.read", { from: now - 3_600_000, to: now + 1, step });
      expect(rows.reduce((sum: number, { delivered }: Row) => sum + delivered, 0)).toBeGreaterThan(0);
    }
    const wide = await viewer.call("portal/statistics.read", { from: now - 100 * 86_400_000, to: now, step: "hour" });
    expect(wide.body.problem).toMatchObject({ code: "wrong-input", reason: "too-wide" });
    expect(await viewer.refusal("portal/statistics.read", { from: now, to: now, step: "day" })).toBe("wrong-input");
  });
});

function accountId(): number {
  return house.running.directory.current.accountByLogin.get(CUSTOMER.login)?.id ?? 0;
}
