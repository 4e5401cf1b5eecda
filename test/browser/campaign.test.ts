import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER } from "../house/house.ts";
import { xlsxOf } from "../house/zip-file.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";
import type { Visit } from "./visit.ts";

const OWNER = { name: CUSTOMER.login, password: CUSTOMER.password, chosen: "the owner's own password" };
const PLAN = `
version: 1
settings: { limits: { recipients: 4 } }
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000", simulator: { receiptDelay: 20ms } }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - login: customer
    dialects: [huaxin]
    product: standard
    code: "05"
    password: Secret-1
    credits: 10000
    unitPrice: 0.05
    signatures: [驿站]
    signature: { mode: prepend }
`;
const NAMES = ["张三", "李四", "王五", "赵六", "孙七", "周八"];
const phone = (index: number): string => `138001380${String(index).padStart(2, "0")}`;

describe.skipIf(CHROMIUM === undefined)("a customer's campaign from a file", () => {
  let stage: Stage;
  const scratch = mkdtempSync(join(tmpdir(), "yizhan-campaign-"));
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLAN });
    await using visit = await stage.visit("portal");
    await visit.go("/");
    await visit.page.locator("#name").fill(OWNER.name);
    await visit.page.locator("#password").fill(OWNER.password);
    await visit.page.locator("button[type=submit]").click();
    await visit.page.locator("#chosen").waitFor();
    await visit.choosePassword(OWNER.chosen);
    await visit.page.locator(".top").waitFor();
    await visit.settled();
  });
  afterAll(async () => {
    await stage?.[Symbol.asyncDispose]();
    rmSync(scratch, { recursive: true, force: true });
  });

  async function choose({ page }: Visit, name: string, bytes: Uint8Array): Promise<void> {
    const file = join(scratch, name);
    writeFileSync(file, bytes);
    await page.locator("input[type=file]").setInputFiles(file);
  }

  /** The texts that phones were sent, as the account's own calls tell them. */
  async function textsOf({ page }: Visit, phones: readonly string[]): Promise<readonly unknown[]> {
    return page.evaluate(async (wanted) => {
      const found: unknown[] = [];
      for (const one of wanted) {
        const headers = { "content-type": "application/json", "x-yizhan": "1" };
        const response = await fetch("/portal/api/messages/search", { method: "POST", headers, body: JSON.stringify({ phone: one }) });
        const { rows } = (await response.json()) as { rows: { text: string }[] };
        found.push(rows[0]?.text);
      }
      return found;
    }, phones);
  }

  it("from a workbook is read, priced, sent with each one's own text, and followed to its end", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.inspect("/campaigns/new", "portal-campaign-new");
    const rows = NAMES.map((name, index) => [name, 13_800_138_000 + index, 100.5 + index]);
    const more = [
      ["重复", "138 0013 8000", 1],
      ["坏号", 12_345, 1],
      ["空", phone(50), ""],
    ];
    await choose(visit, "双十一名单.xlsx", xlsxOf([["姓名", "手机号", "余额"], ...rows, ...more]));
    await page.getByText("将发送 7 个号码；去掉重复 1 个、无效 1 个").waitFor();
    await page.getByText("无效号码 1 个").click();
    await page.getByText("第 9 行：12345").waitFor();
    const text = page.getByRole("textbox", { name: "短信内容" });
    await text.fill("{姓 名}您好");
    await page.getByText("文件中没有这些列：{姓 名}").waitFor();
    await text.fill("");
    await page.getByRole("button", { name: "{姓名}", exact: true }).click();
    await text.pressSequentially("您好，您的余额是{余额}元。");
    await page.getByText("有 1 个号码因变量为空不会发送").waitFor();
    await page.getByText("【驿站】张三您好，您的余额是100.5元。").waitFor();
    await page.getByText("6 条（0.3 元）").waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-campaign-typed-zh");
    await page.getByRole("button", { name: "开始群发" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "开始群发" }).click();
    await page.getByRole("heading", { name: "双十一名单" }).waitFor();
    await page.getByText("已完成 6 / 6 · 100 %").waitFor();
    await page.getByText("已全部提交").waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-campaign-done-zh");
    const sent = await textsOf(
      visit,
      NAMES.map((_, index) => phone(index)),
    );
    expect(sent).toEqual(NAMES.map((name, index) => `【驿站】${name}您好，您的余额是${100.5 + index}元。`));
    expect(await textsOf(visit, [phone(50)])).toEqual([undefined]);
    await visit.inspect("/campaigns", "portal-campaigns");
  });

  it("from a GB18030 csv goes on a phone, after a page that was closed in between", async () => {
    await using visit = await stage.visit("portal", { phone: true });
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.go("/campaigns/new");
    const lines = NAMES.map((name, index) => `${phone(index + 20)},"${name}"`);
    const csv = iconv.encode(["手机,称呼", ...lines, `${phone(20)},再来`, "x,坏"].join("\r\n"), "gb18030");
    await choose(visit, "名单.csv", csv);
    await page.getByText("将发送 6 个号码；去掉重复 1 个、无效 1 个").waitFor();
    await page.getByRole("textbox", { name: "短信内容" }).fill("{称呼}您好");
    await page.getByText("6 条（0.3 元）").waitFor();
    await visit.checkAxe();
    await visit.shoot("portal-campaign-typed-phone-zh");
    await page.getByRole("button", { name: "开始群发" }).click();
    // the second part finds no way to the server, and the page is closed
    let calls = 0;
    await page.route("**/campaigns/hand", (route) => (calls++ === 0 ? route.continue() : route.abort()));
    await page.getByRole("dialog").getByRole("button", { name: "开始群发" }).click();
    await page.getByText("正在提交 3 / 6").waitFor();
    await page.unroute("**/campaigns/hand");
    await page.route("**/campaigns/hand", (route) => route.abort());
    page.on("dialog", (dialog) => void dialog.accept());
    await page.reload();
    await page.unroute("**/campaigns/hand");
    await visit.settled();
    await page.getByRole("heading", { name: "继续提交" }).waitFor();
    await choose(visit, "other.csv", Buffer.from("手机,称呼\n13900139000,甲"));
    await page.getByText("号码或变量与任务开始时不一致").waitFor();
    await choose(visit, "名单.csv", csv);
    await visit.checkAxe();
    await visit.shoot("portal-campaign-again-phone-zh");
    await page.getByRole("button", { name: "继续提交" }).click();
    await page.getByText("已完成 6 / 6 · 100 %").waitFor();
    const sent = await textsOf(
      visit,
      NAMES.map((_, index) => phone(index + 20)),
    );
    expect(sent).toEqual(NAMES.map((name) => `【驿站】${name}您好`));
    await visit.checkAxe();
    await visit.shoot("portal-campaign-done-phone-zh");
  });

  it("and the templates and signatures that it needs are asked for", async () => {
    await using visit = await stage.visit("portal");
    const { page } = visit;
    await visit.signIn(OWNER);
    await visit.go("/templates");
    await page.getByRole("button", { name: "申请模板" }).click();
    await page.getByLabel("模板内容").fill("您的取件码是@1@，请到@2@领取。");
    await page.getByRole("button", { name: "提交审核" }).click();
    await page.getByRole("row", { name: "您的取件码是@1@" }).getByText("审核中").waitFor();
    await visit.inspect("/templates", "portal-templates");
    await visit.go("/signatures");
    await page.getByRole("button", { name: "申请签名" }).click();
    await page.getByLabel("签名", { exact: true }).fill("快递到家");
    await page.getByLabel("用途说明").fill("公司简称");
    await page.getByRole("button", { name: "提交审核" }).click();
    await page.getByRole("row", { name: "【快递到家】" }).getByText("审核中").waitFor();
    await visit.inspect("/signatures", "portal-signatures");
    await page.getByRole("row", { name: "【快递到家】" }).getByRole("button", { name: "撤回" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "撤回" }).click();
    await page.getByRole("row", { name: "【快递到家】" }).getByText("已撤回").waitFor();
  });
});
