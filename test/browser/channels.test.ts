import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";
import type { Visit } from "./visit.ts";

const ALL = "operators: [mobile, unicom, telecom]";
const PLAN = `version: 1
channels:
  - { name: east, kind: simulator, ${ALL}, code: "10690001" }
  - { name: west, kind: simulator, ${ALL}, code: "10690002" }
products:
  - name: standard
    routes:
      - { ${ALL}, channels: [{ channel: east, weight: 7 }, { channel: west, weight: 3 }] }
accounts:
  - { login: teahouse, dialects: [huaxin], product: standard, code: "05", password: Secret-1, credits: 1000, unitPrice: "0.05" }
`;

describe.skipIf(CHROMIUM === undefined)("channels, products and what if", () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  /** Asks where a text of the teahouse would go now, and gives the words of the answer. */
  async function whatIf({ page, go }: Visit): Promise<string> {
    await go("/what-if");
    await page.getByRole("combobox", { name: "帐号" }).click();
    await page.locator(".ant-select-item-option").filter({ hasText: "teahouse" }).click();
    await page.getByLabel("号码", { exact: true }).fill("13800138000");
    await page.getByLabel("内容", { exact: true }).fill("【茶馆】您的订单已发出");
    await page.getByRole("button", { name: "试算" }).click();
    const verdict = page.locator(".verdict");
    await verdict.waitFor();
    return (await page.getByRole("table", { name: "候选通道" }).innerText()).replace(/\s+/g, " ");
  }

  it("drains a channel, whose messages the other one takes, and brings it up again", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    const asked = { page, go: (path: string) => visit.go(path) } as Visit;
    const before = await whatIf(asked);
    expect(before).toContain("70 %");
    expect(before).toContain("30 %");
    await visit.checkAxe();
    await visit.shoot("console-what-if-zh");
    await visit.go("/channels");
    const row = page.getByRole("row").filter({ hasText: "east" });
    await row.getByText("正常").waitFor();
    await visit.inspect("/channels", "console-channels");
    await row.getByRole("button", { name: /排空/ }).click();
    await page.getByRole("dialog").getByRole("textbox").fill("线路割接");
    await visit.shoot("console-channels-drain-zh", false);
    await page.getByRole("dialog").getByRole("button", { name: "排空" }).click();
    await row.getByText("已排空").waitFor();
    const while_ = await whatIf(asked);
    expect(while_).toContain("已停止接收");
    expect(while_).not.toContain("70 %");
    await visit.go("/channels");
    await row.getByRole("link").click();
    await page.getByText("线路割接").waitFor();
    await page.getByRole("button", { name: /^启用/ }).click();
    await page.getByRole("dialog").getByRole("button", { name: "启用" }).click();
    await page.getByText("正在承载短信").waitFor();
    await visit.inspect(new URL(page.url()).pathname.replace("/console", ""), "console-channel");
  });

  it("sends a test over one channel, and shows its receipt", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/channels");
    await page.getByRole("link").filter({ hasText: "west" }).click();
    await page.getByRole("button", { name: "测试发送" }).click();
    await page.getByLabel("号码", { exact: true }).fill("13800138000");
    await page.getByRole("button", { name: "发送测试" }).click();
    await page.getByText("回执：已送达").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-channel-test-zh", false);
  });

  it("changes a weight, which what-if follows", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/products");
    await visit.inspect("/products", "console-products");
    await page.getByRole("link", { name: "standard" }).click();
    await page.getByRole("button", { name: /编\s?辑/ }).click();
    await page.getByLabel("权重").first().fill("1");
    await visit.checkAxe();
    await visit.shoot("console-product-edit-zh", false);
    await page.getByRole("button", { name: /保\s?存/ }).click();
    await page.getByText("25 %").waitFor();
    await visit.inspect(new URL(page.url()).pathname.replace("/console", ""), "console-product");
    expect(await whatIf({ page, go: (path: string) => visit.go(path) } as Visit)).toContain("25 %");
  });

  it("edits a channel and the platform's settings, and says at the field what can't be", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/channels");
    await page.getByRole("link").filter({ hasText: "west" }).click();
    await page.getByRole("button", { name: /编\s?辑/ }).click();
    await page.getByLabel("接入号").fill("10x");
    await page.getByRole("button", { name: /保\s?存/ }).click();
    await page.getByText("digits only").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-channel-edit-zh", false);
    await page.getByLabel("接入号").fill("10690022");
    await page.getByRole("button", { name: /保\s?存/ }).click();
    await page.getByText("10690022").first().waitFor();
    await visit.inspect("/settings", "console-settings");
  });
});
