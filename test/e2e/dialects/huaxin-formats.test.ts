import { createCipheriv, hash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post } from "../../house/asking.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { until } from "../../house/until.ts";
import { element } from "../../house/wire.ts";

const ACCT = { account: "acct", password: "abc123" };
const MINUTE = 60_000;

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

let last = 13_700_100_000;
function phone(): string {
  last += 1;
  return String(last);
}

async function seenBy(to: string) {
  await until("it was handed over", () => carrier.to(to).length > 0);
  return carrier.to(to)[0];
}

async function form(path: string, fields: Fields): Promise<string> {
  return (await post(house.port, path, formOf(fields))).text;
}

async function left(path = "/sms.aspx", who: Fields = ACCT): Promise<number> {
  return Number(element(await form(path, { action: "overage", ...who }), "overage"));
}

describe("ensms", () => {
  /** The password's first 8 bytes, thrice: single DES by a cipher that OpenSSL 3 still has. */
  function encrypt(text: string, password = "test"): string {
    const key = Buffer.alloc(8);
    key.write(password);
    const cipher = createCipheriv("des-ede3-cbc", Buffer.concat([key, key, key]), key);
    return Buffer.concat([cipher.update(text), cipher.final()]).toString("base64");
  }

  /** `MMddHHmmss` in Shanghai. */
  function stampOf(at: number): string {
    return new Date(at + 8 * 60 * MINUTE).toISOString().replace(/\D/g, "").slice(4, 14);
  }

  function payload(own: Readonly<Record<string, unknown>> = {}, at = Date.now()): string {
    const Stamp = stampOf(at);
    const Secret = hash("md5", `test${Stamp}`).toUpperCase();
    return JSON.stringify({ UserName: "test", Secret, Stamp, Moblie: phone(), Text: "您好【奥创时代】", Ext: "", SendTime: "", ...own });
  }

  async function ensms(Text64: string, UserId = "1", into = house): Promise<Readonly<Record<string, unknown>>> {
    const reply = await post(into.port, "/ensms.ashx", formOf({ UserId, Text64 }));
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
    return JSON.parse(reply.text);
  }
  const failure = (StatusCode: number, Description: string) => ({
    StatusCode,
    Description,
    MsgId: "",
    Amount: 0,
    SuccessCounts: 0,
    Errors: [],
  });

  it("sends, and says of each that was refused why", async () => {
    const to = phone();
    const before = await left("/sms.aspx", { account: "test", password: "test" });
    const text = encrypt(payload({ Moblie: undefined, mobile: `${to},13700000000,12345`, ext: 5, EXT2: [1] }));
    const reply = await ensms(text.replace(/(.{40})/g, "$1\r\n "));
    expect(reply).toEqual({
      ...{ StatusCode: 1, Description: "操作成功", MsgId: expect.stringMatching(/^\d+$/), Amount: before - 1, SuccessCounts: 1 },
      Errors: [
        { Msisdn: "13700000000", StatusCode: 1109, Description: "黑名单的手机号码" },
        { Msisdn: "12345", StatusCode: 1108, Description: "错误的手机号码" },
      ],
    });
    expect(Object.keys(reply)).toEqual(["StatusCode", "Description", "MsgId", "Amount", "SuccessCounts", "Errors"]);
    expect(await seenBy(to)).toMatchObject({ text: "您好【奥创时代】", source: "10690000075" });
  });

  it("by GET too", async () => {
    const reply = await get(house.port, `/ENSMS.ashx?${formOf({ UserId: "1", Text64: encrypt(payload()) })}`);
    expect(JSON.parse(reply.text)).toMatchObject({ StatusCode: 1 });
  });

  it.each<[string, () => Promise<Readonly<Record<string, unknown>>>, number, string]>([
    ["nobody's UserId", () => ensms(encrypt(payload()), "99"), 1008, "UserId参数错误，该值必需要是数字，由供应商提供。"],
    ["a UserId that is no number", () => ensms(encrypt(payload()), "one"), 1008, "UserId参数错误，该值必需要是数字，由供应商提供。"],
    ["another account's UserId, whose password opens nothing", () => ensms(encrypt(payload()), "77"), 1009, "Text64参数错误"],
    ["no base64", () => ensms("$$$"), 1009, "Text64参数错误"],
    ["no JSON", () => ensms(encrypt("hello")), 1009, "Text64参数错误"],
    ["no object", () => ensms(encrypt("[1]")), 1009, "Text64参数错误"],
    ["no UserName", () => ensms(encrypt(payload({ UserName: "" }))), 1002, "用户名为空"],
    ["no Secret", () => ensms(encrypt(payload({ Secret: "" }))), 1003, "密码为空"],
    ["another's UserName", () => ensms(encrypt(payload({ UserName: "acct" }))), 1004, "用户名错误"],
    ["a wrong Secret, before a wrong Stamp", () => ensms(encrypt(payload({ Secret: "0".repeat(32), Stamp: "x" }))), 1005, "密码错误"],
    ["a Stamp 6 minutes old", () => ensms(encrypt(payload({}, Date.now() - 6 * MINUTE))), 1010, "时间戳错误"],
    ["a Stamp 6 minutes ahead", () => ensms(encrypt(payload({}, Date.now() + 6 * MINUTE))), 1010, "时间戳错误"],
    ["no number", () => ensms(encrypt(payload({ Moblie: "" }))), 1103, "手机号码为空"],
    ["no signature", () => ensms(encrypt(payload({ Text: "您好" }))), 2113, "需要签名"],
    ["a keyword", () => ensms(encrypt(payload({ Text: "违禁词甲【奥创时代】" }))), 2107, "敏感词汇"],
  ])("%s", async (_name, asked, code, text) => expect(await asked()).toEqual(failure(code, text)));

  it("a payload counts once, however it is wrapped, and by whomever of several at the same instant", async () => {
    const text = encrypt(payload());
    const replies = await Promise.all(Array.from({ length: 5 }, (_, index) => ensms(`${text.slice(0, index)} ${text.slice(index)}`)));
    expect(replies.map(({ StatusCode }) => StatusCode).toSorted()).toEqual([1, 1010, 1010, 1010, 1010]);
    // the same at the same time, but for one letter, is another
    expect(await ensms(encrypt(payload()))).toMatchObject({ StatusCode: 1 });
    // one that was refused was not used
    const refused = encrypt(payload({ Text: "违禁词乙【奥创时代】" }));
    for (let times = 0; times < 2; times++) expect(await ensms(refused)).toMatchObject({ StatusCode: 2107 });
  });

  it("a stamp may be five minutes off by the server's clock, over new year too, and a payload is known for ten", async () => {
    const newYear = Date.UTC(2026, 11, 31, 16, 0, 30);
    const clock = new ManualClock(newYear);
    await using later = await House.open({ plan: acceptancePlan(), clock });
    const old = encrypt(payload({}, newYear - 5 * MINUTE));
    expect(await ensms(old, "1", later)).toMatchObject({ StatusCode: 1 });
    const ahead = encrypt(payload({}, newYear + 5 * MINUTE));
    expect(await ensms(ahead, "1", later)).toMatchObject({ StatusCode: 1 });
    expect(await ensms(encrypt(payload({}, newYear - 5 * MINUTE - 1_000)), "1", later)).toMatchObject({ StatusCode: 1010 });
    await clock.advance(9 * MINUTE);
    // its stamp is good still, its replay isn't
    expect(await ensms(ahead, "1", later)).toMatchObject({ StatusCode: 1010 });
    expect(await ensms(encrypt(payload({}, newYear + 5 * MINUTE)), "1", later)).toMatchObject({ StatusCode: 1 });
    const stopped = later.running.stop();
    await clock.advance(MINUTE);
    await stopped;
  });
});

describe("BatchSms", () => {
  const batch = (text: string, fields: Fields = {}) =>
    form("/BatchSms.ashx", { ...ACCT, content: gzipSync(text).toString("base64"), ...fields });
  const message = async (reply: Promise<string>) => element(await reply, "message");

  it("brings each its own text, billed by its own length", async () => {
    const [one, two, three] = [phone(), phone(), phone()];
    const before = await left();
    const lines = [`${one},第一,条`, `${two},第二行\\r\\n\\\\完`, `${three},${"长".repeat(71)}`, "13700000000,黑", ""];
    const reply = await batch(lines.join("\r\n"), { extno: "5" });
    expect([element(reply, "returnstatus"), element(reply, "successCounts"), element(reply, "remainpoint")]).toEqual([
      "Success",
      "3",
      String(before - 4),
    ]);
    expect([await seenBy(one), await seenBy(two), await seenBy(three)].map((seen) => seen?.text)).toEqual([
      "第一,条",
      "第二行\r\n\\完",
      "长".repeat(71),
    ]);
    const boxes: string[] = [];
    await until("four reports", async () => {
      const { text } = await post(house.port, "/statusApi.aspx", formOf({ action: "query", ...ACCT, taskid: element(reply, "taskID") }));
      boxes.push(...[...text.matchAll(/<mobile>(\d+)<.*?<errorcode>(.*?)</gs)].map(([, mobile, code]) => `${mobile} ${code}`));
      return boxes.length >= 4;
    });
    expect(boxes.toSorted()).toEqual([`${one} DELIVRD`, `${two} DELIVRD`, `${three} DELIVRD`, "13700000000 YZ:BLACK"].toSorted());
  });

  it("refuses the whole where a phone is there twice, in whatever form", async () => {
    const [one, two] = [phone(), phone()];
    expect(await message(batch(`${one},a\r\n${two},b\r\n+86${one},c`))).toBe(`错误的手机号码：+86${one} 重复`);
    expect(carrier.to(two)).toEqual([]);
  });

  it.each<[string, () => Promise<string>, string]>([
    ["an empty batch", () => batch(""), "手机号码为空"],
    ["no content", () => form("/BatchSms.ashx", ACCT), "手机号码为空"],
    ["no gzip", () => batch("", { content: Buffer.from("hello").toString("base64") }), "content参数错误"],
    ["no base64", () => batch("", { content: "$" }), "content参数错误"],
    ["a line without a comma", () => batch("13800138000"), "content参数错误"],
    ["more than 32 MiB", () => batch(`13800138000,${"x".repeat(33 * 2 ** 20)}`), "content参数错误"],
    ["a wrong password, before its content is looked at", () => batch("", { password: "x", content: "$" }), "密码错误"],
    ["a keyword in one of its texts", () => batch(`${phone()},好\r\n${phone()},违禁词甲`), "敏感词汇"],
  ])("%s", async (_name, asked, text) => expect(await message(asked())).toBe(text));

  it("isn't taken by GET", async () => {
    const reply = await get(house.port, `/BatchSms.ashx?${formOf({ ...ACCT, content: gzipSync("13800138000,a").toString("base64") })}`);
    expect(element(reply.text, "message")).toBe("参数错误");
  });
});

describe("MMS", () => {
  /** A name, NUL, the size in four bytes, and so many bytes. */
  function tms(elements: Readonly<Record<string, Buffer>>): Buffer {
    return Buffer.concat(
      Object.entries(elements).flatMap(([name, bytes]) => {
        const size = Buffer.from([bytes.length & 255, (bytes.length >> 8) & 255, (bytes.length >> 16) & 255, 0]);
        return [Buffer.from(`${name}\0`), size, bytes];
      }),
    );
  }
  const CONTAINER = tms({ "1.smil": Buffer.from("<smil/>"), "1.txt": Buffer.from("您好"), "1.gif": Buffer.alloc(300, 7) });
  const mms = (fields: Fields = {}) =>
    form("/mms.aspx", { action: "send", ...ACCT, mobile: phone(), subject: "主题", content: CONTAINER.toString("base64"), ...fields });

  it("goes to a channel for MMS, for one MMS credit a recipient", async () => {
    const [before, text] = [await left("/mms.aspx"), await left()];
    const to = [phone(), phone()];
    const reply = await mms({ mobile: `${to.join(",")},12345`, extno: "8" });
    expect([element(reply, "message"), element(reply, "successCounts"), element(reply, "remainpoint")]).toEqual([
      "操作成功",
      "2",
      String(before - 2),
    ]);
    expect(await left("/mms.aspx")).toBe(before - 2);
    expect(await left()).toBe(text);
    for (const one of to)
      expect(await seenBy(one)).toEqual({ phone: one, source: "10690000058", medium: "mms", text: "主题", media: CONTAINER });
    const codes: string[] = [];
    await until("three reports", async () => {
      const query = formOf({ action: "query", ...ACCT, taskid: element(reply, "taskID") });
      codes.push(
        ...[...(await post(house.port, "/statusApi.aspx", query)).text.matchAll(/<errorcode>(.*?)</g)].map(([, code = ""]) => code),
      );
      return codes.length >= 3;
    });
    expect(codes.toSorted()).toEqual(["DELIVRD", "DELIVRD", "YZ:NUMBER"]);
  });

  it.each<[string, () => Promise<string>, string]>([
    ["no subject", () => mms({ subject: "" }), "主题为空"],
    ["no content", () => mms({ content: "" }), "内容为空"],
    ["a size that is larger than what there is", () => mms({ content: CONTAINER.subarray(0, -1).toString("base64") }), "参数错误"],
    [
      "a name given twice",
      () => mms({ content: Buffer.concat([CONTAINER, tms({ "1.txt": Buffer.from("x") })]).toString("base64") }),
      "参数错误",
    ],
    ["more than 300 KiB", () => mms({ content: tms({ "1.gif": Buffer.alloc(300 * 1024) }).toString("base64") }), "内容太长"],
    ["a phone without a route for MMS", () => mms({ account: "strict", password: "abc12345X" }), "没有通道的手机号码"],
    ["no MMS credits", () => mms({ account: "pushed", password: "Push-08" }), "额度不足"],
  ])("%s", async (_name, asked, text) => expect(element(await asked(), "message")).toBe(text));
});

describe("SOAP", () => {
  const NAMESPACES = { "1.1": "http://schemas.xmlsoap.org/soap/envelope/", "1.2": "http://www.w3.org/2003/05/soap-envelope" } as const;
  const TYPES = { "1.1": "text/xml; charset=utf-8", "1.2": "application/soap+xml; charset=utf-8" } as const;

  function soap(version: "1.1" | "1.2", sms: string, who: Fields = ACCT, path = "/WebService.asmx") {
    const call = `<SendSms xmlns="http://www.yysms.com/"><userName>${who.account}</userName><password>${who.password}</password><sms>${sms}</sms></SendSms>`;
    const body = `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="${NAMESPACES[version]}"><s:Header/><s:Body>${call}</s:Body></s:Envelope>`;
    return post(house.port, path, body, { "content-type": TYPES[version], soapaction: '"http://www.yysms.com/SendSms"' });
  }

  it.each(["1.1", "1.2"] as const)("%s sends, and says of each that was refused why", async (version) => {
    const to = phone();
    const before = await left();
    const sms = `<Msisdns>${to},13700000000</Msisdns><SMSContent><![CDATA[您好<&>]]>&lt;${"长".repeat(70)}</SMSContent><PlanSendTime xsi:nil='true' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><ExtNumber>3</ExtNumber>`;
    const reply = await soap(version, sms, { account: "acct", password: hash("md5", "abc123") }, "/webservice.asmx?WSDL");
    expect([reply.status, reply.headers["content-type"]]).toEqual([200, TYPES[version]]);
    const values = ["StatusCode", "Description", "Amount", "SuccessCounts", "BillingCount"].map((name) => element(reply.text, name));
    expect(values).toEqual(["OK", "操作成功", String(before - 2), "1", "2"]);
    expect(reply.text).toContain(
      "<Errors><SendError><Msisdn>13700000000</Msisdn><StatusCode>MsisdnBlack</StatusCode><Description>黑名单的手机号码</Description></SendError></Errors>",
    );
    expect(reply.text).toContain('<SendSmsResponse xmlns="http://www.yysms.com/"><SendSmsResult><StatusCode>');
    expect(await seenBy(to)).toMatchObject({ text: `您好<&><${"长".repeat(70)}`, source: "10690000053" });
  });

  it.each<[string, string, Fields, string]>([
    ["a wrong password", "", { ...ACCT, password: "x" }, "PasswordError"],
    ["an account that there isn't", "", { account: "nobody", password: "x" }, "UserNameError"],
    ["no number", "<SMSContent>a</SMSContent>", ACCT, "MsisdnEmpty"],
    ["no text", "<Msisdns>13800138000</Msisdns>", ACCT, "ContentEmpty"],
    [
      "a time with a blank in it",
      "<Msisdns>13800138000</Msisdns><SMSContent>a</SMSContent><PlanSendTime>2026-12-01 10:00:00</PlanSendTime>",
      ACCT,
      "SendTimeError",
    ],
    ["a disabled account", "", { account: "frozen", password: "abc123" }, "UserStop"],
  ])("%s is a result, and no fault", async (_name, sms, who, name) => {
    const reply = await soap("1.1", sms, who);
    expect([reply.status, element(reply.text, "StatusCode"), element(reply.text, "SuccessCounts")]).toEqual([200, name, "0"]);
  });

  it("what is no call is a fault, and entities are no way in", async () => {
    const faulty = (body: string) => post(house.port, "/WebService.asmx", body, { "content-type": TYPES["1.1"] });
    for (const body of [
      "<a>",
      "",
      `<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><s:Envelope xmlns:s="${NAMESPACES["1.1"]}">&b;</s:Envelope>`,
    ]) {
      const reply = await faulty(body);
      expect([reply.status, element(reply.text, "faultcode")]).toEqual([500, "soap:Client"]);
    }
  });

  it("is described with the address that it was asked at", async () => {
    const reply = await get(house.port, "/huaxin/WebService.asmx?wsdl", { host: "sms.example.test:81" });
    expect(reply.headers["content-type"]).toBe("text/xml; charset=utf-8");
    expect(reply.text).toContain('location="http://sms.example.test:81/huaxin/WebService.asmx"');
    expect(reply.text).toContain('targetNamespace="http://www.yysms.com/"');
  });
});
