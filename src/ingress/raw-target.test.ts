import { Buffer } from "node:buffer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { House } from "../../test/house/house.ts";
import { ask, element, request, Wire } from "../../test/house/wire.ts";
import { INGRESS_LIMITS } from "./limits.ts";

const PLAN = `
version: 1
keywords: [您好]
channels:
  - { name: sim, kind: simulator, operators: [mobile, unicom, telecom], code: "10690000" }
products:
  - { name: standard, routes: [{ media: sms, operators: [mobile, unicom, telecom], channels: [sim] }] }
accounts:
  - { login: customer, dialects: [xunchen], product: standard, password: Secret-1, credits: 100, signature: { mode: none } }
  - { login: fenced, dialects: [xunchen], password: Secret-1, allowFrom: [192.0.2.0/24] }
`;
const PATH = "/service/httpService/httpInterface.do";
const WHO = "username=customer&password=Secret-1";
const SEND = `${PATH}?method=sendUtf8Msg&${WHO}&mobile=13800138000`;
/** One character a byte, as `Wire` writes them. */
const UTF8 = Buffer.from("您好").toString("latin1");
const GBK = "\xc4\xfa\xba\xc3";
const HEARD = "110#(您好)";

let house: House;
beforeAll(async () => {
  house = await House.open({ plan: PLAN, limits: { ...INGRESS_LIMITS, headers: 500 } });
});
afterAll(async () => {
  expect(house.errors).toEqual([]);
  await house[Symbol.asyncDispose]();
});

async function status(bytes: string): Promise<string> {
  return element((await ask(house.port, bytes)).body, "status");
}

async function credits(): Promise<number> {
  return 10 * Number(element((await ask(house.port, request("GET", `${PATH}?method=getAmount&${WHO}`))).body, "account"));
}

describe("a URL in which a text was not escaped is understood", () => {
  it.each([
    ["UTF-8", `${SEND}&content=${UTF8}`],
    ["GBK", `${SEND.replace("Utf8", "Gbk")}&content=${GBK}`],
    ["blanks", `${SEND} &content= hi ${UTF8} you &msgtype= 1`],
    ["escapes beside it", `${SEND}&content=%E6%82%A8${Buffer.from("好").toString("latin1")}`],
  ])("%s", async (_what, target) => {
    expect(await status(request("GET", target))).toBe(HEARD);
  });

  it("by POST, with the rest in its body", async () => {
    const body = `${WHO}&mobile=13800138000`;
    expect(await status(request("POST", `${PATH}?method=sendUtf8Msg&content=${UTF8}`, { body }))).toBe(HEARD);
  });

  it("in HTTP/1.0", async () => {
    expect(await status(`GET ${SEND}&content=${UTF8} HTTP/1.0\r\n\r\n`)).toBe(HEARD);
  });

  it("in pieces from its first unescaped byte on, its body too", async () => {
    using wire = await Wire.open(house.port);
    wire.socket.setNoDelay(true);
    const whole = request("POST", `${PATH}?method=sendUtf8Msg&content=${UTF8}`, { body: `${WHO}&mobile=13800138000` });
    const first = whole.indexOf(UTF8) + 1;
    for (const piece of [whole.slice(0, first), whole.slice(first, first + 9), whole.slice(first + 9, -4), whole.slice(-4)]) {
      wire.write(piece);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(element((await wire.response()).body, "status")).toBe(HEARD);
  });

  it("on a connection that served others, which is closed behind it", async () => {
    using wire = await Wire.open(house.port);
    wire.write(request("GET", "/healthz"));
    expect((await wire.response()).status).toBe(200);
    wire.write(request("GET", `${SEND}&content=${UTF8}`));
    const { headers, body } = await wire.response();
    expect([element(body, "status"), headers.get("connection")]).toEqual([HEARD, "close"]);
    await wire.end();
  });

  it("with the address that it comes from", async () => {
    expect(await status(request("GET", `${SEND.replace("customer", "fenced")}&content=${UTF8}`))).toBe("109");
  });
});

describe("what is refused all the same", () => {
  it.each([
    ["a control character", `GET /${UTF8}\x07 HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["another method", `PUT /${UTF8} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ["no version", `GET /${UTF8}\r\n\r\n`],
    ["a body in chunks", `POST /${UTF8} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ["no end of headers", `GET /${UTF8} HTTP/1.1\r\nX: ${"y".repeat(100_000)}`],
    ["broken headers behind it", `GET /${UTF8} HTTP/1.1\r\nnonsense\r\n\r\n`],
  ])("%s", async (_what, bytes) => {
    using wire = await Wire.open(house.port);
    wire.write(bytes);
    expect((await wire.response()).status).toBe(400);
    await wire.end();
  });

  it("one that doesn't come to its end, after its deadline", async () => {
    using wire = await Wire.open(house.port);
    wire.write(`GET /${UTF8} HTTP/1.1\r\nHost: x\r\n`);
    expect((await wire.response()).status).toBe(408);
    await wire.end();
  });

  it("one behind another in the same packet, which is not served twice", async () => {
    const before = await credits();
    using wire = await Wire.open(house.port);
    wire.write(request("GET", `${SEND}&content=hi`) + request("GET", `${SEND}&content=${UTF8}`));
    expect((await wire.response()).status).toBeOneOf([200, 400]);
    await wire.end();
    expect(before - (await credits())).toBeLessThanOrEqual(1);
  });
});
