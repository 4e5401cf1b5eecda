import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ADMIN, House } from "../../house/house.ts";
import { Visitor } from "../../house/visitor.ts";

const ALL = "operators: [mobile, unicom, telecom]";
const PLAN = `
version: 1
channels:
  - { name: a, kind: simulator, ${ALL}, code: "10690001", simulator: { receiptDelay: 20ms } }
  - { name: b, kind: simulator, ${ALL}, code: "10690002", simulator: { receiptDelay: 20ms } }
  - { name: wire, kind: smpp, enabled: false, ${ALL}, code: "10690003", connect: { host: smsc.example, port: 2775 }, smpp: { systemId: us, password: hush-hush } }
products:
  - { name: standard, routes: [{ ${ALL}, channels: [{ channel: a, weight: 7 }, { channel: b, weight: 3 }] }] }
accounts:
  - { login: tea, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 100, unitPrice: "0.05" }
`;

let house: House;
let admin: Visitor;
beforeAll(async () => {
  house = await House.open({ plan: PLAN });
  admin = new Visitor(house.running.address);
  await admin.ask("console/session.signIn", ADMIN);
  await admin.ask("console/session.changePassword", { password: ADMIN.password, chosen: "a password of my own" });
});
afterAll(() => house[Symbol.asyncDispose]());

async function idOf(name: string): Promise<number> {
  const { rows } = await admin.ask("console/channels.list");
  return rows.find((row: { name: string }) => row.name === name).id;
}

/** Asks again until it is so. */
async function until<T>(ask: () => Promise<T>, so: (value: T) => boolean): Promise<T> {
  for (let tries = 0; ; tries++) {
    const value = await ask();
    if (so(value)) return value;
    if (tries > 200) throw new Error(`it did not become so: ${JSON.stringify(value)}`);
    await sleep(50);
  }
}

const ask = async (input: object = {}) => {
  const accountId = house.running.directory.current.accountByLogin.get("tea")?.id;
  return admin.ask("console/whatIf.ask", { accountId, phone: "13800138000", text: "您好", ...input });
};

it("lists how channels do, and follows one that is drained and brought up again", async () => {
  const id = await idOf("b");
  const get = () => admin.ask("console/channels.get", { id });
  const up = await until(get, ({ channel }) => channel.standing === "connected");
  expect(up).toMatchObject({ usedBy: [{ name: "standard", routes: [0] }], changes: [], nodes: [{ mode: "up", stale: false }] });
  expect(await admin.ask("console/channels.switch", { id, mode: "drain", note: "maintenance" })).toEqual({ before: "up" });
  const drained = await until(get, ({ channel }) => channel.standing === "drained");
  expect(drained.changes).toMatchObject([{ mode: "drain", actor: "admin", note: "maintenance" }]);
  expect((await ask()).channels).toMatchObject([
    { name: "a", why: "taken", share: 1 },
    { name: "b", why: "drained", standing: "drained" },
  ]);
  await admin.ask("console/channels.switch", { id, mode: "up" });
  await until(get, ({ channel }) => channel.standing === "connected");
  const [entry] = (await admin.ask("console/audit.list", { action: "channels.switch", limit: 1 })).rows;
  expect(entry).toMatchObject({ subject: "b", before: { mode: "drain" }, after: { mode: "up" }, outcome: "done" });
});

it("what if: says rules, price, and what each channel's turn is", async () => {
  const found = await ask();
  expect(found).toMatchObject({ operator: "mobile", province: "北京", class: "notice", credits: 1, price: 500, balance: 100, held: false });
  expect(found.channels).toMatchObject([
    { name: "a", why: "taken", share: 0.7, source: "1069000105" },
    { name: "b", why: "taken", share: 0.3 },
  ]);
  expect(found.rules.every(({ verdict }: { verdict: string }) => verdict === "passed")).toBe(true);
  const refused = await ask({ text: "您".repeat(2_000) });
  expect(refused.refusal).toMatchObject({ reason: "content-too-long" });
  expect(refused.rules).toContainEqual(
    expect.objectContaining({ rule: "content-bounded", verdict: "refused", reason: "content-too-long" }),
  );
  expect(refused.rules).toContainEqual({ rule: "route", verdict: "unasked" });
  expect((await ask({ phone: "nobody" })).rules).toContainEqual(expect.objectContaining({ rule: "number", verdict: "refused" }));
  expect(await ask({ medium: "mms" })).toMatchObject({ credits: 1, noWay: { reason: "recipient-unroutable" }, channels: [] });
});

it("follows a test send to its receipt", async () => {
  const id = await idOf("a");
  const { testId } = await admin.ask("console/channels.test", { id, phone: "13800138000", text: "test" });
  const done = await until(
    () => admin.ask("console/channels.followTest", { testId }),
    ({ receipts }) => receipts.length > 0,
  );
  expect(done).toMatchObject({ answer: { parts: [{ outcome: "accepted" }] }, receipts: [{ status: "delivered" }] });
  expect(await admin.refusal("console/channels.test", { id, phone: "nobody", text: "x" })).toBe("wrong-input");
});

it("shows all of a channel but its secrets, which stay where they are left empty", async () => {
  const id = await idOf("wire");
  const before = await admin.ask("console/channels.settings", { id });
  expect(before).toMatchObject({ document: { smpp: { systemId: "us" } }, secrets: ["password"] });
  expect(JSON.stringify(before)).not.toContain("hush-hush");
  const document = { ...before.document, rate: 50, smpp: { ...before.document.smpp, password: "" } };
  await admin.ask("console/channels.change", { id, mark: before.mark, document });
  expect(house.running.directory.current.channelById.get(id)).toMatchObject({ rate: 50, own: { password: "hush-hush" } });
  expect(await admin.refusal("console/channels.change", { id, mark: before.mark, document })).toBe("conflict");
  const [entry] = (await admin.ask("console/audit.list", { action: "channels.change", limit: 2 })).rows.slice(1);
  expect(entry).toMatchObject({ before: { rate: 0 }, after: { rate: 50 } });
  expect(JSON.stringify(entry)).not.toContain("hush-hush");
});

it("sends a channel's password to no other address than it was given for", async () => {
  const id = await idOf("wire");
  const { document, mark, text } = await admin.ask("console/channels.settings", { id });
  const moved = { ...document, connect: { ...document.connect, host: "evil.example" } };
  for (const given of [moved, text.replace("smsc.example", "evil.example")]) {
    const { body } = await admin.call("console/channels.change", { id, mark, document: given });
    expect(body.problem).toMatchObject({ code: "wrong-input", reason: "secret-again", places: [{ path: "/document/smpp/password" }] });
  }
  await admin.ask("console/channels.change", { id, mark, document: { ...moved, smpp: { ...document.smpp, password: "another" } } });
  expect(house.running.directory.current.channelById.get(id)).toMatchObject({
    connect: { host: "evil.example" },
    own: { password: "another" },
  });
});

it("says what is wrong at its field, or at its line of a text, in the file's own words", async () => {
  const document = { name: "new", kind: "simulator", operators: ["mobile"], code: "abc", connect: { host: "x", port: 0 } };
  const { body } = await admin.call("console/channels.create", { document });
  expect(body.problem.places).toEqual([
    { path: "/document/code", message: "code must be digits only" },
    { path: "/document/connect/port", message: expect.stringContaining("must be a whole number from 1") },
  ]);
  const text = 'version: 1\nchannels:\n  - name: new\n    kind: simulator\n    operators: [mobile]\n    code: "x"\n';
  const told = await admin.call("console/channels.create", { document: text });
  expect(told.body.problem.places).toEqual([{ path: "/document", message: "code must be digits only", line: 6, column: 11 }]);
  expect(await admin.refusal("console/channels.create", { document: PLAN })).toBe("wrong-input");
  await admin.ask("console/channels.create", { document: text.replace('"x"', '"10690009"') });
  expect(await admin.refusal("console/channels.create", { document: text.replace('"x"', '"10690009"') })).toBe("taken");
});

it("changes a product's weights, and tells the second of two who edit at once", async () => {
  const [{ id }] = (await admin.ask("console/products.list")).rows;
  const { document, mark, users } = await admin.ask("console/products.get", { id });
  expect(users).toMatchObject([{ login: "tea" }]);
  const routes = [
    {
      ...document.routes[0],
      channels: [
        { channel: "a", weight: 1 },
        { channel: "b", weight: 1 },
      ],
    },
  ];
  await admin.ask("console/products.change", { id, mark, document: { ...document, routes } });
  expect((await ask()).channels).toMatchObject([{ share: 0.5 }, { share: 0.5 }]);
  expect(await admin.refusal("console/products.change", { id, mark, document })).toBe("conflict");
  const unknown = { name: "lost", routes: [{ operators: ["mobile"], channels: ["nowhere"] }] };
  const { body } = await admin.call("console/products.create", { document: unknown });
  expect(body.problem).toMatchObject({ code: "wrong-input", places: [{ message: expect.stringContaining("nowhere") }] });
});

it("sets the platform's limits and leaves frequency as it is", async () => {
  const { document, mark } = await admin.ask("console/settings.get");
  expect(document.frequency).toBeUndefined();
  const { frequency } = house.running.directory.current.settings;
  const limits = { ...document.limits, recipients: 77 };
  await admin.ask("console/settings.change", { mark, document: { ...document, limits } });
  expect(house.running.directory.current.settings).toMatchObject({ frequency, limits: { recipients: 77 } });
  expect(await admin.refusal("console/settings.change", { mark, document })).toBe("conflict");
});
