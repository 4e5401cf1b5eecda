import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER, PLAN } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { CHROMIUM } from "./chromium.ts";
import { Stage } from "./stage.ts";

const PLANNED = `${PLAN}keywords: [发票, 代开发票, VPN, 博彩, 六合彩]\nblacklist: ["13900000001", "13900000002"]\n`;
/** 甲骨 twice, one word that is listed, in the encoding of older programs: "甲骨\n甲骨\nvpn\n低息贷款\n". */
const GB18030 = Buffer.from("bcd7b9c70abcd7b9c70a76706e0ab5cdcfa2b4fbbfee0a", "hex");

describe.skipIf(CHROMIUM === undefined)("rules", () => {
  let stage: Stage;
  let customer: HuaxinClient;
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLANNED });
    customer = new HuaxinClient({ port: Number(new URL(stage.url).port) }, CUSTOMER);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  it("keywords that are imported from a file hold for the next submission", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.inspect("/rules", "console-rules-keywords");
    expect((await customer.send("13800138001", "低息贷款，当天到账")).message).toBe("操作成功");
    await page.getByRole("button", { name: "添加敏感词" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.locator("input[type=file]").setInputFiles({ name: "words.txt", mimeType: "text/plain", buffer: GB18030 });
    const preview = drawer.getByRole("region", { name: "导入预览" });
    await preview.getByText("甲骨、低息贷款").waitFor();
    expect((await preview.innerText()).replace(/\s+/g, " ")).toBe("新增 2 甲骨、低息贷款 已存在，跳过 1 重复，只取一个 1 过长，跳过 0");
    await visit.checkAxe();
    await visit.shoot("console-rules-import-zh", false);
    await drawer.getByRole("button", { name: "添加", exact: true }).click();
    await page.getByText("已添加 2 个敏感词").waitFor();
    expect((await customer.send("13800138002", "低息贷款，当天到账")).message).toBe("敏感词汇");

    await page.getByRole("textbox", { name: "输入或粘贴一段短信内容" }).fill("用ｖｐｎ办低息贷款，可代开发票");
    await page.getByText("会被拦下：VPN、低息贷款、代开发票、发票").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-rules-try-zh", false);
    await page.getByRole("row").filter({ hasText: "低息贷款" }).getByRole("button", { name: "删除" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "删除" }).click();
    await page.getByText("已删除 1 个敏感词").waitFor();
    expect((await customer.send("13800138003", "低息贷款，当天到账")).message).toBe("操作成功");
  });

  it("phones that are put on the blacklist get nothing, until they are taken off", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/rules?tab=blacklist");
    await page.getByRole("button", { name: "加入黑名单" }).click();
    const drawer = page.getByRole("dialog");
    await drawer.getByLabel("号码", { exact: true }).fill("137 0000 0001\n13900000001，12345");
    await drawer.getByText("12345", { exact: true }).waitFor();
    await drawer.getByLabel("原因（选填）").fill("投诉到运营商");
    await visit.checkAxe();
    await visit.shoot("console-rules-block-zh", false);
    await drawer.getByRole("button", { name: "加入", exact: true }).click();
    await page.getByText("已加入 2 个号码").waitFor();
    expect((await customer.send("13700000001", "您好")).message).toBe("黑名单的手机号码");
    await visit.inspect("/rules?tab=blacklist", "console-rules-blacklist");
    const row = page.getByRole("row").filter({ hasText: "13700000001" });
    await row.getByRole("button", { name: "移出" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "移出" }).click();
    await page.getByText("已移出 1 个号码").waitFor();
    expect((await customer.send("13700000001", "您好")).message).toBe("操作成功");
  });

  it("how often a phone may be written to is changed, and a second editor is told", async () => {
    await using visit = await stage.visitAsAdmin();
    await using other = await stage.visitAsAdmin({ theme: "dark" });
    await visit.go("/rules?tab=frequency");
    await other.go("/rules?tab=frequency");
    await visit.page.getByLabel("验证码最多（条）").fill("1");
    await visit.page.getByRole("button", { name: "保存" }).click();
    await visit.page.getByText("已保存").waitFor();
    expect((await customer.send("13600000009", "验证码1")).message).toBe("操作成功");
    expect((await customer.send("13600000009", "验证码2")).message).toBe("操作过于频繁");
    await other.page.getByLabel("每天最多（条）").fill("5");
    await other.page.getByRole("button", { name: "保存" }).click();
    await other.page.getByText("内容已被他人修改").waitFor();
    await other.checkAxe();
    await other.shoot("console-rules-conflict-dark-zh", false);
    await other.page.getByRole("button", { name: "查看最新设置" }).click();
    await other.page.getByLabel("不受限制的号码").fill("abc");
    await other.page.getByRole("button", { name: "保存" }).click();
    await other.page.getByText("未通过校验").waitFor();
    await visit.inspect("/rules?tab=frequency", "console-rules-frequency");
  });
});
