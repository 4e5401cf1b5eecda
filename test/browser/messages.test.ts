import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLAN } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

describe.skipIf(CHROMIUM === undefined)("messages and their stories", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
    const customer = new HuaxinClient({ port: Number(new URL(stage.url).port) }, { login: "customer", password: "Secret-1" });
    expect((await customer.send("13800138000,13900139000,12345", "your parcel waits")).status).toBe("Success");
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("finds a customer's message by its phone, and tells what happened to it", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.inspect("/messages", "console-messages");
    await page.getByLabel("完整号码、短信或批次编号").fill("13800138000");
    await page.keyboard.press("Enter");
    await page.waitForURL(/q=13800138000/);
    await page.getByRole("row").filter({ hasText: "13900139000" }).waitFor({ state: "detached" });
    await page.getByRole("row").filter({ hasText: "13800138000" }).getByRole("link").click();
    const story = page.getByRole("list", { name: "经过" });
    await story.getByText("通过 huaxin 接口提交").waitFor();
    await story.getByText("返回回执：已送达").waitFor();
    await visit.inspect(new URL(page.url()).pathname.replace("/console", ""), "console-message");
    await page.getByRole("link", { name: /^\d{14,16}$/ }).click();
    await page.getByRole("heading", { name: /^批次/ }).waitFor();
    await visit.shoot("console-submission-zh");
  });

  it("stays readable on a phone, in the dark", async () => {
    await using visit = await stage.visitAsAdmin({ phone: true, theme: "dark" });
    await visit.go("/messages");
    await visit.checkAxe();
    await visit.shoot("console-messages-phone-dark-zh");
  });
});
