import iconv from "iconv-lite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acceptancePlan } from "../../house/acceptance-plan.ts";
import { type Fields, formOf, get, post, type Reply } from "../../house/asking.ts";
import { House } from "../../house/house.ts";
import { OverheardCarrier } from "../../house/overheard-carrier.ts";
import { until } from "../../house/until.ts";
import { Wire } from "../../house/wire.ts";

const WHO = { userid: "12", account: "inter28user", password: "Plain-28" };
const ACCT = { account: "acct", password: "abc123" };
const XML_HEAD = '<?xml version="1.0" encoding="utf-8" ?><returnsms>';

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

let last = 13_100_000_000;
function phone(): string {
  last += 1;
  return String(last);
}

let callers = 0;
/** Asks as somebody at an address of its own, as logins that fail are slowed by it. */
function ask(path: string, body: string, headers: Fields = {}): Promise<Reply> {
  callers += 1;
  return post(house.port, path, body, { "x-forwarded-for": `198.51.${100 + (callers >> 8)}.${callers & 255}`, ...headers });
}

async function json(path: string, fields: Fields): Promise<Readonly<Record<string, unknown>>> {
  const reply = await ask(path, formOf({ rt: "json", ...fields }));
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  return JSON.parse(reply.text);
}

async function xml(path: string, fields: Fields): Promise<string> {
  const reply = await ask(path, formOf({ rt: "", ...fields }));
  expect([reply.status, reply.headers["content-type"]]).toEqual([200, "text/xml; charset=utf-8"]);
  return reply.text;
}

const send = (fields: Fields = {}, who: Fields = WHO) =>
  json("/sms.aspx", { action: "send", ...who, mobile: phone(), content: "您好", ...fields });
const credits = async (who: Fields = WHO) => Number((await json("/sms.aspx", { action: "overage", ...who })).Overage);

describe("who calls inter28", () => {
  const of = (account: string, password = "abc123"): Fields => ({ userid: "", account, password });
  it.each<[string, Fields, string, string]>([
    ["no account", of(""), "用户名或密码不能为空", "用户名或密码不能为空"],
    ["no password", of("inter28user", ""), "用户名或密码不能为空", "用户名或密码不能为空"],
    ["an account that there isn't", of("nobody"), "用户名或密码错误", "用户名或密码错误"],
    ["a wrong password", { ...WHO, password: "guess" }, "用户名或密码错误", "用户名或密码错误"],
    ["the password's MD5", { ...ACCT, password: "e99a18c428cb38d5f260853678922e03" }, "用户名或密码错误", "用户名或密码错误"],
    ["another enterprise id", { ...WHO, userid: "13" }, "用户名或密码错误", "用户名或密码错误"],
    ["no enterprise id where there is one", { ...WHO, userid: "" }, "用户名或密码错误", "用户名或密码错误"],
    ["another enterprise id, before that the account is frozen", of("frozen", "x"), "用户名或密码错误", "用户名或密码错误"],
    ["a frozen account, before its text is missing", { ...of("frozen"), content: "" }, "帐户已停用", "该用户不允许查看状态报告"],
    ["an address that isn't listed", of("fenced"), "该IP地址不允许访问", "该用户不允许查看状态报告"],
    ["an account of another interface", of("wrongdoor"), "帐户未开通该接口", "该用户不允许查看状态报告"],
  ])("%s", async (_name, who, message, remark) => {
    expect(await send({}, who)).toEqual({ ReturnStatus: "Faild", Message: message, RemainPoint: 0, TaskID: 0, SuccessCounts: 0 });
    expect(await json("/sms.aspx", { action: "overage", ...who })).toMatchObject({ ReturnStatus: "Faild", Message: message, Overage: 0 });
    for (const path of ["/statusApi.aspx", "/callApi.aspx"])
      expect(await json(path, { action: "query", ...who })).toEqual({ ReturnStatus: "Faild", Message: remark });
  });

  it("any enterprise id where the account has none of its own", async () => {
    for (const userid of ["", "12", "x"])
      expect(await json("/sms.aspx", { action: "overage", ...ACCT, userid })).toMatchObject({ ReturnStatus: "Success" });
  });
});

describe("what inter28 answers", () => {
  it("a send by JSON, byte for byte", async () => {
    const left = (await credits()) - 2;
    const reply = await ask("/sms.aspx", formOf({ action: "send", rt: "json", ...WHO, mobile: `${phone()},${phone()}`, content: "您好" }));
    const id = /"TaskID":(\d+)/.exec(reply.text)?.[1];
    expect(reply.text).toBe(`{"ReturnStatus":"Success","Message":"ok","RemainPoint":${left},"TaskID":${id},"SuccessCounts":2}`);
  });

  it("a send by XML, and its failure, byte for byte", async () => {
    const left = (await credits()) - 1;
    const text = await xml("/sms.aspx", { action: "send", ...WHO, mobile: phone(), content: "您好" });
    const id = /<taskID>(\d+)</.exec(text)?.[1];
    const layout = (values: readonly string[]) =>
      `${XML_HEAD}${["returnstatus", "message", "remainpoint", "taskID", "successCounts"].map((name, index) => `\r\n <${name}>${values[index]}</${name}>`).join("")}</returnsms>`;
    expect(text).toBe(layout(["Success", "ok", String(left), String(id), "1"]));
    const failed = await xml("/sms.aspx", { action: "send", ...WHO, mobile: phone(), content: "违禁词乙和违禁词甲" });
    expect(failed).toBe(layout(["Faild", "包含非法字符：违禁词乙,违禁词甲", "0", "0", "0"]));
  });

  it("a balance by JSON, and by XML with its misspelt word", async () => {
    const left = await credits();
    const { text } = await ask("/sms.aspx", formOf({ action: "overage", rt: "json", ...WHO }));
    const total = /"SendTotal":(\d+)/.exec(text)?.[1];
    expect(text).toBe(`{"ReturnStatus":"Success","Message":"","Payinfo":"后付费","Overage":${left},"SendTotal":${total}}`);
    expect(await xml("/sms.aspx", { action: "overage", ...WHO })).toBe(
      `${XML_HEAD}\r\n <returnstatus>Sucess</returnstatus>\r\n <message></message>\r\n <payinfo>后付费</payinfo>\r\n <overage>${left}</overage>\r\n <sendTotal>${total}</sendTotal></returnsms>`,
    );
    expect(await json("/inter28/sms.aspx", { action: "overage", ...ACCT })).toMatchObject({ Payinfo: "预付费", SendTotal: 1_000_000 });
  });

  it.each<[string, Fields, string]>([
    ["no number", { mobile: " , " }, "短信号码不能为空"],
    ["numbers that are none", { mobile: "1,2" }, "短信号码格式错误"],
    ["a blacklisted number", { mobile: "13700000000" }, "短信号码在黑名单中"],
    ["no text", { content: "" }, "短信内容不能为空"],
    ["another action", { action: "sends" }, "参数错误"],
    ["an extno of six digits", { extno: "123456" }, "扩展子号错误"],
    ["a time that is none", { sendTime: "tomorrow" }, "定时发送时间错误"],
    [
      "what may be SQL, where the account wants that refused",
      { account: "faild", password: "abc123", userid: "", content: "1' OR '1'='1" },
      "发送内容包含sql注入字符",
    ],
    ["no product", { account: "noproduct", password: "abc123", userid: "" }, "帐户没有配置产品"],
    ["no channel", { account: "nochannel", password: "abc123", userid: "" }, "没有可用的发送通道"],
    [
      "more than there is credit for",
      { account: "faild", password: "abc123", userid: "", mobile: Array.from({ length: 101 }, (_, n) => 13_000_000_000 + n).join(",") },
      "对不起，您当前要发送的量大于您当前余额",
    ],
  ])("%s", async (_name, fields, message) =>
    expect(await send(fields)).toMatchObject({ ReturnStatus: "Faild", Message: message, TaskID: 0 }),
  );

  it("for those that can be reached, and says of the others why not", async () => {
    const to = phone();
    const before = await credits();
    const { TaskID } = await send({ mobile: `${to},${to},12345,13700000000`, extno: "88" });
    expect(await credits()).toBe(before - 1);
    const seen: Readonly<Record<string, string>>[] = [];
    await until("three reports", async () => {
      const { Task } = await json("/statusApi.aspx", { action: "query", ...WHO, statusNum: "2" });
      expect((Task as unknown[]).length).toBeLessThanOrEqual(2);
      seen.push(...(Task as typeof seen).filter((task) => task.TaskID === String(TaskID)));
      return seen.length >= 3;
    });
    expect(seen.map(({ Mobile, Status, ErrorCode, ExtNo }) => [Mobile, Status, ErrorCode, ExtNo]).toSorted()).toEqual(
      [
        [to, "10", "DELIVRD", "88"],
        ["12345", "20", "YZ:NUMBER", "88"],
        ["13700000000", "20", "YZ:BLACK", "88"],
      ].toSorted(),
    );
  });
});

describe("GB2312 by inter28", () => {
  it("is what smsGBK reads and writes, whatever the Content-Type says", async () => {
    const to = phone();
    const form = formOf({ action: "send", ...WHO, mobile: to, content: "中文短信" }, "gbk");
    const reply = await ask("/smsGBK.aspx?rt=json", form, { "content-type": "application/x-www-form-urlencoded; charset=utf-8" });
    expect(reply.headers["content-type"]).toBe("application/json; charset=gb2312");
    await until("it was handed over", () => carrier.to(to).length > 0);
    expect(carrier.to(to)[0]?.text).toBe("中文短信");
    const refused = await ask("/inter28/smsGBK.aspx", formOf({ action: "send", ...WHO, mobile: to, content: "违禁词甲" }, "gbk"));
    expect(refused.headers["content-type"]).toBe("text/xml; charset=gb2312");
    expect(iconv.decode(refused.bytes, "gb2312")).toContain('<?xml version="1.0" encoding="gb2312" ?>');
    expect(iconv.decode(refused.bytes, "gb2312")).toContain("<message>包含非法字符：违禁词甲</message>");
  });

  it("sent to the UTF-8 path is called by its name", async () => {
    const reply = await ask("/sms.aspx?rt=json", formOf({ action: "send", ...WHO, mobile: phone(), content: "中文短信" }, "gbk"));
    expect(JSON.parse(reply.text)).toMatchObject({ ReturnStatus: "Faild", Message: "提交内容编码错误" });
  });
});

describe("keywords and passwords of inter28", () => {
  it("a text is checked, and sent by nobody", async () => {
    const check = (content: string, who: Fields = WHO) => json("/sms.aspx", { action: "checkkeyword", ...who, content });
    const before = await credits();
    expect(await check("test")).toEqual({ ReturnStatus: "Success", Message: "没有包含屏蔽词", CheckCounts: "test" });
    expect(await check("有违禁词甲")).toEqual({ ReturnStatus: "Success", Message: "包含非法字符", CheckCounts: "有违禁词甲" });
    expect(await check("test", { ...WHO, password: "x" })).toEqual({ ReturnStatus: "Faild", Message: "用户名或密码错误", CheckCounts: "" });
    const text = await xml("/sms.aspx", { action: "checkkeyword", ...WHO, content: "a<b" });
    expect(text).toBe(
      `${XML_HEAD}\r\n <returnstatus>Success</returnstatus>\r\n <message>没有包含屏蔽词</message>\r\n <checkCounts>a&lt;b</checkCounts></returnsms>`,
    );
    expect(await credits()).toBe(before);
  });

  it("a password is another at once, on every interface and for requests that come with it", async () => {
    const old = { account: "faild", password: "abc123" };
    const change = (newpwd: string, renewpwd = newpwd, who: Fields = old) =>
      json("/sms.aspx", { action: " changespwd", ...who, newpwd, renewpwd });
    expect(await change("one-way", "another")).toEqual({ ReturnStatus: "Faild", Message: "两次输入的新密码不一致", CheckCounts: "" });
    expect(await change("", "")).toMatchObject({ Message: "两次输入的新密码不一致" });
    expect(await change("short")).toMatchObject({ Message: "新密码必须为6到20个可见字符" });
    expect(await change("123456", "123456", { ...old, password: "x" })).toMatchObject({ Message: "用户名或密码错误" });
    expect(await credits(old)).toBe(100);
    expect(await change("新密码 6位+")).toEqual({ ReturnStatus: "Success", Message: "密码修改成功", CheckCounts: "" });
    const [byOld, byNew] = await Promise.all([send({}, old), send({}, { ...old, password: "新密码 6位+" })]);
    expect([byOld.Message, byNew.Message]).toEqual(["用户名或密码错误", "ok"]);
    const huaxin = await ask("/huaxin/sms.aspx", formOf({ action: "overage", account: "faild", password: "abc123" }));
    expect(huaxin.text).toContain("用户名或密码错误");
  });
});

describe("inbound texts by inter28", () => {
  it("come once, with the account's code or without", async () => {
    const mobiles = ["13100019010", "13100019011"];
    const texts = async (own: string) => (await json("/callApi.aspx", { action: "query", ...WHO, ownExt: own })).Task as Fields[];
    for (const [ownExt, ext] of [
      ["1", "55"],
      ["", "0455"],
    ] as const) {
      const { TaskID } = await send({ mobile: mobiles.join(","), extno: "55" });
      const seen: Fields[] = [];
      await until("two texts", async () => {
        seen.push(...(await texts(ownExt)));
        return seen.length >= 2;
      });
      expect(seen.toSorted((a, b) => String(a.Mobile).localeCompare(String(b.Mobile)))).toMatchObject([
        { Mobile: mobiles[0], TaskID: String(TaskID), Content: "收到", ExtNo: ext },
        { Mobile: mobiles[1], TaskID: String(TaskID), Content: "T", ExtNo: ext },
      ]);
      expect(await texts(ownExt)).toEqual([]);
    }
    expect(await xml("/callApi.aspx", { action: "query", ...WHO })).toBe(`${XML_HEAD}</returnsms>`);
  });

  it("and reports whose answer broke off come again", async () => {
    const { TaskID } = await send({ mobile: "13100029010", extno: "66" });
    const task = async () => (await house.store.history.find(Number(TaskID), 0, 1))?.messages[0]?.state;
    await until("it was delivered", async () => (await task()) === "delivered");
    const count = async (call: string) =>
      Number(new RegExp(`dialect="inter28",call="${call}",result="ok"} (\\d+)`).exec((await get(house.port, "/metrics")).text)?.[1] ?? 0);
    for (const [path, call] of [
      ["/statusApi.aspx", "reports"],
      ["/callApi.aspx", "inbound"],
    ] as const) {
      const before = await count(call);
      {
        using wire = await Wire.open(house.port);
        wire.write(`GET ${path}?${formOf({ rt: "json", action: "query", ...WHO })} HTTP/1.1\r\nHost: gateway\r\n\r\n`);
        wire.socket.end();
      }
      await until("it was answered to nobody", async () => (await count(call)) === before + 1);
    }
    const seen: Fields[] = [];
    await until("both came after all", async () => {
      for (const path of ["/statusApi.aspx", "/callApi.aspx"])
        seen.push(...((await json(path, { action: "query", ...WHO })).Task as Fields[]).filter(({ Mobile }) => Mobile === "13100029010"));
      return seen.length >= 2;
    });
    expect(seen.map(({ Content, ErrorCode }) => Content ?? ErrorCode).toSorted()).toEqual(["DELIVRD", "收到"]);
  });
});

describe("a path that inter28 and huaxin share", () => {
  const overage = (fields: Fields, headers: Fields = {}) => ask("/sms.aspx", formOf({ action: "overage", ...fields }), headers);
  const whose = ({ text }: Reply) => (text.startsWith("{") ? "inter28" : text.includes("<returnstatus>Faild<") ? "inter28" : "huaxin");

  it.each<[string, Fields, Fields, string]>([
    ["by rt, whoever the account is", { rt: "json", account: "strict", password: "x" }, {}, "inter28"],
    ["by an empty rt too", { rt: "", account: "strict", password: "x" }, {}, "inter28"],
    ["by the account's only one of the two", { account: "inter28user", password: "x" }, {}, "inter28"],
    ["by the first of the account's dialects", { account: "acct", password: "x" }, {}, "huaxin"],
    ["nobody's is huaxin's", { account: "nobody", password: "x" }, {}, "huaxin"],
    ["that of an account with neither is huaxin's", { account: "qxtuser", password: "Qxt-pass-1" }, {}, "huaxin"],
    ["by the host name, before all else", { account: "strict", password: "x" }, { host: "SMS.inter28.test:8030" }, "inter28"],
    ["by another host name as without", { account: "strict", password: "x" }, { host: "sms.other.test" }, "huaxin"],
  ])("%s", async (_name, fields, headers, dialect) => expect(whose(await overage(fields, headers))).toBe(dialect));

  it("an account with neither of the two is told that it may not", async () => {
    expect((await overage({ account: "qxtuser", password: "Qxt-pass-1" })).text).toContain("<message>未启用该功能</message>");
    expect((await overage({ account: "qxtuser", password: "wrong" })).text).toContain("<message>用户名或密码错误</message>");
  });

  it("and each has under its own name, whatever the mark", async () => {
    const fields = formOf({ action: "overage", rt: "json", account: "acct", password: "x" });
    expect((await ask("/huaxin/sms.aspx", fields)).text).toContain("<returnstatus>Fail</returnstatus>");
    expect((await ask("/INTER28//sms.aspx", fields)).text).toContain('"ReturnStatus":"Faild"');
  });

  it("by GET, by multipart, and split between query and body", async () => {
    const query = formOf({ action: "overage", rt: "json", ...ACCT });
    expect(JSON.parse((await get(house.port, `//SMS.aspx?${query}`)).text)).toMatchObject({ ReturnStatus: "Success" });
    expect(
      JSON.parse(
        (await ask(`/sms.aspx?${formOf({ RT: "json", Account: "acct" })}`, `&${formOf({ ACTION: "overage", Password: "abc123" })}&`)).text,
      ),
    ).toMatchObject({ ReturnStatus: "Success" });
    const parts = Object.entries({ action: "overage", rt: "json", ...ACCT }).map(
      ([name, value]) => `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const multipart = await ask("/sms.aspx", `${parts.join("")}--b--\r\n`, { "content-type": "multipart/form-data; boundary=b" });
    expect(JSON.parse(multipart.text)).toMatchObject({ ReturnStatus: "Success" });
  });
});
