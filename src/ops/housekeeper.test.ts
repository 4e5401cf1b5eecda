import { expect, it } from "vitest";
import { DispatchRig } from "../../test/house/dispatch-rig.ts";
import { DEFAULT_SETTINGS } from "../domain/defaults.ts";
import { ManualClock } from "../runtime/manual-clock.ts";
import type { Purge, Purged, RetentionStore, TallyStore } from "../store/store.ts";
import { Housekeeper } from "./housekeeper.ts";

const SECOND = 1_000;
const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOTHING: Purged = { more: false, messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 };

interface Told {
  readonly log: string[];
  readonly sums: Purged[];
}

function housekeeper(
  store: RetentionStore,
  clock: ManualClock,
  retention = DEFAULT_SETTINGS.retention,
  tallies: Pick<TallyStore, "fold"> = { fold: () => Promise.resolve(false) },
): Told & { readonly keeper: Housekeeper } {
  const told: Told = { log: [], sums: [] };
  const keeper = new Housekeeper({
    store,
    tallies,
    clock,
    log: (level, message, facts) => told.log.push(`${level}: ${message} ${JSON.stringify(facts)}`),
    settings: () => ({ ...DEFAULT_SETTINGS, retention }),
    forgot: (gone) => told.sums.push(gone),
  });
  return { ...told, keeper };
}

/** A store whose steps take some time each and answer one after the other. */
function stepping(
  clock: ManualClock,
  steps: readonly (Partial<Purged> | Error)[],
  takes = 0,
): { readonly store: RetentionStore; readonly asked: (Purge & { readonly at: number })[] } {
  const asked: (Purge & { at: number })[] = [];
  const left = [...steps];
  const store: RetentionStore = {
    pace: { step: 5, pause: 4, least: 10, most: 1_000 },
    async purge(request) {
      asked.push({ ...request, at: clock.monotonic() });
      if (takes > 0) await new Promise<void>((resolve) => void clock.after(takes, resolve));
      const step = left.shift() ?? NOTHING;
      if (step instanceof Error) throw step;
      return { ...NOTHING, ...step };
    },
  };
  return { store, asked };
}

it("forgets what has been over for as long as the settings say, and says what and how many reports went with it", async () => {
  await using rig = await DispatchRig.open({ channels: { a: "" } });
  await rig.send(["13800138000", "13800138001"]);
  const { keeper, log, sums } = housekeeper(rig.store.retention, rig.clock, { messages: HOUR, parkedReceipts: DAY });
  await rig.quiet();
  const at = rig.clock.now();
  const [first] = rig.channel("a").seen;
  await rig.channel("a").host.receipts([{ upstreamId: `${first?.messageId}/1/1`, status: "delivered", code: "DELIVRD", at, raw: "" }]);
  keeper.start();
  await rig.pass(50 * MINUTE, 10 * MINUTE);
  expect(log).toEqual([]);
  await rig.pass(20 * MINUTE, 10 * MINUTE);
  await keeper.stop();
  expect(log).toEqual([
    'info: what is too old was forgotten {"messages":1,"inbound":0,"parkedReceipts":0}',
    'warn: reports that no query fetched and no push got through went with their messages {"count":1}',
  ]);
  expect(sums.reduce((sum, { messages }) => sum + messages, 0)).toBe(1);
  expect(await rig.reports()).toEqual([]);
});

it("looks once a minute by what the settings say then", async () => {
  const clock = new ManualClock();
  const { store, asked } = stepping(clock, []);
  const { keeper, log } = housekeeper(store, clock);
  const start = clock.now();
  keeper.start();
  await clock.advance(3 * MINUTE + SECOND);
  await keeper.stop();
  expect(asked.map(({ at }) => at)).toEqual([MINUTE, 2 * MINUTE, 3 * MINUTE]);
  expect(asked[0]).toMatchObject({
    now: start + MINUTE,
    before: { messages: start + MINUTE - 190 * DAY, parkedReceipts: start + MINUTE - 30 * DAY },
  });
  expect(log).toEqual([]);
});

it("leaves the store to others for most of the time, and takes smaller steps where they are slow", async () => {
  const clock = new ManualClock();
  const slow = stepping(clock, Array(50).fill({ more: true, messages: 10 }), 20);
  const { keeper, log } = housekeeper(slow.store, clock);
  keeper.start();
  await clock.advance(2 * MINUTE);
  const gaps = slow.asked.slice(1, 50).map(({ at }, index) => at - (slow.asked[index]?.at ?? 0));
  expect(Math.min(...gaps)).toBe(100);
  expect(slow.asked[40]?.limit).toBe(10);
  expect(log).toEqual(['info: what is too old was forgotten {"messages":500,"inbound":0,"parkedReceipts":0}']);
  await keeper.stop();
});

it("takes larger steps where they are quick", async () => {
  const clock = new ManualClock();
  const quick = stepping(clock, Array(50).fill({ more: true }), 1);
  const { keeper } = housekeeper(quick.store, clock);
  keeper.start();
  await clock.advance(2 * MINUTE);
  expect(quick.asked[0]?.limit).toBe(10);
  expect(quick.asked[40]?.limit).toBe(1_000);
  await keeper.stop();
});

it("tells once a minute what went while it has much to do", async () => {
  const clock = new ManualClock();
  const endless = stepping(clock, Array(10_000).fill({ more: true, messages: 1, unreported: 1 }), 20);
  const { keeper, log } = housekeeper(endless.store, clock);
  keeper.start();
  await clock.advance(3 * MINUTE + SECOND);
  expect(log.filter((line) => line.startsWith("info"))).toHaveLength(2);
  expect(log.filter((line) => line.startsWith("warn"))).toEqual([
    expect.stringMatching(/^warn: reports that no query fetched and no push got through went with their messages \{"count":60\d\}$/),
    expect.stringContaining('"count":60'),
  ]);
  const stopped = keeper.stop();
  await clock.advance(20);
  await stopped;
});

it("goes on in the next minute after the store has failed, and stops in the middle of its work", async () => {
  const clock = new ManualClock();
  const failing = stepping(clock, [{ more: true, messages: 3 }, new Error("the disk is gone"), ...Array(1_000).fill({ more: true })], 20);
  const { keeper, log } = housekeeper(failing.store, clock);
  keeper.start();
  await clock.advance(MINUTE + SECOND);
  expect(log).toEqual([
    expect.stringContaining("error: what is too old could not be forgotten; it is tried again in a minute"),
    'info: what is too old was forgotten {"messages":3,"inbound":0,"parkedReceipts":0}',
  ]);
  await clock.advance(MINUTE + SECOND);
  const before = failing.asked.length;
  expect(before).toBeGreaterThan(5);
  const stopped = keeper.stop();
  await clock.advance(20);
  await stopped;
  await clock.advance(5 * MINUTE);
  expect(failing.asked.length - before).toBeLessThanOrEqual(1);
});

it("adds up what was counted once a minute, for as long as there is more, and forgets what is old though that fails", async () => {
  const clock = new ManualClock();
  const asked: number[] = [];
  const answers = [true, true, false, new Error("the disk is gone"), false];
  const fold = async (now: number): Promise<boolean> => {
    asked.push(now);
    const answer = answers.shift() ?? false;
    if (answer instanceof Error) throw answer;
    return answer;
  };
  const old = stepping(clock, []);
  const { keeper, log } = housekeeper(old.store, clock, undefined, { fold });
  const start = clock.now();
  keeper.start();
  await clock.advance(3 * MINUTE + SECOND);
  await keeper.stop();
  expect(asked.map((at) => Math.floor((at - start) / MINUTE))).toEqual([1, 1, 1, 2, 3]);
  expect(old.asked).toHaveLength(3);
  expect(log).toEqual([expect.stringContaining("error: what was counted could not be added up; it is tried again in a minute")]);
});
