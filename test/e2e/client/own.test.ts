import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Client, type ClientResult, type ClientSettings, connect } from "../../../src/client/index.ts";
import * as huaxin from "../../../src/dialects/huaxin/client.ts";
import * as hzdfit from "../../../src/dialects/hzdfit/client.ts";
import * as inter28 from "../../../src/dialects/inter28/client.ts";
import * as xunchen from "../../../src/dialects/xunchen/client.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { until } from "../../house/until.ts";

const carrier = new OverheardCarrier();
let house: House;
beforeAll(async () => {
  house = await House.open({ plan: acceptancePlan(), kinds: [carrier] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

function open(dialect: string, settings: Omit<ClientSettings, "base">): Client {
  return connect(dialect, { ...settings, base: house.running.address });
}

function ok<T extends { readonly ok: true }>(result: ClientResult<T>): T {
  expect(result).toMatchObject({ ok: true });
  return result as T;
}

let last = 13_400_000_000;
function phone(): string {
  last += 1;
  return String(last);
}

/** What came to a phone, once something did. */
async function seenBy(to: string) {
  await until("it was handed to the carrier", () => carrier.to(to).length > 0);
  return carrier.to(to)[0];
}

describe("hzdfit", () => {
  const client = () => open("hzdfit", { login: "13800000000", md5Key: "HZKEY-5f1c" });

  it("sends a text with variables, as many times as there are values", async () => {
    const to = [phone(), phone()] as const;
    const items = [
      { phone: to[0], values: ["李先生", "1&2"] },
      { phone: to[1], values: ["王女士", "{$var1}"] },
    ];
    const text = "您好{$var1}，号码{$var2}";
    const sent = ok(await client().call((settings, now) => hzdfit.sendVaried(settings, { items, text, ext: "3" }, now)));
    expect(sent.submissionId).toMatch(/^\d+$/);
    expect(await seenBy(to[0])).toMatchObject({ text: "您好李先生，号码1&2", source: "10690000013" });
    expect(await seenBy(to[1])).toMatchObject({ text: "您好王女士，号码{$var1}" });
  });

  it("says what it can't say before anything is sent", async () => {
    const items = [{ phone: phone(), values: ["一,二"] }];
    await expect(client().call((settings, now) => hzdfit.sendVaried(settings, { items, text: "x" }, now))).rejects.toThrow(RangeError);
  });

  it("asks for pushed reports unless it is told not to, and hands on Other", async () => {
    const extra = { Other: "备注=1&2" };
    const { submissionId } = ok(await client().send({ phones: [phone()], text: "您好", extra }));
    const quiet = open("hzdfit", { login: "13800000000", md5Key: "HZKEY-5f1c", options: { report: "0" } });
    const other = ok(await quiet.send({ phones: [phone()], text: "您好" }));
    const found = async (id: string) => (await house.store.history.find(Number(id), 0, 1))?.submission;
    expect(await found(submissionId)).toMatchObject({ reports: { push: true }, other: extra.Other });
    expect(await found(other.submissionId)).toMatchObject({ reports: { push: false } });
  });

  it("that asks again under its order id is told of the first submission, and nothing is sent twice", async () => {
    const message = { phones: [phone()], text: "您好", orderId: "order 一/1" };
    const first = ok(await client().send(message));
    const again = await client().send(message);
    expect(again).toMatchObject({ ok: false, code: "-7", reason: "order-duplicate", submissionId: first.submissionId });
    await seenBy(message.phones[0] as string);
    expect(carrier.to(message.phones[0] as string)).toHaveLength(1);
  });
});

describe("qxt", () => {
  it("has a long text numbered where the channel can't join its parts, and refused without", async () => {
    const client = open("qxt", { login: "qxtshort", password: "Qxt-pass-4" });
    const to = phone();
    const text = "长".repeat(100);
    expect(await client.send({ phones: [to], text })).toMatchObject({ ok: false, code: "error", reason: "content-too-long" });
    ok(await client.send({ phones: [to], text, extra: { addseqno: "1" } }));
    await until("both parts", () => carrier.parts.filter((part) => part.phone === to).length === 2);
    const parts = carrier.parts.filter((part) => part.phone === to).map((part) => part.text);
    expect(parts.toSorted()).toEqual([`1/2)${"长".repeat(66)}`, `2/2)${"长".repeat(34)}`]);
    expect(ok(await client.balance())).toMatchObject({ credits: 9_998, mmsCredits: 0 });
  });
});

describe("xunchen", () => {
  const client = () => open("xunchen", { login: "JSM40001", password: "abc123", veryCode: "vc12345" });
  const free = () => open("xunchen", { login: "JSM40002", password: "abc123" });

  it("fills a template with values that hold nearly anything", async () => {
    const to = phone();
    const text = xunchen.templateText(["李,先=生", " 您好", "92 8371"]);
    ok(await client().send({ phones: [to], text, extra: { tempid: "JSM40001-0001" } }));
    expect((await seenBy(to))?.text).toBe("【江苏迅辰】尊敬的李,先=生 您好,您在本站注册的手机验证码为92 8371，请在验证页面及时输入。");
  });

  it.each(["JSM40001-0009", "JSM40001-0010", "nobody's"])("is told that template %s can't be used", async (tempid) => {
    const result = await client().send({ phones: [phone()], text: xunchen.templateText(["1"]), extra: { tempid } });
    expect(result).toMatchObject({ ok: false, code: "114", reason: "template-unknown" });
  });

  it("chooses a signature by its number, and by its text where the account may", async () => {
    const [second, own, notOwn] = [phone(), phone(), phone()];
    ok(await client().send({ phones: [second], text: "您好", extra: { signtag: "2" } }));
    ok(await free().send({ phones: [own], text: "您好", extra: { signtext: "自己的店" } }));
    ok(await client().send({ phones: [notOwn], text: "您好", extra: { signtext: "自己的店" } }));
    expect([await seenBy(second), await seenBy(own), await seenBy(notOwn)].map((seen) => seen?.text)).toEqual([
      "【迅辰002】您好",
      "【自己的店】您好",
      "【江苏迅辰】您好",
    ]);
    expect(await client().send({ phones: [phone()], text: "您好", extra: { signtag: "9" } })).toMatchObject({
      code: "115",
      reason: "signature-tag-unknown",
    });
  });

  it("reads tenths of what its balance is counted in", async () => {
    expect(ok(await client().balance()).credits).toBeGreaterThan(99_000);
    expect(ok(await free().balance()).credits).toBe(2);
  });
});

describe("inter28", () => {
  const settings = { login: "inter28user", password: "Plain-28", enterpriseId: "12" };

  it.each([{ format: "json" }, { format: "xml" }, { charset: "gbk" }])("asks whether a word is forbidden, by %j", async (options) => {
    const client = open("inter28", { ...settings, options });
    const check = (text: string) => client.call((own) => inter28.checkKeyword(own, text));
    expect(await check("说一句违禁词甲的话")).toEqual({ ok: true, found: true });
    expect(await check("说一句别的话")).toEqual({ ok: true, found: false });
  });

  it("is told inbound texts by the ext alone where it wants that", async () => {
    const client = open("inter28", { ...settings, options: { ownExt: "1" } });
    const to = "13412349010";
    const { submissionId } = ok(await client.send({ phones: [to], text: "您好", ext: "44" }));
    await until("the answer", async () => {
      const { inbound } = ok(await client.inbound());
      if (inbound.length > 0) expect(inbound).toMatchObject([{ phone: to, text: "收到", to: "44", submissionId }]);
      return inbound.length > 0;
    });
  });

  it("changes its password, which holds from the next call on", async () => {
    const login = { login: "faild", password: "abc123" };
    expect(await open("inter28", login).call((own) => inter28.changePassword(own, "neu er 6+"))).toEqual({ ok: true });
    expect(await open("inter28", login).balance()).toMatchObject({ ok: false, code: "Faild", reason: "password-wrong" });
    expect(await open("inter28", { ...login, password: "neu er 6+" }).balance()).toMatchObject({ ok: true });
    const short = await open("inter28", { ...login, password: "neu er 6+" }).call((own) => inter28.changePassword(own, "short"));
    expect(short).toMatchObject({ ok: false, reason: "parameter-wrong" });
  });
});

describe("huaxin", () => {
  const settings = { login: "acct", password: "abc123" };

  it("sends encrypted, and is told one by one who was refused", async () => {
    const client = open("huaxin", { login: "test", password: "test", enterpriseId: "1", options: { format: "ensms" } });
    const to = phone();
    const sent = ok(await client.send({ phones: [to, "13700000000", "12345"], text: "您好😀&【奥创时代】", ext: "11" }));
    expect(sent).toMatchObject({ balance: 99, accepted: 1 });
    expect(sent.refused).toEqual([
      { phone: "13700000000", code: "1109", message: "黑名单的手机号码" },
      { phone: "12345", code: "1108", message: "错误的手机号码" },
    ]);
    expect(await seenBy(to)).toMatchObject({ text: "您好😀&【奥创时代】", source: "106900000711" });
    expect(await client.balance()).toMatchObject({ ok: true, credits: 99 });
  });

  it("is told that its clock or its enterprise id is wrong when it sends encrypted", async () => {
    const account = { base: house.running.address, login: "test", password: "test", enterpriseId: "1", options: { format: "ensms" } };
    const message = { phones: [phone()], text: "您好【奥创时代】" };
    const late = connect("huaxin", account, { now: () => Date.now() - 6 * 60_000 });
    expect(await late.send(message)).toMatchObject({ ok: false, code: "1010", reason: "timestamp-skewed" });
    const astray = connect("huaxin", { ...account, enterpriseId: "999999" });
    expect(await astray.send(message)).toMatchObject({ ok: false, code: "1008", reason: "enterprise-id-wrong" });
  });

  it("refuses a batch that names a phone twice as a whole", async () => {
    const twice = phone();
    const items = [twice, phone(), twice].map((one, index) => ({ phone: one, text: `第${index}条` }));
    const results = await open("huaxin", settings).sendEach({ items });
    expect(results).toMatchObject([{ first: 0, count: 3, result: { ok: false, reason: "recipient-malformed" } }]);
    expect(results[0]?.result).toMatchObject({ message: expect.stringContaining(twice) });
  });

  it("sends an MMS for MMS credits", async () => {
    const client = open("huaxin", settings);
    const before = ok(await client.call((own) => huaxin.mmsBalance(own))).credits;
    const container = huaxin.writeTms([
      { name: "a.smil", bytes: Buffer.from("<smil/>") },
      { name: "a.txt", bytes: Buffer.from("您好") },
    ]);
    const to = phone();
    ok(await client.call((own) => huaxin.sendMms(own, { phones: [to], subject: "主题", container, ext: "2" })));
    expect(await seenBy(to)).toEqual({ phone: to, medium: "mms", source: "10690000052", text: "主题", media: container });
    expect(ok(await client.call((own) => huaxin.mmsBalance(own))).credits).toBe(before - 1);
    const broken = await client.call((own) => huaxin.sendMms(own, { phones: [to], subject: "主题", container: Buffer.from("x") }));
    expect(broken).toMatchObject({ ok: false, reason: "parameter-wrong" });
    const untitled = await client.call((own) => huaxin.sendMms(own, { phones: [to], subject: "", container }));
    expect(untitled).toMatchObject({ ok: false, reason: "subject-missing" });
  });

  it("hands templates in, lists, changes and deletes them", async () => {
    const client = open("huaxin", settings);
    const { id } = ok(await client.call((own) => huaxin.addTemplate(own, "您的取件码是@，请凭码取件")));
    const listed = async (one?: string) => ok(await client.call((own) => huaxin.listTemplates(own, one))).templates;
    expect(await listed()).toEqual([{ id, text: "您的取件码是@，请凭码取件", state: "review" }]);
    expect(await client.call((own) => huaxin.updateTemplate(own, id, "取件码@"))).toEqual({ ok: true });
    expect(await listed(id)).toEqual([{ id, text: "取件码@", state: "review" }]);
    expect(await client.call((own) => huaxin.deleteTemplate(own, id))).toEqual({ ok: true });
    expect(await listed()).toEqual([]);
    expect(await client.call((own) => huaxin.deleteTemplate(own, id))).toMatchObject({
      ok: false,
      code: "1120",
      reason: "template-unknown",
    });
    const stranger = open("huaxin", { login: "pushed", password: "Push-08" });
    const refused = await stranger.call((own) => huaxin.addTemplate(own, "@"));
    expect(refused).toMatchObject({ ok: false, code: "1119", reason: "interface-disabled" });
  });

  it("changes its password, which holds from the next call on", async () => {
    const login = { login: "reviewed", password: "abc123" };
    expect(await open("huaxin", login).call((own) => huaxin.changePassword(own, "Neu-6666"))).toEqual({ ok: true });
    expect(await open("huaxin", login).balance()).toMatchObject({ ok: false, reason: "password-wrong" });
    expect(await open("huaxin", { ...login, password: "Neu-6666" }).balance()).toMatchObject({ ok: true });
  });

  it("asks for reports of one submission", async () => {
    const client = open("huaxin", { ...settings, options: { format: "json" } });
    const [one, two] = [ok(await client.send({ phones: [phone()], text: "一" })), ok(await client.send({ phones: [phone()], text: "二" }))];
    const seen: string[] = [];
    await until("the second one's report", async () => {
      const { reports } = ok(await client.reports({ submissionId: two.submissionId, limit: 5 }));
      seen.push(...reports.map(({ submissionId }) => submissionId));
      return seen.length > 0;
    });
    expect(seen).toEqual([two.submissionId]);
    await until("the first one's report", async () => ok(await client.reports({ submissionId: one.submissionId })).reports.length > 0);
  });
});
