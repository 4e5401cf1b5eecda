import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post, type Reply } from "../../house/asking.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { until } from "../../house/until.ts";
import { element, Wire } from "../../house/wire.ts";

const PATH = "/service/httpService/httpInterface.do";
const WHO = { username: "JSM40001", password: "abc123", veryCode: "vc12345" };
const FREE = { username: "JSM40002", password: "abc123" };
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';

const carrier = new OverheardCarrier();
let house: House;
beforeAll(async () => {
  house = await House.open({ plan: acceptancePlan(), kinds: [carrier], trustProxy: ["127.0.0.1"] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
});

function xml({ status, headers, text }: Reply): string {
  expect([status, headers["content-type"]]).toEqual([200, "text/xml; charset=utf-8"]);
  expect(text.startsWith(`${HEAD}<sms>`)).toBe(true);
  expect(text).not.toContain("\n");
  return text;
}

async function call(method: string, fields: Fields, from = "198.51.100.250"): Promise<string> {
  return xml(await post(house.port, `${PATH}?method=${method}`, formOf(fields), { "x-forwarded-for": from }));
}

/** The status of a send in UTF-8. */
async function sent(fields: Fields, who: Fields = WHO, from?: string): Promise<string> {
  return element(await call("sendUtf8Msg", { ...who, mobile: phone(), content: "您好", msgtype: "1", ...fields }, from), "status");
}

let last = 13_200_000_000;
function phone(): string {
  last += 1;
  return String(last);
}

async function seenBy(to: string): Promise<string | undefined> {
  await until("it was handed over", () => carrier.to(to).length > 0);
  return carrier.to(to)[0]?.text;
}

function rows(reply: string, name: "rpt" | "mo", fields: readonly string[]): readonly (readonly string[])[] {
  return [...reply.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "g"))].map(([, row = ""]) => fields.map((field) => element(row, field)));
}

let callers = 0;

describe("who calls xunchen", () => {
  const secrets = { password: "abc123", veryCode: "v" };
  it.each<[string, Fields, string, string]>([
    ["no name", { username: "" }, "103", "103"],
    ["an account that there isn't", { username: "nobody" }, "101", "101"],
    ["a wrong password", { password: "guess" }, "101", "101"],
    ["the password's MD5", { password: "e99a18c428cb38d5f260853678922e03" }, "101", "101"],
    ["a wrong password, before its veryCode", { password: "guess", veryCode: "guess" }, "101", "101"],
    ["a wrong veryCode", { veryCode: "guess" }, "116", "105"],
    ["no veryCode", { veryCode: "" }, "116", "105"],
    ["a wrong veryCode, before that the account is frozen", { ...secrets, username: "frozen", veryCode: "guess" }, "116", "105"],
    ["a frozen account, before its text is missing", { ...secrets, username: "frozen", content: "" }, "102", "102"],
    ["an address that isn't listed", { ...secrets, username: "fenced" }, "109", "109"],
    ["an account of another interface", { ...secrets, username: "wrongdoor" }, "117", "117"],
  ])("%s", async (_name, fields, toSend, toQuery) => {
    // from an address of its own, as failures that repeat are slowed
    callers += 1;
    const from = `198.51.100.${callers}`;
    expect(await sent(fields, WHO, from)).toBe(toSend);
    for (const method of ["getAmount", "queryReport", "queryMo"]) {
      expect(await call(method, { ...WHO, ...fields }, from)).toBe(`${HEAD}<sms><mt><status>${toQuery}</status></mt></sms>`);
    }
  });

  it("an account with a list of addresses from one of them", async () => {
    const fenced = { username: "fenced", password: "abc123", veryCode: "v" };
    expect(element(await call("getAmount", fenced, "192.0.2.7"), "status")).toBe("0");
    expect(element(await call("getAmount", fenced, "192.0.3.7"), "status")).toBe("109");
  });

  it("an account without a veryCode may send any", async () => {
    for (const veryCode of ["", "anything"]) expect(element(await call("getAmount", { ...FREE, veryCode }), "status")).toBe("0");
  });
});

describe("what xunchen refuses to send", () => {
  it.each<[string, Fields, string]>([
    ["no number", { mobile: "" }, "106"],
    ["one wrong number among right ones", { mobile: "13800138000,12345" }, "106"],
    ["101 numbers", { mobile: Array.from({ length: 101 }, (_, n) => 13_800_000_000 + n).join(",") }, "106"],
    ["no text", { content: "" }, "105"],
    ["301 characters", { content: "长".repeat(301) }, "105"],
    ["keywords, with the words", { content: "说违禁词乙和违禁词甲" }, "110#(违禁词乙,违禁词甲)"],
    ["an extcode of five digits", { extcode: "12345" }, "103"],
    ["a time that is none", { sendtime: "20260230120000" }, "103"],
    ["another msgtype", { msgtype: "3" }, "103"],
    ["a template that there isn't", { msgtype: "2", tempid: "x", content: "@1@=a" }, "114"],
    ["a disabled template", { msgtype: "2", tempid: "JSM40001-0009", content: "@1@=a" }, "114"],
    ["a template in review", { msgtype: "2", tempid: "JSM40001-0010", content: "@1@=a" }, "114"],
    ["a template without one of its values", { msgtype: "2", tempid: "JSM40001-0001", content: "@1@=a,@2@=b" }, "114"],
    ["a fourth signature of three", { signtag: "4" }, "115"],
    ["a blacklisted number alone", { mobile: "13700000000" }, "100"],
  ])("%s", async (_name, fields, status) => expect(await sent(fields)).toBe(status));

  it("anything for accounts without a product or a channel", async () => {
    for (const username of ["noproduct", "nochannel"]) expect(await sent({ username }, { password: "abc123" })).toBe("100");
  });

  it("what credits don't suffice for, and leaves them", async () => {
    expect(await sent({ mobile: [1, 2, 3, 4].map(() => phone()).join(",") }, FREE)).toBe("108");
    expect(await call("getAmount", FREE)).toBe(`${HEAD}<sms><mt><status>0</status><account>0.3</account></mt></sms>`);
  });
});

describe("how a text comes to xunchen", () => {
  const text = "您好=a+b&50%";
  const who = formOf(WHO);

  it.each<[string, string, Buffer]>([
    ["sendUtf8Msg, raw and unencoded", "您好=a", Buffer.from("&content=您好=a&mobile=TO&")],
    ["sendGbkMsg, raw and unencoded", "您好=a", iconv.encode("&content=您好=a&mobile=TO&", "gbk")],
    ["sendUtf8Msg", text, Buffer.from(`&mobile=TO&${formOf({ content: text })}`)],
    ["sendGbkMsg", text, Buffer.from(`&mobile=TO&${formOf({ content: text }, "gbk")}`)],
    ["sendMsg without a code", text, Buffer.from(`&mobile=TO&${formOf({ content: text }, "gbk")}`)],
    ["sendMsg by code=utf-8", text, Buffer.from(`&mobile=TO&${formOf({ content: text, code: " utf-8 " })}`)],
    ["SENDMSG by code=GBK", text, Buffer.from(`&mobile=TO&${formOf({ content: text, code: "GBK" }, "gbk")}`)],
  ])("%s", async (name, expected, body) => {
    const to = phone();
    const bytes = Buffer.from(body.toString("latin1").replace("TO", to), "latin1");
    const [method = ""] = name.split(/[ ,]/);
    const reply = xml(await post(house.port, `${PATH}?method=${method}`, Buffer.concat([Buffer.from(who), bytes])));
    expect(reply).toMatch(/<sms><mt><status>0<\/status><msgid>\d+<\/msgid><\/mt><\/sms>$/);
    expect(await seenBy(to)).toBe(`【江苏迅辰】${expected}`);
  });

  it("by GET, and by a method in the body", async () => {
    const fields = formOf({ ...WHO, content: text });
    const [one, two] = [phone(), phone()];
    xml(await get(house.port, `${PATH}?method=sendUtf8Msg&mobile=${one}&${fields}`));
    xml(await post(house.port, PATH, `method=sendUtf8Msg&mobile=${two}&${fields}`));
    for (const to of [one, two]) expect(await seenBy(to)).toBe(`【江苏迅辰】${text}`);
  });

  it("in another charset than it says is refused", async () => {
    const bytes = formOf({ ...WHO, mobile: phone(), content: "您好吗" }, "gbk");
    expect(element(xml(await post(house.port, `${PATH}?method=sendUtf8Msg`, bytes)), "status")).toBe("105");
  });
});

describe("what xunchen sends", () => {
  it("has 300 characters at most, the signature not counted, which is charged all the same", async () => {
    const amount = async () => Number(element(await call("getAmount", WHO), "account"));
    const before = await amount();
    expect(await sent({ content: "长".repeat(300) })).toBe("0");
    // 306 characters are five segments of 67
    expect(await amount()).toBeCloseTo(before - 0.5, 6);
  });

  it("is a template filled with whatever the values are, blanks around the parameters or not", async () => {
    const to = phone();
    const content = "@1@=李=先生,@2@=您好,@3@=9,2 8";
    expect(await sent({ mobile: to, msgtype: "2 ", tempid: " JSM40001-0001", content })).toBe("0");
    expect(await seenBy(to)).toBe("【江苏迅辰】尊敬的李=先生您好,您在本站注册的手机验证码为9,2 8，请在验证页面及时输入。");
  });

  it("has the signature of its tag, or its own where the account may", async () => {
    const [tagged, own, notOwn] = [phone(), phone(), phone()];
    expect(await sent({ mobile: tagged, signtag: "3" })).toBe("0");
    expect(await sent({ mobile: notOwn, signtext: "别家" })).toBe("0");
    expect(await sent({ mobile: own, signtext: "自家" }, FREE)).toBe("0");
    expect([await seenBy(tagged), await seenBy(notOwn), await seenBy(own)]).toEqual([
      "【迅辰003】您好",
      "【江苏迅辰】您好",
      "【自家】您好",
    ]);
  });

  it("reaches those that are not blacklisted, and says of the others why not", async () => {
    const to = phone();
    const reply = await call("sendUtf8Msg", { ...WHO, mobile: `${to},13700000000`, content: "您好", extcode: "12" });
    const msgid = element(reply, "msgid");
    const seen: (readonly string[])[] = [];
    await until("both reports", async () => {
      seen.push(...rows(await call("queryReport", WHO), "rpt", ["mobile", "msgid", "status", "extno"]));
      return seen.filter(([, id]) => id === msgid).length >= 2;
    });
    expect(seen.filter(([, id]) => id === msgid).toSorted()).toEqual(
      [
        [to, msgid, "DELIVRD", "12"],
        ["13700000000", msgid, "YZ:BLACK", "12"],
      ].toSorted(),
    );
  });

  it("is paid on delivery where the account is set so", async () => {
    const amount = async () => element(await call("getAmount", FREE), "account");
    expect(await amount()).toBe("0.2");
    expect(await sent({ mobile: "13200009001" }, FREE)).toBe("0");
    await until("it was given back", async () => (await amount()) === "0.2");
    expect(rows(await call("queryReport", FREE), "rpt", ["mobile", "status"])).toContainEqual(["13200009001", "UNDELIV"]);
  });
});

describe("a query of xunchen", () => {
  it("says 104 when nothing waits", async () => {
    const nothing = `${HEAD}<sms><mt><status>104</status></mt></sms>`;
    await until("all is handed out", async () => (await call("queryReport", WHO)) === nothing);
    expect(await call("queryMo", WHO)).toBe(nothing);
  });

  it("hands texts out once, escaped, with the number that they came to", async () => {
    const mobiles = ["13200019010", "13200019011", "13200019012"];
    expect(await sent({ mobile: mobiles.join(","), extcode: "7" })).toBe("0");
    const seen: (readonly string[])[] = [];
    await until("three texts", async () => {
      seen.push(...rows(await call("queryMo", WHO), "mo", ["mobile", "recvcode", "content", "time"]));
      return seen.length >= 3;
    });
    expect(seen.map((row) => row.slice(0, 3)).toSorted()).toEqual([
      [mobiles[0], "10690000037", "收到"],
      [mobiles[1], "10690000037", "T"],
      [mobiles[2], "10690000037", "一二三四五六七八九十".repeat(20)],
    ]);
    for (const [, , , time] of seen) expect(time).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(element(await call("queryMo", WHO), "status")).toBe("104");
  });

  it("whose answer broke off is answered again", async () => {
    const mobile = Array.from({ length: 100 }, () => phone()).join(",");
    const asked = Array.from({ length: 5 }, (_, call) => mobile.replaceAll(/\b132/g, `13${call}`));
    for (const phones of asked) expect(await sent({ mobile: phones })).toBe("0");
    const own = new Set(asked.join(",").split(","));
    await until("all are delivered", async () => {
      const found = await house.store.history.messagesTo(mobile.slice(-11).replace("132", "134"), Number.MAX_SAFE_INTEGER, 1);
      return found[0]?.state === "delivered";
    });
    const body = formOf(WHO);
    const answered = async () => {
      const { text } = await get(house.port, "/metrics");
      return Number(/dialect="xunchen",call="reports",result="ok"} (\d+)/.exec(text)?.[1]);
    };
    const before = await answered();
    // gone before the answer is there, so that it can't be written out
    for (let times = 0; times < 3; times++) {
      using wire = await Wire.open(house.port);
      wire.write(`POST ${PATH}?method=queryReport HTTP/1.1\r\nHost: gateway\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
      wire.socket.end();
    }
    await until("all three were answered to nobody", async () => (await answered()) === before + 3);
    const seen: string[] = [];
    await until("all 500", async () => {
      const given = rows(await call("queryReport", WHO), "rpt", ["mobile"]).flat();
      seen.push(...given.filter((mobile) => own.has(mobile)));
      return seen.length >= 500;
    });
    expect(new Set(seen).size).toBe(500);
    expect(seen).toHaveLength(500);
  });
});
