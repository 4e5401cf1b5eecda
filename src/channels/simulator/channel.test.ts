import { describe, expect, it } from "vitest";
import { sampleChannel } from "../../../test/house/samples.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import type { ChannelReceipt, Outstanding, OutstandingCursor } from "../../domain/receipt.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import type { ChannelHost, Outcome, Part } from "../channel.ts";
import { SimulatorChannel } from "./channel.ts";
import type { SimulatorSettings } from "./settings.ts";

const SECOND = 1_000;

function part(phone: string, attempt = 1): Part {
  return { messageId: 64, attempt, part: 1, parts: 1, medium: "sms", phone, source: "1069", text: "您好", reference: 0 };
}

interface Options extends Partial<SimulatorSettings> {
  readonly owing?: readonly Outstanding[];
  readonly random?: () => number;
  /** Told of every hand-over before it is taken; may reject it. */
  readonly receiving?: () => void;
  readonly answering?: () => void;
}

/** A running simulator, with everything it does in the order in which it does it. */
async function open({ owing = [], random, receiving = () => undefined, answering = () => undefined, ...settings }: Options = {}) {
  const clock = new ManualClock();
  const events: string[] = [];
  const receipts: ChannelReceipt[] = [];
  const inbound: ChannelInbound[] = [];
  const pages: (OutstandingCursor | undefined)[] = [];
  const host: ChannelHost = {
    clock,
    receipts: async (batch) => {
      receiving();
      for (const receipt of batch) events.push(`receipt ${receipt.code}`);
      receipts.push(...batch);
    },
    inbound: async (batch) => {
      answering();
      events.push("inbound");
      inbound.push(...batch);
    },
    late: () => undefined,
    readyChanged: () => undefined,
    callback: () => () => undefined,
    submits: async () => [],
    outstanding: async (after, limit) => {
      pages.push(after);
      return owing.filter((submit) => submit.messageId > (after?.messageId ?? 0)).slice(0, limit);
    },
    log: () => undefined,
  };
  const own = { receiptDelay: SECOND, submitDelay: 0, failRate: 0, ...settings };
  const channel = new SimulatorChannel(sampleChannel({ own }), host, random);
  await channel.start();
  const send = async (phone: string, attempt?: number): Promise<Outcome> => {
    const outcome = await channel.send(part(phone, attempt));
    events.push(outcome.kind);
    return outcome;
  };
  return { clock, channel, host, events, receipts, inbound, pages, send };
}

describe("a submit to a phone that ends in", () => {
  // biome-ignore format: the platform's table
  it.each([
    ["0000", ["accepted", "receipt DELIVRD"]],
    ["9001", ["accepted", "receipt UNDELIV"]],
    ["9002", ["accepted", "receipt EXPIRED"]],
    ["9003", ["accepted", "receipt REJECTD"]],
    ["9004", ["refused"]],
    ["9005", ["accepted"]],
    ["9006", ["accepted", "receipt DELIVRD", "receipt DELIVRD"]],
    ["9007", ["receipt DELIVRD", "accepted"]],
    ["9008", ["deferred"]],
    ["9009", ["accepted", "receipt MA:0006"]],
    ["9010", ["accepted", "receipt DELIVRD", "inbound"]],
    ["9011", ["accepted", "receipt DELIVRD", "inbound"]],
    ["9012", ["accepted", "receipt DELIVRD", "inbound"]],
    ["9013", ["unknown"]],
  ])("%s", async (ending, expected) => {
    const { clock, events, receipts, send } = await open();
    const outcome = await send(`1380013${ending}`);
    await clock.advance(3_600 * SECOND);
    expect(events).toEqual(expected);
    for (const receipt of receipts) {
      expect(receipt.status).toBe(receipt.code === "DELIVRD" ? "delivered" : "failed");
      expect(outcome).toEqual({ kind: "accepted", upstreamId: receipt.upstreamId });
    }
  });

  it("9004 is refused for good with the code SIM:1", async () => {
    const { send } = await open();
    expect(await send("13800139004", 5)).toEqual({ kind: "refused", code: "SIM:1", final: true });
  });

  it.each(["9008", "9013"])("%s is accepted and delivered the second time", async (ending) => {
    const { clock, events, send } = await open();
    await send(`1380013${ending}`, 2);
    await clock.advance(2 * SECOND);
    expect(events).toEqual(["accepted", "receipt DELIVRD"]);
  });

  it("9001 elsewhere than at the end is like any other", async () => {
    const { clock, events, send } = await open();
    await send("13890010000");
    await clock.advance(2 * SECOND);
    expect(events).toEqual(["accepted", "receipt DELIVRD"]);
  });
});

describe("receipts", () => {
  it("come after their delay, not before", async () => {
    const { clock, receipts, send } = await open({ receiptDelay: 50 });
    await send("13800138000");
    await clock.advance(49);
    expect(receipts).toEqual([]);
    await clock.advance(1);
    expect(receipts).toMatchObject([{ at: clock.now() }]);
  });

  it("come each in its time, together where their time is the same", async () => {
    const { clock, receipts, send } = await open();
    await send("13800138000");
    await send("13800138001");
    await clock.advance(400);
    await send("13800138002");
    await clock.advance(600);
    expect(receipts).toHaveLength(2);
    await clock.advance(400);
    expect(receipts).toHaveLength(3);
  });

  it("that were not taken come again, while others go on, and the submit before which one comes is still answered", async () => {
    let failures = 1;
    const { clock, receipts, send } = await open({
      receiving: () => {
        if (failures-- > 0) throw new Error("the store is full");
      },
    });
    expect(await send("13800139007")).toMatchObject({ kind: "accepted" });
    expect(receipts).toEqual([]);
    await send("13800138000");
    await clock.advance(3 * SECOND);
    expect(receipts).toHaveLength(2);
  });

  it("that come again need not wait for those that are due much later", async () => {
    let failures = 1;
    const { clock, receipts, send } = await open({
      receiptDelay: 3_600 * SECOND,
      receiving: () => {
        if (failures-- > 0) throw new Error("the store is full");
      },
    });
    await send("13800138000");
    await send("13800139007");
    await clock.advance(SECOND);
    expect(receipts).toHaveLength(1);
  });

  it("fail at the configured rate, but only those that would have been delivered", async () => {
    const { clock, events, send } = await open({ failRate: 0.25, random: () => 0.2 });
    await send("13800138000");
    await send("13800139002");
    await clock.advance(2 * SECOND);
    expect(events).toEqual(["accepted", "accepted", "receipt UNDELIV", "receipt EXPIRED"]);
    const lucky = await open({ failRate: 0.25, random: () => 0.25 });
    await lucky.send("13800138000");
    await lucky.clock.advance(2 * SECOND);
    expect(lucky.events).toEqual(["accepted", "receipt DELIVRD"]);
  });

  it("stop coming when the channel stops", async () => {
    const { clock, channel, receipts, send } = await open();
    await send("13800138000");
    await channel.stop();
    await clock.advance(60 * SECOND);
    expect(receipts).toEqual([]);
  });
});

describe("a phone that ends in", () => {
  it.each([
    ["9010", "收到"],
    ["9011", "T"],
  ])("%s answers %s to the access code that it saw", async (ending, text) => {
    const { clock, inbound, receipts, send } = await open();
    await send(`1380013${ending}`);
    await clock.advance(SECOND);
    const key = `mo-${receipts[0]?.upstreamId}`;
    expect(inbound).toEqual([{ key, phone: `1380013${ending}`, accessCode: "1069", text, at: clock.now() }]);
  });

  it("9012 answers 200 characters in three parts that come out of order", async () => {
    const { clock, inbound, send } = await open();
    await send("13800139012");
    await clock.advance(SECOND);
    expect(inbound.map(({ part }) => part)).toEqual([3, 1, 2].map((number) => ({ reference: 1, number, of: 3 })));
    expect(new Set(inbound.map(({ key }) => key)).size).toBe(3);
    const inOrder = inbound.toSorted((a, b) => (a.part?.number ?? 0) - (b.part?.number ?? 0)).map(({ text }) => text);
    expect(inOrder.map((text) => text.length)).toEqual([67, 67, 66]);
    expect(inOrder.join("")).toBe("一二三四五六七八九十".repeat(20));
  });

  it("9010 answers a long message once, and each message anew", async () => {
    const { clock, channel, inbound, send } = await open();
    const long = [1, 2, 3].map((number) => ({ ...part("13800139010"), part: number, parts: 3 }));
    for (const each of long) await channel.send(each);
    await clock.advance(SECOND);
    expect(inbound).toHaveLength(1);
    await send("13800139010");
    await clock.advance(SECOND);
    expect(new Set(inbound.map(({ key }) => key)).size).toBe(2);
  });

  it("9010 does not answer what it did not get", async () => {
    const { clock, inbound, send } = await open({ failRate: 1 });
    await send("13800139010");
    await clock.advance(60 * SECOND);
    expect(inbound).toEqual([]);
  });

  it("9010 answers when the receipt was taken, and again until the answer is", async () => {
    const failures = { receiving: 2, answering: 2 };
    const fail = (which: keyof typeof failures) => () => {
      if (failures[which]-- > 0) throw new Error("the store is full");
    };
    const { clock, events, send } = await open({ receiving: fail("receiving"), answering: fail("answering") });
    await send("13800139010");
    await clock.advance(4 * SECOND);
    expect(events).toEqual(["accepted", "receipt DELIVRD"]);
    await clock.advance(SECOND);
    expect(events).toEqual(["accepted", "receipt DELIVRD", "inbound"]);
    await clock.advance(60 * SECOND);
    expect(events).toHaveLength(3);
  });
});

describe("after a restart", () => {
  const owed = (ending: string, ago: number, messageId = 32): Outstanding => ({
    messageId,
    part: 1,
    upstreamId: `old-${messageId}`,
    phone: `1380013${ending}`,
    at: new ManualClock().now() - ago,
  });

  it.each([
    ["0000", ["receipt DELIVRD"]],
    ["9001", ["receipt UNDELIV"]],
    ["9005", []],
    ["9006", ["receipt DELIVRD", "receipt DELIVRD"]],
    ["9007", ["receipt DELIVRD"]],
  ])("it owes what it had accepted from a phone that ends in %s", async (ending, expected) => {
    const { clock, events, receipts } = await open({ owing: [owed(ending, 600)] });
    await clock.advance(0);
    expect(events).toEqual(ending === "9007" ? expected : []);
    await clock.advance(400);
    expect(events).toEqual(expected);
    expect(receipts.every((receipt) => receipt.upstreamId === "old-32")).toBe(true);
  });

  it("it brings at once what has been due for long", async () => {
    const { clock, receipts } = await open({ owing: [owed("0000", 3_600 * SECOND)] });
    await clock.advance(0);
    expect(receipts).toMatchObject([{ at: clock.now() }]);
  });

  it("it reads all of what it owes, page by page", async () => {
    const owing = Array.from({ length: 2_500 }, (_, index) => owed("0000", 0, 32 * (index + 1)));
    const { clock, receipts, pages } = await open({ owing });
    expect(pages.map((after) => after?.messageId)).toEqual([undefined, 32_000, 64_000]);
    await clock.advance(SECOND);
    expect(new Set(receipts.map((receipt) => receipt.upstreamId)).size).toBe(2_500);
  });

  it("it is not up, and can be started again, when what it owes could not be read", async () => {
    const { host } = await open();
    let failures = 1;
    const channel = new SimulatorChannel(sampleChannel({ own: { receiptDelay: 0, submitDelay: 0, failRate: 0 } }), {
      ...host,
      outstanding: async () => {
        if (failures-- > 0) throw new Error("the store is closed");
        return [];
      },
    });
    await expect(channel.start()).rejects.toThrow("the store is closed");
    expect([channel.isUp(), channel.ready()]).toEqual([false, 0]);
    await channel.start();
    expect(channel.isUp()).toBe(true);
  });

  it("it does not use an upstream id again", async () => {
    const before = await open();
    const first = await before.send("13800138000");
    const after = await open();
    await after.clock.advance(1);
    const channel = new SimulatorChannel(sampleChannel({ own: { receiptDelay: 0, submitDelay: 0, failRate: 0 } }), after.host);
    await channel.start();
    expect(await channel.send(part("13800138000"))).not.toEqual(first);
  });
});
