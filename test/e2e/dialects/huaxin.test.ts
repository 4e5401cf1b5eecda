import { hash } from "node:crypto";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post, type Reply } from "../../house/asking.ts";
import { answer, CustomerServer } from "../../house/customer-server.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { lapse } from "../../house/time-lapse.ts";
import { until } from "../../house/until.ts";
import { element, Wire } from "../../house/wire.ts";

const ACCT = { account: "acct", password: "abc123" };
const HEAD = '<?xml version="1.0" encoding="utf-8" ?><returnsms>';
const SEND_KEYS = ["returnstatus", "message", "remainpoint", "taskID", "successCounts"];
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const carrier = new OverheardCarrier();
let customer: CustomerServer;
let house: House;
beforeAll(async () => {
  customer = await CustomerServer.open();
  customer.script = answer(200, "1");
  house = await House.open({ plan: acceptancePlan(customer), kinds: [carrier], trustProxy: ["127.0.0.1"] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
  await customer[Symbol.asyncDispose]();
});

let last = 13_900_000_000;
function phone(): string {
  last += 1;
  return String(last);
}

let callers = 0;
/** Asks as somebody at an address of its own, as logins that fail are slowed by it. */
function ask(path: string, fields: Fields, into = house): Promise<Reply> {
  callers += 1;
  return post(into.port, path, formOf(fields), { "x-forwarded-for": `198.51.${100 + (callers >> 8)}.${callers & 255}` });
}

async function xml(path: string, fields: Fields): Promise<string> {
  const reply = await ask(path, fields);
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/xml; charset=utf-8"]);
  return reply.text;
}

async function json(path: string, fields: Fields): Promise<Readonly<Record<string, unknown>>> {
  const reply = await ask(path, fields);
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  return JSON.parse(reply.text);
}

function layout(keys: readonly string[], values: readonly (string | number)[]): string {
  return `${HEAD}${keys.map((key, index) => `\r\n <${key}>${values[index]}</${key}>`).join("")}</returnsms>`;
}

const sending = (fields: Fields, who: Fields = ACCT): Fields => ({
  action: "send",
  ...who,
  mobile: "13800138000",
  content: "您好",
  ...fields,
});
const send = (fields: Fields = {}, who?: Fields) => xml("/huaxin/sms.aspx", sending(fields, who));
const failed = (message: string, word = "Fail") => layout(SEND_KEYS, [word, message, 0, 0, 0]);

async function credits(who: Fields = ACCT): Promise<number> {
  return Number(element(await xml("/huaxin/sms.aspx", { action: "overage", ...who }), "overage"));
}

function boxes(text: string, name: string, keys: readonly string[]): readonly (readonly string[])[] {
  return [...text.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map(([, box = ""]) => keys.map((key) => element(box, key)));
}

describe("who calls huaxin", () => {
  const of = (account: string, password = "abc123"): Fields => ({ account, password });
  const MD5 = hash("md5", "abc123");
  it.each<[string, Fields, message: string, balance: string, error: readonly [number, string], code: string]>([
    ["no account", of(""), "用户名为空", "用户名或密码不能为空", [1, "用户名或密码不能为空"], "1002"],
    ["no password", of("acct", ""), "密码为空", "用户名或密码不能为空", [1, "用户名或密码不能为空"], "1003"],
    ["an account that there isn't", of("nobody"), "用户名错误", "用户名或密码错误", [2, "用户名或密码错误"], "1004"],
    ["a wrong password", of("acct", "Abc123"), "密码错误", "用户名或密码错误", [2, "用户名或密码错误"], "1005"],
    ["half of the password's MD5", of("acct", MD5.slice(0, 16)), "密码错误", "用户名或密码错误", [2, "用户名或密码错误"], "1005"],
    [
      "a wrong password, before that the account is frozen",
      of("frozen", "x"),
      "密码错误",
      "用户名或密码错误",
      [2, "用户名或密码错误"],
      "1005",
    ],
    [
      "a frozen account, before its text is missing",
      { ...of("frozen"), content: "" },
      "帐户已停用",
      "帐户已停用",
      [3, "该用户不允许查看状态报告"],
      "1007",
    ],
    ["an address that isn't listed", of("fenced"), "IP绑定错误", "IP绑定错误", [3, "该用户不允许查看状态报告"], "1006"],
    ["an account of another interface", of("wrongdoor"), "未启用该功能", "未启用该功能", [3, "该用户不允许查看状态报告"], "1119"],
  ])("%s", async (_name, who, message, balance, [error, remark], code) => {
    expect(await send({}, who)).toBe(failed(message));
    expect(await json("/smsJson.aspx", sending({}, who))).toEqual({
      returnstatus: "Fail",
      message,
      remainpoint: "0",
      taskID: "",
      successCounts: "0",
    });
    expect(await xml("/huaxin/sms.aspx", { action: "overage", ...who })).toBe(failed(balance));
    for (const [name, box] of [
      ["status", "statusbox"],
      ["call", "callbox"],
    ] as const) {
      expect(await xml(`/huaxin/${name}Api.aspx`, { action: "query", ...who })).toBe(
        `${HEAD}\r\n <errorstatus><error>${error}</error><remark>${remark}</remark></errorstatus></returnsms>`,
      );
      expect(await json(`/${name}JsonApi.aspx`, { action: "query", ...who })).toEqual({ error: code, remark: message, [box]: [] });
    }
  });

  it("its password plain, or as its MD5 in either case", async () => {
    for (const password of ["abc123", MD5, MD5.toUpperCase()]) expect(await credits({ account: "acct", password })).toBeGreaterThan(0);
  });
});

describe("what huaxin refuses to send", () => {
  const STRICT = { account: "strict", password: "abc12345X" };
  it.each<[string, Fields, string]>([
    ["no number", { mobile: " ,, " }, "手机号码为空"],
    ["numbers that are none", { mobile: "1,2" }, "错误的手机号码"],
    ["a blacklisted number", { mobile: "13700000000" }, "黑名单的手机号码"],
    ["no text", { content: "" }, "内容为空"],
    ["a text of 1001 characters", { content: "长".repeat(1001) }, "内容太长"],
    ["a keyword", { content: "违禁词甲" }, "敏感词汇"],
    ["an extno of six digits", { extno: "123456" }, "扩展错误"],
    ["a time that is none", { sendTime: "2026-02-30 10:00:00" }, "定时时间错误"],
    ["a time in 31 days", { sendTime: "2999-01-01 00:00:00" }, "定时时间错误"],
    ["another action", { action: "sent" }, "参数错误"],
    ["a text without its signature", { ...STRICT }, "需要签名"],
    ["a signature that is too short", { ...STRICT, content: "您好【腾】" }, "签名错误"],
    ["another's signature", { ...STRICT, content: "【别家】您好" }, "签名错误"],
    ["an operator that no route leads to", { ...STRICT, content: "您好【腾飞公司】", mobile: "13000000000" }, "没有通道的手机号码"],
    ["no product", { account: "noproduct" }, "没有配置产品"],
    ["no channel", { account: "nochannel" }, "没有发送通道"],
    [
      "more than there is credit for",
      { ...STRICT, content: `${"长".repeat(700)}【腾飞公司】`, mobile: "13800138000,13800138001" },
      "额度不足",
    ],
  ])("%s", async (_name, fields, message) => expect(await send(fields)).toBe(failed(message)));

  it("in the words of the account", async () => {
    const faild = { account: "faild", password: "abc123" };
    expect(await send({ content: "1' OR '1'='1" }, faild)).toBe(failed("敏感词汇", "Faild"));
    expect(await json("/smsJson.aspx", sending({ content: "" }, faild))).toMatchObject({ returnstatus: "Faild" });
    // who hasn't proved to be that account is told the document's
    expect(await send({}, { ...faild, account: "faild2" })).toBe(failed("用户名错误"));
  });
});

describe("what huaxin sends", () => {
  it("is answered byte for byte, by XML, JSON and GB2312", async () => {
    const left = await credits();
    const text = await send({ mobile: `${phone()},${phone()}` });
    expect(text).toBe(layout(SEND_KEYS, ["Success", "操作成功", left - 2, element(text, "taskID"), 2]));
    const { text: object } = await ask("/smsJson.aspx", sending({ mobile: phone() }));
    const task = /"taskID":"(\d+)"/.exec(object)?.[1];
    expect(object).toBe(
      `{"returnstatus":"Success","message":"操作成功","remainpoint":"${left - 3}","taskID":"${task}","successCounts":"1"}`,
    );
    const reply = await post(house.port, "/huaxin/smsGBK.aspx", formOf(sending({ mobile: phone(), content: "中文" }), "gbk"));
    expect(reply.headers["content-type"]).toBe("text/xml; charset=gb2312");
    const gbk = iconv.decode(reply.bytes, "gb2312");
    expect(gbk).toBe(layout(SEND_KEYS, ["Success", "操作成功", left - 4, element(gbk, "taskID"), 1]).replace("utf-8", "gb2312"));
  });

  it("is told once in its reports, those refused one by one included, and for one task where that is asked", async () => {
    const to = phone();
    const other = element(await send({ mobile: phone(), extno: "1" }), "taskID");
    const sent = await send({ mobile: `${to},12345,13700000000,+85291234567,${to}`, extno: "77" });
    const task = element(sent, "taskID");
    expect(element(sent, "successCounts")).toBe("1");
    const keys = ["mobile", "taskid", "status", "errorcode", "extno"];
    const seen: (readonly string[])[] = [];
    await until("four reports", async () => {
      seen.push(
        ...boxes(await xml("/huaxin/statusApi.aspx", { action: "query", ...ACCT, taskid: task, statusNum: "3" }), "statusbox", keys),
      );
      return seen.length >= 4;
    });
    expect(seen.toSorted()).toEqual(
      [
        [to, task, "10", "DELIVRD", "77"],
        ["12345", task, "20", "YZ:NUMBER", "77"],
        ["13700000000", task, "20", "YZ:BLACK", "77"],
        ["+85291234567", task, "20", "YZ:ROUTE", "77"],
      ].toSorted(),
    );
    let reply: Readonly<Record<string, unknown>> = {};
    await until("the other's report", async () => {
      reply = await json("/statusJsonApi.aspx", { action: "query", ...ACCT, " taskid ": other });
      return (reply.statusbox as unknown[]).length > 0;
    });
    expect(reply).toMatchObject({
      error: "1",
      remark: "成功",
      statusbox: [{ taskid: other, errorcode: "DELIVRD", status: "10", extno: "1" }],
    });
    expect(await json("/statusJsonApi.aspx", { action: "query", ...ACCT, taskid: other })).toEqual({
      error: "1",
      remark: "成功",
      statusbox: [],
    });
  });

  it("is told again where the answer broke off", async () => {
    const task = element(await send({ mobile: phone() }), "taskID");
    const state = async () => (await house.store.history.find(Number(task), 0, 1))?.messages[0]?.state;
    await until("it was delivered", async () => (await state()) === "delivered");
    const answered = async () =>
      Number(/dialect="huaxin",call="reports",result="ok"} (\d+)/.exec((await get(house.port, "/metrics")).text)?.[1]);
    const before = await answered();
    for (let times = 0; times < 3; times++) {
      using wire = await Wire.open(house.port);
      wire.write(`GET /huaxin/statusApi.aspx?${formOf({ action: "query", ...ACCT, taskid: task })} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
      wire.socket.end();
    }
    await until("it was answered to nobody", async () => (await answered()) === before + 3);
    const again = async () =>
      boxes(await xml("/huaxin/statusApi.aspx", { action: "query", ...ACCT, taskid: task }), "statusbox", ["taskid"]);
    await until("it came after all", async () => (await again()).length === 1);
    expect(await again()).toEqual([]);
  });

  it("waits for its reviewer where the account is set so, who gives it back or lets it go", async () => {
    const reviewed = { account: "reviewed", password: "abc123" };
    const before = await credits(reviewed);
    const [no, yes] = [phone(), phone()];
    const tasks = [
      element(await send({ mobile: no, content: "不行" }, reviewed), "taskID"),
      element(await send({ mobile: yes, content: "可以" }, reviewed), "taskID"),
    ];
    expect(await credits(reviewed)).toBe(before - 2);
    for (const [index, task] of tasks.entries())
      await house.store.reviews.decide({ submissionId: Number(task), approve: index === 1, reason: "", actor: "test", at: Date.now() });
    await until("the approved one was handed over", () => carrier.to(yes).length > 0);
    expect(carrier.to(no)).toEqual([]);
    expect(await credits(reviewed)).toBe(before - 1);
    const seen: (readonly string[])[] = [];
    await until("both reports", async () => {
      seen.push(...boxes(await xml("/huaxin/statusApi.aspx", { action: "query", ...reviewed }), "statusbox", ["mobile", "errorcode"]));
      return seen.length >= 2;
    });
    expect(seen.toSorted()).toEqual(
      [
        [no, "YZ:REVIEW"],
        [yes, "DELIVRD"],
      ].toSorted(),
    );
  });
});

describe("templates of huaxin", () => {
  const templates = (fields: Fields, who: Fields = ACCT) => json("/freeTemplate.aspx", { ...who, ...fields });

  it("are handed in, wait for their review, and go back to it when they change", async () => {
    const added = await templates({ action: "ADD", template: "您的验证码：@【星辰】" });
    expect(added).toEqual({ Status: "Success", StatusCode: "1", Description: "操作成功", TemplateId: expect.stringMatching(/^\d{16}$/) });
    const id = String(added.TemplateId);
    const listed = async (templateid = "") => (await templates({ action: "query", templateid })).TemplateList;
    expect(await listed()).toEqual([{ TemplateId: id, Status: 3, Template: "您的验证码：@【星辰】" }]);
    const { accountByLogin } = house.running.directory.current;
    const accountId = accountByLogin.get("acct")?.id ?? 0;
    await house.store.accounts.changeTemplate(accountId, { id, text: "您的验证码：@【星辰】", state: "enabled" }, 1);
    expect(await listed(id)).toMatchObject([{ Status: 1 }]);
    expect(await templates({ action: "update", templateid: id, template: "码@@" })).toEqual({
      Status: "Success",
      StatusCode: "1",
      Description: "操作成功",
    });
    expect(await listed(id)).toEqual([{ TemplateId: id, Status: 3, Template: "码@@" }]);
    expect(await templates({ action: "del", templateid: id })).toMatchObject({ Status: "Success" });
    expect(await listed()).toEqual([]);
  });

  it("are refused where they can't be, or may not", async () => {
    const status = async (fields: Fields, who?: Fields) => (await templates(fields, who)).StatusCode;
    expect(await status({ action: "Add", template: "" })).toBe("2001");
    expect(await status({ action: "Add", template: "@@@@@@" })).toBe("1001");
    expect(await status({ action: "query", templateid: "1234567890123456" })).toBe("1120");
    expect(await status({ action: "publish" })).toBe("1001");
    expect(await templates({ action: "Add", template: "@" }, { account: "pushed", password: "Push-08" })).toEqual({
      ...{ Status: "Faild", StatusCode: "1119", Description: "未启用该功能", TemplateId: "" },
    });
    expect(await status({ action: "Add", template: "@" }, { account: "acct", password: "x" })).toBe("1005");
  });
});

it("a password changed by huaxin holds at once", async () => {
  const change = (password: string, newpassword: string) => xml("/pwd.aspx", { account: "test", password, newpassword });
  const said = (status: string, message: string) => layout(["returnstatus", "message"], [status, message]);
  expect(await change("test", "short")).toBe(said("Fail", "参数错误"));
  expect(await change("tset", "long enough")).toBe(said("Fail", "密码错误"));
  expect(await change(hash("md5", "test").toUpperCase(), "long enough")).toBe(said("Success", "操作成功"));
  const [old, fresh] = await Promise.all(
    ["test", hash("md5", "long enough")].map((password) => send({ content: "您好【奥创时代】" }, { account: "test", password })),
  );
  expect([element(old as string, "message"), element(fresh as string, "message")]).toEqual(["密码错误", "操作成功"]);
});

describe("what huaxin pushes", () => {
  const PUSHED = { account: "pushed", password: "Push-08" };
  const bodies = (path: string) => customer.seen.filter(({ url }) => url.endsWith(path));

  it("are the documents of its queries, which are closed to who has them pushed", async () => {
    const mobile = ["13900019010", "13900019011", "13900019001", "12345"];
    const task = element(await send({ mobile: mobile.join(","), extno: "9" }, PUSHED), "taskID");
    const reports = () =>
      bodies("/huaxin/report").flatMap(({ body }) => boxes(body, "statusbox", ["mobile", "taskid", "status", "errorcode", "extno"]));
    const texts = () => bodies("/huaxin/inbound").flatMap(({ body }) => boxes(body, "callbox", ["mobile", "content", "extno"]));
    await until("all was pushed", () => reports().length >= 4 && texts().length >= 2);
    expect(reports().toSorted()).toEqual(
      [
        [mobile[0], task, "10", "DELIVRD", "9"],
        [mobile[1], task, "10", "DELIVRD", "9"],
        [mobile[2], task, "20", "UNDELIV", "9"],
        [mobile[3], task, "20", "YZ:NUMBER", "9"],
      ].toSorted(),
    );
    expect(texts().toSorted()).toEqual(
      [
        [mobile[0], "收到", "9"],
        [mobile[1], "T", "9"],
      ].toSorted(),
    );
    for (const { method, headers, body } of customer.seen) {
      expect([method, headers["content-type"]]).toEqual(["POST", "text/xml; charset=utf-8"]);
      expect(body.startsWith(`${HEAD}\r\n <`)).toBe(true);
    }
    const closed = `${HEAD}\r\n <errorstatus><error>3</error><remark>该用户不允许查看状态报告</remark></errorstatus></returnsms>`;
    expect(await xml("/huaxin/statusApi.aspx", { action: "query", ...PUSHED })).toBe(closed);
    expect(await json("/callJsonApi.aspx", { action: "query", ...PUSHED })).toEqual({ error: "1119", remark: "未启用该功能", callbox: [] });

    // who says T gets no more of this account, and of others as before
    const { directory } = house.running;
    const accountId = directory.current.accountByLogin.get("pushed")?.id ?? 0;
    await until("the opt-out holds", () => directory.rules.blacklisted(accountId, mobile[1] as string, Date.now()));
    expect(await send({ mobile: mobile[1] as string }, PUSHED)).toBe(failed("黑名单的手机号码"));
    expect(element(await send({ mobile: mobile[1] as string }), "message")).toBe("操作成功");
  });

  it.each([
    ["error", 200, "error", HOUR, [0, 0.5, 2]],
    ["nothing", 200, "", HOUR, [0]],
    ["anything", 200, "<html>", HOUR, [0]],
    ["that it is down, for an hour", 503, "1", HOUR, [0, 0.5, 2, 10, 30]],
  ])("comes again or not where the customer says %s", async (_name, status, said, time, minutes) => {
    const clock = new ManualClock();
    await using stubborn = await CustomerServer.open();
    await using later = await House.open({ plan: acceptancePlan(stubborn), clock });
    const tries: number[] = [];
    stubborn.script = (seen, response) => {
      tries.push(clock.now());
      answer(status, said)(seen, response);
    };
    expect((await ask("/huaxin/sms.aspx", sending({}, PUSHED), later)).text).toContain("操作成功");
    await lapse(later, clock, time - 5 * MINUTE, 10_000);
    const [first = 0] = tries;
    const seen = tries.map((at) => (at - first) / MINUTE);
    expect(seen).toHaveLength(minutes.length);
    for (const [index, at] of seen.entries()) expect(Math.abs(at - (minutes[index] ?? 0))).toBeLessThan(0.5 + 0.12 * at);
    const stopped = later.running.stop();
    await clock.advance(MINUTE);
    await stopped;
  });
});
