import { afterAll, beforeAll, expect, it } from "vitest";
import { boundsOfPart } from "../../../src/domain/campaign.ts";
import { House } from "../../house/house.ts";
import { until } from "../../house/until.ts";
import { Visitor } from "../../house/visitor.ts";

const PLAN = `
version: 1
settings: { limits: { recipients: 3 } }
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
    credits: 20
    signatures: [驿站]
    signature: { mode: prepend }
`;

let house: House;
let owner: Visitor;
let accountId: number;
beforeAll(async () => {
  house = await House.open({ plan: PLAN });
  owner = new Visitor(house.running.address);
  await owner.ask("portal/session.begin", { name: "customer", password: "Secret-1", chosen: "a password of my own" });
  accountId = house.running.directory.current.accountByLogin.get("customer")?.id ?? 0;
});
afterAll(() => house[Symbol.asyncDispose]());

const phones = (count: number, from = 0): string[] =>
  Array.from({ length: count }, (_, n) => `138001380${String(n + from).padStart(2, "0")}`);
const balance = async (): Promise<number> => (await owner.ask("portal/send.facts")).balance;
async function begin(recipients: number, more: object = {}): Promise<{ id: number; parts: number }> {
  return owner.ask("portal/campaigns.begin", { name: "双十一", text: "{姓名}您好，余额{ 金额 }元", recipients, fingerprint: "f", ...more });
}

it("sends each its own text, part by part, a part once however often it is handed in, and follows all to their end", async () => {
  const to = phones(7);
  const { id, parts } = await begin(to.length);
  expect(parts).toBe(3);
  const before = await balance();
  for (const place of [2, 0, 0, 1, 2]) {
    const [from, until] = boundsOfPart(place, parts, to.length);
    const some = to.slice(from, until);
    const values = some.map((phone) => [`客户${phone.slice(-2)}`, "{姓名}"]);
    await owner.ask("portal/campaigns.hand", { id, place, phones: some, values });
  }
  const { campaign, places } = await owner.ask("portal/campaigns.get", { id });
  expect(campaign).toMatchObject({ name: "双十一", state: "handed", handedParts: 3, handed: 7, credits: 7, actor: "customer" });
  expect(places).toEqual([0, 1, 2]);
  expect(await balance()).toBe(before - 7);
  await until("all are delivered", async () => {
    const { total, states } = await owner.ask("portal/campaigns.progress", { id });
    return total === 7 && states.delivered === 7;
  });
  const { rows } = await house.store.search.messages({ accountId, before: undefined, limit: 10 });
  expect(new Map(rows.map(({ phone, text }) => [phone, text])).get("13800138004")).toBe("【驿站】客户04您好，余额{姓名}元");
  expect(new Set(rows.map(({ text }) => text)).size).toBe(7);
});

it("goes on where a refusal of the whole stopped it, and counts a part whose recipients are all refused as failed", async () => {
  const { id } = await begin(6, { text: "短".repeat(80) });
  const part = (place: number, to: string[]) => owner.call("portal/campaigns.hand", { id, place, phones: to });
  const before = await balance();
  expect((await part(0, phones(3, 20))).status).toBe(200);
  expect(await balance()).toBe(before - 6);
  await house.store.ledger.book({
    ref: 1,
    accountId,
    medium: "sms",
    kind: "adjust",
    credits: -(before - 6),
    at: Date.now(),
    actor: "t",
    note: "",
  });
  expect((await part(1, phones(3, 30))).body.problem).toMatchObject({ code: "refused", reason: "credits-short" });
  expect((await owner.ask("portal/campaigns.get", { id })).places).toEqual([0]);
  await house.store.ledger.book({ ref: 2, accountId, medium: "sms", kind: "recharge", credits: 50, at: Date.now(), actor: "t", note: "" });
  expect((await part(1, ["1", "2", "3"])).body).toEqual({ state: "handed", charged: 0 });
  await until("what was accepted is delivered", async () => {
    const { total, states } = await owner.ask("portal/campaigns.progress", { id });
    return total === 6 && states.delivered === 3 && states.failed === 3;
  });
});

it("is cancelled with what has not been sent, and takes no further parts", async () => {
  const before = await balance();
  const { id } = await begin(6, { text: "{a}", sendAt: Date.now() + 3_600_000 });
  await owner.ask("portal/campaigns.hand", { id, place: 0, phones: phones(3, 40), values: [["1"], ["2"], ["3"]] });
  expect(await owner.ask("portal/campaigns.cancel", { id })).toEqual({ ok: true, cancelled: 3 });
  expect(await owner.ask("portal/campaigns.cancel", { id })).toEqual({ ok: true, cancelled: 0 });
  const late = await owner.call("portal/campaigns.hand", { id, place: 1, phones: phones(3, 50), values: [["1"], ["2"], ["3"]] });
  expect(late.body.problem).toMatchObject({ code: "refused", reason: "campaign-cancelled" });
  expect(await owner.ask("portal/campaigns.progress", { id })).toEqual({ total: 3, states: { cancelled: 3 } });
  expect(await balance()).toBe(before);
});

it("refuses parts that are none of its own, values that are too few, and texts that nobody could send", async () => {
  const { id } = await begin(4);
  const values = [
    ["a", "b"],
    ["a", "b"],
  ];
  const refused = async (more: object) =>
    (await owner.call("portal/campaigns.hand", { id, place: 0, phones: phones(2), values, ...more })).body.problem;
  expect(await refused({ place: 2 })).toMatchObject({ code: "wrong-input", places: [{ path: "/phones" }] });
  expect(await refused({ phones: phones(3) })).toMatchObject({ code: "wrong-input", places: [{ path: "/phones" }] });
  expect(await refused({ values: [["a", "b"]] })).toMatchObject({ code: "wrong-input", places: [{ path: "/values" }] });
  expect(await refused({ values: [["a"], ["b"]] })).toMatchObject({ code: "wrong-input", places: [{ path: "/values" }] });
  const begun = async (more: object) =>
    (await owner.call("portal/campaigns.begin", { name: "n", text: "t", recipients: 1, fingerprint: "", ...more })).body.problem;
  expect(await begun({ name: "  " })).toMatchObject({ code: "wrong-input", places: [{ path: "/name" }] });
  expect(await begun({ text: " " })).toMatchObject({ code: "wrong-input", reason: "content-missing" });
  expect(await begun({ sendAt: Date.now() + 40 * 86_400_000 })).toMatchObject({ code: "wrong-input", reason: "time-wrong" });
  expect(await begun({ recipients: 200_001 })).toMatchObject({ code: "wrong-input" });
});

it("lists campaigns, latest first, and lets an account have so many open ones", async () => {
  const first = await owner.ask("portal/campaigns.list", { limit: 2 });
  expect(first.rows.map(({ state }: { state: string }) => state)).toEqual(["open", "cancelled"]);
  expect((await owner.ask("portal/campaigns.list", { limit: 2, before: first.more })).rows).toHaveLength(2);
  for (let n = 0; n < 19; n++) await begin(1);
  const { body } = await owner.call("portal/campaigns.begin", { name: "n", text: "t", recipients: 1, fingerprint: "" });
  expect(body.problem).toMatchObject({ code: "refused", reason: "too-many-open" });
});
