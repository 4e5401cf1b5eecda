import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "./chromium.ts";
import { ADMIN, Stage } from "./stage.ts";

describe.skipIf(CHROMIUM === undefined)("signing in", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open();
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("asks a stranger for a password, the first time for another one, and leads back to the page that was asked for", async () => {
    await using visit = await stage.visit("console");
    const { page } = visit;
    await visit.go("/audit");
    await visit.checkAxe();
    await visit.shoot("console-sign-in-zh");
    await page.locator("#name").fill(ADMIN.name);
    await page.locator("#password").fill("not the password");
    await page.locator("button[type=submit]").click();
    await page.getByText("用户名或密码不正确。").waitFor();
    await visit.shoot("console-sign-in-wrong-zh");
    await page.locator("#password").fill(ADMIN.password);
    await page.locator("button[type=submit]").click();
    await page.getByRole("heading", { name: "设置新密码" }).waitFor();
    await visit.choosePassword("password123");
    await page.getByText("密码过于常见").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-choose-password-zh");
    await visit.choosePassword(ADMIN.chosen);
    await page.getByRole("heading", { name: "操作日志" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/console/audit");
  });

  it("is a page without a line of script or style of its own, whose nonce is a new one each time", async () => {
    const pages = await Promise.all(["console", "portal", "console"].map(async (site) => (await fetch(`${stage.url}/${site}/`)).text()));
    for (const html of pages) {
      expect(html).not.toMatch(/<script(?![^>]* src=)|<style| style=| on\w+=|__NONCE__/);
      expect(html).toMatch(/<meta property="csp-nonce" nonce="[\w-]{20,}">/);
    }
    expect(pages[0]).not.toBe(pages[2]);
  });

  it("lets a session end from its own page, and shows the sign-in page at the same address then", async () => {
    await using visit = await stage.visitAsAdmin();
    await using other = await stage.visitAsAdmin({ language: "en" });
    await visit.inspect("/me", "console-me");
    await visit.page.getByRole("button", { name: "退出其他设备" }).click();
    await visit.page.getByRole("dialog").getByRole("button", { name: "退出其他设备" }).click();
    await visit.page.getByText("已退出").waitFor();
    await other.page.locator("a[href='/console/audit']").click();
    await other.page.locator("#password").waitFor();
    expect(new URL(other.page.url()).pathname).toBe("/console/audit");
  });

  it("is a page in either language, light and dark, at a desk and on a phone", async () => {
    for (const language of ["zh", "en"] as const)
      for (const theme of ["light", "dark"] as const) {
        await using visit = await stage.visit("portal", { language, theme, phone: true });
        await visit.go("/");
        await visit.checkAxe();
        await visit.shoot(`portal-sign-in-phone-${theme}-${language}`);
      }
  });
});
