import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CUSTOMER, House } from "../../test/house/house.ts";
import { ask, element, request, Wire } from "../../test/house/wire.ts";

const WHO = `account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
const OVERAGE = `action=overage&${WHO}`;
const FORM = ["Content-Type: application/x-www-form-urlencoded"];

let house: House;
beforeAll(async () => {
  house = await House.open();
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house[Symbol.asyncDispose]();
});

/** What the reply says, in the dialect's words. */
async function say(bytes: string): Promise<string> {
  const { status, headers, body } = await ask(house.port, bytes);
  expect(headers.get("content-type")).toBe("text/xml; charset=utf-8");
  return `${status} ${element(body, "returnstatus")} ${element(body, "message")}`;
}

const BALANCE = "200 Sucess 操作成功";
const MALFORMED = "Fail 参数错误";

describe("a request is understood", () => {
  it.each(["/sms.aspx", "/SMS.ASPX", "/Sms.Aspx", "//sms.aspx", "///sms.aspx", "/sms.aspx/", "/huaxin/sms.aspx", "/HuaXin//sms.aspx"])(
    "at %s",
    async (path) => {
      expect(await say(request("GET", `${path}?${OVERAGE}`))).toBe(BALANCE);
    },
  );

  it("with the whole URL in its first line, as to a proxy", async () => {
    expect(await say(request("GET", `http://sms.example/sms.aspx?${OVERAGE}`))).toBe(BALANCE);
  });

  it("in HTTP/1.0", async () => {
    expect(await say(`GET /sms.aspx?${OVERAGE} HTTP/1.0\r\n\r\n`)).toBe(BALANCE);
  });

  it.each([
    ["that says what it is", FORM],
    ["without a type", []],
    ["of a type that is none", ["Content-Type: form"]],
    ["of a broken type", ["Content-Type: text/plain; charset="]],
    ["of another type", ["Content-Type: application/json"]],
    ["in another charset, as it says", ["Content-Type: application/x-www-form-urlencoded; charset=gb2312"]],
  ])("with a body %s", async (_what, headers) => {
    expect(await say(request("POST", "/sms.aspx", { headers, body: OVERAGE }))).toBe(BALANCE);
  });

  it("with a body in chunks, a parameter torn in two", async () => {
    const [head, tail] = [OVERAGE.slice(0, 20), OVERAGE.slice(20)];
    const chunks = [head, tail].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join("");
    expect(await say(`POST /sms.aspx HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\n\r\n`)).toBe(BALANCE);
  });

  it("with a body that comes a byte at a time", async () => {
    using wire = await Wire.open(house.port);
    wire.socket.setNoDelay(true);
    for (const byte of request("POST", "/sms.aspx", { body: OVERAGE })) wire.write(byte);
    expect((await wire.response()).body).toContain("操作成功");
  });

  it("with everything in the query and an empty body, or none, of whatever type", async () => {
    for (const headers of [FORM, [], ["Content-Type: form"], ["Content-Type: multipart/form-data"]]) {
      expect(await say(request("POST", `/sms.aspx?${OVERAGE}`, { headers, body: "" }))).toBe(BALANCE);
      expect(await say(request("POST", `/sms.aspx?${OVERAGE}`, { headers }))).toBe(BALANCE);
    }
  });

  it("after a client asked for leave to send its body", async () => {
    using wire = await Wire.open(house.port);
    wire.write(request("POST", "/sms.aspx", { headers: ["Expect: 100-continue"], body: OVERAGE }));
    expect((await wire.response()).status).toBe(100);
    expect((await wire.response()).body).toContain("操作成功");
  });

  it("one after another on one connection, also when they are sent at once", async () => {
    using wire = await Wire.open(house.port);
    wire.write([1, 2, 3].map(() => request("GET", `/sms.aspx?${OVERAGE}`)).join(""));
    for (let count = 0; count < 3; count++) expect((await wire.response()).body).toContain("操作成功");
  });
});

describe("a request is refused in the dialect's own words", () => {
  it.each(["PUT", "DELETE", "PATCH", "OPTIONS"])("when it comes by %s", async (method) => {
    const response = await ask(house.port, request(method, `/sms.aspx?${OVERAGE}`));
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, POST");
    expect(element(response.body, "message")).toBe("参数错误");
  });

  it("by HEAD, without a body", async () => {
    const response = await ask(house.port, request("HEAD", `/sms.aspx?${OVERAGE}`));
    expect([response.status, response.body]).toEqual([405, ""]);
  });

  // biome-ignore format: a table
  it.each([
    ["an escape cut short", `${OVERAGE}&content=%4`, `200 ${MALFORMED}`],
    ["an escape that is none", `${OVERAGE}&content=%zz`, `200 ${MALFORMED}`],
    ["bytes of another charset", `${OVERAGE}&content=%C4%FA%BA%C3`, `200 ${MALFORMED}`],
    ["a NUL", `${OVERAGE}&content=a%00b`, `200 ${MALFORMED}`],
    ["too many parameters", `${OVERAGE}${"&x=1".repeat(300)}`, `200 ${MALFORMED}`],
    ["an unknown action", `action=explode&${WHO}`, `200 ${MALFORMED}`],
    ["no action", WHO, `200 ${MALFORMED}`],
    ["nothing at all", "", "200 Fail 用户名为空"],
    ["no password", `action=overage&account=${CUSTOMER.login}`, "200 Fail 用户名或密码不能为空"],
    ["an absurd time", `action=send&${WHO}&mobile=13800138000&content=x&sendTime=9999-99-99+99:99:99`, "200 Fail 定时时间错误"],
    ["an absurd ext", `action=send&${WHO}&mobile=13800138000&content=x&extno=${"9".repeat(5000)}`, "200 Fail 扩展错误"],
    ["an absurd number", `action=send&${WHO}&mobile=${"9".repeat(5000)}&content=x`, "200 Fail 错误的手机号码"],
    ["a text of blanks only in the numbers", `action=send&${WHO}&mobile=%20,%20&content=x`, "200 Fail 手机号码为空"],
    ["SQL and scripts in the login", `action=overage&account='%20or%201=1--%3Cscript%3E&password=x`, "200 Fail 用户名或密码错误"],
    ["the name of an object's method as a login", "action=overage&account=__proto__&password=constructor", "200 Fail 用户名或密码错误"],
  ])("when it holds %s, in its query or in its body", async (_what, parameters, reply) => {
    expect(await say(request("GET", `/sms.aspx?${parameters}`))).toBe(reply);
    expect(await say(request("POST", "/sms.aspx", { headers: FORM, body: parameters }))).toBe(reply);
  });

  it("when a raw NUL or a byte of another charset is in its body", async () => {
    expect(await say(request("POST", "/sms.aspx", { headers: FORM, body: `${OVERAGE}&content=a\0b` }))).toBe(`200 ${MALFORMED}`);
    expect(await say(request("POST", "/sms.aspx", { headers: FORM, body: `${OVERAGE}&content=\xc4\xfa` }))).toBe(`200 ${MALFORMED}`);
  });

  it("by the first of repeated parameters, the query before the body", async () => {
    const body = "account=nobody&password=wrong&action=send";
    expect(await say(request("POST", `/sms.aspx?${OVERAGE}&account=somebody`, { headers: FORM, body }))).toBe(BALANCE);
  });
});

describe("what is no request ends its connection and nothing else", () => {
  it.each([
    ["a TLS hello", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"],
    ["noise", "\xff\xfe\x00\x00\x01\r\n\r\n"],
    ["two lengths", `POST /sms.aspx HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n${OVERAGE}`],
    ["a negative length", `POST /sms.aspx HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n${OVERAGE}`],
    ["a length and chunks", "POST /sms.aspx HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a chunk without a size", "POST /sms.aspx HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
    ["a NUL in the path", "GET /sms.aspx\0 HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["a header that is none", "GET /sms.aspx HTTP/1.1\r\nHost: x\r\nnonsense\r\n\r\n"],
  ])("%s", async (_what, bytes) => {
    using wire = await Wire.open(house.port);
    wire.write(bytes);
    expect((await wire.response()).status).toBe(400);
    await wire.end();
    expect(await say(request("GET", `/sms.aspx?${OVERAGE}`))).toBe(BALANCE);
  });

  it.each(["X-Long: ", "Cookie: "])("headers without end (%s)", async (name) => {
    using wire = await Wire.open(house.port);
    wire.write(`GET /sms.aspx?${OVERAGE} HTTP/1.1\r\nHost: x\r\n${name}${"y".repeat(100_000)}\r\n\r\n`);
    expect((await wire.response()).status).toBe(431);
    await wire.end();
  });

  it("a path without end", async () => {
    using wire = await Wire.open(house.port);
    wire.write(request("GET", `/${"y".repeat(100_000)}`));
    expect((await wire.response()).status).toBe(431);
  });

  it("a request to switch to CONNECT", async () => {
    using wire = await Wire.open(house.port);
    wire.write("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n");
    await wire.end();
  });

  it("garbage behind a request that is answered", async () => {
    using wire = await Wire.open(house.port);
    wire.write(`${request("GET", `/sms.aspx?${OVERAGE}`)}\x00\x01garbage\r\n\r\n`);
    const first = await wire.response();
    expect([200, 400]).toContain(first.status);
    await wire.end();
  });
});

describe("where there is nothing", () => {
  it.each(["/", "/nothing", "/sms.aspx.bak", "/sms.aspx%00", "/../sms.aspx", "/%2e%2e/etc/passwd", "/huaxin", "/qxt/sms.aspx"])(
    "%s is answered plainly, without repeating what was asked",
    async (path) => {
      const response = await ask(house.port, request("GET", `${path}?${OVERAGE}`));
      expect(response.status).toBe(404);
      expect(response.body).toBe("there is nothing here\n");
    },
  );

  it("a path that can't be decoded is answered plainly, too", async () => {
    const response = await ask(house.port, request("GET", `/sms%zz.aspx?${OVERAGE}`));
    expect([response.status, response.body]).toEqual([400, "this is no URL\n"]);
  });
});

describe("monitoring", () => {
  it("sees that the server is well", async () => {
    expect(await ask(house.port, request("GET", "/healthz"))).toMatchObject({ status: 200, body: "ok\n" });
  });

  it("sees calls counted by dialect, kind and result, in Prometheus' format", async () => {
    await say(request("GET", `/sms.aspx?${OVERAGE}`));
    await say(request("GET", "/sms.aspx?action=overage&account=nobody&password=x"));
    const { status, headers, body } = await ask(house.port, request("GET", "/metrics"));
    expect(status).toBe(200);
    expect(headers.get("content-type")).toContain("text/plain");
    expect(body).toMatch(/^yizhan_calls_total\{dialect="huaxin",call="balance",result="ok"\} [1-9]\d*$/m);
    expect(body).toMatch(/^yizhan_calls_total\{dialect="huaxin",call="balance",result="account-unknown"\} [1-9]\d*$/m);
    expect(body).not.toContain(CUSTOMER.login);
  });
});
