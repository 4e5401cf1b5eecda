import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

describe.skipIf(CHROMIUM === undefined)("users and their doings", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("adds a person, who signs in with the password that was shown once and sees what their role may see", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/users");
    await page.getByRole("button", { name: "添加用户" }).click();
    await page.getByLabel("用户名").fill("wang.min");
    await page.getByRole("combobox", { name: "角色" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "审核员" }).click();
    await visit.shoot("console-users-add-zh", false);
    await page.getByRole("dialog").getByRole("button", { name: "添加" }).click();
    const password = await page.getByTestId("one-time-password").innerText();
    await visit.checkAxe();
    await visit.shoot("console-users-password-zh", false);
    await page.getByRole("button", { name: "我已转交" }).click();
    await page.getByRole("row").filter({ hasText: "wang.min" }).getByText("待设置密码").waitFor();
    await visit.inspect("/users", "console-users");

    await using theirs = await stage.visit("console");
    await theirs.signIn({ name: "wang.min", password, chosen: "min's own password" });
    await theirs.go("/users");
    await theirs.page.getByText("没有权限查看此页面").waitFor();
    await theirs.checkAxe();
    await theirs.shoot("console-not-for-you-zh");
  });

  it("shows in the audit log who did it, with both sides of the change", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/users");
    const row = page.getByRole("row").filter({ hasText: "wang.min" });
    await row.getByRole("button", { name: "编辑" }).click();
    await page.getByRole("combobox", { name: "角色" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "财务" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "保存" }).click();
    await row.getByText("财务").waitFor();
    await visit.inspect("/audit?area=users", "console-audit");
    await page
      .getByRole("button", { name: /\d\d:\d\d/ })
      .first()
      .click();
    const entry = page.getByRole("dialog");
    await entry.getByText("finance").waitFor();
    expect(await entry.innerText()).toContain("reviewer");
    await visit.checkAxe();
    await visit.shoot("console-audit-entry-zh", false);
  });

  it("stays readable in the dark and on a phone", async () => {
    await using dark = await stage.visitAsAdmin({ theme: "dark" });
    for (const path of ["/users", "/audit", "/me"]) {
      await dark.go(path);
      await dark.checkAxe();
      await dark.shoot(`console${path.replace("/", "-")}-dark-zh`);
    }
    await using phone = await stage.visitAsAdmin({ phone: true });
    for (const path of ["/users", "/audit", "/me"]) {
      await phone.go(path);
      await phone.checkAxe();
      await phone.shoot(`console${path.replace("/", "-")}-phone-zh`);
    }
    await phone.page.getByRole("button", { name: "打开导航" }).click();
    await phone.page.getByRole("dialog").getByRole("link", { name: "用户与角色" }).waitFor();
    await phone.checkAxe();
    await phone.shoot("console-navigation-phone-zh", false);
  });
});
