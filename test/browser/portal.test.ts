import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

const OWNER = { name: CUSTOMER.login, password: CUSTOMER.password, chosen: "the owner's own password" };

describe.skipIf(CHROMIUM === undefined)("a customer's portal", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("is opened on a phone with the interface password, after which its owner adds a person", async () => {
    await using visit = await stage.visit("portal", { phone: true });
    const { page } = visit;
    await visit.go("/people");
    await page.locator("#name").fill(OWNER.name);
    await page.locator("#password").fill(OWNER.password);
    await page.locator("button[type=submit]").click();
    await page.getByRole("heading", { name: "启用客户平台" }).waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-begin-phone-zh");
    await visit.choosePassword(OWNER.chosen);
    await page.getByRole("heading", { name: "成员" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/portal/people");
    await page.getByRole("button", { name: "添加用户" }).click();
    await page.getByLabel("用户名").fill("li.lei");
    await page.getByRole("combobox", { name: "角色" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "发送员" }).click();
    await visit.checkAxe();
    await visit.shoot("portal-people-add-phone-zh", false);
    await page.getByRole("dialog").getByRole("button", { name: "添加" }).click();
    await page.getByTestId("one-time-password").waitFor();
    await visit.shoot("portal-people-password-phone-zh", false);
    await page.getByRole("button", { name: "我已转交" }).click();
    await visit.inspect("/people", "portal-people-phone");
  });

  it("is the same at a desk, in the dark", async () => {
    await using visit = await stage.visit("portal", { theme: "dark" });
    await visit.signIn(OWNER);
    await visit.inspect("/people", "portal-people-dark");
  });
});
