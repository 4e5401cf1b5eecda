import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ClientCall, ClientSent, DialectClient } from "../dialects/client.ts";
import { Client } from "./client.ts";
import { httpTransport } from "./transport.ts";

const closing: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** Answers as the test says, on a port of its own; keeps what it was asked. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse, body: string) => void) {
  const asked: string[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    asked.push(`${request.method} ${request.url} ${body}`);
    answer(request, response, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

/** Lines of text: `phones|text|order`, answered with the submission's id. */
function codec(own: Partial<DialectClient> = {}): DialectClient {
  const call = (url: string, line: string): ClientCall<ClientSent> => ({
    request: { method: "POST", url, headers: { "content-type": "text/plain; charset=utf-8" }, body: Buffer.from(line) },
    read: ({ status, body }) =>
      status === 200
        ? { ok: true, submissionId: body.toString() }
        : { ok: false, code: String(status), reason: "internal", message: body.toString() },
  });
  return {
    send: ({ base }, { phones, text, orderId = "" }) => call(`${base}/send`, `${phones.join(",")}|${text}|${orderId}`),
    balance: ({ base }) => ({ ...call(`${base}/balance`, ""), read: () => ({ ok: true, credits: 5 }) }),
    most: { send: 2, sendEach: 2 },
    ...own,
  };
}

const SETTINGS = { login: "acct", password: "abc123" };

describe("a client", () => {
  it("sends one text to all in one call, wherever the base ends", async () => {
    const { base, asked } = await serve((_request, response) => response.end("7"));
    const client = new Client(codec(), { ...SETTINGS, base: `${base}/huaxin//` });
    expect(await client.send({ phones: ["1", "2"], text: "您好" })).toEqual({ ok: true, submissionId: "7" });
    expect(await client.balance()).toEqual({ ok: true, credits: 5 });
    expect(asked).toEqual(["POST /huaxin/send 1,2|您好|", "POST /huaxin/balance "]);
  });

  it("sends nothing to more than one call takes", async () => {
    const { base, asked } = await serve((_request, response) => response.end("7"));
    const client = new Client(codec(), { ...SETTINGS, base });
    expect(client.most).toBe(2);
    expect(await client.send({ phones: ["1", "2", "3"], text: "" })).toMatchObject({ ok: false, reason: "recipients-too-many" });
    expect(asked).toEqual([]);
  });

  const items = ["a", "b", "c"].map((text, index) => ({ phone: String(index), text }));

  it("sends to each by single calls where the interface has no other way, the order id once", async () => {
    const { base, asked } = await serve((_request, response, body) => {
      response.statusCode = body.startsWith("1") ? 503 : 200;
      response.end(body);
    });
    const results = await new Client(codec(), { ...SETTINGS, base }).sendEach({ items, orderId: "A" });
    expect(asked.map((line) => line.split(" ")[2])).toEqual(["0|a|A", "1|b|", "2|c|"]);
    expect(results.map(({ first, count, result }) => [first, count, result.ok])).toEqual([
      [0, 1, true],
      [1, 1, false],
      [2, 1, true],
    ]);
  });

  it("sends to each by as few calls as the interface allows", async () => {
    const { base, asked } = await serve((_request, response) => response.end("7"));
    const sendEach: DialectClient["sendEach"] = (settings, each, now) =>
      codec().send(settings, { phones: each.items.map(({ phone }) => phone), text: each.items.map(({ text }) => text).join("") }, now);
    const results = await new Client(codec({ sendEach }), { ...SETTINGS, base }).sendEach({ items });
    expect(asked.map((line) => line.split(" ")[2])).toEqual(["0,1|ab|", "2|c|"]);
    expect(results.map(({ first, count }) => [first, count])).toEqual([
      [0, 2],
      [2, 1],
    ]);
  });

  it("tries no further where a call gets no answer", async () => {
    const { base, asked } = await serve((request, response, body) =>
      body.startsWith("1") ? request.socket.destroy() : response.end(body),
    );
    const results = await new Client(codec(), { ...SETTINGS, base }).sendEach({ items: [...items, ...items] });
    expect(asked).toHaveLength(2);
    expect(results).toMatchObject([
      { first: 0, count: 1, result: { ok: true } },
      { first: 1, count: 1, result: { code: "unreached", mayHaveArrived: true } },
      { first: 2, count: 4, result: { code: "unreached", reason: "busy", mayHaveArrived: false } },
    ]);
  });

  it("says that an interface only pushes", async () => {
    const client = new Client(codec(), { ...SETTINGS, base: "http://127.0.0.1:1" });
    for (const result of [await client.reports(), await client.inbound()]) expect(result).toMatchObject({ ok: false, code: "unsupported" });
  });
});

describe("where to call", () => {
  it.each([
    "sms.example.com",
    "ftp://sms.example.com",
    "https://",
    "https://user:pass@sms.example.com",
    "https://sms.example.com/?a=b",
    "https://sms.example.com/#a",
  ])("is not %s", (base) => {
    expect(() => new Client(codec(), { ...SETTINGS, base })).toThrow(RangeError);
  });

  it("may be a port that browsers refuse", async () => {
    const server = createServer((_request, response) => response.end("7"));
    const listening = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false)).listen(6_666, "127.0.0.1", () => resolve(true));
    });
    // somebody else's, on this machine
    if (!listening) return;
    closing.push(() => new Promise((resolve) => server.close(() => resolve())));
    expect(await new Client(codec(), { ...SETTINGS, base: "http://127.0.0.1:6666" }).balance()).toEqual({ ok: true, credits: 5 });
  });
});

describe("calls one after another", () => {
  it("share a connection", async () => {
    let connections = 0;
    const server = createServer((_request, response) => response.end("7")).on("connection", () => {
      connections += 1;
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => server.closeAllConnections());
    const client = new Client(codec(), { ...SETTINGS, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    for (let call = 0; call < 20; call++) expect(await client.balance()).toEqual({ ok: true, credits: 5 });
    expect(connections).toBe(1);
  });
});

describe("a server that doesn't answer", () => {
  const send = (base: string, timeout = 30_000, longest = 1_000) =>
    new Client(codec(), { ...SETTINGS, base }, { transport: httpTransport({ timeout, longest }) }).send({ phones: ["1"], text: "" });

  it("has not got the request where it refused the connection", async () => {
    const { base } = await serve(() => undefined);
    await closing.pop()?.();
    expect(await send(base)).toMatchObject({ ok: false, code: "unreached", reason: "busy", mayHaveArrived: false });
  });

  it("may have got it where it hangs up or stays silent", async () => {
    const hangsUp = await serve((request) => request.socket.destroy());
    expect(await send(hangsUp.base)).toMatchObject({ code: "unreached", reason: "internal", mayHaveArrived: true });
    const silent = await serve(() => undefined);
    expect(await send(silent.base, 50)).toMatchObject({ code: "unreached", mayHaveArrived: true, message: "no answer within 50 ms" });
  });

  it("has not got the request where no connection comes about", async () => {
    // takes connections, and says nothing of TLS
    const server = createTcpServer((socket) => closing.push(async () => void socket.destroy()));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await send(`https://127.0.0.1:${port}`, 50)).toMatchObject({ code: "unreached", reason: "busy", mayHaveArrived: false });
    expect(await send(`https://127.0.0.1:${new URL((await serve(() => undefined)).base).port}`)).toMatchObject({ mayHaveArrived: false });
  });

  it.each([
    ["breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n1"],
    ["is of another protocol", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n"],
    ["is no HTTP", "hello\r\n\r\n"],
  ])("may have got it where its answer %s", async (_why, bytes) => {
    const server = createTcpServer((socket) => socket.on("error", () => undefined).once("data", () => socket.end(bytes)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    closing.push(async () => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await send(`http://127.0.0.1:${port}`)).toMatchObject({ code: "unreached", reason: "internal", mayHaveArrived: true });
  });

  it("may have got it where its answer has no end", async () => {
    const { base } = await serve((_request, response) => response.end("x".repeat(1_001)));
    expect(await send(base)).toMatchObject({ code: "unreached", mayHaveArrived: true });
  });

  it("is not asked again elsewhere because it says so", async () => {
    const { base, asked } = await serve((_request, response) => response.writeHead(307, { location: "/elsewhere" }).end());
    expect(await send(base)).toMatchObject({ ok: false, code: "307" });
    expect(asked).toHaveLength(1);
  });
});
