import { afterAll, beforeAll, describe, it } from "vitest";
import { codeAt } from "../../src/users/totp.ts";
import { CHROMIUM } from "./chromium.ts";
import { ADMIN, Stage } from "./stage.ts";

/** ms that a code stands for. */
const STEP = 30_000;

describe.skipIf(CHROMIUM === undefined)("a second factor", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("is turned on with a code, and asked for at the next sign-in", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/me");
    await page.getByRole("button", { name: "启用两步验证" }).click();
    const secret = (await page.locator(".secret-text").innerText()).replaceAll(" ", "");
    await visit.checkAxe();
    await visit.shoot("console-me-factor-zh", false);
    const step = Math.floor(Date.now() / STEP);
    await page.locator("#code").fill(codeAt(secret, step));
    await page.locator("#password").fill(ADMIN.chosen);
    await page.getByRole("dialog").getByRole("button", { name: "启用" }).click();
    await page.getByRole("button", { name: "停用两步验证" }).waitFor();

    await using other = await stage.visit("console");
    await other.go("/me");
    await other.page.locator("#name").fill(ADMIN.name);
    await other.page.locator("#password").fill(ADMIN.chosen);
    await other.page.locator("button[type=submit]").click();
    await other.page.locator("#code").fill("000000");
    await other.page.locator("button[type=submit]").click();
    await other.page.getByText("验证码不正确").waitFor();
    await other.checkAxe();
    await other.shoot("console-second-factor-zh");
    // each counts once, and a step too early is early enough
    await other.page.locator("#code").fill(codeAt(secret, step + 1));
    await other.page.locator("button[type=submit]").click();
    await other.page.getByRole("heading", { name: "帐号安全" }).waitFor();
  });
});
