import { describe, expect, it } from "vitest";
import { Gate } from "../../test/house/scripted-carrier.ts";
import { turnOfLoop } from "../../test/house/until.ts";
import { IdSource } from "../domain/ids.ts";
import type { ChannelInbound } from "../domain/inbound.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import type { InboundArrival } from "../store/store.ts";
import { InboundIntake } from "./intake.ts";

const TEXT: ChannelInbound = { key: "k", phone: "13800138000", accessCode: "106905", text: "收到", at: 7 };

/** An intake over a store whose one call a test answers. */
function held() {
  const clock = new ManualClock();
  const gate = new Gate<Error | undefined>();
  const calls: { readonly channelId: number; readonly arrivals: readonly InboundArrival[] }[] = [];
  let stored = 0;
  const store = async (channelId: number, arrivals: readonly InboundArrival[]): Promise<void> => {
    calls.push({ channelId, arrivals });
    const error = await gate.opened;
    if (error) throw error;
  };
  const ids = new IdSource(() => clock.now(), 0);
  const intake = new InboundIntake({ store: { store }, ids, clock, stored: () => (stored += 1) });
  return { clock, gate, calls, intake, stored: () => stored };
}

/** What is stored of one text. */
async function storedOf(over: Partial<ChannelInbound>): Promise<InboundArrival> {
  const { gate, calls, intake } = held();
  gate.open(undefined);
  await intake.take(3, [{ ...TEXT, ...over }]);
  return calls[0]?.arrivals[0] as InboundArrival;
}

describe("the intake of inbound texts", () => {
  it("acknowledges texts when they are stored, and not before", async () => {
    const { gate, intake, stored } = held();
    let acknowledged = false;
    const taking = intake.take(3, [TEXT]).then(() => {
      acknowledged = true;
    });
    await turnOfLoop();
    expect([acknowledged, stored()]).toEqual([false, 0]);
    gate.open(undefined);
    await taking;
    expect([acknowledged, stored()]).toEqual([true, 1]);
  });

  it("leaves unacknowledged what could not be stored", async () => {
    const { gate, intake, stored } = held();
    gate.open(new Error("the disk is full"));
    await expect(intake.take(3, [TEXT])).rejects.toThrow("the disk is full");
    expect(stored()).toBe(0);
  });

  it("hands all of them on with ids of their own, and a minute to wait for each other", async () => {
    const { clock, gate, calls, intake } = held();
    gate.open(undefined);
    await intake.take(3, [TEXT, { ...TEXT, key: "l", part: { reference: 9, number: 2, of: 3 } }]);
    const whole = { phone: "13800138000", accessCode: "106905", text: "收到", at: 7, mergeBy: clock.now() + 60_000 };
    const [one, two] = calls[0]?.arrivals ?? [];
    expect(calls[0]?.channelId).toBe(3);
    expect(one).toEqual({ ...whole, id: one?.id, key: "k", reference: 0, part: 1, parts: 1 });
    expect(two).toEqual({ ...whole, id: two?.id, key: "l", reference: 9, part: 2, parts: 3 });
    expect(two?.id).toBeGreaterThan(one?.id ?? Number.NaN);
  });

  it("troubles the store about nothing where there is nothing", async () => {
    const { calls, intake } = held();
    await intake.take(3, []);
    expect(calls).toEqual([]);
  });
});

describe("what an upstream brings", () => {
  it.each([
    ["8613800138000", "13800138000"],
    ["+86 138 0013 8000", "13800138000"],
    ["004915112345678", "+4915112345678"],
    ["10086", "10086"],
    ["x".repeat(100), "x".repeat(40)],
  ])("has the phone %s stored as %s", async (phone, stored) => {
    expect((await storedOf({ phone })).phone).toBe(stored);
  });

  it.each([
    { reference: 1, number: 0, of: 3 },
    { reference: 1, number: 4, of: 3 },
    { reference: 1, number: 1, of: 256 },
    { reference: 1, number: 1.5, of: 3 },
    { reference: Number.NaN, number: 1, of: 3 },
  ])("is a text by itself where it says it is part $number of $of, reference $reference", async (part) => {
    expect(await storedOf({ part })).toMatchObject({ reference: 0, part: 1, parts: 1 });
  });

  it("is cut where no text is that long, between characters", async () => {
    const { text, accessCode } = await storedOf({ text: "😀".repeat(6_000).slice(1), accessCode: "1".repeat(1_000) });
    expect([text.length, text.isWellFormed(), accessCode.length]).toEqual([9_999, false, 40]);
    expect(text.slice(1).isWellFormed()).toBe(true);
  });

  it("may have keys of any length, which stay different", async () => {
    const long = "k".repeat(5_000);
    const keys = await Promise.all([`${long}1`, `${long}2`, `${long}1`].map(async (key) => (await storedOf({ key })).key));
    expect(keys[0]).toHaveLength(64);
    expect(keys[0]).toBe(keys[2]);
    expect(keys[0]).not.toBe(keys[1]);
  });
});
