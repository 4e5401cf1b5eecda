import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PLAN } from "../house/house.ts";
import { HuaxinClient } from "../house/huaxin-client.ts";
import { until } from "../house/until.ts";
import { Visitor } from "../house/visitor.ts";
import { CHROMIUM } from "./chromium.ts";
import { ADMIN, Stage } from "./stage.ts";
import type { Visit } from "./visit.ts";

const REVIEWED = { login: "reviewed", password: "Reviewed-1" };
const PLANNED = `${PLAN}  - { login: reviewed, name: 星辰商城, dialects: [huaxin], product: standard, code: "09", password: Reviewed-1, credits: 1000, review: all, signature: { mode: none }, templates: [{ id: "1001", text: "尊敬的@，您的订单@已发货，详见 t.cn/x9", state: review }] }\n`;

const TEXTS = [
  "【星辰商城】双十一全场五折，点击 t.cn/Ab12Cd 领取优惠券，客服 400-800-8888，退订回T",
  "【星辰商城】您的包裹已到门卫处，请凭取件码 8-2-3301 领取。",
  "【星辰商城】最高可借 20 万元，日息低至万分之二，详询 13800138000。",
  "【星辰商城】明日 9:00 至 11:00 系统升级，期间无法下单，敬请谅解。",
  "【星辰商城】会员日积分翻倍。",
];

describe.skipIf(CHROMIUM === undefined)("reviews", () => {
  let stage: Stage;
  let customer: HuaxinClient;
  const tasks = new Map<string, string>();
  beforeAll(async () => {
    stage = await Stage.open({ plan: PLANNED });
    customer = new HuaxinClient({ port: Number(new URL(stage.url).port) }, REVIEWED);
    for (const [index, text] of TEXTS.entries()) tasks.set(text, (await customer.send(`1380013800${index}`, text)).task);
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  const present = (visit: Visit) => visit.page.locator(".desk-main .review-text");
  const lineOf = (visit: Visit, part: string) => visit.page.getByRole("option").filter({ hasText: part });
  /** Codes of reports, as the customer got them so far. */
  const reports = new Map<string, string>();
  const reported = async (text: string): Promise<string | undefined> => {
    for (const { taskid, errorcode } of await customer.query()) reports.set(taskid, errorcode);
    return reports.get(tasks.get(text) ?? "");
  };

  /** The administrator, without a page. */
  const signedIn = async (): Promise<Visitor> => {
    const visitor = new Visitor(stage.url);
    await visitor.ask("console/session.signIn", { name: ADMIN.name, password: ADMIN.chosen });
    return visitor;
  };

  it("stay readable in the dark and on a phone, and show no texts to who may not see them", async () => {
    await using dark = await stage.visitAsAdmin({ theme: "dark" });
    await dark.go("/reviews");
    await dark.checkAxe();
    await dark.shoot("console-reviews-dark-zh");
    const { password } = await (await signedIn()).ask("console/users.add", { name: "helper", role: "support", language: "zh" });
    await using phone = await stage.visit("console", { phone: true });
    await phone.signIn({ name: "helper", password, chosen: "the helper's own password" });
    await phone.go("/reviews");
    await phone.page.getByText("您的角色不能查看短信内容。").waitFor();
    expect(await phone.page.getByRole("button", { name: "通过" }).isDisabled()).toBe(true);
    await phone.checkAxe();
    await phone.shoot("console-reviews-phone-zh");
    expect(await phone.page.locator("main").innerText()).not.toContain("星辰商城】");
  });

  it("are decided by keystroke: what is approved leaves, what is refused fails, and what is taken back waits", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.inspect("/reviews", "console-reviews");
    const keys = page.keyboard;
    await keys.press("j");
    expect(await present(visit).innerText()).toBe(TEXTS[1]);
    expect(await page.locator(":focus").getAttribute("role")).toBe("option");
    await keys.press("k");
    await keys.press("r");
    await visit.checkAxe();
    await visit.shoot("console-reviews-refuse-zh", false);
    await keys.press("Escape");
    const [top] = [await lineOf(visit, "全场五折").boundingBox()];
    await keys.press("a");
    await lineOf(visit, "全场五折").getByText("已通过").waitFor();
    expect(await present(visit).innerText()).toBe(TEXTS[1]);
    expect(await lineOf(visit, "全场五折").boundingBox(), "nothing jumps").toEqual(top);
    await keys.press("u");
    expect(await present(visit).innerText()).toBe(TEXTS[0]);
    expect(await lineOf(visit, "全场五折").getByText("已通过").count()).toBe(0);
    await keys.press("j");
    await keys.press("a");
    expect(await present(visit).innerText()).toBe(TEXTS[2]);
    await keys.press("r");
    await keys.press("3");
    expect(await present(visit).innerText()).toBe(TEXTS[3]);
    await visit.shoot("console-reviews-decided-zh", false);
    await until("the approved one", async () => (await reported(TEXTS[1] ?? "")) === "DELIVRD", 15_000);
    await until("the refused one", async () => (await reported(TEXTS[2] ?? "")) === "YZ:REVIEW", 15_000);
    expect(await reported(TEXTS[0] ?? "")).toBeUndefined();
    await keys.press("?");
    await page.getByRole("dialog").getByText("下一项").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-reviews-keys-zh", false);
  });

  it("say of one that somebody else has decided meanwhile that it was", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/reviews");
    await lineOf(visit, "全场五折").click();
    const other = await signedIn();
    const submissionId = Number(tasks.get(TEXTS[0] ?? ""));
    await other.ask("console/reviews.decideHeld", { decisions: [{ submissionId, approve: true, reason: "" }] });
    await page.keyboard.press("r");
    await page.keyboard.press("1");
    await lineOf(visit, "全场五折").getByText("他人已处理").waitFor();
    await lineOf(visit, "全场五折").click();
    await page.getByText("这一项已由他人处理").waitFor();
    await visit.checkAxe();
    await visit.shoot("console-reviews-gone-zh", false);
  });

  it("are decided several at once, and sent when the page is left", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.go("/reviews");
    await page.keyboard.press("x");
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await page.getByRole("button", { name: /^拒绝 2 项/ }).waitFor();
    await visit.shoot("console-reviews-several-zh", false);
    await page.getByRole("button", { name: /^通过 2 项/ }).click();
    await page.locator("a[href='/console/audit']").click();
    await until(
      "both",
      async () => (await reported(TEXTS[3] ?? "")) === "DELIVRD" && (await reported(TEXTS[4] ?? "")) === "DELIVRD",
      15_000,
    );
    await visit.go("/reviews");
    await page.getByText("没有等待审核的内容").waitFor();
    await visit.inspect("/reviews", "console-reviews-empty");
  });

  it("approve a signature that a customer asks for", async () => {
    const owner = new Visitor(stage.url);
    await owner.ask("portal/session.begin", { name: REVIEWED.login, password: REVIEWED.password, chosen: "the owner's own password" });
    await owner.ask("portal/ask.askSignature", { text: "星辰商城", note: "商标注册证第 12345678 号" });
    await using visit = await stage.visitAsAdmin();
    await visit.inspect("/reviews?tab=signatures", "console-reviews-signatures");
    await visit.page.keyboard.press("a");
    await visit.page.getByRole("option").getByText("已通过").waitFor();
    await until("it is approved", async () => (await owner.ask("portal/ask.signatures")).approved.includes("星辰商城"), 15_000);
  });

  it("return a template to its customer with a reason of one's own", async () => {
    await using visit = await stage.visitAsAdmin();
    const { page } = visit;
    await visit.inspect("/reviews?tab=templates", "console-reviews-templates");
    await page.keyboard.press("r");
    await page.getByRole("textbox", { name: "其他原因，请写明" }).fill("请写明店铺名称");
    await page.keyboard.press("Enter");
    await page.getByRole("option").getByText("已拒绝").waitFor();
    const admin = await signedIn();
    let entry: { outcome?: string; after?: unknown } | undefined;
    await until(
      "it is decided",
      async () => {
        [entry] = (await admin.ask("console/audit.list", { action: "reviews.decideTemplate" })).rows;
        return entry?.outcome !== undefined;
      },
      15_000,
    );
    const decision = { what: "reviewed 1001", decided: "refused", reason: "请写明店铺名称", outcome: "done" };
    expect(entry).toMatchObject({ outcome: "done", after: { decisions: [decision] } });
    expect((await admin.ask("console/reviews.templates")).rows).toEqual([]);
  });
});
