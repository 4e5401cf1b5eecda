import { expect, it } from "vitest";
import { type ExportJob, type ExportOrder, type ExportStep, MOST_CHUNK } from "../store.ts";
import { LEASE, NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

const USER = 7;
const OTHER = 8;
const MINE = 1;
const ITS = 2;

/** `ExportStore` */
export function exportsSuite(open: OpenRig): void {
  making(open);
  leases(open);
  endings(open);
}

function making(open: OpenRig): void {
  it("makes a file chunk by chunk, and hands it out after a restart", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const order = await ordered(rig);
    const waiting = jobOf(order);
    expect(await exports.get(order.id)).toEqual(waiting);
    const running = { ...waiting, state: "running" as const };
    expect(await take(rig, MINE)).toEqual(running);
    expect(await exports.append(order.id, MINE, step(rig, [0, 1, 255], { rows: 2, progress: 0.25, cursor: "a" }))).toBe(true);
    const first = { ...running, rows: 2, bytes: 3, chunks: 1, progress: 0.25, cursor: "a" };
    expect(await exports.get(order.id)).toEqual(first);
    expect(await exports.append(order.id, MINE, step(rig, [], { rows: 0, progress: 0.5, cursor: "b" }))).toBe(true);
    expect(await exports.get(order.id)).toEqual({ ...first, progress: 0.5, cursor: "b" });
    expect(await exports.append(order.id, MINE, step(rig, [9, 8], { rows: 1, progress: 1, doneAt: rig.now + 5 }))).toBe(true);
    await rig.reopen();
    const done = { ...first, state: "done", rows: 3, bytes: 5, chunks: 2, progress: 1, cursor: undefined, endedAt: rig.now + 5 };
    expect(await rig.store.exports.get(order.id)).toEqual(done);
    expect([...((await rig.store.exports.chunk(order.id, 0)) ?? [])]).toEqual([0, 1, 255]);
    expect([...((await rig.store.exports.chunk(order.id, 1)) ?? [])]).toEqual([9, 8]);
    for (const index of [2, -1]) expect(await rig.store.exports.chunk(order.id, index)).toBeUndefined();
    expect(await rig.store.exports.chunk(NOBODY, 0)).toBeUndefined();
    expect(await rig.store.exports.get(NOBODY)).toBeUndefined();
  });

  it("keeps a chunk as long as may be, and of one that is longer nothing", async () => {
    await using rig = await open();
    const { id } = await running(rig);
    const whole = new Uint8Array(MOST_CHUNK + 10).fill(7);
    // a view of more than itself
    expect(await rig.store.exports.append(id, MINE, step(rig, whole.subarray(5, MOST_CHUNK + 5)))).toBe(true);
    expect((await rig.store.exports.chunk(id, 0))?.length).toBe(MOST_CHUNK);
    await expect(rig.store.exports.append(id, MINE, step(rig, whole.subarray(0, MOST_CHUNK + 1)))).rejects.toMatchObject({
      code: "failed",
    });
    expect(await rig.store.exports.get(id)).toMatchObject({ chunks: 1, bytes: MOST_CHUNK });
  });

  it("takes no more orders of a user than may be open, also where they come at once", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const taken = await Promise.all([1, 2, 3, 4].map(() => exports.order(order(rig), 2)));
    expect(taken.filter((is) => is)).toHaveLength(2);
    expect(await exports.order(order(rig, { userId: OTHER }), 2)).toBe(true);
    const first = await take(rig, MINE);
    expect(await exports.order(order(rig), 2)).toBe(false);
    expect(await exports.append(first?.id ?? 0, MINE, step(rig, [], { doneAt: rig.now }))).toBe(true);
    expect(await exports.order(order(rig), 2)).toBe(true);
  });

  it("lists a user's jobs, latest first, the latest 50", async () => {
    await using rig = await open();
    const ids: number[] = [];
    for (let n = 0; n < 52; n++) ids.unshift((await ordered(rig)).id);
    await ordered(rig, { userId: OTHER });
    expect((await rig.store.exports.list(USER)).map(({ id }) => id)).toEqual(ids.slice(0, 50));
    expect(await rig.store.exports.list(OTHER)).toHaveLength(1);
    expect(await rig.store.exports.list(NOBODY)).toEqual([]);
  });
}

function leases(open: OpenRig): void {
  it("gives a job to one maker at a time, oldest first", async () => {
    await using rig = await open();
    const [first, second] = [await ordered(rig), await ordered(rig, { userId: OTHER })];
    const taken = await Promise.all([1, 2, 3].map((token) => take(rig, token)));
    expect(taken.flatMap((job) => job?.id ?? []).sort((a, b) => a - b)).toEqual([first.id, second.id]);
    await ordered(rig);
    await ordered(rig);
    const [third, fourth] = [await take(rig, 4), await take(rig, 5)];
    expect(third?.id).toBeLessThan(fourth?.id ?? 0);
  });

  it("lets another maker go on where the chunks end when a lease has lapsed, and then not the first", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const { id } = await running(rig);
    await exports.append(id, MINE, step(rig, [1], { cursor: "a", until: rig.now + LEASE + 9 }));
    rig.now += LEASE + 8;
    expect(await take(rig, ITS)).toBeUndefined();
    rig.now += 1;
    expect(await take(rig, ITS)).toMatchObject({ id, state: "running", cursor: "a", chunks: 1 });
    expect(await exports.append(id, MINE, step(rig, [2], { doneAt: rig.now }))).toBe(false);
    expect(await exports.fail(id, MINE, rig.now, "no")).toBe(false);
    expect(await exports.append(id, ITS, step(rig, [3], { doneAt: rig.now }))).toBe(true);
    expect([...((await exports.chunk(id, 1)) ?? [])]).toEqual([3]);
  });

  it("lets whoever has a lease that lapsed go on for as long as nobody else has it", async () => {
    await using rig = await open();
    const { id } = await running(rig);
    rig.now += 2 * LEASE;
    expect(await rig.store.exports.append(id, MINE, step(rig, [1]))).toBe(true);
    expect(await take(rig, ITS)).toBeUndefined();
  });

  it("keeps the chunks of one maker, whoever else adds at the same time", async () => {
    await using rig = await open();
    const { id } = await running(rig);
    const added = await Promise.all([1, 2, 3, 4, 5].map((n) => rig.store.exports.append(id, n % 2 === 1 ? MINE : ITS, step(rig, [n]))));
    expect(added).toEqual([true, false, true, false, true]);
    const bytes = await Promise.all([0, 1, 2].map((index) => rig.store.exports.chunk(id, index)));
    expect(bytes.flatMap((chunk) => [...(chunk ?? [])]).sort()).toEqual([1, 3, 5]);
    expect(await rig.store.exports.get(id)).toMatchObject({ rows: 3, bytes: 3, chunks: 3 });
  });

  it("goes on at once with what a dead server made, where one server has the data to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "other servers' leases are theirs until they lapse");
    const { id } = await running(rig);
    await rig.reopen();
    await rig.store.nodes.join("b", rig.now, LEASE);
    expect(await take(rig, ITS)).toMatchObject({ id });
    expect(await rig.store.exports.append(id, MINE, step(rig, [1]))).toBe(false);
  });
}

function endings(open: OpenRig): void {
  it("ends a job that failed with a sentence that is cut, and makes it no more", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const { id } = await running(rig);
    await exports.append(id, MINE, step(rig, [1]));
    expect(await exports.fail(id, MINE, rig.now, `${"x".repeat(199)}😀`)).toBe(true);
    expect(await exports.get(id)).toMatchObject({ state: "failed", endedAt: rig.now, why: "x".repeat(199), chunks: 1 });
    expect(await exports.append(id, MINE, step(rig, [2]))).toBe(false);
    expect(await exports.fail(id, MINE, rig.now, "again")).toBe(false);
    rig.now += LEASE;
    expect(await take(rig, ITS)).toBeUndefined();
  });

  it("calls a job off for its user alone, whether it waits, is made or is done", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const states: readonly ((id: number) => Promise<unknown>)[] = [
      () => Promise.resolve(),
      () => take(rig, MINE),
      async (id) => {
        await take(rig, MINE);
        await exports.append(id, MINE, step(rig, [1], { doneAt: rig.now }));
      },
    ];
    for (const reach of states) {
      const { id } = await ordered(rig);
      await reach(id);
      expect(await exports.remove(id, OTHER)).toBe(false);
      expect(await exports.remove(id, USER)).toBe(true);
      expect(await exports.remove(id, USER)).toBe(false);
      expect(await exports.get(id)).toBeUndefined();
      expect(await exports.chunk(id, 0)).toBeUndefined();
      expect(await exports.list(USER)).toEqual([]);
      expect(await take(rig, ITS)).toBeUndefined();
      expect(await exports.append(id, MINE, step(rig, [2]))).toBe(false);
      expect(await exports.fail(id, MINE, rig.now, "no")).toBe(false);
    }
    expect(await exports.order(order(rig), 1)).toBe(true);
  });

  it("forgets what ended before a time, some chunks a call, and nothing of it is handed out from the first on", async () => {
    await using rig = await open();
    const { exports } = rig.store;
    const old = await running(rig);
    for (let n = 1; n <= 9; n++) await exports.append(old.id, MINE, step(rig, [n], n === 9 ? { doneAt: rig.now } : {}));
    const removed = await ordered(rig);
    await exports.remove(removed.id, USER);
    const kept = await running(rig);
    await exports.append(kept.id, MINE, step(rig, [7], { doneAt: rig.now + 1 }));
    const waits = await ordered(rig);
    let [calls, swept] = [0, 0];
    for (let some = await exports.sweep(rig.now + 1); some > 0; some = await exports.sweep(rig.now + 1)) {
      expect(await exports.get(old.id)).toBeUndefined();
      expect(await exports.chunk(old.id, 8)).toBeUndefined();
      calls += 1;
      swept += some;
    }
    expect(calls).toBeGreaterThan(1);
    // 9 chunks, and 2 jobs
    expect(swept).toBe(11);
    expect((await exports.list(USER)).map(({ id }) => id)).toEqual([waits.id, kept.id]);
    expect([...((await exports.chunk(kept.id, 0)) ?? [])]).toEqual([7]);
    expect(one(await exports.list(USER).then((jobs) => jobs.filter(({ state }) => state === "done"))).id).toBe(kept.id);
  });
}

function order(rig: Rig, over: Partial<ExportOrder> = {}): ExportOrder {
  return { id: rig.id(), userId: USER, at: rig.now, query: '{"phone":"13800138000"}', fileName: "messages.csv", ...over };
}

async function ordered(rig: Rig, over: Partial<ExportOrder> = {}): Promise<ExportOrder> {
  const job = order(rig, over);
  expect(await rig.store.exports.order(job, 100)).toBe(true);
  return job;
}

async function running(rig: Rig): Promise<ExportOrder> {
  const job = await ordered(rig);
  expect(await take(rig, MINE)).toMatchObject({ id: job.id });
  return job;
}

function take(rig: Rig, token: number): Promise<ExportJob | undefined> {
  return rig.store.exports.take(token, rig.now, rig.now + LEASE);
}

function jobOf(order: ExportOrder): ExportJob {
  const nothing = { rows: 0, bytes: 0, chunks: 0, progress: 0, cursor: undefined, endedAt: undefined, why: undefined };
  return { ...order, state: "waiting", ...nothing };
}

function step(rig: Rig, bytes: Iterable<number>, over: Partial<ExportStep> = {}): ExportStep {
  const chunk = bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes);
  return { chunk, rows: 1, progress: 0.5, cursor: undefined, until: rig.now + LEASE, doneAt: undefined, ...over };
}
