import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer, Call } from "../../domain/call.ts";
import type { Reason } from "../../domain/reasons.ts";
import { wireRequest } from "../conformance.ts";
import type { DialectRoute, IngressRefusal, WireReply } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import { routes } from "./routes.ts";

const WHO = "userid=12&account=acct&password=abc123";

interface Outcome {
  readonly call?: Call;
  /** The reply to what the core refuses for this reason; the dialect's own where there is no call. */
  reply(reason?: Reason): string;
}

const routeOf = (path: string) => routes.find((route) => route.path === path) as DialectRoute;
const bodyOf = (reply: WireReply) =>
  new TextDecoder(reply.contentType.includes("gb2312") ? "gbk" : "utf-8").decode(Buffer.from(reply.body));

function ask(path: string, parameters: string, more: Parameters<typeof wireRequest>[1] = {}): Outcome {
  const decoded = opened(routeOf(path).decode(wireRequest(path, { method: "POST", body: parameters, ...more })));
  if ("reply" in decoded) return { reply: () => bodyOf(decoded.reply) };
  const encode = decoded.encode as (answer: Answer, now: number) => WireReply;
  return {
    call: decoded.call,
    reply: (reason = "parameter-wrong") => bodyOf(encode({ ok: false, refusal: { reason }, account: sampleAccount() }, 0)),
  };
}

describe("who calls", () => {
  it("proves it by the plain password and the enterprise id, the password untrimmed", () => {
    expect(ask("/sms.aspx", "action=overage&UserID=+12&Account=+acct%0A&password=+abc+").call?.identity).toEqual({
      login: "acct",
      proof: { kind: "password", password: " abc ", digest: "refused" },
      enterpriseId: "12",
    });
  });

  it("may leave the enterprise id out, which is for the core to judge", () => {
    expect(ask("/statusApi.aspx", "action=query&account=a&password=b").call?.identity).toMatchObject({ enterpriseId: "" });
  });

  it.each([
    ["/sms.aspx", "action=send", '"Message":"用户名或密码不能为空","RemainPoint":0,"TaskID":0,"SuccessCounts":0'],
    ["/sms.aspx", "action=dance&account=acct", '"Message":"用户名或密码不能为空","RemainPoint":0'],
    ["/smsGBK.aspx", "action=overage&account=+&password=x", '"Message":"用户名或密码不能为空","Payinfo":"","Overage":0,"SendTotal":0'],
    ["/sms.aspx", "action=changespwd&account=acct", '"Message":"用户名或密码不能为空","CheckCounts":""'],
    ["/statusApi.aspx", "action=query&password=x", '{"ReturnStatus":"Faild","Message":"用户名或密码不能为空"}'],
    ["/callApi.aspx", "", '{"ReturnStatus":"Faild","Message":"用户名或密码不能为空"}'],
  ])("is told at once what is missing: %s?%s", (path, parameters, part) => {
    const { call, reply } = ask(path, `rt=json&${parameters}`);
    expect(call).toBeUndefined();
    expect(reply()).toContain(part);
  });
});

describe("what is called for", () => {
  it.each([
    ["/sms.aspx", "action=SEND", "submit"],
    ["/smsGBK.aspx", "action=+Overage+", "balance"],
    ["/sms.aspx", "ACTION=CheckKeyword", "check-content"],
    ["/smsGBK.aspx", "action=changespwd&newpwd=abc1234&renewpwd=abc1234", "change-password"],
    ["/statusApi.aspx", "action=Query", "reports"],
    ["/callApi.aspx", "action=query", "inbound"],
  ])("%s?%s is a call of kind %s", (path, parameters, kind) => {
    for (const format of ["&rt=json", "&rt=xml", ""]) expect(ask(path, `${parameters}&${WHO}${format}`).call?.kind).toBe(kind);
  });

  it.each([
    ["/sms.aspx", "", '"Message":"参数错误","RemainPoint":0,"TaskID":0'],
    ["/sms.aspx", "action=query", '"Message":"参数错误","RemainPoint":0,"TaskID":0'],
    ["/smsGBK.aspx", "action=constructor", '"Message":"参数错误"'],
    ["/statusApi.aspx", "action=send", '{"ReturnStatus":"Faild","Message":"参数不正确"}'],
    ["/statusApi.aspx", "action=query&statusNum=0", '{"ReturnStatus":"Faild","Message":"参数不正确"}'],
    ["/callApi.aspx", "", '{"ReturnStatus":"Faild","Message":"参数不正确"}'],
  ])("%s?%s is wrong, but not before the caller has proved who they are", (path, parameters, part) => {
    const { call, reply } = ask(path, `${parameters}&${WHO}&rt=json`);
    expect(call).toMatchObject({ kind: "refuse", identity: { login: "acct" }, refusal: { reason: "parameter-wrong" } });
    expect(reply()).toContain(part);
    expect(reply("password-wrong")).toContain('"Message":"用户名或密码错误"');
  });

  it("leaves what is empty to the core, which looks at the password first", () => {
    expect(ask("/sms.aspx", `action=send&${WHO}&mobile=&content=`).call).toMatchObject({
      draft: { recipients: [], content: { kind: "same", text: "" } },
    });
    expect(ask("/sms.aspx", `action=checkkeyword&${WHO}`).call).toMatchObject({ kind: "check-content", text: "" });
  });

  it("takes no task id: a query can't be narrowed here", () => {
    expect(ask("/statusApi.aspx", `action=query&${WHO}&taskid=x`).call).toMatchObject({ kind: "reports", limit: 4000 });
  });
});

describe("the format", () => {
  const JSON_REPLY = '{"ReturnStatus":"Faild"';
  const XML_REPLY = "<?xml";

  it.each([
    ["rt=json", JSON_REPLY],
    ["RT=+Json", JSON_REPLY],
    ["rt=&rt=json", JSON_REPLY],
    ["rt=json&rt=xml", JSON_REPLY],
    ["rt=xml&rt=json", XML_REPLY],
    ["rt=", XML_REPLY],
    ["rt=jsonp", XML_REPLY],
    ["", XML_REPLY],
  ])("is by %j", (rt, start) => {
    for (const parameters of [rt, `${rt}&action=send&${WHO}`, `${rt}&content=%C4%DA`, `${rt}&mobile=%`, `content=%&${rt}`]) {
      expect(ask("/sms.aspx", parameters).reply()).toContain(start);
      expect(ask("/sms.aspx", "", { query: parameters, body: "" }).reply()).toContain(start);
    }
  });

  it("is the query's before the body's, whatever the body is", () => {
    expect(ask("/sms.aspx", "rt=json", { query: "rt=xml" }).reply()).toContain(XML_REPLY);
    expect(ask("/sms.aspx", "--x\r\n", { query: "rt=json", contentType: "multipart/form-data; boundary=x" }).reply()).toContain(JSON_REPLY);
  });

  it.each(["too-large", "busy"] as IngressRefusal[])("is the same for what the ingress refuses as %s", (why) => {
    for (const { path, refuse } of routes) {
      expect(refuse(why, wireRequest(path, { query: "rt=json" })).contentType).toMatch(/^application\/json/);
      expect(refuse(why, wireRequest(path, {})).contentType).toMatch(/^text\/xml/);
    }
  });
});

describe("a new password", () => {
  const change = (newpwd: string, renewpwd: string) =>
    ask("/sms.aspx", `action=changespwd&rt=json&${WHO}&newpwd=${encodeURIComponent(newpwd)}&renewpwd=${encodeURIComponent(renewpwd)}`);

  it.each(["abc123", " a+b&c%= ", "密码密码密码", "x".repeat(20)])("may be %j, as it is", (password) =>
    expect(change(password, password).call).toMatchObject({ kind: "change-password", password }),
  );

  it.each([
    ["", "", "两次输入的新密码不一致"],
    ["", "abc1234", "两次输入的新密码不一致"],
    ["abc1234", "", "两次输入的新密码不一致"],
    ["abc1234", "abc1234 ", "两次输入的新密码不一致"],
    ["abc12", "abc12", "新密码必须为6到20个可见字符"],
    ["x".repeat(21), "x".repeat(21), "新密码必须为6到20个可见字符"],
    ["abc1234\n", "abc1234\n", "新密码必须为6到20个可见字符"],
  ])("%j and again %j: %s, unless something else is wrong first", (newpwd, renewpwd, message) => {
    const { call, reply } = change(newpwd, renewpwd);
    expect(call?.kind).toBe("refuse");
    expect(reply()).toBe(`{"ReturnStatus":"Faild","Message":"${message}","CheckCounts":""}`);
    expect(reply("enterprise-id-wrong")).toContain('"Message":"用户名或密码错误"');
    expect(reply("account-disabled")).toContain('"Message":"帐户已停用"');
  });
});

describe("the paths shared with the sibling", () => {
  it("are all of them", () => {
    expect(routes.map((route) => route.path)).toEqual(["/sms.aspx", "/smsGBK.aspx", "/statusApi.aspx", "/callApi.aspx"]);
    for (const { path, sharing } of routes) {
      expect(sharing?.fallback).toBe(false);
      expect(sharing?.marked(wireRequest(path, { body: "action=send&rt=json" }))).toBe(true);
      expect(sharing?.marked(wireRequest(path, { body: "action=send" }))).toBe(false);
    }
  });

  it("read the account by their own charset", () => {
    const gbk = wireRequest("/smsGBK.aspx", { body: "account=%D5%CB%BA%C5" });
    expect(routeOf("/smsGBK.aspx").sharing?.login(gbk)).toBe("账号");
    expect(routeOf("/sms.aspx").sharing?.login(gbk)).toBeUndefined();
  });
});
