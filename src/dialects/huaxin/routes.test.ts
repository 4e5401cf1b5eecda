import { describe, expect, it } from "vitest";
import { sampleAccount } from "../../domain/account.testing.ts";
import type { Answer } from "../../domain/call.ts";
import { wireRequest } from "../conformance.ts";
import type { CallDecoded, WireReply } from "../dialect.ts";
import { routes } from "./routes.ts";

const WHO = "account=acct&password=abc123";

function decode(
  path: string,
  query: string,
): { readonly call?: CallDecoded["call"]; readonly reply?: WireReply; readonly encode?: CallDecoded["encode"] } {
  const route = routes.find((candidate) => candidate.path === path);
  if (route === undefined) throw new Error(`no route ${path}`);
  return route.decode(wireRequest(path, { method: "GET", query }));
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
  ])("%s?%s is a call of kind %s", (path, query, kind) => expect(decode(path, `${query}&${WHO}`).call?.kind).toBe(kind));

  it.each([
    ["/sms.aspx", "", "<message>参数错误</message>"],
    ["/sms.aspx", "action=query", "<message>参数错误</message>"],
    ["/sms.aspx", "action=constructor", "<message>参数错误</message>"],
    ["/smsJson.aspx", "action=query", '"message":"参数错误","remainpoint":"0","taskID":""'],
    ["/statusApi.aspx", "action=send", "<error>4</error>"],
    ["/statusApi.aspx", "action=query&statusNum=x", "<error>4</error>"],
    ["/statusJsonApi.aspx", "action=query&taskid=x", '"error":"1001","remark":"参数错误","statusbox":[]'],
  ])("%s?%s is wrong, but not before the caller has proved who they are", (path, query, part) => {
    const { call, encode } = decode(path, `${query}&${WHO}`);
    expect(call).toMatchObject({ kind: "refuse", identity: { login: "acct" }, refusal: { reason: "parameter-wrong" } });
    const answered = encode as (answer: Answer, now: number) => WireReply;
    expect(answered({ ok: false, refusal: { reason: "parameter-wrong" }, account: sampleAccount() }, 0).body).toContain(part);
  });

  it("leaves empty numbers and texts to the core, which looks at the password first", () => {
    expect(decode("/sms.aspx", `action=send&${WHO}&mobile=&content=`).call).toMatchObject({
      kind: "submit",
      draft: { recipients: [], content: { kind: "same", text: "" } },
    });
  });
});

describe("the failure word", () => {
  const failed = { ok: false, refusal: { reason: "content-missing" } } as const;
  it.each([
    [undefined, "Fail"],
    ["Fail", "Fail"],
    ["Faild", "Faild"],
    ["<b>", "Fail"],
  ])("of an account set to %s is %s on every path that has one", (word, expected) => {
    const account = sampleAccount({ dialectSettings: word === undefined ? {} : { failureWord: word } });
    for (const action of ["send", "overage", "dance"]) {
      for (const [path, before, after] of [
        ["/sms.aspx", "<returnstatus>", "<"],
        ["/smsJson.aspx", '"returnstatus":"', '"'],
      ] as const) {
        const encode = decode(path, `action=${action}&${WHO}`).encode as (answer: Answer, now: number) => WireReply;
        expect(encode({ ...failed, account }, 0).body).toContain(`${before}${expected}${after}`);
      }
    }
  });
});
