import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { answer, CustomerServer } from "../../test/house/customer-server.ts";
import { turnOfLoop, until } from "../../test/house/until.ts";
import type { PushRequest } from "../dialects/pushes.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import { AddressGuard, type Resolve } from "./address-guard.ts";
import { type Delivery, PostOffice } from "./post-office.ts";

const LOCAL = ["127.0.0.0/8"];

function setUp(allowed: readonly string[] = LOCAL, resolve: Resolve = async () => ["127.0.0.1"]) {
  const clock = new ManualClock();
  const office = new PostOffice(new AddressGuard(allowed, resolve), clock);
  const abort = new AbortController();
  const push = (url: string, own: Partial<PushRequest> = {}): Promise<Delivery> =>
    office.deliver({ method: "POST", url, headers: { "content-type": "text/plain" }, body: Buffer.from("一"), ...own }, abort.signal);
  return { clock, office, abort, push };
}

/** What a delivery came to, as text. */
async function told(delivery: Promise<Delivery>): Promise<string> {
  const result = await delivery;
  if (result.kind === "answered") return `${result.answer.status} ${result.answer.body}`;
  return result.kind === "unreached" ? `unreached: ${result.why}` : result.kind;
}

describe("a push", () => {
  it("carries the dialect's request as it is, and brings the answer back", async () => {
    await using customer = await CustomerServer.open();
    customer.script = answer(201, "收到");
    const { push } = setUp();
    expect(await told(push(`${customer.url}?key=%B6%CC&a=1`))).toBe("201 收到");
    expect(customer.seen).toMatchObject([
      {
        method: "POST",
        url: "/push?key=%B6%CC&a=1",
        headers: { "content-type": "text/plain", "content-length": "3", "user-agent": "Yizhan" },
        body: "一",
      },
    ]);
    expect(await told(push(customer.url, { method: "GET", headers: {}, body: undefined as never }))).toBe("201 收到");
    expect(customer.seen[1]).toMatchObject({ method: "GET", body: "" });
    expect(customer.seen[1]?.headers["content-length"]).toBeUndefined();
  });

  it("uses a connection again", async () => {
    await using customer = await CustomerServer.open();
    const { push } = setUp();
    for (let round = 0; round < 3; round++) {
      expect(await told(push(customer.url))).toBe("200 ok");
      await turnOfLoop();
    }
    expect(customer.connections).toBe(1);
  });

  it("goes again at once where the kept connection had been closed meanwhile", async () => {
    await using customer = await CustomerServer.open();
    const { push } = setUp();
    expect(await told(push(customer.url))).toBe("200 ok");
    await turnOfLoop();
    // the server reads the next request on this connection, and hangs up as if it had never come
    let first = true;
    customer.script = (seen, response) => {
      if (first) response.socket?.resetAndDestroy();
      else answer(200, "again")(seen, response);
      first = false;
    };
    expect(await told(push(customer.url))).toBe("200 again");
    expect([customer.connections, customer.seen.length]).toEqual([2, 3]);
  });

  it("does not go again where a fresh connection breaks", async () => {
    await using customer = await CustomerServer.open();
    customer.script = (_seen, response) => response.socket?.resetAndDestroy();
    expect(await told(setUp().push(customer.url))).toMatch(/^unreached: .*(ECONNRESET|hang up)/);
    expect(customer.seen).toHaveLength(1);
  });

  it("takes a redirect for an answer, and does not follow it", async () => {
    await using other = await CustomerServer.open();
    await using customer = await CustomerServer.open();
    customer.script = answer(302, "moved", { location: other.url });
    expect(await told(setUp().push(customer.url))).toBe("302 moved");
    expect(other.seen).toEqual([]);
  });

  it("reads 64 KiB of an answer and no more", async () => {
    await using customer = await CustomerServer.open();
    let closed = false;
    customer.script = (_seen, response) => {
      response.on("close", () => {
        closed = true;
      });
      const more = (): void => {
        while (!closed && response.write("x".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    };
    const delivery = await setUp().push(customer.url);
    expect(delivery).toMatchObject({ kind: "answered", answer: { status: 200 } });
    expect(delivery.kind === "answered" && delivery.answer.body.length).toBe(65_536);
    await until("the connection is closed", () => closed);
  });

  it("says that nobody listens", async () => {
    const customer = await CustomerServer.open();
    const { url } = customer;
    await customer[Symbol.asyncDispose]();
    expect(await told(setUp().push(url))).toMatch(/^unreached: connect ECONNREFUSED/);
  });

  it.each([
    ["before the head", () => undefined],
    [
      "after the head",
      (_seen: unknown, response: { writeHead(status: number): { flushHeaders(): void } }) => response.writeHead(200).flushHeaders(),
    ],
  ] as const)("is given up after 10 s in all where the server hangs %s", async (_where, script) => {
    await using customer = await CustomerServer.open();
    customer.script = script as typeof customer.script;
    const { clock, push } = setUp();
    const delivery = told(push(customer.url));
    await until("the request has come", () => customer.seen.length === 1);
    await turnOfLoop();
    let over = false;
    void delivery.then(() => {
      over = true;
    });
    await clock.advance(9_999);
    expect(over).toBe(false);
    await clock.advance(1);
    expect(await delivery).toBe("unreached: no whole answer within 10 s");
  });

  it("is given up after 5 s without a connection, be it the name or the handshake that hangs", async () => {
    const naming = setUp(LOCAL, () => new Promise(() => undefined));
    const first = told(naming.push("http://example.com/"));
    await naming.clock.advance(4_999);
    await naming.clock.advance(1);
    expect(await first).toBe("unreached: no connection within 5 s");

    const mute = createServer(() => undefined).listen(0, "127.0.0.1");
    await once(mute, "listening");
    const greeted = once(mute, "connection");
    const shaking = setUp();
    const second = told(shaking.push(`https://127.0.0.1:${(mute.address() as AddressInfo).port}/`));
    const [socket] = await greeted;
    await shaking.clock.advance(5_000);
    expect(await second).toBe("unreached: no connection within 5 s");
    socket.destroy();
    mute.close();
  });

  it("ends at once when it is aborted", async () => {
    await using customer = await CustomerServer.open();
    customer.script = () => undefined;
    const { abort, push } = setUp();
    const delivery = told(push(customer.url));
    await until("the request has come", () => customer.seen.length === 1);
    abort.abort();
    expect([await delivery, await told(push(customer.url))]).toEqual(["aborted", "aborted"]);
  });

  it.each([
    ["breaks off", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nok", /^unreached: the answer broke off/],
    ["is as short as HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nok", /^200 ok$/],
    ["is no HTTP", "hello\r\n\r\n", /^unreached: Parse Error/],
    [
      "changes the protocol",
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n",
      /^unreached: the connection was closed before the answer/,
    ],
    ["has no end of heads", `HTTP/1.1 200 OK\r\n${"X-Y: z\r\n".repeat(10_000)}`, /^unreached: Parse Error: Header overflow/],
  ])("is judged by what came, where the answer %s", async (_how, bytes, expected) => {
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", () => socket.end(bytes));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    expect(await told(setUp().push(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`))).toMatch(expected);
    server.close();
  });

  it("never throws, whatever a dialect asks for, and repeats no URL", async () => {
    const { push } = setUp();
    expect(await told(push("nowhere"))).toBe("unreached: what is pushed to is no URL");
    expect(await told(push("ftp://127.0.0.1/"))).toBe("unreached: only http and https addresses can be pushed to");
    expect(await told(push("http://127.0.0.1/?token=Secret", { headers: { "x-a": "b\nc" } }))).toMatch(/^unreached: (?!.*Secret)/);
  });
});

describe("the address of a push", () => {
  it("is refused when it, or what its name stands for, is private", async () => {
    await using customer = await CustomerServer.open();
    const { push } = setUp([]);
    expect(await told(push(customer.url))).toMatch(/^unreached: not a public address, and .*: 127\.0\.0\.1$/);
    expect(await told(push(`http://example.com:${customer.port}/`))).toMatch(/^unreached: not a public address, and .*: 127\.0\.0\.1$/);
    expect([customer.connections, customer.seen.length]).toEqual([0, 0]);
  });

  it("is the one that was judged: the name is resolved once, and goes to the server as Host", async () => {
    await using customer = await CustomerServer.open();
    const answers = [["127.0.0.1"], ["10.0.0.1"]];
    const { push } = setUp(LOCAL, async () => answers.shift() ?? []);
    expect(await told(push(`http://push.example.com:${customer.port}/`))).toBe("200 ok");
    expect(customer.seen[0]?.headers.host).toBe(`push.example.com:${customer.port}`);
    expect(answers).toHaveLength(1);
  });

  it("keeps the name for TLS", async () => {
    const heard: Buffer[] = [];
    const server = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.once("data", (chunk) => {
        heard.push(chunk);
        socket.destroy();
      });
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { push } = setUp();
    expect(await told(push(`https://push.example.com:${(server.address() as AddressInfo).port}/`))).toMatch(/^unreached: /);
    expect(Buffer.concat(heard).includes("push.example.com")).toBe(true);
    server.close();
  });

  it("is not used again over a kept connection once the office has retired", async () => {
    await using customer = await CustomerServer.open();
    const { push, office } = setUp();
    await push(customer.url);
    await turnOfLoop();
    office.retire();
    await push(customer.url);
    await turnOfLoop();
    await push(customer.url);
    expect(customer.connections).toBe(3);
  });
});
