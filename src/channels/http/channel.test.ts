import { describe, expect, it, onTestFinished } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import { RELAY, UPSTREAM_CODE, Upstream } from "../../../test/house/upstream.ts";
import { httpTransport } from "../../client/transport.ts";
import { DIALECTS } from "../../dialects/registry.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { writeTms } from "../../text/tms-write.ts";
import type { CallbackHandler, Channel, ChannelHost, Outcome, Part } from "../channel.ts";
import { httpKind } from "./index.ts";

const SECOND = 1_000;
const TIMEOUT = 20 * SECOND;
const PROBES = 60 * SECOND;
const CALLBACK = "/upstream/k3Jx9QzT";
const kind = httpKind(new Map(DIALECTS.map(({ name, client }) => [name, client])), httpTransport());

interface RigOptions {
  readonly dialect?: string;
  readonly own?: object;
  readonly config?: Partial<ChannelConfig>;
  /** Called before the channel is started. */
  readonly before?: (upstream: Upstream) => void;
  readonly callback?: ChannelHost["callback"];
}

/** A channel that was started, beside a platform that it sends through, in a time that stands still until a test moves it. */
async function open({ dialect = "huaxin", own = {}, config = {}, before, callback }: RigOptions = {}) {
  const clock = new ManualClock();
  const found = DIALECTS.find(({ name }) => name === dialect);
  if (!found) throw new Error("no such dialect");
  const upstream = await Upstream.open(found, clock);
  before?.(upstream);
  const receipts: ChannelReceipt[] = [];
  const inbound: ChannelInbound[] = [];
  const logged: string[] = [];
  const callbacks = new Map<string, CallbackHandler>();
  const store = { full: false };
  const taking = (): void => {
    if (store.full) throw new Error("the store is full");
  };
  const host: ChannelHost = {
    clock,
    receipts: async (batch) => {
      taking();
      receipts.push(...batch);
    },
    inbound: async (batch) => {
      taking();
      inbound.push(...batch);
    },
    late: () => undefined,
    readyChanged: () => undefined,
    outstanding: async () => [],
    submits: async () => [],
    callback:
      callback ??
      ((path, handler) => {
        callbacks.set(path, handler);
        return () => callbacks.delete(path);
      }),
    log: (level, message, facts) => logged.push([level, message, ...Object.values(facts ?? {})].join(" | ")),
  };
  const parsed = kind.parseOwn({ dialect, url: upstream.url, ...RELAY, callbackPath: CALLBACK, ...own });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join("; "));
  const channel: Channel = kind.create(sampleChannel({ code: UPSTREAM_CODE, responseTimeout: TIMEOUT, ...config, own: parsed.own }), host);
  await channel.start();
  const pass = (ms: number, step?: number): Promise<void> => passTime(clock, ms, step);
  await pass(0);
  onTestFinished(async () => {
    await upstream[Symbol.asyncDispose]();
    await channel.stop(0);
  });
  let sent = 0;
  const submit = (part: Partial<Part> = {}): Promise<Outcome> => {
    sent += 1;
    return channel.send({
      ...{ messageId: 64 * sent, attempt: 1, part: 1, parts: 1, medium: "sms", phone: `138001${10_000 + sent}` },
      ...{ source: `${UPSTREAM_CODE}0588`, text: "您好", reference: 0 },
      ...part,
    });
  };
  /** Outcomes of submits that are made in one turn. */
  const send = async (...parts: readonly Partial<Part>[]): Promise<readonly Outcome[]> => {
    const outcomes = Promise.all(parts.map(submit));
    await pass(0);
    return outcomes;
  };
  return { clock, upstream, receipts, inbound, logged, callbacks, store, channel, pass, submit, send };
}

const kinds = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map((outcome) => outcome.kind);
const PHONES = ["13800130001", "13800130002", "13800130003"] as const;

describe("an MMS", () => {
  const container = writeTms([
    { name: "1.smil", bytes: Buffer.from("<smil/>") },
    { name: "1.jpg", bytes: Buffer.from([0xff, 0xd8, 0, 1]) },
  ]);
  const mms = { medium: "mms", text: "祝贺", media: new Uint8Array(container) } as const;

  it("leaves whole, those of one submission in one request, and its report comes back", async () => {
    const { upstream, send, receipts, pass } = await open({ own: { poll: "1s" }, config: { media: "mms" } });
    const other = { ...mms, media: new Uint8Array(writeTms([{ name: "2.txt", bytes: Buffer.from("a") }])) };
    const outcomes = await send({ ...mms, phone: PHONES[0] }, { ...mms, phone: PHONES[1] }, { ...other, phone: PHONES[2] });
    expect(kinds(outcomes)).toEqual(["accepted", "accepted", "accepted"]);
    expect(upstream.taken.map(({ phones, text, ext }) => [phones.join(), text, ext])).toEqual([
      [`${PHONES[0]},${PHONES[1]}`, "祝贺", "0588"],
      [PHONES[2], "祝贺", "0588"],
    ]);
    expect(upstream.taken[0]?.container?.equals(container)).toBe(true);
    await pass(40 * SECOND);
    const ids = outcomes.map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
    expect(receipts.map(({ upstreamId }) => upstreamId).sort()).toEqual(ids.toSorted());
  });

  it("has a channel of its own, which looks at what is left in MMS", async () => {
    const { upstream, channel } = await open({ config: { media: "mms" }, before: (upstream) => (upstream.mmsCredits = 77) });
    expect(upstream.calls[0]).toBe("balance");
    expect(channel.pulse?.()).toMatchObject({ balance: { credits: 77 } });
  });
});

describe("submits of one turn", () => {
  it("leave in one request where text and access code are the same, each with an outcome of its own", async () => {
    const { upstream, send } = await open();
    const other = { phone: "13800130009" };
    const outcomes = await send(
      ...PHONES.map((phone) => ({ phone })),
      { ...other, text: "再见" },
      { ...other, source: `${UPSTREAM_CODE}06` },
    );
    expect(upstream.taken.map(({ phones, text, ext }) => [phones.join(), text, ext])).toEqual([
      [PHONES.join(), "您好", "0588"],
      ["13800130009", "再见", "0588"],
      ["13800130009", "您好", "06"],
    ]);
    const [first] = upstream.taken;
    expect(outcomes.slice(0, 3)).toEqual(PHONES.map((phone) => ({ kind: "accepted", upstreamId: `${first?.submissionId}/${phone}` })));
    expect(kinds(outcomes)).toEqual(Array(5).fill("accepted"));
  });

  it("to one phone leave one by one, as upstream would send to it once", async () => {
    const { upstream, send } = await open();
    const [phone] = PHONES;
    const outcomes = await send({ phone }, { phone, messageId: 6_400 });
    expect(upstream.taken.map(({ phones }) => phones)).toEqual([[phone], [phone]]);
    expect(new Set(outcomes.map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""))).size).toBe(2);
  });

  it("leave in as many requests as the interface needs", async () => {
    const { upstream, send } = await open({ dialect: "xunchen", config: { window: 250 } });
    const outcomes = await send(...Array.from({ length: 250 }, () => ({})));
    expect(upstream.taken.map(({ phones }) => phones.length)).toEqual([100, 100, 50]);
    expect(new Set(kinds(outcomes))).toEqual(new Set(["accepted"]));
  });

  it("are tried one by one where one of them is refused for itself", async () => {
    const { upstream, send } = await open({ dialect: "xunchen" });
    const outcomes = await send({ phone: PHONES[0] }, { phone: "13800139004" }, { phone: PHONES[1] });
    expect(outcomes).toMatchObject([{ kind: "accepted" }, { kind: "refused", final: true }, { kind: "accepted" }]);
    expect(upstream.taken.map(({ phones }) => phones)).toEqual([[PHONES[0]], [PHONES[1]]]);
  });

  it("fit the window, and a medium that the interface hasn't does not leave", async () => {
    const { send } = await open({ config: { window: 2 } });
    expect(await send({}, {}, {})).toMatchObject([{ kind: "accepted" }, { kind: "accepted" }, { code: "HTTP:FULL", why: "throttled" }]);
    const media = writeTms([{ name: "1.txt", bytes: Buffer.from("您好") }]);
    const { send: text } = await open({ dialect: "qxt" });
    expect(await text({ medium: "mms", media })).toMatchObject([{ kind: "refused", code: "HTTP:MEDIUM", final: false }]);
  });
});

describe("an upstream that takes order ids", () => {
  it("gets each message under its own, and calls its receipt by it", async () => {
    const { upstream, send, callbacks, receipts, pass } = await open({ dialect: "hzdfit" });
    upstream.handler = () => callbacks.get(CALLBACK);
    const outcomes = await send({}, {});
    expect(outcomes).toEqual(upstream.taken.map(({ orderId }) => ({ kind: "accepted", upstreamId: orderId })));
    expect(new Set(upstream.taken.map(({ orderId }) => orderId)).size).toBe(2);
    await pass(SECOND);
    expect(receipts.map(({ upstreamId }) => upstreamId)).toEqual(upstream.taken.map(({ orderId }) => orderId));
  });

  it("sends once what is submitted again since its answer was lost", async () => {
    const { upstream, send, pass, submit } = await open({ dialect: "hzdfit" });
    const message = { messageId: 640, phone: PHONES[0] };
    const [first] = await send(message);
    expect(upstream.taken).toHaveLength(1);
    upstream.interfere = (call) => (call?.kind === "submit" ? "silent" : undefined);
    const lost = submit(message);
    await pass(TIMEOUT);
    upstream.interfere = undefined;
    expect((await lost).kind).toBe("unknown");
    expect(await send({ ...message, attempt: 2 })).toEqual([first]);
    expect(upstream.taken).toHaveLength(1);
  });
});

describe("an upstream that isn't there", () => {
  it("has the channel down until it is, and nothing of it lost", async () => {
    const { upstream, channel, send, pass, logged } = await open();
    expect(channel.isUp()).toBe(true);
    await upstream.down();
    expect(await send({}, { text: "再见" })).toMatchObject(Array(2).fill({ kind: "deferred", why: "disconnected" }));
    expect([channel.isUp(), channel.ready()]).toEqual([false, 0]);
    await pass(PROBES);
    expect(channel.isUp()).toBe(false);
    await upstream.listen();
    await pass(PROBES);
    expect([channel.isUp(), channel.ready()]).toEqual([true, 32]);
    expect(logged.map((line) => line.split(" | ").slice(0, 2).join(": "))).toEqual([
      "info: upstream is there",
      "warn: upstream could not be reached",
      "info: upstream is there",
    ]);
  });

  it("is asked soon after it has gone, then less and less often", async () => {
    const { upstream, send, pass } = await open();
    upstream.interfere = () => "cut";
    upstream.calls.length = 0;
    const sent = send({});
    await pass(0);
    expect(kinds(await sent)).toEqual(["unknown"]);
    const probes: number[] = [];
    for (const time of [10, 50, 240]) {
      await pass(time * SECOND);
      probes.push(upstream.calls.filter((call) => call === "balance").length);
      upstream.calls.length = 0;
    }
    expect(probes[0]).toBeGreaterThanOrEqual(4);
    expect(probes[0]).toBeLessThanOrEqual(6);
    expect(probes[1]).toBeLessThanOrEqual(4);
    expect(probes[2]).toBeLessThanOrEqual(6);
  });

  it("is found out by a send that isn't answered", async () => {
    const { upstream, channel, submit, pass } = await open();
    upstream.interfere = () => "silent";
    const sent = submit();
    await pass(TIMEOUT - SECOND);
    expect(channel.isUp()).toBe(true);
    await pass(SECOND);
    expect(await sent).toEqual({ kind: "unknown", code: "HTTP:SILENT" });
    await pass(TIMEOUT);
    expect(channel.isUp()).toBe(false);
  });

  it("leaves no doubt about what can't have arrived", async () => {
    const { upstream, channel, submit, pass } = await open();
    await upstream.down();
    const sent = submit();
    await pass(0);
    expect(await sent).toMatchObject({ kind: "deferred", why: "disconnected" });
    expect(await submit()).toMatchObject({ kind: "deferred", why: "disconnected" });
    expect(channel.isUp()).toBe(false);
  });
});

describe("an upstream that refuses us", () => {
  const refusing = { refuse: () => ({ reason: "password-wrong" }) } as const;

  it("has the channel down from the start, with one line that says why", async () => {
    const { channel, pass, logged, upstream } = await open({ before: (fresh) => Object.assign(fresh, refusing) });
    expect(channel.isUp()).toBe(false);
    await pass(5 * PROBES);
    expect(logged).toEqual([expect.stringMatching(/^error \| upstream takes nothing from our account.*\| password-wrong \|/)]);
    upstream.refuse = undefined;
    await pass(PROBES);
    expect(channel.isUp()).toBe(true);
  });

  it("has it down in the midst of sending; others may carry those messages", async () => {
    const { channel, send, upstream, logged } = await open();
    Object.assign(upstream, refusing);
    expect(await send({}, { text: "再见" })).toEqual(Array(2).fill({ kind: "refused", code: "HTTP:PASSWORD-WRONG", final: false }));
    expect(channel.isUp()).toBe(false);
    expect(logged.filter((line) => line.startsWith("error"))).toHaveLength(1);
  });

  it("for what a probe doesn't show is left alone for a while, then tried with one message at a time", async () => {
    const { channel, send, submit, upstream, pass, logged } = await open();
    upstream.refuse = (call) => (call.kind === "submit" ? { reason: "product-missing" } : undefined);
    await send({});
    await pass(PROBES - SECOND);
    expect(channel.isUp()).toBe(false);
    await pass(2 * SECOND);
    expect([channel.isUp(), channel.ready()]).toEqual([true, 1]);
    await send({});
    await pass(PROBES + SECOND);
    expect(channel.isUp()).toBe(false);
    await pass(PROBES);
    expect(channel.ready()).toBe(1);
    upstream.refuse = undefined;
    const trial = submit();
    expect(channel.ready()).toBe(0);
    await pass(0);
    expect((await trial).kind).toBe("accepted");
    expect(channel.ready()).toBe(32);
    expect(logged.filter((line) => line.startsWith("error"))).toHaveLength(2);
  });

  it("since we have no credits is tried as soon as somebody has paid", async () => {
    const { channel, send, upstream, pass } = await open({ config: { heartbeat: 10 * SECOND } });
    upstream.credits = 2;
    upstream.refuse = (call) => (call.kind === "submit" && upstream.credits < 3 ? { reason: "credits-short" } : undefined);
    for (const rest of [11, 21, 41]) {
      expect(await send({})).toMatchObject([{ kind: "refused", final: false }]);
      await pass((rest - 2) * SECOND);
      expect(channel.isUp()).toBe(false);
      await pass(2 * SECOND);
      expect(channel.ready()).toBe(1);
    }
    await send({});
    await pass(5 * SECOND);
    upstream.credits = 500;
    await pass(10 * SECOND);
    expect(channel.ready()).toBe(1);
    expect(kinds(await send({}))).toEqual(["accepted"]);
  });

  it("at another address than the interface's is one that takes nothing from us", async () => {
    const { channel, upstream, logged, pass } = await open({
      before: (fresh) => Object.assign(fresh, { interfere: () => ({ status: 404, body: "<html>" }) }),
    });
    expect(channel.isUp()).toBe(false);
    expect(logged).toEqual([expect.stringMatching(/^error .*\| unreadable \| 404 \|/)]);
    upstream.interfere = undefined;
    await pass(PROBES);
    expect(channel.isUp()).toBe(true);
  });
});

describe("an upstream that has too much to do", () => {
  it("is left in peace for a moment", async () => {
    const { channel, send, pass } = await open();
    expect(await send({ phone: "13800139008" })).toMatchObject([{ kind: "deferred", why: "throttled" }]);
    expect([channel.isUp(), channel.ready()]).toEqual([true, 0]);
    await pass(SECOND);
    expect(channel.ready()).toBe(32);
  });

  it("and says so in words that it has for other things too, leaves us in doubt", async () => {
    const { channel, send, upstream } = await open();
    upstream.refuse = (call) => (call.kind === "submit" ? { reason: "busy" } : undefined);
    expect(kinds(await send({}))).toEqual(["unknown"]);
    expect([channel.isUp(), channel.ready()]).toEqual([true, 0]);
  });

  it("with one phone alone makes only that one wait", async () => {
    const { channel, send, upstream } = await open({ dialect: "inter28" });
    upstream.refuse = (call) =>
      call.kind === "submit" && call.draft.recipients.includes(PHONES[1]) ? { reason: "recipient-limited" } : undefined;
    expect(await send({ phone: PHONES[0] }, { phone: PHONES[1] })).toMatchObject([
      { kind: "accepted" },
      { kind: "deferred", why: "throttled" },
    ]);
    expect(channel.ready()).toBe(32);
  });
});

describe("a balance", () => {
  it("is asked for once in a heartbeat, and told to the log when it can't be", async () => {
    const { upstream, channel, pass, logged } = await open();
    upstream.calls.length = 0;
    upstream.interfere = (call) => (call?.kind === "balance" ? { status: 500, body: "?" } : undefined);
    await pass(10 * PROBES, SECOND);
    expect(upstream.calls.length).toBeGreaterThanOrEqual(10);
    expect(upstream.calls.length).toBeLessThanOrEqual(14);
    expect(channel.isUp()).toBe(true);
    expect(logged.filter((line) => line.startsWith("warn"))).toEqual([expect.stringContaining("its balance could not be asked for")]);
  });
});

describe("the pulse", () => {
  it("has the balance that upstream told last, and when, and whether it said that we are too fast", async () => {
    const { upstream, channel, clock, pass, send } = await open();
    expect(channel.pulse?.()).toEqual({ throttled: false, balance: { credits: 1_000, at: clock.now() } });
    upstream.credits = 7;
    upstream.refuse = (call) => (call.kind === "submit" ? { reason: "busy" } : undefined);
    await send({});
    expect(channel.pulse?.().throttled).toBe(true);
    await pass(PROBES, SECOND);
    expect(channel.pulse?.()).toMatchObject({ throttled: false, balance: { credits: 7 } });
  });

  it("has no balance where upstream doesn't tell one", async () => {
    const interfere: Upstream["interfere"] = (call) => (call?.kind === "balance" ? { status: 500, body: "?" } : undefined);
    const { channel } = await open({ before: (upstream) => Object.assign(upstream, { interfere }) });
    expect(channel.pulse?.()).toEqual({ throttled: false });
  });
});

describe("what waits for us at upstream", () => {
  const poll = { own: { callbackPath: undefined, poll: "30s" } };
  const asked = (upstream: Upstream, what: string): number => upstream.calls.filter((call) => call === what).length;

  it("is asked for until there is no more, then again after a while", async () => {
    const { upstream, send, pass, receipts, inbound } = await open(poll);
    await send(...Array.from({ length: 30 }, () => ({})), { phone: "13800139010" });
    upstream.calls.length = 0;
    await pass(29 * SECOND);
    expect([receipts.length, asked(upstream, "reports")]).toEqual([0, 0]);
    await pass(SECOND);
    expect([receipts.length, asked(upstream, "reports")]).toEqual([31, 2]);
    expect(inbound).toMatchObject([{ phone: "13800139010", text: "收到", accessCode: `${UPSTREAM_CODE}0588` }]);
    await pass(30 * SECOND);
    expect([receipts.length, asked(upstream, "reports"), asked(upstream, "inbound")]).toEqual([31, 3, 3]);
  });

  it("is kept until it is stored, and no more is asked for meanwhile", async () => {
    const { upstream, send, pass, receipts, inbound, store, logged } = await open(poll);
    store.full = true;
    await send({ phone: "13800139010" });
    await pass(31 * SECOND);
    await send({ text: "再见" });
    upstream.calls.length = 0;
    await pass(10 * 60 * SECOND);
    expect([asked(upstream, "reports"), asked(upstream, "inbound"), upstream.reports.length]).toEqual([0, 0, 1]);
    expect(logged.filter((line) => line.includes("could not be stored"))).toHaveLength(2);
    store.full = false;
    await pass(60 * SECOND);
    expect([receipts.length, inbound.length, upstream.reports.length]).toEqual([2, 1, 0]);
  });

  it("is asked for less and less often while that fails, and the log hears of it once", async () => {
    const { upstream, pass, logged } = await open(poll);
    upstream.interfere = (call) => (call?.kind === "reports" || call?.kind === "inbound" ? { status: 500, body: "?" } : undefined);
    await pass(60 * 60 * SECOND, SECOND);
    expect(asked(upstream, "reports")).toBeLessThanOrEqual(35);
    expect(logged.filter((line) => line.startsWith("warn"))).toHaveLength(2);
    upstream.interfere = undefined;
    await pass(10 * 60 * SECOND, SECOND);
    expect(logged.filter((line) => line.includes("answers about"))).toHaveLength(2);
    upstream.calls.length = 0;
    await pass(5 * 60 * SECOND, SECOND);
    expect(asked(upstream, "reports")).toBe(10);
  });

  it("without end is not asked for without a pause", async () => {
    const { upstream, pass } = await open(poll);
    const row = { phone: PHONES[0], submissionId: 7, messageId: 1, outcome: "delivered", code: "DELIVRD", at: 0, ext: "" } as const;
    const report = { ...row, accessCode: "", orderId: undefined, region: { province: "", city: "" } };
    upstream.reports.splice = () => [report];
    upstream.calls.length = 0;
    await pass(30 * SECOND);
    expect(asked(upstream, "reports")).toBe(100);
  });

  it("is taken in, where it is on its way, before the channel stops", async () => {
    const { upstream, channel, send, pass, receipts } = await open(poll);
    await send({});
    await pass(29 * SECOND);
    const stopped = pass(SECOND).then(() => channel.stop(5 * SECOND));
    await pass(SECOND);
    await stopped;
    expect([receipts.length, upstream.reports.length]).toEqual([1, 0]);
  });

  it("is lost where it can't be stored before the channel stops, and the log says so", async () => {
    const { channel, send, pass, store, logged } = await open(poll);
    store.full = true;
    await send({});
    await pass(31 * SECOND);
    await channel.stop(SECOND);
    expect(logged.at(-1)).toMatch(/^error \| .* is lost \| 1 \| the store is full$/);
  });
});

describe("what upstream pushes", () => {
  it("is stored before it is acknowledged, and asked for again where it isn't", async () => {
    const { upstream, callbacks, send, pass, receipts, inbound, store, logged } = await open({ dialect: "qxt" });
    upstream.handler = () => callbacks.get(CALLBACK);
    store.full = true;
    await send({ phone: "13800139010" });
    await pass(5 * SECOND);
    expect(logged.filter((line) => line.includes("told to push it again"))).toHaveLength(1);
    store.full = false;
    await pass(2 * SECOND);
    expect([receipts.length, inbound.length]).toEqual([1, 1]);
    await pass(10 * SECOND);
    expect([receipts.length, inbound.length]).toEqual([1, 1]);
  });

  it.each(["huaxin", "qxt", "hzdfit"])("of %s may be anything at all", async (dialect) => {
    const { callbacks, pass, logged, receipts } = await open({ dialect });
    const request = { method: "POST", path: CALLBACK, query: "", headers: {}, origin: "http://a", receivedAt: 0 };
    for (const body of ["", "\0", "<a/>", "{}", "type=4"]) {
      const reply = await callbacks.get(CALLBACK)?.({ ...request, body: Buffer.from(body) }, "127.0.0.1");
      expect(reply?.body).not.toMatch(/^(ok|1)$/i);
    }
    await pass(0);
    expect(logged.filter((line) => line.startsWith("warn"))).toHaveLength(1);
    expect(receipts).toEqual([]);
  });

  it("is taken from the addresses that may push, and from no other", async () => {
    const { callbacks, receipts, logged } = await open({ own: { callbackFrom: ["192.0.2.0/24", "2001:db8::1"] } });
    const request = { method: "POST", path: CALLBACK, query: "", headers: {}, origin: "http://a", receivedAt: 0 };
    const box = "<statusbox><mobile>13800138000</mobile><taskid>7</taskid><status>10</status><errorcode>DELIVRD</errorcode></statusbox>";
    const from = (address: string) =>
      callbacks.get(CALLBACK)?.({ ...request, body: Buffer.from(`<returnsms>${box}</returnsms>`) }, address);
    expect((await from("198.51.100.7"))?.status).toBe(403);
    expect((await from("2001:db8::2"))?.status).toBe(403);
    expect(receipts).toEqual([]);
    expect(logged.join()).toContain("an address that may not push | 198.51.100.7");
    for (const address of ["192.0.2.9", "::ffff:192.0.2.9", "2001:db8::1"]) expect((await from(address))?.status).toBe(200);
    expect(receipts).toHaveLength(3);
  });

  it("goes nowhere any more when the channel has stopped", async () => {
    const { callbacks, channel } = await open();
    expect(callbacks.has(CALLBACK)).toBe(true);
    await channel.stop(SECOND);
    expect(callbacks.has(CALLBACK)).toBe(false);
  });

  it("can't come to a path that is somebody's, and the channel sends all the same", async () => {
    const { send, logged } = await open({
      callback: () => {
        throw new Error("/a is another channel's");
      },
    });
    expect(logged[0]).toBe("error | what upstream pushes can't be taken | /a is another channel's");
    expect(kinds(await send({}))).toEqual(["accepted"]);
  });
});

describe("a channel by which no report can come", () => {
  it.each([
    ["hzdfit", { callbackPath: undefined }, "set callbackPath, and give upstream that address"],
    ["xunchen", { callbackPath: undefined, poll: "0s" }, "set poll"],
    ["huaxin", { callbackPath: undefined, poll: "0s" }, "set poll, or set callbackPath, and give upstream that address"],
    ["inter28", { callbackPath: CALLBACK }, "set poll"],
  ])("of %s with %j says what to do", async (dialect, own, remedy) => {
    const { logged } = await open({ dialect, own });
    expect(logged.filter((line) => line.startsWith("warn"))).toEqual([
      `warn | no report can come from upstream, and messages will end as EXPIRED: ${remedy}`,
    ]);
  });
});
