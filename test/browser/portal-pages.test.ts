import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CustomerServer } from "../house/customer-server.ts";
import { CUSTOMER } from "../house/house.ts";
import { until } from "../house/until.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

const PLAN = `
version: 1
settings: { push: { allowAddresses: [127.0.0.1] } }
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: customer, name: 驿站示例商户, dialects: [huaxin, xunchen, hzdfit], product: standard, code: "05", password: Secret-1, md5Key: Key-12345, credits: 10000, signature: { mode: none } }
`;
const OWNER = { name: CUSTOMER.login, password: CUSTOMER.password, chosen: "the owner's own password" };
/** Of the simulator: fails, and answers with a text. */
const FAILS = "13800139001";
const ANSWERS = "13800139010";

describe.skipIf(CHROMIUM === undefined)("the portal's pages", () => {
  let stage: Stage;
  let sink: CustomerServer;
  beforeAll(async () => {
    sink = await CustomerServer.open();
    stage = await Stage.open({ plan: PLAN });
    await send("13800138000,13800138001", "您好，您预约的快递将于今天下午送达，请保持电话畅通。");
    await send(FAILS, "【驿站】您的订单已发货。");
    await send(ANSWERS, "收到请回复");
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    await sink?.[Symbol.asyncDispose]();
  });

  /** As the account's program does. */
  async function send(mobile: string, content: string): Promise<void> {
    const body = new URLSearchParams({ action: "send", account: CUSTOMER.login, password: CUSTOMER.password, mobile, content });
    const response = await fetch(`${stage.url}/sms.aspx`, { method: "POST", body });
    expect(await response.text()).toContain("Success");
  }

  it("answers a text that came in, and finds the answer among the messages", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.go("/inbox");
    await page.getByRole("link", { name: ANSWERS }).click();
    await page.locator(".talk-line").filter({ hasText: "收到" }).first().waitFor();
    await page.getByRole("textbox", { name: "回复" }).fill("谢谢，已为您登记");
    await page.getByRole("button", { name: "发送", exact: true }).click();
    const ours = page.locator(".talk-ours").filter({ hasText: "谢谢，已为您登记" });
    await ours.getByText("已送达").waitFor();
    await visit.go(`/messages?phone=${ANSWERS}`);
    await page.getByRole("row").filter({ hasText: "谢谢，已为您登记" }).getByText("已送达").waitFor();
  });

  it("pushes reports to an address from the moment that it is set, after it was tried out", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.go("/pushes");
    await page.getByLabel("状态报告地址").fill("http://10.0.0.1/");
    await page.getByRole("radio", { name: /^推送和查询/ }).click();
    await page.getByRole("button", { name: /^保\s?存$/ }).click();
    await page.getByText("不能是内网或本机地址").waitFor();
    await visit.checkAxe();
    await page.getByLabel("状态报告地址").fill(`http://127.0.0.1:${sink.port}/reports`);
    await page.getByRole("button", { name: /^保\s?存$/ }).click();
    const tryOut = page.getByRole("button", { name: "测试状态报告" });
    await tryOut.click();
    await page.getByText("推送成功").waitFor();
    await send("13800138077", "推送给您的服务器");
    await until("the report", () => sink.seen.some(({ url, body }) => `${url}${body}`.includes("13800138077")));
    await visit.go("/pushes");
    await page.getByRole("row").filter({ hasText: "已收到" }).first().waitFor();
  });

  it("changes a key, which is shown once", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.go("/keys");
    await page.getByRole("button", { name: "生成新的: 校验码" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "生成新的" }).click();
    expect(await page.getByTestId("one-time-password").innerText()).toMatch(/^[a-z0-9]{16}$/);
    await visit.checkAxe();
    await page.getByRole("button", { name: "我已保存" }).click();
  });

  const PAGES = ["/", "/messages", "/inbox", "/statistics", "/interfaces", "/pushes", "/keys"];

  it.each([{ phone: false }, { phone: true }])("open in both languages, phone: $phone", { timeout: 300_000 }, async ({ phone }) => {
    await using visit = await stage.visit("portal", { phone });
    const { page } = visit;
    await visit.signIn(OWNER);
    const kind = phone ? "portal-phone" : "portal";
    for (const path of PAGES) {
      await visit.inspect(path, `${kind}-${path === "/" ? "home" : path.slice(1)}`);
      if (phone) expect(await page.evaluate("document.documentElement.scrollWidth"), path).toBeLessThanOrEqual(390);
    }
    for (const [list, name] of [
      [`/messages?phone=${FAILS}`, "message"],
      ["/inbox", "conversation"],
    ] as const) {
      await visit.go(list);
      const link = page.locator("tbody a").first();
      const to = (await link.getAttribute("href")) ?? "";
      await visit.inspect(to.replace(/^\/portal/, ""), `${kind}-${name}`);
    }
    await visit.go("/messages?state=failed");
    await page.getByText("UNDELIV").first().waitFor();
  });

  it("bear the dark", async () => {
    await using visit = await stage.visit("portal", { theme: "dark" });
    await visit.signIn(OWNER);
    for (const path of ["/", "/statistics"]) {
      await visit.go(path);
      await visit.checkAxe();
    }
    await visit.shoot("portal-statistics-dark-zh");
    await visit.go("/inbox");
    await visit.page.getByRole("link", { name: ANSWERS }).click();
    await visit.page.locator(".talk-ours").first().waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-conversation-dark-zh");
  });
});
