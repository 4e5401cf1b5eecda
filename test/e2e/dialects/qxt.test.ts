import { hash } from "node:crypto";
import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post, type Reply } from "../../house/asking.ts";
import { answer, CustomerServer, type Seen } from "../../house/customer-server.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { lapse } from "../../house/time-lapse.ts";
import { until } from "../../house/until.ts";

const SEND = "/qxt/smssenderv2";
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const carrier = new OverheardCarrier();
let customer: CustomerServer;
let house: House;
beforeAll(async () => {
  customer = await CustomerServer.open();
  house = await House.open({ plan: acceptancePlan(customer), kinds: [carrier] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
  await customer[Symbol.asyncDispose]();
});

const PASSWORDS: Fields = { qxtuser: "Qxt-pass-1", qxtpoor: "Qxt-pass-2", qxtbulk: "Qxt-pass-3", qxtshort: "Qxt-pass-4" };

function caller(user: string): Fields {
  return { user, password: hash("md5", PASSWORDS[user] ?? "abc123") };
}

/** The line of a reply, which is GBK and ends there. */
function lineOf({ status, headers, bytes }: Reply): string {
  expect([status, headers["content-type"]]).toEqual([200, "text/plain; charset=GBK"]);
  const line = iconv.decode(bytes, "gbk");
  expect(line.endsWith("\n")).toBe(true);
  return line.slice(0, -1);
}

/** By GET, in GBK. */
async function send(user: string, fields: Fields, into = house): Promise<string> {
  return lineOf(await get(into.port, `${SEND}?${formOf({ ...caller(user), tele: "13800138000", msg: "您好", ...fields }, "gbk")}`));
}

async function surplus(user: string): Promise<string> {
  return lineOf(await get(house.port, `/qxt/surplus?${formOf(caller(user), "gbk")}`));
}

async function credits(user: string): Promise<number> {
  return Number((await surplus(user)).split(":")[2]);
}

let last = 13_300_000_000;
function phone(): string {
  last += 1;
  return String(last);
}

/** What a request pushed says, read as GBK by hand. */
function saidBy({ method, url, body }: Seen): Fields {
  const form = method === "GET" ? (url.split("?")[1] ?? "") : body;
  const pairs = form.split("&").map((pair) => {
    const [name = "", value = ""] = pair.split("=");
    const bytes = Buffer.from(
      value.replace(/%(..)/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))),
      "latin1",
    );
    return [name, iconv.decode(bytes, "gbk")];
  });
  return Object.fromEntries(pairs);
}

/** What was pushed about a submission, once there are so many. */
async function pushed(path: string, mid: string | undefined, count: number): Promise<readonly Fields[]> {
  const items = () =>
    customer.seen
      .filter(({ url }) => url.includes(path))
      .map(saidBy)
      .filter((said) => (said.mid ?? "").split(",").includes(String(mid)));
  await until(`${count} pushes to ${path}`, () => items().length >= count);
  return items();
}

describe("what qxt checks, in its order", () => {
  it.each<[string, Fields, string]>([
    ["no user, before all else", { user: "", extno: "x", tele: "" }, "error:用户名或密码错误"],
    ["no password", { password: "" }, "error:用户名或密码错误"],
    ["an extno with letters, before the missing number", { extno: "12a", tele: "" }, "error:扩展号码错误"],
    ["an extno of 21 digits", { extno: "1".repeat(21) }, "error:扩展号码错误"],
    ["no number, before the missing text", { tele: "", msg: "" }, "error:mobile"],
    ["no text, before the account is looked up", { msg: "", user: "nobody" }, "error:smg"],
    ["an account that there isn't", { user: "nobody" }, "error:无此用户或者密码不对1"],
    ["a wrong password", { password: hash("md5", "guess") }, "error:无此用户或者密码不对"],
    ["a password that was not hashed", { password: "Qxt-pass-1" }, "error:无此用户或者密码不对"],
    ["a wrong password, before that the account is frozen", { user: "frozen" }, "error:无此用户或者密码不对"],
    ["a frozen account", caller("frozen"), "error:用户已停用"],
    ["an address that isn't listed", caller("fenced"), "error:IP地址不正确"],
    ["an account of another interface", caller("wrongdoor2"), "error:未开通此接口"],
    ["an access code of 21 digits", { extno: "1".repeat(11) }, "error:扩展号码错误"],
    [
      "fewer numbers than the account's minimum, before none that is one",
      { ...caller("qxtbulk"), tele: "1,2" },
      "error:moblie 提交数小于3，请重新提交!",
    ],
    [
      "1001 numbers",
      { tele: Array.from({ length: 1001 }, (_, n) => 13_800_000_000 + n).join(",") },
      "error:moblie is null or mobile number too many!",
    ],
    ["none that is a number", { tele: "12,x" }, "error:moblie is null or mobile number too many!"],
    ["a keyword", { msg: "违禁词甲" }, "error:信息内容含有敏感词"],
    ["an account without a product", caller("noproduct"), "error:未配置产品"],
    ["an account without a channel", caller("nochannel"), "error:没有可用通道"],
  ])("%s", async (_name, fields, line) => {
    const all = { ...caller("qxtuser"), tele: "13800138000", msg: "您好", ...fields };
    expect(lineOf(await post(house.port, SEND, formOf(all, "gbk")))).toBe(line);
    if (all.tele.length < 100) expect(lineOf(await get(house.port, `${SEND}?${formOf(all, "gbk")}`))).toBe(line);
  });

  it("a balance is refused in the same words", async () => {
    expect(await surplus("qxtuser")).toMatch(/^ok:sms:\d+:mms:50$/);
    const refused = async (fields: Fields) => lineOf(await post(house.port, "/qxt/surplus", formOf(fields)));
    expect(await refused({ user: "qxtuser" })).toBe("error:用户名或密码错误");
    expect(await refused(caller("nobody"))).toBe("error:无此用户或者密码不对1");
    expect(await refused(caller("frozen"))).toBe("error:用户已停用");
  });
});

describe("how a text comes to qxt", () => {
  const text = "中文 100%+1&2=3";
  const raw = (charset: string, escaped: string) => iconv.encode(escaped, charset);
  const encoded = (charset: "utf-8" | "gbk") => formOf({ msg: text }, charset);

  it.each<[string, (form: string) => Promise<Reply>]>([
    ["by GET, in GBK", (form) => get(house.port, `${SEND}?${form}&${encoded("gbk")}`)],
    ["by POST, in GBK", (form) => post(house.port, SEND, `${form}&${encoded("gbk")}`)],
    ["half by query, half by body", (form) => post(house.port, `${SEND}?${form}`, encoded("gbk"))],
    [
      "in UTF-8 where the Content-Type says so",
      (form) =>
        post(house.port, SEND, `${form}&${encoded("utf-8")}`, { "content-type": "application/x-www-form-urlencoded; charset=utf-8" }),
    ],
    // a raw & would end the value, so this one has none
    [
      "as raw bytes, with a bare extno",
      (form) => post(house.port, SEND, Buffer.concat([Buffer.from(`extno&${form}&msg=`), raw("gbk", "中文 100%+1=3")])),
    ],
  ])("%s", async (name, ask) => {
    const to = phone();
    const line = lineOf(await ask(formOf({ ...caller("qxtuser"), tele: to })));
    expect(line).toMatch(new RegExp(`^ok:\\d+:${to}$`));
    await until("it was handed over", () => carrier.to(to).length > 0);
    expect(carrier.to(to)[0]).toMatchObject({ text: name.startsWith("as raw") ? "中文 100%+1=3" : text, source: "1069000002" });
  });
});

describe("what qxt takes", () => {
  it("is said with the numbers that were taken, and reported for all of them", async () => {
    const before = await credits("qxtuser");
    const line = await send("qxtuser", { tele: "13800138000,+8613800138000,12345,13700000000,13800139009", extno: "4" });
    const [, mid] = /^ok:(\d+):13800138000,13800139009$/.exec(line) ?? [];
    expect(mid).toBeDefined();
    expect(await credits("qxtuser")).toBe(before - 2);
    const reports = await pushed("/qxt/report", mid, 4);
    expect(Object.fromEntries(reports.map(({ mobile, msg }) => [mobile, msg]))).toEqual({
      "13800138000": "DELIVRD",
      "13800139009": "MA:0006",
      "12345": "YZ:NUMBER",
      "13700000000": "YZ:BLACK",
    });
    expect(reports.find(({ mobile }) => mobile === "13800138000")).toMatchObject({ type: "4", mid, port: "10690000024" });
    for (const { method } of customer.seen.filter(({ url }) => url.includes("/qxt/"))) expect(method).toBe("GET");
  });

  it("is taken without credits too, and then nothing is sent or charged, and every number fails", async () => {
    const tele = ["13800138001", "13800000001"];
    const [, mid] = /^ok:(\d+):13800138001,13800000001$/.exec(await send("qxtpoor", { tele: tele.join(",") })) ?? [];
    expect(mid).toBeDefined();
    const reports = await pushed("/qxtpoor/report", mid, 2);
    expect(reports.map(({ mobile, msg }) => `${mobile} ${msg}`).toSorted()).toEqual(tele.map((one) => `${one} NOBALANCE`).toSorted());
    expect(await credits("qxtpoor")).toBe(1);
    expect(carrier.parts.filter(({ source }) => source === "1069000012")).toEqual([]);
    const one = phone();
    expect(await send("qxtpoor", { tele: one })).toMatch(/^ok:/);
    await until("it was handed over", () => carrier.to(one).length > 0);
    expect(await credits("qxtpoor")).toBe(0);
  });

  it("is cut and numbered where asked for, and only where the channel can't join it", async () => {
    const [short, plain, joined] = [phone(), phone(), phone()];
    const msg = "长".repeat(140);
    expect(await send("qxtshort", { tele: plain, msg })).toBe("error:信息内容过长");
    const before = await credits("qxtshort");
    expect(await send("qxtshort", { tele: short, msg, addseqno: "1" })).toMatch(/^ok:/);
    expect(await credits("qxtshort")).toBe(before - 3);
    await until("three parts", () => carrier.parts.filter((part) => part.phone === short).length === 3);
    const parts = carrier.parts.filter((part) => part.phone === short).map(({ text }) => text);
    expect(parts.toSorted()).toEqual([`1/3)${"长".repeat(66)}`, `2/3)${"长".repeat(66)}`, `3/3)${"长".repeat(8)}`]);
    expect(await send("qxtuser", { tele: joined, msg, addseqno: "1" })).toMatch(/^ok:/);
    await until("it was handed over", () => carrier.parts.filter((part) => part.phone === joined).length === 3);
    expect(carrier.to(joined)[0]?.text).toBe(msg);
  });

  it("is reported REJECT where a reviewer says no", async () => {
    const line = await send("reviewed", { msg: "活动开始了" });
    const [, mid] = /^ok:(\d+):/.exec(line) ?? [];
    await house.store.reviews.decide({ submissionId: Number(mid), approve: false, reason: "", actor: "test", at: Date.now() });
    const [report] = await pushed("/reviewed/report", mid, 1);
    expect(report).toMatchObject({ type: "4", mobile: "13800138000", msg: "REJECT" });
  });
});

describe("what qxt pushes", () => {
  it("is inbound texts one by one, with the province and the city of the phone", async () => {
    const tele = ["13800019010", "13800019011", "13800019012"];
    expect(await send("qxtuser", { tele: tele.join(","), extno: "66" })).toMatch(/^ok:/);
    const texts = () => customer.seen.filter(({ url }) => url.includes("/qxt/inbound")).map(saidBy);
    await until("three texts", () => texts().length >= 3);
    expect(Object.fromEntries(texts().map(({ mobile, msg }) => [mobile, msg]))).toEqual({
      "13800019010": "收到",
      "13800019011": "T",
      "13800019012": "一二三四五六七八九十".repeat(20),
    });
    for (const text of texts()) expect(text).toMatchObject({ type: "1", port: "106900000266", mid: expect.stringMatching(/^\d+$/) });
    // 1380001 is Beijing
    expect(texts()[0]).toMatchObject({ area: "北京", city: "北京" });
    expect(customer.seen.find(({ url }) => url.includes("/qxt/inbound"))?.url).toMatch(/&area=%B1%B1%BE%A9&/);
  });

  it("is many reports by one POST where the account is set so", async () => {
    const tele = [phone(), phone(), phone(), "12345"];
    const [, mid] = /^ok:(\d+):/.exec(await send("qxtbulk", { tele: tele.join(",") })) ?? [];
    const told = () => customer.seen.filter(({ url }) => url.endsWith("/qxtbulk/report"));
    await until("all four", () => told().flatMap((seen) => (saidBy(seen).mobile ?? "").split(",")).length >= 4);
    const pairs = told().flatMap((seen) => {
      const { mid: mids = "", mobile = "", msg = "" } = saidBy(seen);
      expect(seen).toMatchObject({ method: "POST", headers: { "content-type": "application/x-www-form-urlencoded; charset=GBK" } });
      return mobile.split(",").map((one, index) => `${mids.split(",")[index]} ${one} ${msg.split(",")[index]}`);
    });
    expect(pairs.toSorted()).toEqual(tele.map((one) => `${mid} ${one} ${one === "12345" ? "YZ:NUMBER" : "DELIVRD"}`).toSorted());
  });

  it("comes again by the standard schedule while the customer says something else than ok", async () => {
    const clock = new ManualClock();
    await using stubborn = await CustomerServer.open();
    await using later = await House.open({ plan: acceptancePlan(stubborn), clock });
    const tries: number[] = [];
    stubborn.script = (seen, response) => {
      tries.push(clock.now());
      answer(200, "later")(seen, response);
    };
    expect(await send("qxtuser", {}, later)).toMatch(/^ok:/);
    // in steps that no lease is shorter than; that it goes on for a day is the schedule's own test
    await lapse(later, clock, 1.5 * HOUR, 15_000);
    const waits = tries.slice(1).map((at, index) => at - (tries[index] ?? 0));
    const expected = [0.5, 1.5, 8, 20, 30].map((minutes) => minutes * MINUTE);
    expect(waits).toHaveLength(expected.length);
    for (const [index, wait] of waits.entries()) {
      const slack = (expected[index] ?? 0) < 30 * MINUTE ? 15_000 : 5 * MINUTE;
      expect(wait).toBeGreaterThan(0.9 * (expected[index] ?? 0) - slack);
      expect(wait).toBeLessThan(1.1 * (expected[index] ?? 0) + 2 * slack);
    }
    const stopped = later.running.stop();
    await clock.advance(MINUTE);
    await stopped;
  });
});
