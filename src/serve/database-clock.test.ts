import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testDatabase } from "../../test/support/postgres.ts";
import { setClock, withOddClock } from "../../test/support/postgres-clock.ts";
import { idTime } from "../domain/ids.ts";
import { type Clock, systemClock } from "../runtime/clock.ts";
import { fill, open } from "../store/postgres/opener.testing.ts";
import type { Store } from "../store/store.ts";
import { NodeLease } from "./node-lease.ts";

const HOUR = 3_600_000;
const TTL = 3_000;
const SHORT_TTL = 1_000;
const CHANNEL = 1;
const DAY = 24 * HOUR;

let url: string;
let store: Store;
let tidyUp: () => Promise<void>;
let leases: NodeLease[];
let told: string[];

beforeEach(async () => {
  const database = await testDatabase({ name: "yizhan_template", fill });
  ({ url } = database);
  await withOddClock(url);
  store = await open(url);
  [leases, told] = [[], []];
  tidyUp = async () => {
    await Promise.all(leases.map((lease) => lease.leave()));
    await store.close();
    await database.drop();
  };
});

afterEach(() => tidyUp());

async function join(clock: Clock = systemClock): Promise<NodeLease> {
  const lease = await NodeLease.join({ store: store.nodes, clock, log: (_level, message) => told.push(message), ttl: TTL });
  leases.push(lease);
  return lease;
}

async function hold(lease: NodeLease, slots: number): Promise<readonly number[]> {
  const { node, name, clock } = lease;
  const channels = [{ channelId: CHANNEL, slots, serves: false }];
  const [share] = await store.shares.hold({ node, name, ttl: TTL, witness: () => clock.witness, channels, release: [] });
  return share?.slots ?? [];
}

/** How far a node's time is from the true one, ms. */
const off = (lease: NodeLease): number => Math.abs(lease.clock.now() - Date.now());

describe.each([
  ["back an hour", -HOUR],
  ["back to where the world began", -50 * 365 * DAY],
  ["on by ten seconds", 10_000],
  ["on by an hour", HOUR],
  ["on by ten years", 3_650 * DAY],
])("a database whose clock is set %s", (_name, by) => {
  it("takes nothing from nodes that live, and frees what dead ones had as soon as ever", async () => {
    const [a, b] = [await join(), await join()];
    expect(await hold(a, 3)).toEqual([0, 1, 2]);
    // b says that it is there as well, so that two of three slots are a fair share
    await hold(b, 3);
    const [nodeOfA, heard] = [a.node, [] as boolean[]];
    a.onChange((held) => heard.push(held));
    const dead = await store.nodes.join("dead", Date.now(), SHORT_TTL);
    await store.shares.hold({
      node: dead.node,
      name: "dead",
      ttl: SHORT_TTL,
      channels: [{ channelId: 2, slots: 1, serves: true }],
      release: [],
    });
    const diedAt = performance.now();
    await setClock(url, by);
    expect(await hold(a, 3)).toEqual([0, 1, 2]);
    expect(await hold(b, 3)).toEqual([]);
    await a.renew();
    await b.renew();
    const id = a.ids.take();
    expect(Math.abs(idTime(id) - Date.now())).toBeLessThan(5_000);
    const asked = async (): Promise<readonly number[]> => {
      const channels = [{ channelId: 2, slots: 1, serves: false }];
      const round = { node: b.node, name: b.name, ttl: TTL, witness: () => b.clock.witness, channels, release: [] };
      return (await store.shares.hold(round)).flatMap(({ slots }) => slots);
    };
    expect(await asked()).toEqual([]);
    await expect.poll(asked, { timeout: 10_000, interval: 50 }).toEqual([0]);
    expect(performance.now() - diedAt).toBeGreaterThan(SHORT_TTL - 500);
    expect(performance.now() - diedAt).toBeLessThan(SHORT_TTL + 5_000);
    expect([heard, a.node]).toEqual([[], nodeOfA]);
    expect(Math.max(off(a), off(b))).toBeLessThan(5_000);
    expect(told).toContain("the database's clock has jumped; nodes go on as if it had not, and near it slowly");
  });

  it("gives a node that comes after that the others' time, and is followed again when it is put right", async () => {
    const a = await join();
    await setClock(url, by);
    const c = await join();
    await a.renew();
    await c.renew();
    expect(c.node).not.toBe(a.node);
    expect(Math.abs(a.clock.now() - c.clock.now())).toBeLessThan(5_000);
    expect(Math.max(off(a), off(c))).toBeLessThan(5_000);
    await setClock(url, 0);
    for (const lease of [a, c]) await lease.renew();
    expect(Math.max(off(a), off(c))).toBeLessThan(5_000);
    expect(Math.abs(a.clock.ahead)).toBeLessThan(5_000);
    expect([a.held, c.held]).toEqual([true, true]);
  });
});

it("nears the database's clock again by a twentieth of the time that passes", async () => {
  const a = await join();
  await setClock(url, -HOUR);
  await a.renew();
  const [ahead, at] = [a.clock.ahead, performance.now()];
  expect(ahead).toBeGreaterThan(HOUR - 5_000);
  await expect.poll(() => a.renew().then(() => a.clock.ahead), { timeout: 10_000, interval: 100 }).toBeLessThan(ahead - 100);
  expect(ahead - a.clock.ahead).toBeLessThan((performance.now() - at) / 10);
});

it("goes on from where the last node was, where the clock was set back while nobody ran", async () => {
  const a = await join();
  await a.leave();
  leases = [];
  await setClock(url, -HOUR);
  expect(off(await join({ ...systemClock, now: () => Date.now() - HOUR }))).toBeLessThan(5_000);
});

it("follows a clock that was set on where the machine's says the same: all were suspended", async () => {
  const a = await join({ ...systemClock, now: () => Date.now() + HOUR });
  await setClock(url, HOUR);
  await a.renew().catch(() => undefined);
  await expect.poll(() => a.held, { timeout: 10_000 }).toBe(true);
  expect(Math.abs(a.clock.now() - Date.now() - HOUR)).toBeLessThan(5_000);
});
