import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

const PLAN = `
version: 1
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: acme, name: 阿克米商贸, dialects: [huaxin, qxt], product: standard, code: "05", password: Secret-1, credits: 10000, unitPrice: "0.05", signatures: [阿克米], signature: { mode: in-content } }
  - { login: beta, name: 贝塔教育, dialects: [inter28], product: standard, code: "06", password: Secret-2, credits: 0, payment: postpaid, creditLimit: 500 }
  - { login: closed, name: 已停用的客户, enabled: false, dialects: [hzdfit], code: "07", md5Key: Secret-3 }
`;

describe.skipIf(CHROMIUM === undefined)("accounts", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("an account is made, sends with the credentials that were shown, and what it costs is seen; a recharge adds up in the ledger", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/accounts");
    await page.getByRole("button", { name: "新建帐号" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("登录名").fill("new-customer");
    await drawer.getByLabel("名称").fill("新客户");
    await drawer.getByRole("combobox", { name: "接口" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "huaxin" }).click();
    await page.keyboard.press("Escape");
    await drawer.getByLabel("码号").fill("0588");
    await drawer.getByLabel("开户条数").fill("100");
    await visit.checkAxe();
    await visit.shoot("console-account-create-zh", false);
    await drawer.getByRole("button", { name: /^创\s*建$/ }).click();
    const handed = page.getByRole("dialog").filter({ hasText: "接口凭据" });
    const password = await handed.getByTestId("secret-password").innerText();
    const line = await handed.locator("pre").first().innerText();
    expect(line).toContain(password);
    expect(line).toContain(stage.url);
    await visit.checkAxe();
    await visit.shoot("console-account-handed-zh", false);
    await handed.getByRole("button", { name: "我已保存" }).click();

    const body = new URLSearchParams({ action: "send", account: "new-customer", password, mobile: "13800138000", content: "您好" });
    for (const sent of [
      body,
      new URLSearchParams({ action: "send", account: "new-customer", password: "wrong", mobile: "13800138000", content: "x" }),
    ])
      await fetch(`${stage.url}/sms.aspx`, { method: "POST", body: sent });

    await page.getByRole("link", { name: "new-customer" }).click();
    await page.locator(".figure").filter({ hasText: "短信余额" }).getByText("99").waitFor();
    await page.getByRole("navigation", { name: "帐号的各个部分" }).getByRole("link", { name: "最近调用" }).click();
    await page.getByRole("row").filter({ hasText: "huaxin · submit" }).getByText("成功").waitFor();

    await page.getByRole("navigation", { name: "帐号的各个部分" }).getByRole("link", { name: "账本" }).click();
    await page.getByRole("button", { name: /^充\s*值$/ }).click();
    const booking = page.getByRole("dialog");
    await booking.getByLabel("条数").fill("500");
    await booking.getByLabel("备注").fill("合同 2026-11");
    await visit.shoot("console-account-recharge-zh", false);
    await booking.getByRole("button", { name: /^充\s*值$/ }).click();
    const rows = page.getByRole("table", { name: "账本" }).locator("tbody tr");
    await rows.filter({ hasText: "合同 2026-11" }).waitFor();
    const amounts = await rows.locator("td.cell-number").allInnerTexts();
    const sum = amounts.reduce((total, text) => total + Number(text.replace(/[^\d.−-]/g, "").replace("−", "-")), 0);
    expect(sum).toBe(599);
    await page.getByText("599").first().waitFor();
    await visit.checkAxe();
    await visit.shoot("console-account-ledger-zh");
  });

  it("settings are changed, and a second editor is told", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await using other = await stage.visitAsAdmin();
    const open = async (at: typeof visit): Promise<void> => {
      await at.go("/accounts?search=beta");
      await at.page.getByRole("link", { name: "beta" }).click();
      await at.page.getByRole("navigation", { name: "帐号的各个部分" }).getByRole("link", { name: "设置" }).click();
      await at.page.getByLabel("每日上限").waitFor();
    };
    await open(visit);
    await open(other);
    await page.getByLabel("每日上限").fill("2000");
    await page.getByRole("button", { name: /^保\s*存$/ }).click();
    await page.getByText("已保存").waitFor();
    await other.page.getByLabel("名称").fill("别的名称");
    await other.page.getByRole("button", { name: /^保\s*存$/ }).click();
    await other.page.getByText("内容已被他人修改").waitFor();
    await other.page.getByRole("button", { name: "重新加载" }).click();
    await expect.poll(() => other.page.getByLabel("每日上限").inputValue()).toBe("2000");
    await page.getByLabel("IP 白名单").fill("300.1.1.1");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^保\s*存$/ }).click();
    await page.getByText("未通过校验").first().waitFor();
    await visit.shoot("console-account-refused-zh");
  });

  it("a portal is entered as its owner", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/accounts?search=acme");
    await page.getByRole("link", { name: "acme" }).click();
    await page.getByRole("button", { name: "进入客户平台" }).click();
    const opening = page.waitForEvent("popup");
    await page.getByRole("dialog").getByRole("button", { name: "进入客户平台" }).click();
    const portal = await opening;
    await portal.getByText("您正以平台人员身份查看").waitFor();
    await portal.close();
  });

  it("its pages look right in both languages, in the dark and on a phone", async () => {
    await using visit = await stage.visitAsAdmin();
    await visit.inspect("/accounts", "console-accounts");
    await visit.page.getByRole("link", { name: "acme" }).click();
    await visit.settled();
    const path = new URL(visit.page.url()).pathname.replace(/^\/console/, "");
    for (const tab of ["overview", "settings", "credits", "interfaces", "pushes", "wording", "blacklist", "calls", "people"])
      await visit.inspect(`${path}?tab=${tab}`, `console-account-${tab}`);
    await using phone = await stage.visitAsAdmin({ phone: true, theme: "dark" });
    for (const [name, at] of [
      ["accounts", "/accounts"],
      ["account-overview", path],
      ["account-settings", `${path}?tab=settings`],
    ] as const) {
      await phone.go(at);
      await phone.checkAxe();
      await phone.shoot(`console-${name}-phone-dark-zh`);
    }
  }, 300_000);
});
