import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER } from "../house/house.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

const OWNER = { name: CUSTOMER.login, password: CUSTOMER.password, chosen: "the owner's own password" };
const PLAN = `
version: 1
keywords: [坏词]
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
    credits: 10000
    unitPrice: 0.05
    signatures: [驿站, 快递]
    signature: { mode: prepend }
`;

describe.skipIf(CHROMIUM === undefined)("sending from the portal", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
    await using visit = await stage.visit("portal");
    await visit.go("/");
    await visit.page.locator("#name").fill(OWNER.name);
    await visit.page.locator("#password").fill(OWNER.password);
    await visit.page.locator("button[type=submit]").click();
    await visit.page.locator("#chosen").waitFor();
    await visit.choosePassword(OWNER.chosen);
    await visit.page.locator(".top").waitFor();
    await visit.settled();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("shows the price while one types, and follows what was sent until it is delivered", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.inspect("/send", "portal-send");
    await page.getByLabel("接收号码", { exact: true }).fill("13800138000\n139 0013 9000，13800138000 12345");
    await page.getByText("有效 2 个，重复 1 个，无效 1 个").waitFor();
    const text = page.getByLabel("短信内容", { exact: true });
    await text.fill("坏词");
    await page.locator(".send-refusal").filter({ hasText: "内容含敏感词：坏词" }).waitFor();
    expect(await page.getByRole("button", { name: "发送", exact: true }).isDisabled()).toBe(true);
    await text.fill("您".repeat(68));
    await page.getByText("删去 2 字可省 1 条").waitFor();
    await page.getByText("4 条（0.2 元）").waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-send-typed-zh");
    await text.fill("您的包裹已到驿站，请凭取件码 2046 领取。");
    await page.locator(".bubble").filter({ hasText: "【驿站】您的包裹" }).waitFor();
    await page.getByText("2 条（0.1 元）").waitFor();
    await page.getByRole("button", { name: "发送", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "发送", exact: true }).click();
    await page.getByText("已完成 2 / 2").waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-sent-zh");
  });

  it("calls off on a phone what was to be sent later", async () => {
    await using visit = await stage.visit("portal", { phone: true });
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.inspect("/send", "portal-send-phone");
    await page.getByLabel("接收号码", { exact: true }).fill("13800138000");
    await page.getByLabel("短信内容", { exact: true }).fill("明天见");
    await page.getByText("定时", { exact: true }).first().click();
    await page.getByText("1 条（0.05 元）").waitFor();
    await visit.shoot("portal-send-later-phone-zh");
    await page.getByRole("button", { name: "定时发送" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "发送", exact: true }).click();
    await page.getByRole("heading", { name: "已定时" }).waitFor();
    await visit.inspect("/scheduled", "portal-scheduled-phone");
    await page.getByRole("row", { name: "明天见" }).getByRole("button", { name: "取消" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "取消", exact: true }).click();
    await page.getByText("没有等待发送的定时短信").waitFor();
  });
});
