import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import { passTime } from "../../../test/house/sockets-at-rest.ts";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt, Outstanding } from "../../domain/receipt.ts";
import { startLab } from "../../lab/lab.ts";
import { readScript } from "../../lab/script.ts";
import { smppLab } from "../../lab/smpp.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { ChannelHost, Outcome, Part } from "../channel.ts";
import { frame, INBOUND, RECEIPT } from "./frames.testing.ts";
import { smpp } from "./index.ts";

const SECOND = 1_000;
const HEARTBEAT = 10 * SECOND;
const TIMEOUT = 20 * SECOND;
const PART: Part = {
  messageId: 64,
  attempt: 1,
  part: 1,
  parts: 1,
  medium: "sms",
  phone: "13800138000",
  source: "1069000005",
  text: "您好",
  reference: 0,
};

interface Options {
  readonly script?: string;
  readonly own?: Readonly<Record<string, unknown>>;
  readonly config?: Partial<ChannelConfig>;
  readonly owing?: readonly Outstanding[];
}

/** A channel at a lab, and what came of it. */
async function open({ script = "", own = {}, config = {}, owing = [] }: Options = {}) {
  const clock = new ManualClock();
  const lab = await startLab({ protocol: smppLab, script: readScript(script), clock, port: 0 });
  const events: string[] = [];
  const receipts: ChannelReceipt[] = [];
  const inbound: ChannelInbound[] = [];
  const logged: string[] = [];
  const host: ChannelHost = {
    clock,
    receipts: async (batch) => {
      for (const receipt of batch) events.push(`receipt ${receipt.code}`);
      receipts.push(...batch);
    },
    inbound: async (batch) => void inbound.push(...batch),
    late: () => undefined,
    readyChanged: () => undefined,
    callback: () => () => undefined,
    outstanding: async () => owing,
    submits: async () => [],
    log: (_level, message, facts) => logged.push([message, ...Object.values(facts ?? {})].join(" | ")),
  };
  const parsed = smpp.parseOwn({ systemId: "yizhan", password: "secret", ...own });
  if (!parsed.ok) throw new Error("the settings are wrong");
  const connect = { host: "127.0.0.1", port: lab.port, tls: false, timeout: 5 * SECOND };
  const settings = { window: 8, responseTimeout: TIMEOUT, heartbeat: HEARTBEAT, connect, own: parsed.own, ...config };
  const channel = smpp.create(sampleChannel(settings), host);
  await channel.start();
  const pass = (ms: number): Promise<void> => passTime(clock, ms);
  await pass(0);
  const outcomes: Outcome[] = [];
  const send = async (part: Partial<Part> = {}, time = 0): Promise<Outcome | undefined> => {
    void channel.send({ ...PART, ...part }).then((outcome) => {
      events.push(outcome.kind);
      outcomes.push(outcome);
    });
    await pass(time);
    return outcomes.at(-1);
  };
  return {
    lab,
    channel,
    events,
    receipts,
    inbound,
    logged,
    outcomes,
    pass,
    send,
    async [Symbol.asyncDispose]() {
      const stopped = channel.stop(SECOND);
      await pass(SECOND);
      await stopped;
      await lab.stop();
    },
  };
}

describe("a login", () => {
  it("with a wrong password leaves the channel down, says why, and not the password", async () => {
    await using opened = await open({ script: "login: { user: yizhan, password: other }" });
    expect(opened.channel.isUp()).toBe(false);
    expect(opened.logged.join()).toContain("the login was refused: ESME_RINVPASWD");
    expect(opened.logged.join()).not.toContain("secret");
  });

  it("of separate binds sends on one connection and hears on the other", async () => {
    await using opened = await open({ own: { bind: "separate" }, script: "receiptAfter: 100ms" });
    expect(opened.lab.clients).toBe(2);
    expect(opened.channel.ready()).toBe(8);
    await opened.send({}, SECOND);
    expect(opened.events).toEqual(["accepted", "receipt DELIVRD"]);
  });
});

describe("a receipt meets its submit", () => {
  const styles = ["decimal", "hex", "HEX", "padded"];
  it.each(styles.flatMap((answer) => styles.map((receipt) => [answer, receipt] as const)))(
    "where the answer's id is %s and the receipt's %s",
    async (answer, receipt) => {
      await using opened = await open({ script: `{ ids: { answer: ${answer}, receipt: ${receipt} }, receiptAfter: 100ms }` });
      for (let count = 0; count < 3; count++) await opened.send({ phone: `1380013800${count}` });
      await opened.pass(SECOND);
      const ids = opened.outcomes.map((outcome) => (outcome.kind === "accepted" ? outcome.upstreamId : ""));
      expect(opened.receipts.map((each) => each.upstreamId)).toEqual(ids);
      expect(opened.lab.counts).toMatchObject({ delivered: 3, waiting: 0 });
    },
  );

  it("where it comes before the answer, in another base", async () => {
    await using opened = await open({ script: "{ ids: { answer: hex, receipt: decimal }, rules: [{ receipt: early }] }" });
    const outcome = await opened.send();
    expect(outcome).toMatchObject({ kind: "accepted" });
    expect(opened.receipts).toMatchObject([{ upstreamId: outcome?.kind === "accepted" && outcome.upstreamId }]);
  });

  it("where it says its id in parameters too", async () => {
    await using opened = await open({ script: "{ ids: { answer: hex, receipt: decimal }, receiptParameters: true, receiptAfter: 100ms }" });
    const outcome = await opened.send({}, SECOND);
    expect(opened.receipts).toMatchObject([{ upstreamId: outcome?.kind === "accepted" && outcome.upstreamId }]);
  });

  it("where the submit was an earlier life's", async () => {
    const owing = [{ messageId: 32, part: 1, upstreamId: "a1b2c3d", phone: "13800138000", at: 0 }];
    await using opened = await open({ owing });
    opened.lab.raw(frame(RECEIPT));
    await opened.pass(0);
    expect(opened.receipts).toMatchObject([{ upstreamId: "a1b2c3d", status: "delivered" }]);
  });

  it("and is handed over as it comes where it comes twice, late, or of a message that nobody was given", async () => {
    await using opened = await open({
      script: "{ receiptAfter: 100ms, rules: [{ ending: '9006', receipt: twice }, { ending: '1', receipt: unknown-id }] }",
    });
    await opened.send({ phone: "13800139006" }, SECOND);
    await opened.send({ phone: "13800138001" }, 10 * SECOND);
    expect(opened.receipts).toHaveLength(4);
    expect(new Set(opened.receipts.map((receipt) => receipt.upstreamId)).size).toBe(3);
  });

  it("over the next connection where the one that it was owed on is gone", async () => {
    await using opened = await open({ script: "receiptAfter: 3s" });
    await opened.send();
    opened.lab.drop();
    await opened.pass(5 * SECOND);
    expect(opened.events).toEqual(["accepted", "receipt DELIVRD"]);
  });
});

describe("a carrier that", () => {
  it("says too fast, in bursts, gets everything in the end", async () => {
    await using opened = await open({ script: "rules: [{ submits: 2-4, answer: throttled }]" });
    for (let count = 0; count < 4; count++) await opened.send();
    expect(opened.outcomes.map(({ kind }) => kind)).toEqual(["accepted", "deferred", "deferred", "deferred"]);
    expect(opened.channel.ready()).toBe(0);
    await opened.pass(SECOND);
    expect(opened.channel.ready()).toBe(8);
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it.each(["drop", "nonsense", "oversize", "garbled"])(
    "breaks the connection (%s) mid-window leaves no submit open, and is bound to again",
    async (wire) => {
      await using opened = await open({ script: `rules: [{ submits: 1-2, answer: silent }, { submits: 3, wire: ${wire} }]` });
      for (let count = 0; count < 3; count++) await opened.send();
      expect(opened.outcomes).toEqual([1, 2, 3].map(() => ({ kind: "unknown", code: "SMPP:CLOSED" })));
      await opened.pass(SECOND);
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
      expect(opened.lab.clients).toBe(1);
    },
  );

  it("goes deaf is found out by the time its answers are due", async () => {
    await using opened = await open({ script: "rules: [{ submits: 1, wire: half-open }]" });
    await opened.send();
    await opened.pass(TIMEOUT);
    expect(opened.outcomes).toMatchObject([{ kind: "unknown" }]);
    await opened.pass(SECOND);
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
  });

  it("answers under sequence numbers that it was not asked under answers nothing", async () => {
    await using opened = await open({ script: "rules: [{ submits: 1, answer: wrong-sequence }, { submits: 2, answer: twice }]" });
    await opened.send();
    expect(await opened.send()).toMatchObject({ kind: "accepted" });
    await opened.pass(TIMEOUT);
    expect(opened.outcomes).toMatchObject([{ kind: "accepted" }, { kind: "unknown", code: "SMPP:SILENT" }]);
    expect(opened.channel.ready()).toBe(8);
  });

  it("uses one sequence number for all its requests is answered each time", async () => {
    await using opened = await open();
    for (let count = 0; count < 3; count++) opened.lab.raw(frame(INBOUND));
    await opened.pass(0);
    expect(opened.inbound).toHaveLength(3);
    expect(opened.channel.isUp()).toBe(true);
  });

  it("asks whether we are there is told so", async () => {
    await using opened = await open({ script: "heartbeat: 1s" });
    await opened.pass(5 * HEARTBEAT);
    expect([opened.lab.clients, opened.channel.isUp()]).toEqual([1, true]);
  });

  it("asks us instead of answering when we ask is there", async () => {
    await using opened = await open({ script: "{ heartbeat: 3s, answersHeartbeats: false }" });
    await opened.pass(5 * HEARTBEAT);
    expect([opened.lab.clients, opened.channel.isUp()]).toEqual([1, true]);
  });

  it("is an HTTP server, or wants a frame longer than the protocol has, is left at once", async () => {
    for (const bytes of [Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), frame("00100001000000150000000000000001")]) {
      await using opened = await open();
      opened.lab.raw(bytes);
      await opened.pass(0);
      expect(opened.channel.isUp()).toBe(false);
      expect(opened.logged.join()).toContain("the session ended");
      await opened.pass(5 * SECOND);
      expect(await opened.send()).toMatchObject({ kind: "accepted" });
    }
  });

  it("does not answer when we ask is left", async () => {
    await using opened = await open({ script: "answersHeartbeats: false" });
    await opened.pass(2 * HEARTBEAT);
    expect(opened.logged.join()).toContain("the carrier was not heard of any more");
  });
});

describe("a long text", () => {
  it("leaves in parts that say which they are", async () => {
    await using opened = await open();
    await opened.send({ part: 1, parts: 2, reference: 9, text: "短".repeat(67) });
    await opened.send({ part: 2, parts: 2, reference: 9, text: "信" });
    const headers = opened.lab.seen.map(({ pdu }) => (pdu as { shortMessage: Buffer }).shortMessage.toString("hex", 0, 6));
    expect(headers).toEqual(["050003090201", "050003090202"]);
  });

  it("is answered once by its phone's owner", async () => {
    await using opened = await open({ script: "receiptAfter: 100ms" });
    for (const part of [1, 2]) await opened.send({ phone: "13800139010", part, parts: 2, reference: 9 });
    await opened.pass(SECOND);
    expect(opened.inbound.map(({ text }) => text)).toEqual(["收到"]);
  });

  it("comes in parts, in any order", async () => {
    await using opened = await open();
    opened.lab.say({ from: "13800138000", to: "1069000005", text: "一二三四五六七八九十".repeat(20) });
    await opened.pass(0);
    expect(opened.inbound.map(({ part }) => [part?.number, part?.of])).toEqual([
      [3, 3],
      [2, 3],
      [1, 3],
    ]);
    expect(
      opened.inbound
        .toReversed()
        .map(({ text }) => text)
        .join(""),
    ).toBe("一二三四五六七八九十".repeat(20));
  });
});
