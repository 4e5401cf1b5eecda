import { describe, expect, it } from "vitest";
import { CUSTOMER, House } from "../../test/house/house.ts";
import { Gate as Held } from "../../test/house/scripted-carrier.ts";
import { until } from "../../test/house/until.ts";
import { ask, element, request, Wire } from "../../test/house/wire.ts";
import { INGRESS_LIMITS } from "./limits.ts";

const OVERAGE = `action=overage&account=${CUSTOMER.login}&password=${CUSTOMER.password}`;
const MEGABYTE = 1024 * 1024;
const BOUND = 10 * MEGABYTE;

/** A POST of `length` bytes of which the last ones are filler, without its body. */
function head(length: number): string {
  return `POST /sms.aspx HTTP/1.1\r\nHost: x\r\nContent-Length: ${length}\r\n\r\n`;
}

async function alive(house: House): Promise<void> {
  expect((await ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`))).body).toContain("操作成功");
}

describe("a body", () => {
  it("is taken up to the bound, and refused by its announcement beyond", async () => {
    await using house = await House.open();
    using wire = await Wire.open(house.port);
    wire.write(head(BOUND));
    wire.write(`${OVERAGE}&x=${"y".repeat(BOUND - OVERAGE.length - 3)}`);
    expect((await wire.response()).body).toContain("操作成功");
    wire.write(head(BOUND + 1));
    const refused = await wire.response();
    expect([refused.status, element(refused.body, "message")]).toEqual([413, "参数错误"]);
    await wire.end();
    await alive(house);
  });

  it("of an absurd announced length is refused as too large, not as overload", async () => {
    await using house = await House.open();
    expect((await ask(house.port, head(99_999_999_999_999))).status).toBe(413);
    expect((await ask(house.port, head(300 * MEGABYTE))).status).toBe(413);
  });

  it("that is too long is refused once a client that writes all of it first has done so", async () => {
    await using house = await House.open();
    using wire = await Wire.open(house.port);
    let failure: Error | null | undefined;
    wire.write(head(2 * BOUND));
    for (let written = 0; written < 2 * BOUND; written += MEGABYTE) {
      failure ??= await new Promise<Error | null | undefined>((resolve) => wire.socket.write(Buffer.alloc(MEGABYTE, "y"), resolve));
    }
    expect(failure ?? undefined).toBeUndefined();
    expect((await wire.response()).status).toBe(413);
    await alive(house);
  });

  it("in chunks without end is cut off at the bound", async () => {
    await using house = await House.open();
    using wire = await Wire.open(house.port);
    wire.write("POST /sms.aspx HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `${MEGABYTE.toString(16)}\r\n${"y".repeat(MEGABYTE)}\r\n`;
    for (let count = 0; count < 11; count++) wire.write(chunk);
    expect((await wire.response()).status).toBe(413);
    await alive(house);
  });

  it("may be as long as the operator says, without a restart", async () => {
    await using house = await House.open();
    const body = `${OVERAGE}&x=${"y".repeat(2000)}`;
    expect((await ask(house.port, request("POST", "/sms.aspx", { body }))).status).toBe(200);
    await house.provision("version: 1\nsettings: { limits: { body: 1500 } }\n");
    expect((await ask(house.port, request("POST", "/sms.aspx", { body }))).status).toBe(413);
    await alive(house);
  });
});

describe("a first line", () => {
  it("has room for 1,000 numbers and a long text, all escaped", async () => {
    await using house = await House.open();
    const phones = Array.from({ length: 1000 }, (_, index) => 13_800_138_000 + index).join("%2C");
    const target = `/sms.aspx?${OVERAGE}&mobile=${phones}&content=${"%E6%82%A8".repeat(1000)}`;
    expect((await ask(house.port, request("GET", target))).body).toContain("操作成功");
  });
});

describe("a request that does not come to its end", () => {
  const limits = { ...INGRESS_LIMITS, headers: 100, body: 200 };

  it("is closed after its deadline when its headers stop", async () => {
    await using house = await House.open({ limits });
    using wire = await Wire.open(house.port);
    wire.write("POST /sms.aspx HTTP/1.1\r\nHost: x\r\nContent-");
    expect((await wire.response()).status).toBe(408);
    await wire.end();
    await alive(house);
  });

  it("is closed after its deadline when its body stops, with the dialect's reply", async () => {
    await using house = await House.open({ limits });
    using wire = await Wire.open(house.port);
    wire.write(`${head(1000)}action=send&`);
    const { status, body } = await wire.response();
    expect([status, element(body, "message")]).toEqual([408, "参数错误"]);
    await wire.end();
    await alive(house);
  });

  it("is closed after its deadline when its body only drips", async () => {
    await using house = await House.open({ limits });
    using wire = await Wire.open(house.port);
    wire.write(head(100_000));
    const drip = setInterval(() => wire.write("a"), 10);
    try {
      expect((await wire.response()).status).toBe(408);
    } finally {
      clearInterval(drip);
    }
  });

  it("is forgotten when the client goes away", async () => {
    await using house = await House.open({ limits: { ...INGRESS_LIMITS, requests: 2 } });
    for (let count = 0; count < 5; count++) {
      using wire = await Wire.open(house.port);
      wire.write(`${head(1000)}action=send&`);
      wire.socket.resetAndDestroy();
      await wire.end();
    }
    await until("the places of requests that broke off are free", async () => {
      const [one, two] = await Promise.all([
        ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`)),
        ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`)),
      ]);
      return one.status === 200 && two.status === 200;
    });
    expect(house.errors).toEqual([]);
  });
});

describe("overload", () => {
  it("of requests is answered busy, and is over when they are", async () => {
    const held = new Held();
    await using house = await House.open({
      limits: { ...INGRESS_LIMITS, requests: 2 },
      between: (store) => ({
        ...store,
        ledger: { ...store.ledger, balance: (...args) => held.opened.then(() => store.ledger.balance(...args)) },
      }),
    });
    const wires = await Promise.all([1, 2].map(() => Wire.open(house.port)));
    for (const wire of wires) wire.write(request("GET", `/sms.aspx?${OVERAGE}`));
    await until("the house is full", async () => (await ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`))).status === 503);
    const busy = await ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`));
    expect([busy.status, element(busy.body, "message")]).toEqual([503, "系统内部错误"]);
    expect((await ask(house.port, request("GET", "/healthz"))).status).toBe(200);
    held.open();
    for (const wire of wires) expect((await wire.response()).status).toBe(200);
    await alive(house);
    for (const wire of wires) wire[Symbol.dispose]();
  });

  it("of pipelined requests whose client goes away leaves no place taken", async () => {
    await using house = await House.open({ limits: { ...INGRESS_LIMITS, requests: 20 } });
    for (let count = 0; count < 10; count++) {
      using wire = await Wire.open(house.port);
      wire.write(request("GET", `/sms.aspx?${OVERAGE}`).repeat(10));
      if (count % 2 === 0) await wire.response();
      wire.socket.resetAndDestroy();
      await wire.end();
    }
    await until("all places are free", async () => {
      const many = Array.from({ length: 20 }, () => ask(house.port, request("GET", `/sms.aspx?${OVERAGE}`)));
      return (await Promise.all(many)).every((response) => response.status === 200);
    });
  });

  it("of announced bytes is answered busy, while requests without a body go on", async () => {
    await using house = await House.open({ limits: { ...INGRESS_LIMITS, bytes: 2 * MEGABYTE } });
    using slow = await Wire.open(house.port);
    slow.write(`${head(MEGABYTE + MEGABYTE / 2)}action=send&`);
    await until("the bytes are taken", async () => (await ask(house.port, head(MEGABYTE))).status === 503);
    await alive(house);
    slow.socket.resetAndDestroy();
    await until("the bytes are given back", async () => {
      using wire = await Wire.open(house.port);
      wire.write(`${head(MEGABYTE)}${"x".repeat(MEGABYTE)}`);
      return (await wire.response()).status === 200;
    });
  });

  it("of bytes that nobody announced is answered busy as they come", async () => {
    await using house = await House.open({ limits: { ...INGRESS_LIMITS, bytes: MEGABYTE } });
    using wire = await Wire.open(house.port);
    wire.write("POST /sms.aspx HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
    const chunk = `${(MEGABYTE / 2).toString(16)}\r\n${"y".repeat(MEGABYTE / 2)}\r\n`;
    for (let count = 0; count < 3; count++) wire.write(chunk);
    expect((await wire.response()).status).toBe(503);
    await alive(house);
  });
});

describe("a stop", () => {
  it("answers what is under way, takes nothing new, and ends idle connections", async () => {
    const held = new Held();
    let asked = false;
    await using house = await House.open({
      between: (store) => ({
        ...store,
        ledger: {
          ...store.ledger,
          balance: (...args) => {
            asked = true;
            return held.opened.then(() => store.ledger.balance(...args));
          },
        },
      }),
    });
    const { port } = house;
    using busy = await Wire.open(port);
    using idle = await Wire.open(port);
    idle.write(request("GET", "/healthz"));
    await idle.response();
    busy.write(request("GET", `/sms.aspx?${OVERAGE}`));
    await until("the request is under way", () => asked);
    const stopped = house.running.stop();
    await idle.end();
    await until("nobody listens any more", () =>
      Wire.open(port).then(
        () => false,
        () => true,
      ),
    );
    held.open();
    expect((await busy.response()).body).toContain("操作成功");
    await stopped;
    await busy.end();
  });

  it("does not wait longer than its time for requests that are still coming in", async () => {
    await using house = await House.open({ limits: { ...INGRESS_LIMITS, drain: 100 } });
    using half = await Wire.open(house.port);
    half.write(`${head(1000)}action=send&`);
    using headless = await Wire.open(house.port);
    headless.write("POST /sms.aspx HTTP/1.1\r\nHost:");
    await alive(house);
    await house.running.stop();
    await half.end();
    await headless.end();
  });

  it("can be asked for twice", async () => {
    await using house = await House.open();
    await Promise.all([house.running.stop(), house.running.stop()]);
    await house.running.stop();
  });
});
