import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import type { Refusal } from "../../domain/reasons.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, DialectRoute, WireReply } from "../dialect.ts";
import { opened } from "../opened.testing.ts";
import { routes } from "./routes.ts";

const WHO = "account=acct&password=abc123";

function routeAt(path: string): DialectRoute {
  const route = routes.find((candidate) => candidate.path === path);
  if (route === undefined) throw new Error(`no route ${path}`);
  return route;
}

interface Seen {
  readonly call?: CallDecoded["call"];
  readonly reply?: WireReply;
  readonly encode?: CallDecoded["encode"];
}

function decode(path: string, query: string, method = "GET"): Seen {
  return opened(routeAt(path).decode(wireRequest(path, { method, query })));
}

/** What a refused call is answered by. */
function refused({ encode }: Seen, refusal: Refusal, account = sampleAccount()): string {
  return String((encode as (answer: Answer, now: number) => WireReply)({ ok: false, refusal, account }, 0).body);
}

const replyTo = (path: string, query: string) => String(decode(path, query).reply?.body);

describe("who calls", () => {
  it("may prove it by the password or its MD5", () => {
    expect(decode("/sms.aspx", `action=send&${WHO}`).call?.identity).toEqual({
      login: "acct",
      proof: { kind: "password", password: "abc123", digest: "accepted" },
    });
  });

  it("is trimmed, but not the password", () => {
    expect(decode("/sms.aspx", "action=send&account=+acct%0A&password=+abc+").call?.identity).toMatchObject({
      login: "acct",
      proof: { password: " abc " },
    });
  });

  it.each([
    ["/sms.aspx", "action=send&password=x", "<message>用户名为空</message>"],
    ["/sms.aspx", "action=send&account=+&password=", "<message>用户名为空</message>"],
    ["/sms.aspx", "action=send&account=acct&password", "<message>密码为空</message>"],
    ["/sms.aspx", "action=overage&account=acct", "<message>用户名或密码不能为空</message>"],
    ["/sms.aspx", "action=dance", "<message>用户名为空</message>"],
    ["/smsJson.aspx", "action=overage", '"message":"用户名或密码不能为空","payinfo":""'],
    ["/statusApi.aspx", "action=query&account=acct", "<error>1</error>"],
    ["/statusJsonApi.aspx", "action=query", '"error":"1002","remark":"用户名为空"'],
    ["/statusJsonApi.aspx", "action=query&account=acct", '"error":"1003","remark":"密码为空"'],
    ["/callApi.aspx", "action=query&password=x", "<error>1</error>"],
    ["/callJsonApi.aspx", "action=query", '"error":"1002","remark":"用户名为空","callbox":[]'],
    ["/mms.aspx", "action=overage&account=acct", "<message>用户名或密码不能为空</message>"],
    ["/pwd.aspx", "account=acct&newpassword=abcdef", "<message>密码为空</message>"],
    ["/freeTemplate.aspx", "action=Add&account=acct", '"StatusCode":"1003","Description":"密码为空","TemplateId":""'],
    ["/freeTemplate.aspx", "action=query", '"StatusCode":"1002","Description":"用户名为空","TemplateList":[]'],
  ])("is told at once what is missing: %s?%s", (path, query, part) => expect(replyTo(path, query)).toContain(part));
});

describe("what is called for", () => {
  it.each([
    ["/sms.aspx", "action=SEND", "submit"],
    ["/sms.aspx", "action=+Send+", "submit"],
    ["/sms.aspx", "action=Overage", "balance"],
    ["/smsJson.aspx", "ACTION=overage", "balance"],
    ["/statusApi.aspx", "Action=Query", "reports"],
    ["/statusJsonApi.aspx", "action=query", "reports"],
    ["/callApi.aspx", "action=QUERY", "inbound"],
    ["/callJsonApi.aspx", "action=query", "inbound"],
    ["/mms.aspx", "action=Overage", "balance"],
    ["/pwd.aspx", "newpassword=abcdef", "change-password"],
    ["/pwd.aspx", "action=anything&newpassword=abcdef", "change-password"],
    ["/freeTemplate.aspx", "action=ADD&template=x", "templates"],
    ["/freeTemplate.aspx", "action=Query&template=x", "templates"],
    ["/freeTemplate.aspx", "action=UPDATE&template=x&templateid=1", "templates"],
    ["/freeTemplate.aspx", "action=Del&templateid=1", "templates"],
  ])("%s?%s is a call of kind %s", (path, query, kind) => expect(decode(path, `${query}&${WHO}`).call?.kind).toBe(kind));

  it.each([
    ["/sms.aspx", "", "<message>参数错误</message>"],
    ["/sms.aspx", "action=query", "<message>参数错误</message>"],
    ["/sms.aspx", "action=constructor", "<message>参数错误</message>"],
    ["/smsJson.aspx", "action=query", '"message":"参数错误","remainpoint":"0","taskID":""'],
    ["/statusApi.aspx", "action=send", "<error>4</error>"],
    ["/statusApi.aspx", "action=query&statusNum=x", "<error>4</error>"],
    ["/statusJsonApi.aspx", "action=query&taskid=x", '"error":"1001","remark":"参数错误","statusbox":[]'],
    ["/callApi.aspx", "", "<error>4</error>"],
    ["/mms.aspx", "action=send&subject=x&content=x", "<message>参数错误</message>"],
    ["/pwd.aspx", "", "<message>参数错误</message>"],
    ["/pwd.aspx", "newpassword=12345", "<message>参数错误</message>"],
    ["/pwd.aspx", "newpassword=123456789012345678901", "<message>参数错误</message>"],
    ["/pwd.aspx", "newpassword=123%0A456", "<message>参数错误</message>"],
    ["/freeTemplate.aspx", "action=Add&template=@@@@@@", '"StatusCode":"1001","Description":"参数错误","TemplateId":""'],
    ["/freeTemplate.aspx", "action=update&templateid=1&template=@@@@@@", '"StatusCode":"1001","Description":"参数错误"}'],
  ])("%s?%s is wrong, but not before the caller has proved who they are", (path, query, part) => {
    const decoded = decode(path, `${query}&${WHO}`);
    expect(decoded.call).toMatchObject({ kind: "refuse", identity: { login: "acct" }, refusal: { reason: "parameter-wrong" } });
    expect(refused(decoded, { reason: "parameter-wrong" })).toContain(part);
  });

  it("answers an unknown action on templates with the keys that all their replies have", () => {
    const body = refused(decode("/freeTemplate.aspx", `action=dance&${WHO}`), { reason: "parameter-wrong" });
    expect(body).toBe('{"Status":"Faild","StatusCode":"1001","Description":"参数错误"}');
  });

  it("leaves empty numbers and texts to the core, which looks at the password first", () => {
    expect(decode("/sms.aspx", `action=send&${WHO}&mobile=&content=`).call).toMatchObject({
      kind: "submit",
      draft: { recipients: [], content: { kind: "same", text: "" } },
    });
  });
});

describe("the failure word", () => {
  it.each([
    [undefined, "Fail"],
    ["Fail", "Fail"],
    ["Faild", "Faild"],
    ["<b>", "Fail"],
  ])("of an account set to %s is %s on every path that has one", (word, expected) => {
    const account = sampleAccount({ dialectSettings: word === undefined ? {} : { failureWord: word } });
    for (const action of ["send", "overage", "dance"]) {
      for (const path of ["/sms.aspx", "/smsGBK.aspx", "/mms.aspx", "/pwd.aspx", "/BatchSms.ashx"]) {
        const body = refused(decode(path, `action=${action}&${WHO}`, "POST"), { reason: "content-missing" }, account);
        expect(body).toContain(`<returnstatus>${expected}<`);
      }
      const json = refused(decode("/smsJson.aspx", `action=${action}&${WHO}`), { reason: "content-missing" }, account);
      expect(json).toContain(`"returnstatus":"${expected}"`);
    }
  });

  it("of templates is the document's own, whatever the account is set to", () => {
    const account = sampleAccount({ dialectSettings: { failureWord: "Fail" } });
    expect(refused(decode("/freeTemplate.aspx", `action=query&${WHO}`), { reason: "busy" }, account)).toContain('"Status":"Faild"');
  });
});

describe("a path that inter28 has too", () => {
  it("is this dialect's where nothing else decides", () => {
    const shared = routes.filter((route) => route.sharing !== undefined);
    expect(shared.map(({ path }) => path)).toEqual(["/sms.aspx", "/smsGBK.aspx", "/statusApi.aspx", "/callApi.aspx"]);
    for (const { sharing, path } of shared) {
      const request = wireRequest(path, { method: "GET", query: "rt=json&account=%20acct" });
      expect([sharing?.fallback, sharing?.marked(request), sharing?.login(request)]).toEqual([true, false, "acct"]);
    }
  });

  it("names its caller in the path's own charset", () => {
    const { sharing } = routeAt("/smsGBK.aspx");
    expect(sharing?.login(wireRequest("/smsGBK.aspx", { query: "account=%D5%CB%BA%C5" }))).toBe("账号");
  });
});

describe("a template", () => {
  it.each([
    ["5 adjacent @", "@@@@@x@@@@@", undefined],
    ["6 adjacent @", "@@@@@@", "parameter-wrong"],
    ["nothing", "", "content-missing"],
    ["blanks", "  ", "content-missing"],
  ])("of %s", (_, template, reason) => {
    const { call } = decode("/freeTemplate.aspx", `action=add&${WHO}&template=${encodeURIComponent(template)}`);
    if (reason === undefined) expect(call).toMatchObject({ kind: "templates", request: { do: "add", text: template } });
    else expect(call).toMatchObject({ kind: "refuse", refusal: { reason } });
  });

  it("that none is named of is nobody's, for the core to say", () => {
    expect(decode("/freeTemplate.aspx", `action=del&${WHO}`).call).toMatchObject({ request: { do: "delete", id: "" } });
    expect(decode("/freeTemplate.aspx", `action=update&${WHO}&template=x`).call).toMatchObject({ request: { do: "update", id: "" } });
  });

  it("is shown with its state's number", () => {
    const { encode } = decode("/freeTemplate.aspx", `action=query&${WHO}`);
    const value = (["enabled", "disabled", "review", "returned"] as const).map((state) => ({ id: state, text: "x", state }));
    const { body } = (encode as (answer: Answer, now: number) => WireReply)({ ok: true, account: sampleAccount(), value }, 0);
    const list = JSON.parse(String(body)).TemplateList as { TemplateId: string; Status: number }[];
    expect(list.map(({ TemplateId, Status }) => [TemplateId, Status])).toEqual([
      ["enabled", 1],
      ["disabled", 2],
      ["review", 3],
      ["returned", 4],
    ]);
  });
});

describe("an MMS", () => {
  const tms = (elements: number, bytes: number) =>
    Buffer.concat(
      Array.from({ length: elements }, (_, index) => {
        const size = Buffer.alloc(4);
        size.writeUInt32LE(bytes);
        return Buffer.concat([Buffer.from(`${index}.gif\0`), size, Buffer.alloc(bytes)]);
      }),
    );
  const sent = (container: Buffer) => {
    const body = `action=send&${WHO}&mobile=13800138000&subject=x&content=${encodeURIComponent(container.toString("base64"))}`;
    const decoded = routeAt("/mms.aspx").decode(wireRequest("/mms.aspx", { body }));
    return "call" in decoded ? decoded.call : undefined;
  };

  it("of any size is the core's to judge, as its bound is a setting", () => {
    const container = tms(2, 200 * 1024);
    const call = sent(container);
    const content = call?.kind === "submit" ? call.draft.content : undefined;
    expect(content?.kind === "mms" && content.container.equals(container)).toBe(true);
  });

  it("of more parts than any phone shows is too long", () => {
    expect(sent(tms(65, 1))).toMatchObject({ kind: "refuse", refusal: { reason: "content-too-long" } });
  });
});
