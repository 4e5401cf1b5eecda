import { describe, expect, it } from "vitest";
import { House } from "../../test/house/house.ts";
import { until } from "../../test/house/until.ts";
import { ask, request, Wire } from "../../test/house/wire.ts";
import type { CallbackHandler, ChannelHost, ChannelKind } from "../channels/channel.ts";
import type { WireRequest } from "../dialects/dialect.ts";
import { Callbacks } from "./callbacks.ts";
import { INGRESS_LIMITS } from "./limits.ts";

const HANDLER: CallbackHandler = async () => ({ status: 200, contentType: "text/plain", body: "ok" });

describe("a callback", () => {
  const served = ["/sms.aspx", "/metrics", "/console", "/console/*"];

  it("is found until it is taken back", () => {
    const callbacks = new Callbacks(served);
    const takeBack = callbacks.add("/up/one", HANDLER);
    expect([callbacks.find("/up/one"), callbacks.find("/up/ONE"), callbacks.find("/up")]).toEqual([HANDLER, undefined, undefined]);
    takeBack();
    expect(callbacks.find("/up/one")).toBeUndefined();
    const another: CallbackHandler = async (...request) => HANDLER(...request);
    callbacks.add("/up/one", another);
    takeBack();
    expect(callbacks.find("/up/one")).toBe(another);
  });

  it("can't be where requests don't come by, or belong to another", () => {
    const callbacks = new Callbacks(served);
    callbacks.add("/up", HANDLER);
    expect(() => callbacks.add("/SMS.aspx", HANDLER)).toThrow("/SMS.aspx is served by an interface");
    for (const path of ["/console", "/Console/api/x", "/console/x"])
      expect(() => callbacks.add(path, HANDLER)).toThrow("is served by an interface");
    callbacks.add("/consoles", HANDLER);
    expect(() => callbacks.add("/up", HANDLER)).toThrow("/up is another channel's");
    for (const path of ["", "/", "up", "/a b", "/a?b", "/a/", "//a", `/${"x".repeat(101)}`, "/x".repeat(9)])
      expect(() => callbacks.add(path, HANDLER)).toThrow("is no path that requests can be taken at");
  });
});

const PLAN = `
version: 1
settings: { limits: { body: 2048 } }
channels:
  - { name: listener, kind: listening, operators: [mobile], code: "1069" }
`;

/** A house whose one channel answers what comes to `/up` with what it saw of it. */
async function open(
  answer: CallbackHandler = async ({ method, query, headers, body }) => said(`${method} ${query} ${headers["content-type"]} ${body}`),
) {
  const seen: WireRequest[] = [];
  const kind: ChannelKind = {
    kind: "listening",
    title: { zh: "", en: "" },
    parseOwn: () => ({ ok: true, own: {} }),
    create: (_config, host) => listening(host, seen, answer),
  };
  const house = await House.open({ plan: PLAN, kinds: [kind], limits: { ...INGRESS_LIMITS, requests: 2, body: 500 } });
  return { house, seen, [Symbol.asyncDispose]: () => house[Symbol.asyncDispose]() };
}

function listening(host: ChannelHost, seen: WireRequest[], answer: CallbackHandler): ReturnType<ChannelKind["create"]> {
  let takeBack: (() => void) | undefined;
  return {
    start: async () => {
      takeBack = host.callback("/up", (wire, from) => {
        seen.push(wire);
        return answer(wire, from);
      });
    },
    stop: async () => takeBack?.(),
    send: async () => ({ kind: "unknown", code: "" }),
    ready: () => 0,
    isUp: () => true,
  };
}

const said = (body: string) => ({ status: 200, contentType: "text/plain; charset=utf-8", body });

describe("a server with a callback", () => {
  it("hands its channel what comes, whatever the method and type, and gives back what it says", async () => {
    await using opened = await open();
    const { port } = opened.house;
    const headers = ["Content-Type: text/xml;;;"];
    expect((await ask(port, request("POST", "/up?a=1", { headers, body: "<a/>" }))).body).toBe("POST a=1 text/xml;;; <a/>");
    expect((await ask(port, request("GET", "/up?b=%20"))).body).toBe("GET b=%20 undefined ");
    expect(opened.house.errors).toEqual([]);
  });

  it("has nothing anywhere else, and reads no body there", async () => {
    await using opened = await open();
    for (const path of ["/UP", "/up/", "/up/x", "/", "/nowhere"]) {
      const response = await ask(opened.house.port, request("POST", path, { body: "x" }));
      expect([response.status, response.body]).toEqual([404, "there is nothing here\n"]);
    }
    using wire = await Wire.open(opened.house.port);
    wire.write("POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    expect((await wire.response()).status).toBe(404);
    expect(opened.seen).toEqual([]);
  });

  it("bounds what comes in size, time and number", async () => {
    let release: (() => void) | undefined;
    await using opened = await open(
      () =>
        new Promise((resolve) => {
          release = () => resolve(said("ok"));
        }),
    );
    const { port } = opened.house;
    expect((await ask(port, request("POST", "/up", { body: "x".repeat(2_049) }))).status).toBe(413);
    using slow = await Wire.open(port);
    slow.write("POST /up HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nx");
    expect((await slow.response()).status).toBe(408);
    const waiting = ask(port, request("GET", "/up"));
    await until("it is under way", () => release !== undefined);
    const first = release;
    const second = ask(port, request("GET", "/up"));
    await until("so is the second", () => release !== first);
    expect((await ask(port, request("GET", "/up"))).status).toBe(503);
    first?.();
    release?.();
    expect([(await waiting).status, (await second).status]).toEqual([200, 200]);
    expect(opened.house.errors).toEqual([]);
  });

  it("outlives a handler that breaks", async () => {
    await using opened = await open(async () => {
      throw new Error("a bug");
    });
    expect((await ask(opened.house.port, request("GET", "/up"))).status).toBe(500);
    expect(opened.house.errors).toEqual([expect.stringContaining("a bug")]);
  });

  it("has nothing there any more when the channel was switched off", async () => {
    await using opened = await open();
    await opened.house.provision(PLAN.replace("kind: listening", "kind: listening, enabled: false"));
    await until("it is gone", async () => (await ask(opened.house.port, request("GET", "/up"))).status === 404);
    await opened.house.provision(PLAN);
    await until("it is back", async () => (await ask(opened.house.port, request("GET", "/up"))).status === 200);
  });
});
