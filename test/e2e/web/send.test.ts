import { afterAll, beforeAll, expect, it } from "vitest";
import { House } from "../../house/house.ts";
import { until } from "../../house/until.ts";
import { Visitor } from "../../house/visitor.ts";

const PLAN = `
version: 1
keywords: [坏词]
settings: { push: { allowAddresses: [127.0.0.0/8] } }
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - login: customer
    dialects: [huaxin]
    product: standard
    code: "05"
    password: Secret-1
    credits: 100
    unitPrice: 0.05
    signature: { mode: prepend }
    signatures: [驿站, 快递]
    push: { mode: both, reports: "http://127.0.0.1:9/reports" }
`;
const CHOSEN = "a password of my own";

let house: House;
let owner: Visitor;
let accountId: number;
beforeAll(async () => {
  house = await House.open({ plan: PLAN });
  owner = new Visitor(house.running.address);
  await owner.ask("portal/session.begin", { name: "customer", password: "Secret-1", chosen: CHOSEN });
  accountId = house.running.directory.current.accountByLogin.get("customer")?.id ?? 0;
});
afterAll(() => house[Symbol.asyncDispose]());

let keys = 0;
const key = (): string => `key-${String(++keys).padStart(8, "0")}`;

it("says how texts would leave, what they cost and what the rules would say", async () => {
  const { rows, held } = await owner.ask("portal/send.preview", {
    samples: [
      { text: "你好" },
      { phone: "+86 138 0013 8000", text: `你好【快递】` },
      { phone: "13800138000", text: "短".repeat(68) },
      { phone: "12345", text: "你好" },
      { phone: "13800138000", text: "坏词" },
      { text: "  " },
    ],
  });
  expect(held).toBe(false);
  expect(rows).toEqual([
    { text: "【驿站】你好", segments: 1, length: 6, room: 64, over: 0 },
    { phone: "13800138000", text: "你好【快递】", segments: 1, length: 6, room: 64, over: 0 },
    { phone: "13800138000", text: `【驿站】${"短".repeat(68)}`, segments: 2, length: 72, room: 62, over: 2 },
    expect.objectContaining({ text: "【驿站】你好", refusal: { reason: "recipient-malformed" } }),
    expect.objectContaining({ phone: "13800138000", refusal: { reason: "content-keyword", words: ["坏词"] } }),
    expect.objectContaining({ refusal: { reason: "content-missing" } }),
  ]);
  const second = await owner.ask("portal/send.preview", { signature: 2, samples: [{ text: "你好" }] });
  expect(second.rows[0].text).toBe("【快递】你好");
});

it("tells what prices and bounds a text", async () => {
  const facts = await owner.ask("portal/send.facts");
  expect(facts).toMatchObject({
    balance: 100,
    unitPrice: 500,
    billing: "cn",
    signature: { mode: "prepend", approved: ["驿站", "快递"] },
    templates: [],
    recipients: 10_000,
    fewest: 0,
    content: 1_000,
  });
});

it("sends to a few, once for a key, and follows them to their end", async () => {
  const given = { key: key(), phones: ["13800138000", "138 0013 8000", "13900139000", "12345"], text: "你好" };
  const sent = await owner.ask("portal/send.send", given);
  expect(sent).toMatchObject({ charged: 2, accepted: 2, refused: 1, examples: [{ phone: "12345", reason: "recipient-malformed" }] });
  const again = await owner.ask("portal/send.send", given);
  expect(again).toMatchObject({ submissionId: sent.submissionId, charged: 2 });
  expect((await owner.ask("portal/send.facts")).balance).toBe(98);
  await until("both are delivered", async () => {
    const { states } = await owner.ask("portal/send.progress", { submissionId: sent.submissionId });
    return states.delivered === 2 && states.failed === 1;
  });
  const found = await house.store.search.submissions({ accountId, dialect: "portal", before: undefined, limit: 10 });
  expect(found.rows).toMatchObject([{ id: sent.submissionId, text: "【驿站】你好", recipients: 3, credits: 2 }]);
});

it("tells no program of what people sent: its reports are neither pulled nor pushed", async () => {
  const { submissionId } = await owner.ask("portal/send.send", { key: key(), phones: ["13800138000", "1"], text: "再见" });
  await until("it is delivered", async () => (await owner.ask("portal/send.progress", { submissionId })).states.delivered === 1);
  expect((await house.store.pushes.counts(accountId)).map(({ waiting, undelivered }) => waiting + undelivered)).toEqual([0, 0]);
  const now = Date.now();
  const taken = await house.store.reports.take({
    accountId,
    token: 1,
    limit: 10,
    now,
    until: now + 1_000,
    submissionId: undefined,
    notBefore: undefined,
  });
  expect(taken).toEqual([]);
});

it("is refused by the rules' own reasons", async () => {
  const refused = async (more: object) =>
    (await owner.call("portal/send.send", { key: key(), phones: ["13800138000"], ...more })).body.problem;
  expect(await refused({ text: "坏词" })).toMatchObject({ code: "refused", reason: "content-keyword" });
  expect(await refused({ text: "你好", phones: ["1"] })).toMatchObject({ code: "refused", reason: "recipient-malformed" });
  expect(await refused({ text: "你好", ext: "1x" })).toMatchObject({ code: "refused", reason: "ext-wrong" });
  expect(await refused({ text: "你好", signature: 3 })).toMatchObject({ code: "refused", reason: "signature-tag-unknown" });
  expect(await refused({ text: "你好", sendAt: Date.now() + 40 * 86_400_000 })).toMatchObject({ code: "refused", reason: "time-wrong" });
  const many = Array.from({ length: 200 }, (_, n) => `139001390${String(n).padStart(2, "0")}`.slice(0, 11).padEnd(11, "0"));
  expect(await refused({ text: "短".repeat(200), phones: many })).toMatchObject({ code: "refused", reason: "credits-short" });
});

it("lists what is to be sent later, page by page, and calls it off with its credits", async () => {
  const sendAt = Date.now() + 3_600_000;
  const before = (await owner.ask("portal/send.facts")).balance;
  const ids: number[] = [];
  for (const text of ["一", "二", "三"])
    ids.push((await owner.ask("portal/send.send", { key: key(), phones: ["13800138000", "13900139000"], text, sendAt })).submissionId);
  const first = await owner.ask("portal/send.scheduled", { limit: 2 });
  expect(first).toMatchObject({
    rows: [{ submissionId: ids[0], sendAt, recipients: 2, waiting: 2, held: false, text: "【驿站】一" }, { submissionId: ids[1] }],
    more: ids[1],
  });
  expect(await owner.ask("portal/send.scheduled", { limit: 2, after: first.more })).toMatchObject({ rows: [{ submissionId: ids[2] }] });
  for (const submissionId of ids) expect(await owner.ask("portal/send.cancel", { submissionId })).toMatchObject({ cancelled: 2 });
  expect((await owner.ask("portal/send.scheduled")).rows).toEqual([]);
  expect((await owner.ask("portal/send.facts")).balance).toBe(before);
  expect(await owner.refusal("portal/send.cancel", { submissionId: 77 })).toBe("not-found");
});

it("writes into the log how many were sent to, and neither phones nor texts", async () => {
  const rows = await house.store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 100, action: "send." });
  expect(rows.length).toBeGreaterThan(5);
  expect(JSON.stringify(rows)).not.toMatch(/13800138000|你好/);
});
