import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

/** A channel that reaches nobody. */
const PLAN = `
version: 1
channels:
  - { name: 备用通道, kind: smpp, operators: [mobile, unicom, telecom], code: "10690001", connect: { host: 127.0.0.1, port: 9 }, smpp: { systemId: x, password: x } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [备用通道] }] }
`;
/** ms until a look has found it, and another one that it lasts. */
const RAISED = 110_000;

describe.skipIf(CHROMIUM === undefined)("alarms", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("are set on a page of their own, and a secret that was given is shown to nobody", { timeout: 2 * RAISED }, async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.inspect("/alarms", "console-alarms-none");
    await page.getByRole("button", { name: "告警设置" }).click();
    await page.getByRole("switch", { name: "客户突然停发" }).click();
    const group = page.getByRole("group", { name: "通道异常" });
    await group.getByLabel("持续（分钟）").fill("0");
    await page.getByRole("textbox", { name: "地址", exact: true }).fill("https://robot.example.com/send?token=nobody-may-see-this");
    await page.getByRole("switch", { name: "发送到 Webhook" }).click();
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("告警设置已保存").first().waitFor();
    await page.getByPlaceholder("已保存（robot.example.com），留空则不变").waitFor();
    expect(await page.content()).not.toContain("nobody-may-see-this");
    expect(await page.getByRole("switch", { name: "客户突然停发" }).getAttribute("aria-checked")).toBe("false");
    await visit.inspect("/alarms/settings", "console-alarm-settings");
    await page.getByLabel("收件人").fill("nobody");
    await page.getByLabel("收件人").press("Enter");
    await page.getByRole("button", { name: "保存" }).click();
    await page.getByText("有邮件地址不正确").waitFor();
  });

  it("are shown with what to do first, and muted for a while", { timeout: 2 * RAISED }, async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/alarms");
    const row = page.getByRole("row").filter({ hasText: "备用通道" });
    await row.getByText("先看通道页的最近错误").waitFor({ timeout: RAISED });
    await visit.inspect("/alarms", "console-alarms");
    await row.getByRole("button", { name: /静音/ }).click();
    await page.getByRole("menuitem", { name: "静音 8 小时" }).click();
    await row.getByRole("button", { name: /取消静音/ }).waitFor();
    await visit.go("/");
    await page.getByRole("row").filter({ hasText: "已静音" }).waitFor();
    await visit.shoot("console-overview-alarm-zh");
    await using phone = await stage.visitAsAdmin({ phone: true });
    for (const path of ["/alarms", "/alarms/settings"]) {
      await phone.go(path);
      await phone.checkAxe();
      await phone.shoot(`console${path.replaceAll("/", "-")}-phone-zh`);
    }
  });
});
