import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

/** Two customers over a channel that works, and one channel that reaches nobody. */
const PLAN = `
version: 1
channels:
  - { name: 移动直连, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 400ms, failRate: 0.1 } }
  - { name: 备用通道, kind: smpp, operators: [mobile, unicom, telecom], code: "10690001", connect: { host: 127.0.0.1, port: 9 }, smpp: { systemId: x, password: x } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [移动直连, 备用通道] }] }
accounts:
  - { login: hongyun, name: 鸿运商城, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 10000, signature: { mode: none } }
  - { login: zhida, name: 智达物流, dialects: [huaxin], product: standard, code: "06", password: Secret-2, credits: 5000, signature: { mode: none } }
`;

describe.skipIf(CHROMIUM === undefined)("the overview", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
    const port = Number(new URL(stage.url).port);
    const accounts = [
      { login: "hongyun", password: "Secret-1", count: 60 },
      { login: "zhida", password: "Secret-2", count: 25 },
    ];
    for (const { count, ...account } of accounts) {
      const phones = Array.from({ length: count }, (_, n) => String(13_800_000_000 + n));
      const { status } = await new HuaxinClient({ port }, account).send(phones.join(","), "您的包裹已到驿站，请凭取件码领取。");
      expect(status).toBe("Success");
    }
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("shows what goes on, in both languages, and moves on by itself", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/");
    const accepted = page.locator(".figure").filter({ hasText: "接收" });
    await accepted.getByText(/近 1 分钟 [1-9]/).waitFor();
    await page.getByRole("row").filter({ hasText: "备用通道" }).getByText("未连接").waitFor();
    await visit.inspect("/", "console-overview");
    const box = await page.locator(".figures").boundingBox();
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(await page.locator(".figures").boundingBox()).toEqual(box);
  });

  it("goes back by an hour, a day, a week or a month, and tells accounts and channels apart", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/");
    await page.getByText("按帐号").click();
    await page.getByText("1 天").click();
    await page.waitForURL(/span=day/);
    await visit.settled();
    await page.getByRole("button", { name: "表格" }).click();
    await page.getByRole("columnheader", { name: "hongyun" }).waitFor();
    await page.getByRole("columnheader", { name: "zhida" }).waitFor();
    await visit.checkAxe();
    await page.getByRole("button", { name: "图表" }).click();
    await visit.shoot("console-overview-accounts-zh");
    await page.getByRole("button", { name: "更早" }).click();
    await page.waitForURL(/to=\d+/);
    await page.getByRole("button", { name: "回到现在" }).click();
    await page.waitForURL((url) => !url.search.includes("to="));
    await page.getByText("1 个月").click();
    await page.getByText("按通道").click();
    await page.waitForURL(/span=month/);
    await visit.settled();
    await visit.shoot("console-overview-channels-zh");
  });

  it("stays readable in the dark and on a phone", async () => {
    await using dark = await stage.visitAsAdmin({ theme: "dark" });
    await dark.go("/");
    await dark.checkAxe();
    await dark.shoot("console-overview-dark-zh");
    await using phone = await stage.visitAsAdmin({ phone: true });
    await phone.go("/");
    await phone.checkAxe();
    await phone.shoot("console-overview-phone-zh");
  });
});
