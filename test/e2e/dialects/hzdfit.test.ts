import { hash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ManualClock } from "../../../src/runtime/manual-clock.ts";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post, type Reply } from "../../house/asking.ts";
import { answer, CustomerServer } from "../../house/customer-server.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { lapse } from "../../house/time-lapse.ts";
import { until } from "../../house/until.ts";
import { Wire } from "../../house/wire.ts";

const PATH = "/inter/sms_inter/SendMessage.aspx";
const SHOP = { account: "13800000000", key: "HZKEY-5f1c" };
const MINUTE = 60_000;

const carrier = new OverheardCarrier();
let customer: CustomerServer;
let house: House;
beforeAll(async () => {
  customer = await CustomerServer.open();
  customer.script = answer(200, " ok\r\n");
  house = await House.open({ plan: acceptancePlan(customer), kinds: [carrier] });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  expect(await house.store.ledger.audit()).toEqual([]);
  await house[Symbol.asyncDispose]();
  await customer[Symbol.asyncDispose]();
});

interface Caller {
  readonly account: string;
  readonly key: string;
}

let orders = 0;
/** The form of a call, signed as seed 000 says. */
function signed({ account, key }: Caller, operation: string, fields: Fields = {}): Fields {
  orders += 1;
  const order: Fields = operation === "YE" ? {} : { Orderid: fields.Orderid ?? `order-${orders}` };
  return {
    Account: account,
    Function: operation,
    Key: hash("md5", account + operation + (order.Orderid ?? "") + key),
    ...order,
    ...fields,
  };
}

async function call(fields: Fields, into = house): Promise<Readonly<Record<string, string>>> {
  const reply = await post(into.port, PATH, formOf(fields));
  expect(reply.status).toBe(200);
  return JSON.parse(reply.text);
}

const mt = (fields: Fields = {}, who: Caller = SHOP) => call(signed(who, "MT", { Phone: "13800138000", Message: "您好", ...fields }));
const credits = async (who: Caller = SHOP) => Number((await call(signed(who, "YE"))).Param2);

/** Reports that were pushed of a submission, once there are so many: phone → Result and Code. */
async function pushed(submission: string | undefined, count: number) {
  const items = () =>
    customer.seen
      .filter(({ url }) => url.endsWith("/hzdfit/report"))
      .flatMap(({ body }) => JSON.parse(body).Param1 as Readonly<Record<string, string>>[])
      .filter(({ Param5 }) => Param5 === submission);
  await until(`${count} reports`, () => items().length >= count);
  return items();
}

describe("who calls hzdfit", () => {
  const frozen = { account: "frozen", key: "FROZENKEY" };
  it.each<[string, Fields, string, string]>([
    ["no order id, whoever asks", { ...signed({ account: "nobody", key: "x" }, "MT"), Orderid: "" }, "-2", "参数提交有误"],
    [
      "an order id of 33 characters, before its Key",
      { ...signed(SHOP, "MT", { Orderid: "1".repeat(33) }), Key: "wrong" },
      "-2",
      "参数提交有误",
    ],
    ["another Function", { ...signed(SHOP, "MT"), Function: "XX" }, "-2", "参数提交有误"],
    ["an account that there isn't", signed({ account: "nobody", key: "x" }, "MT"), "-3", "无此用户或用户被冻结"],
    ["a Key by another account's", signed({ ...SHOP, key: "FROZENKEY" }, "MT"), "-6", "签名验证不通过"],
    ["a Key over another order id", { ...signed(SHOP, "MT"), Orderid: "other" }, "-6", "签名验证不通过"],
    ["a wrong Key, before that the account is frozen", signed({ ...frozen, key: "x" }, "MT"), "-6", "签名验证不通过"],
    ["a frozen account, before its text is missing", signed(frozen, "MT"), "-3", "无此用户或用户被冻结"],
    ["an address that isn't listed", signed({ account: "fenced", key: "FENCEDKEY" }, "YE"), "-4", "IP地址不准确"],
    ["an account of another interface", signed({ account: "wrongdoor", key: "WRONGDOORKEY" }, "YE"), "-3", "无此用户或用户被冻结"],
  ])("%s", async (_name, fields, Result, MSG) => {
    expect(await call(fields)).toMatchObject({ Result, MSG, Param1: "", Param2: "" });
  });

  it("by GET is told so in JSON", async () => {
    const reply = await get(house.port, `${PATH}?${formOf(signed(SHOP, "YE"))}`);
    expect([reply.status, reply.headers["content-type"], JSON.parse(reply.text).Result]).toEqual([
      405,
      "application/json; charset=utf-8",
      "-2",
    ]);
  });

  it("may write path and names in any case, and take the mount", async () => {
    const lower = Object.fromEntries(Object.entries(signed(SHOP, "YE")).map(([name, value]) => [name.toLowerCase(), value]));
    for (const path of [PATH.toLowerCase(), `/hzdfit${PATH}`, PATH.toUpperCase(), `/${PATH}`]) {
      expect(JSON.parse((await post(house.port, path, formOf(lower))).text).Result).toBe("0");
    }
  });
});

describe("what hzdfit answers", () => {
  it("a submission with nine texts in the document's order", async () => {
    const reply: Reply = await post(house.port, PATH, formOf(signed(SHOP, "MT", { Phone: "13800138000", Message: "您好", Other: "备注" })));
    expect(reply.headers["content-type"]).toBe("application/json; charset=utf-8");
    const [serial, time] = [
      /"Param1":"(\d+)"/.exec(reply.text)?.[1],
      /"Backtime":"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)"/.exec(reply.text)?.[1],
    ];
    expect(reply.text).toBe(
      `{"Result":"0","MSG":"成功提交，发送处理中","Backtime":"${time}","Account":"13800000000","Param1":"${serial}","Param2":"","Param3":"备注","Param4":"","Param5":""}`,
    );
    expect(Math.abs(Date.parse(`${time?.replace(" ", "T")}+08:00`) - Date.now())).toBeLessThan(5_000);
  });

  it("a balance in yuan and in credits", async () => {
    const before = await credits();
    await mt({ Message: "长".repeat(71), Phone: "13800138000,13800138001" });
    expect(await call(signed(SHOP, "YE"))).toMatchObject({
      ...{ Result: "0", MSG: "余额查询成功" },
      ...{ Param1: ((before - 4) / 20).toFixed(2), Param2: String(before - 4), Param3: "" },
    });
  });

  it.each<[string, Fields, string]>([
    ["no number", { Phone: " , " }, "号码为空"],
    ["a number that is none", { Phone: "12345" }, "号码格式有误"],
    ["a blacklisted number", { Phone: "13700000000" }, "号码在黑名单中"],
    ["no text", { Message: "" }, "内容为空"],
    ["a keyword", { Message: "有违禁词乙和违禁词甲" }, "内容含有敏感词（违禁词乙、违禁词甲）"],
    ["an access code of 21 digits", { Ext: "12345678901" }, "扩展号有误"],
    ["a time that is none", { Sendtime: "2017-02-30 14:41:44" }, "发送时间有误"],
    ["too few variables", { Function: "BL", Params: "13800138000,1", Message: "{$var2}" }, "变量个数少于内容所需"],
  ])("%s with the cause", async (_name, { Function: operation = "MT", ...fields }, cause) => {
    const reply = await call(signed(SHOP, operation, { Phone: "13800138000", Message: "您好", ...fields }));
    expect(reply).toMatchObject({ Result: "-5", MSG: `获取短信发送参数有误：${cause}`, Param1: "" });
  });

  it("accounts without a product or a channel", async () => {
    expect((await mt({}, { account: "noproduct", key: "NOPRODUCTKEY" })).MSG).toBe("获取短信发送参数有误：未配置产品");
    expect((await mt({}, { account: "nochannel", key: "NOCHANNELKEY" })).MSG).toBe("获取短信发送参数有误：没有可用通道");
  });

  it("credits that don't suffice, and leaves them", async () => {
    const poor = { account: "13800000009", key: "HZKEY-poor" };
    expect(await mt({ Phone: "13800138000,13800138001,13800000001" }, poor)).toMatchObject({ Result: "-11", MSG: "余额不足" });
    expect(await credits(poor)).toBe(2);
    expect(await mt({ Phone: "13800138000,13800138001" }, poor)).toMatchObject({ Result: "0" });
    expect(await credits(poor)).toBe(0);
  });
});

describe("an order id of hzdfit", () => {
  it("taken by requests at the same instant is one's, and the others are told whose", async () => {
    const before = await credits();
    const rounds = 5;
    for (let round = 0; round < rounds; round++) {
      const body = formOf(signed(SHOP, "MT", { Orderid: `同时-${round}`, Phone: "13800138000", Message: "您好" }));
      const head = `POST ${PATH} HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;
      const wires = await Promise.all(Array.from({ length: 4 }, () => Wire.open(house.port)));
      for (const wire of wires) wire.write(head + body);
      const replies = (await Promise.all(wires.map((wire) => wire.response("POST")))).map(({ body: json }) => JSON.parse(json));
      for (const wire of wires) wire[Symbol.dispose]();
      expect(replies.map(({ Result }) => Result).toSorted()).toEqual(["-7", "-7", "-7", "0"]);
      expect(new Set(replies.map(({ Param1 }) => Param1)).size).toBe(1);
      expect(replies[0].Param1).toMatch(/^\d+$/);
    }
    expect(await credits()).toBe(before - rounds);
  });

  it("is remembered though the same call would be refused now, and isn't taken by a refused one", async () => {
    const first = await mt({ Orderid: "again" });
    expect(await mt({ Orderid: "again", Message: "说违禁词甲" })).toMatchObject({ Result: "-7", MSG: "重复提交", Param1: first.Param1 });
    expect(await mt({ Orderid: "refused", Message: "说违禁词甲" })).toMatchObject({ Result: "-5" });
    expect(await mt({ Orderid: "refused" })).toMatchObject({ Result: "0" });
    // another account's order ids are its own
    expect(await mt({ Orderid: "again" }, { account: "13800000009", key: "HZKEY-poor" })).toMatchObject({ Result: "-11" });
  });
});

describe("what hzdfit pushes", () => {
  it("tells for each phone what became of it, those refused one by one included", async () => {
    const before = await credits();
    const Phone = "13800138000,13800138000,12345,13700000000,+85291234567,13800139001,+8613800138001";
    const { Param1: serial } = await mt({ Phone, Report: "true", Ext: "9", Orderid: "parts" });
    expect(await credits()).toBe(before - 3);
    const items = await pushed(serial, 6);
    expect(Object.fromEntries(items.map(({ Phone: phone, Result, Code }) => [phone, `${Result} ${Code}`]))).toEqual({
      "13800138000": "1 DELIVRD",
      "13800138001": "1 DELIVRD",
      "13800139001": "0 UNDELIV",
      "12345": "0 YZ:NUMBER",
      "13700000000": "0 YZ:BLACK",
      "+85291234567": "0 YZ:ROUTE",
    });
    for (const item of items) expect(item).toMatchObject({ Account: SHOP.account, Param2: "parts", Param4: "9", Param5: serial });
    expect(items.find(({ Phone: phone }) => phone === "13800138000")?.Param3).toBe("10690000019");
    const request = customer.seen.find(({ body }) => body.includes(`"${serial}"`));
    expect(request).toMatchObject({ method: "POST", headers: { "content-type": "application/json; charset=utf-8" } });
    expect(Object.keys(JSON.parse(request?.body ?? ""))).toEqual(["Account", "Count", "Backtime", "Param1"]);
  });

  it("tells that a phone had its codes, while the others get theirs", async () => {
    const [often, once] = ["13900000001", "13900000002"];
    for (let code = 1; code <= 3; code++) expect(await mt({ Phone: often, Message: `验证码${code}` })).toMatchObject({ Result: "0" });
    const { Param1: serial } = await mt({ Phone: `${often},${once}`, Message: "验证码4", Report: "1" });
    const codes = Object.fromEntries((await pushed(serial, 2)).map(({ Phone, Code }) => [Phone, Code]));
    expect(codes).toEqual({ [often]: "YZ:LIMIT", [once]: "DELIVRD" });
    expect((await mt({ Phone: often, Message: "验证码5" })).MSG).toBe("获取短信发送参数有误：号码发送过于频繁");
  });

  it("leaves out what no report was asked for", async () => {
    const silent = await mt({ Phone: "13800138000" });
    const loud = await mt({ Phone: "13800138001", Report: "1" });
    await pushed(loud.Param1, 1);
    expect(customer.seen.filter(({ body }) => body.includes(`"${silent.Param1}"`))).toEqual([]);
  });

  it("brings the texts with variables, and what a phone answers to them", async () => {
    const phones = ["13900019010", "13900029011"] as const;
    const Params = `${phones[0]},张三,1234;${phones[1]},李四,5678,多余`;
    const sent = await call(
      signed(SHOP, "BL", { Params, Message: "亲爱的{$var1},您的号码为：{$var2}。", Orderid: "bl", Report: "1", Ext: "7" }),
    );
    expect(sent).toMatchObject({ Result: "0" });
    await until("both answers", () => customer.seen.filter(({ url }) => url.endsWith("/hzdfit/inbound")).length >= 2);
    const seen = [carrier.to(phones[0])[0]?.text, carrier.to(phones[1])[0]?.text];
    expect(seen).toEqual(["亲爱的张三,您的号码为：1234。", "亲爱的李四,您的号码为：5678。"]);
    const answers = customer.seen.filter(({ url }) => url.endsWith("/hzdfit/inbound")).map(({ body }) => JSON.parse(body));
    const items = await pushed(sent.Param1, 2);
    const messageOf = (phone: string) => items.find(({ Phone }) => Phone === phone)?.MSG;
    expect(answers.toSorted((a, b) => a.Param1.localeCompare(b.Param1))).toMatchObject([
      {
        Result: "1",
        MSG: "收到",
        Account: SHOP.account,
        Param1: phones[0],
        Param2: "bl",
        Param3: "10690000017",
        Param5: messageOf(phones[0]),
      },
      {
        Result: "1",
        MSG: "T",
        Account: SHOP.account,
        Param1: phones[1],
        Param2: "bl",
        Param3: "10690000017",
        Param5: messageOf(phones[1]),
      },
    ]);
  });
});

it("hzdfit tries a push five times in half an hour, and never again until it is asked to", async () => {
  const clock = new ManualClock();
  await using stubborn = await CustomerServer.open();
  await using later = await House.open({ plan: acceptancePlan(stubborn), clock });
  const tries: number[] = [];
  stubborn.script = (seen, response) => {
    tries.push(clock.now());
    answer(200, "NO", {})(seen, response);
  };
  const sent = await call(signed(SHOP, "MT", { Phone: "13800138000", Message: "您好", Report: "1" }), later);
  await lapse(later, clock, 60 * MINUTE, 5_000);
  const [first = 0] = tries;
  expect(tries.map((at) => Math.round((at - first) / MINUTE))).toEqual([0, 2, 6, 14, 28]);
  const accountId = later.running.directory.current.accountByLogin.get(SHOP.account)?.id ?? 0;
  stubborn.script = answer(200, "OK");
  expect(await later.store.pushes.replay({ accountId, kind: "report", from: 0, to: clock.now(), now: clock.now() })).toBe(1);
  await lapse(later, clock, 10 * MINUTE, 5_000);
  expect(stubborn.seen).toHaveLength(6);
  expect(JSON.parse(stubborn.seen.at(-1)?.body ?? "").Param1).toMatchObject([{ Result: "1", Param5: sent.Param1 }]);
  await clock.advance(0);
  const stopped = later.running.stop();
  await clock.advance(MINUTE);
  await stopped;
});
