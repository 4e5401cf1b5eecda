import { afterAll, beforeAll, expect, it } from "vitest";
import { CUSTOMER, House, PLAN } from "../../house/house.ts";
import { HuaxinClient } from "../../house/huaxin-client.ts";
import { personOf } from "../../house/person.ts";
import type { Visitor } from "../../house/visitor.ts";

let house: House;
let operations: Visitor;
let support: Visitor;
let customer: number;
beforeAll(async () => {
  house = await House.open({ plan: `${PLAN}keywords: [发票, VPN]\n` });
  operations = await personOf(house, "operations");
  support = await personOf(house, "support");
  customer = house.running.directory.current.accountByLogin.get(CUSTOMER.login)?.id ?? 0;
});
afterAll(() => house[Symbol.asyncDispose]());

async function send(phone: string, text: string): Promise<string> {
  return (await new HuaxinClient(house, CUSTOMER).send(phone, text)).message;
}

/** The latest entry of the audit log for this call. */
async function logged(action: string): Promise<string> {
  const [entry] = await house.store.audit.list({ beforeId: Number.MAX_SAFE_INTEGER, limit: 1, action });
  return JSON.stringify(entry);
}

it("a keyword that is added holds for the next submission, and one that is removed for none", async () => {
  expect(await send("13600000001", "低息贷款")).toBe("操作成功");
  expect(await operations.ask("console/rules.addKeywords", { words: ["贷款", " 贷款 ", "发票"] })).toEqual({ added: 1 });
  expect(await send("13600000002", "低息贷款")).toBe("敏感词汇");
  expect(await operations.ask("console/rules.tryText", { text: "用ｖｐｎ办贷款" })).toEqual({
    words: ["VPN", "贷款"],
    marks: [
      { from: 1, to: 4, kind: "keyword" },
      { from: 5, to: 7, kind: "keyword" },
    ],
    size: 3,
  });
  expect(await operations.ask("console/rules.removeKeywords", { words: ["贷款", "没有的"] })).toEqual({ removed: 1 });
  expect(await send("13600000003", "低息贷款")).toBe("操作成功");
  expect(await logged("rules.removeKeywords")).toContain("贷款");
  expect(await support.refusal("console/rules.addKeywords", { words: ["x"] })).toBe("forbidden");
});

it("an import says what is new, there already, double and too long before anything is changed", async () => {
  const text = `\uFEFF博彩\r\n"代开,发票",,\n vpn\n博彩\nＢＣ\nbc\n\n${"长".repeat(101)}\n第一列\t第二列`;
  const read = await operations.ask("console/rules.readKeywords", { text });
  expect(read).toEqual({
    fresh: ["博彩", "代开,发票", "ＢＣ", "第一列", "第二列"],
    there: 1,
    doubles: 2,
    tooLong: 1,
    tooLongSample: [`${"长".repeat(40)}…`],
    over: 0,
    most: 100_000,
  });
  expect((await operations.ask("console/rules.keywords")).rows).toEqual(["VPN", "发票"]);
});

it("keywords are listed page by page, or those that contain something", async () => {
  await operations.ask("console/rules.addKeywords", { words: ["甲", "乙乙", "丙"] });
  const first = await operations.ask("console/rules.keywords", { limit: 2 });
  const rest = await operations.ask("console/rules.keywords", { after: first.more });
  expect([...first.rows, ...rest.rows]).toEqual(["VPN", "丙", "乙乙", "发票", "甲"]);
  expect(rest.more).toBeUndefined();
  expect(await support.ask("console/rules.keywords", { part: "乙" })).toEqual({ rows: ["乙乙"] });
});

it("phones that are put on a list get nothing from then on; those that opted out stay as they are unless it is asked for", async () => {
  const optOut = { accountId: 0, phone: "13700000001", reason: "TD", source: "opt-out", createdAt: 5, expiresAt: undefined };
  await house.store.ruleLists.block([optOut, { ...optOut, phone: "13700000002", source: "console", reason: "投诉" }]);
  const phones = ["+86 137 0000 0001", "13700000002", "13700000003", "13700000003", "010-88886666"];
  expect(await operations.ask("console/rules.readPhones", { accountId: 0, phones })).toEqual({
    fresh: 1,
    there: 1,
    doubles: 1,
    wrong: ["010-88886666"],
    optedOut: ["13700000001"],
  });
  expect(await operations.ask("console/rules.block", { accountId: 0, phones, reason: "监管" })).toEqual({
    listed: 2,
    kept: 1,
    wrong: ["010-88886666"],
  });
  const { rows } = await operations.ask("console/rules.blacklist", { accountId: 0 });
  expect(rows.map(({ phone, reason, source }: Record<string, string>) => [phone, reason, source])).toEqual([
    ["13700000001", "TD", "opt-out"],
    ["13700000002", "监管", "console"],
    ["13700000003", "监管", "console"],
  ]);
  expect(await send("13700000003", "您好")).toBe("黑名单的手机号码");
  expect(await logged("rules.block")).not.toMatch(/1370000000\d/);
  expect(
    await operations.ask("console/rules.block", { accountId: 0, phones: ["13700000001"], reason: "改", overOptOuts: true }),
  ).toMatchObject({
    listed: 1,
  });
  expect((await operations.ask("console/rules.blacklist", { phone: "137-0000-0001" })).rows).toMatchObject([
    { source: "console", reason: "改" },
  ]);
  expect(await operations.ask("console/rules.unblock", { accountId: 0, phones: ["13700000003", "13700000009"] })).toEqual({ removed: 1 });
  expect(await send("13700000003", "您好")).toBe("操作成功");
});

it("who may not see phones and texts sees neither, and no page that would begin behind a phone", async () => {
  const many = Array.from({ length: 3 }, (_, n) => ({ accountId: customer, phone: `1390000000${n}`, expiresAt: undefined }));
  await house.store.ruleLists.block(many.map((entry) => ({ ...entry, reason: "退订 R", source: "opt-out", createdAt: 5 })));
  const first = await support.ask("console/rules.blacklist", { accountId: customer, source: "opt-out", limit: 2 });
  expect(first).toMatchObject({ cut: true, rows: [{ login: "customer", phone: "139****0000" }, { phone: "139****0001" }] });
  expect(JSON.stringify(first)).not.toMatch(/1390000|退订|more/);
  const whole = await operations.ask("console/rules.blacklist", { accountId: customer, source: "opt-out", limit: 2 });
  expect(whole).toMatchObject({ cut: false, more: { accountId: customer, phone: "13900000001" } });
  expect(whole.rows[0]).toMatchObject({ phone: "13900000000", reason: "退订 R" });
  const next = await operations.ask("console/rules.blacklist", { accountId: customer, source: "opt-out", after: whole.more });
  expect(next.rows).toHaveLength(1);
  expect((await operations.ask("console/rules.blacklist", { accountId: customer, source: "portal" })).rows).toEqual([]);
  expect(await operations.refusal("console/rules.block", { accountId: 99_999, phones: ["13900000000"], reason: "" })).toBe("wrong-input");
});

it("how often a phone may be written to is changed as a file would, and leaves the other settings alone", async () => {
  const seen = await operations.ask("console/rules.frequency");
  expect(seen).toEqual({ match: "验证码", codes: 3, window: 180_000, daily: 10, exemptPhones: [] });
  const before = house.running.directory.current.settings;
  const wanted = { ...seen, codes: 1, exemptPhones: ["+86 138-0013-8000"] };
  await operations.ask("console/rules.changeFrequency", { seen, ...wanted });
  const after = house.running.directory.current.settings;
  expect(after.frequency).toEqual({
    ...before.frequency,
    verification: { ...before.frequency.verification, limit: 1 },
    exemptPhones: ["13800138000"],
  });
  expect({ ...after, frequency: 0 }).toEqual({ ...before, frequency: 0 });
  expect(await send("13500000001", "验证码1")).toBe("操作成功");
  expect(await send("13500000001", "验证码2")).toBe("操作过于频繁");
  expect(await operations.refusal("console/rules.changeFrequency", { seen, ...wanted, codes: 2 })).toBe("conflict");
  expect(await logged("rules.changeFrequency")).not.toContain("13800138000");
  expect((await support.ask("console/rules.frequency")).exemptPhones).toEqual(["138****8000"]);
});

it("what a file could not say of it is told at its field", async () => {
  const seen = await operations.ask("console/rules.frequency");
  const { body } = await operations.call("console/rules.changeFrequency", {
    seen,
    ...seen,
    codes: 0,
    window: 1,
    exemptPhones: ["13800138000", "abc"],
  });
  expect(body.problem.code).toBe("wrong-input");
  expect(body.problem.places.map(({ path }: { path: string }) => path).sort()).toEqual(["/codes", "/exemptPhones/1", "/window"]);
});
