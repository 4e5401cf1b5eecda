import { type AddressInfo, connect, createServer } from "node:net";
import { describe, expect, it } from "vitest";
import { HEARTBEAT, openCarrierRig, TIMEOUT, WINDOW } from "../../../test/house/carrier-rig.ts";
import { sgipLab } from "../../lab/sgip.ts";
import * as golden from "./frames.testing.ts";
import { freePort } from "./free-port.testing.ts";
import { sgip } from "./index.ts";
import type { Submit } from "./pdus.ts";

const SECOND = 1_000;
const LOGIN = "login: { user: user, password: secret }";

interface Options {
  readonly script?: string;
  /** Whether the lab connects to the channel's port, or uses the channel's own connection. */
  readonly connects?: boolean;
  readonly own?: Readonly<Record<string, unknown>>;
  readonly port?: number;
  readonly sessions?: number;
  readonly taking?: () => void;
}

/** A channel that is logged in at a lab, and the port on which it listens. */
async function open({ script = "", connects = true, own = {}, port, sessions = 1, taking }: Options = {}) {
  const listening = port ?? (await freePort());
  const settings = { loginName: "user", password: "secret", nodeId: 3010012345, corpId: "12345", listen: { port: listening }, ...own };
  const deliverTo = connects ? `deliverTo: { port: ${listening} }\n` : "";
  const whole = `${script}\n${deliverTo}${script.includes("login:") ? "" : LOGIN}`;
  const rig = await openCarrierRig({
    kind: sgip,
    protocol: sgipLab(),
    script: whole,
    own: settings,
    config: { sessions },
    ...(taking ? { taking } : {}),
  });
  return { ...rig, port: listening, send: (part = {}) => rig.send({ phone: "13001125453", ...part }) };
}

/** Somebody who connects to the channel's port. */
function visitor(port: number) {
  const socket = connect(port, "127.0.0.1");
  const state = { heard: "", closed: false };
  socket.on("data", (bytes) => {
    state.heard += bytes.toString("hex");
  });
  socket.on("error", () => undefined);
  socket.on("close", () => {
    state.closed = true;
  });
  return { socket, state, say: (hex: string) => socket.write(Buffer.from(hex, "hex")), [Symbol.dispose]: () => void socket.destroy() };
}

describe("a login", () => {
  it("with a wrong password leaves the channel down, says why and is tried again", async () => {
    await using opened = await open({ own: { password: "mistaken" } });
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the login was refused with result 1: loginName or password is wrong");
    await opened.pass(5 * SECOND);
    expect(opened.logged.length).toBeGreaterThan(1);
    expect(opened.logged.join()).not.toContain("mistaken");
  });
});

describe("a submit", () => {
  it("of a long text leaves in parts that say so, each with its own report", async () => {
    await using opened = await open({ own: { spNumber: "95533" } });
    const texts = ["一".repeat(67), "二".repeat(67), "三"];
    const sends = texts.map((text, index) => opened.send({ text, part: index + 1, parts: 3, reference: 9 }));
    await opened.pass(2 * SECOND);
    const ids = (await Promise.all(sends)).map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    const pdus = opened.lab.seen.map(({ pdu }) => pdu as Submit);
    expect(pdus.map(({ messageContent }) => messageContent.toString("hex", 0, 8))).toEqual([
      "0500030903014e00",
      "0500030903024e8c",
      "0500030903034e09",
    ]);
    expect(pdus[0]).toMatchObject({ spNumber: "9553305", userNumbers: ["8613001125453"], tpUdhi: 1, messageCoding: 8, corpId: "12345" });
    expect(new Set(ids).size).toBe(3);
    expect(opened.receipts.map(({ upstreamId }) => upstreamId).sort()).toEqual(ids.sort());
  });

  it("has a number of its own, whichever of the connections it takes", async () => {
    await using opened = await open({ sessions: 3 });
    const sends = Array.from({ length: 3 * WINDOW }, () => opened.send());
    await opened.pass(2 * SECOND);
    const ids = (await Promise.all(sends)).map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    expect(new Set(ids).size).toBe(3 * WINDOW);
    expect(opened.receipts.map(({ upstreamId }) => upstreamId).sort()).toEqual(ids.sort());
  });

  it("is deferred while the gateway is busy, and taken afterwards", async () => {
    await using opened = await open({ script: "rules: [{ answer: throttled, times: 1 }]" });
    expect(await opened.send()).toEqual({ kind: "deferred", code: "SGIP:11", why: "throttled" });
    await opened.pass(SECOND);
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it("whose answer has another sequence number ends as unknown, and the next one is answered", async () => {
    await using opened = await open({ script: "rules: [{ answer: wrong-sequence, times: 1 }]" });
    const lost = opened.send();
    await opened.pass(TIMEOUT + 2 * SECOND);
    expect(await lost).toMatchObject({ kind: "unknown" });
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it("that is answered twice under one sequence number is accepted once", async () => {
    await using opened = await open({ script: "rules: [{ answer: twice }]" });
    const sends = [opened.send(), opened.send()];
    await opened.pass(0);
    expect((await Promise.all(sends)).map(({ kind }) => kind)).toEqual(["accepted", "accepted"]);
    expect(opened.channel.ready()).toBe(WINDOW);
  });

  it.each(["drop", "nonsense", "oversize", "half-open"])(
    "is unknown where the connection breaks (%s), and a new one carries on",
    async (wire) => {
      await using opened = await open({ script: `rules: [{ wire: ${wire}, submits: 2 }]` });
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
      const lost = [opened.send(), opened.send()];
      await opened.pass(TIMEOUT);
      expect((await Promise.all(lost)).map(({ kind }) => kind)).toEqual(["unknown", "unknown"]);
      await opened.pass(2 * SECOND);
      expect(opened.channel.isUp()).toBe(true);
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
    },
  );
});

describe("an idle connection of ours", () => {
  it("stays, as SGIP has nothing to ask with", async () => {
    await using opened = await open();
    await opened.pass(60 * HEARTBEAT);
    expect([opened.channel.isUp(), opened.lab.counts.connections, opened.logged]).toEqual([true, 1, []]);
  });

  it("is made again when the gateway ends it", async () => {
    await using opened = await open();
    opened.lab.raw(Buffer.from(golden.UNBIND, "hex"));
    await opened.pass(0);
    expect(opened.logged.join()).toContain("the carrier ended the session");
    await opened.pass(2 * SECOND);
    expect(opened.channel.isUp()).toBe(true);
  });
});

describe.each([
  ["that the gateway makes", true],
  ["of ours", false],
])("what comes over the connection %s", (_name, connects) => {
  it("is a report before its answer, under the id that the answer will have", async () => {
    await using opened = await open({ connects, script: connects ? "answerAfter: 1s\nrules: [{ receipt: early }]" : "" });
    const sent = opened.send({ phone: connects ? "13001125453" : "13000009007" });
    await opened.pass(2 * SECOND);
    const outcome = await sent;
    expect(opened.receipts).toHaveLength(1);
    expect(outcome).toEqual({ kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId });
  });

  it("is a report for a submit that nobody made, acknowledged like any other", async () => {
    await using opened = await open({ connects, script: "rules: [{ receipt: unknown-id }]" });
    const outcome = await opened.send();
    await opened.pass(2 * SECOND);
    const ids = opened.receipts.map(({ upstreamId }) => upstreamId);
    expect(ids).toHaveLength(2);
    expect(ids.filter((id) => outcome.kind === "accepted" && id === outcome.upstreamId)).toHaveLength(1);
    expect(opened.lab.counts).toMatchObject({ delivered: 2, waiting: 0 });
  });

  it("is a report that broke off with its connection, over the next one", async () => {
    await using opened = await open({ connects, script: "receiptAfter: 3s" });
    const outcome = await opened.send();
    opened.lab.drop();
    await opened.pass(10 * SECOND);
    expect(opened.receipts).toMatchObject([{ status: "delivered", code: "DELIVRD" }]);
    expect(outcome).toEqual({ kind: "accepted", upstreamId: opened.receipts[0]?.upstreamId });
  });

  it("is refused while it can't be stored, and comes again", async () => {
    let failures = 2;
    const taking = (): void => {
      if (failures-- > 0) throw new Error("the store is full");
    };
    await using opened = await open({ connects, taking });
    await opened.send({ phone: "13000009001" });
    await opened.pass(2 * SECOND);
    expect([opened.receipts, opened.lab.counts.delivered]).toEqual([[], 0]);
    await opened.pass(20 * SECOND);
    expect(opened.receipts).toMatchObject([{ status: "failed", code: "SGIP:29" }]);
  });

  it("is a long text in parts that belong together", async () => {
    await using opened = await open({ connects });
    const text = "一二三四五六七八九十".repeat(20);
    opened.lab.say({ from: "8613001125453", to: "1069000005", text });
    await opened.pass(SECOND);
    expect(opened.inbound.map(({ part }) => part?.number)).toEqual([3, 2, 1]);
    expect(new Set(opened.inbound.map(({ part }) => `${part?.reference} of ${part?.of}`)).size).toBe(1);
    expect(
      opened.inbound
        .toReversed()
        .map((inbound) => inbound.text)
        .join(""),
    ).toBe(text);
  });
});

describe("the port that the gateway connects to", () => {
  it("is closed to who speaks HTTP, or says that a frame is longer than any: the log hears of it once", async () => {
    await using opened = await open();
    const probes = [
      Buffer.from("GET / HTTP/1.1\r\nHost: a\r\n\r\n").toString("hex"),
      "0000100100000001".padEnd(40, "0"),
      "00000013".padEnd(40, "0"),
    ];
    for (const probe of probes) {
      for (let round = 0; round < 3; round++) {
        using somebody = visitor(opened.port);
        somebody.say(probe);
        await opened.pass(0);
        expect(somebody.state).toEqual({ heard: "", closed: true });
      }
    }
    expect(opened.logged.filter((line) => line.includes("ended before its login"))).toHaveLength(probes.length);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("answers a wrong password as such, and hangs up", async () => {
    await using opened = await open({ own: { listen: { port: await freePort(), password: "another" } }, connects: false });
    const port = (opened.channel as unknown as { readonly port: number }).port;
    using gateway = visitor(port);
    gateway.say(golden.BIND);
    await opened.pass(0);
    expect(gateway.state.heard).toBe(golden.BIND_RESPONSE.replace("1100", "1101"));
    await opened.pass(5 * SECOND);
    expect(gateway.state.closed).toBe(true);
  });

  it("lets nobody report or deliver before the login", async () => {
    await using opened = await open();
    for (const frame of [golden.REPORT, golden.DELIVER]) {
      using stranger = visitor(opened.port);
      stranger.say(frame);
      await opened.pass(5 * SECOND);
      expect(stranger.state).toEqual({ heard: "", closed: true });
    }
    expect([opened.receipts, opened.inbound]).toEqual([[], []]);
  });

  it("hangs up on who connects and says nothing", async () => {
    await using opened = await open();
    using stranger = visitor(opened.port);
    await opened.pass(TIMEOUT - SECOND);
    expect(stranger.state.closed).toBe(false);
    await opened.pass(2 * SECOND);
    expect(stranger.state.closed).toBe(true);
  });

  it("says good-bye on a connection that has been idle, and cuts it where nobody is there any more", async () => {
    await using opened = await open();
    using gateway = visitor(opened.port);
    gateway.say(golden.BIND);
    await opened.pass(0);
    expect(gateway.state.heard).toBe(golden.BIND_RESPONSE);
    await opened.pass(HEARTBEAT + SECOND);
    expect(gateway.state.heard.slice(golden.BIND_RESPONSE.length)).toMatch(/^0000001400000002/);
    expect(gateway.state.closed).toBe(false);
    await opened.pass(HEARTBEAT);
    expect(gateway.state.closed).toBe(true);
  });

  it("stays open to the gateway however many strangers hold connections", async () => {
    await using opened = await open();
    const strangers = Array.from({ length: 40 }, () => visitor(opened.port));
    await opened.pass(0);
    expect(strangers.filter(({ state }) => state.closed).length).toBeGreaterThan(0);
    using gateway = visitor(opened.port);
    gateway.say(golden.BIND);
    await opened.pass(0);
    expect(gateway.state.heard).toBe(golden.BIND_RESPONSE);
    for (const stranger of strangers) stranger.socket.destroy();
  });

  it("is tried again while it is taken, and submits leave all the same", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, () => resolve()));
    const { port } = squatter.address() as AddressInfo;
    await using opened = await open({ port, connects: false });
    expect(opened.logged.join()).toContain("the port can't be listened on");
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
    await new Promise((resolve) => squatter.close(resolve));
    await opened.pass(5 * SECOND);
    using gateway = visitor(port);
    gateway.say(golden.BIND);
    await opened.pass(0);
    expect(gateway.state.heard).toBe(golden.BIND_RESPONSE);
  });
});
