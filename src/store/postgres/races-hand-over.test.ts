import { expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { Random } from "../../../test/support/random.ts";
import { arrivalOf, assign, PATIENCE } from "../conformance/inbound-rig.ts";
import { LANE, LEASE, OPENING, Rig } from "../conformance/rig.ts";
import type { PushItem, PushResult, Store } from "../store.ts";
import { fill, open } from "./opener.testing.ts";

const TIMEOUT = 60_000;
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** Two nodes on one database. */
interface Pair extends AsyncDisposable {
  readonly rig: Rig;
  readonly nodes: readonly [Store, Store];
}

async function pair(): Promise<Pair> {
  const database = await testDatabase({ name: "yizhan_template", fill });
  const [store, other] = [await open(database.url), await open(database.url)];
  const reopen = () => Promise.reject(new Error("these nodes stay"));
  const elsewhere = { module: "", argument: "" };
  const rig = await Rig.open({ store, reopen, elsewhere, servers: "many", discard: () => database.drop() });
  return {
    rig,
    nodes: [store, other],
    async [Symbol.asyncDispose]() {
      await Promise.all([store.close(), other.close()]);
      await rig[Symbol.asyncDispose]();
    },
  };
}

/** What is handed out under leases: reports or inbound texts. */
interface Desk {
  take(store: Store, token: number, now: number, until: number): Promise<readonly number[]>;
  confirm(store: Store, token: number, ids: readonly number[]): Promise<void>;
  release(store: Store, token: number, ids: readonly number[]): Promise<void>;
}

const DESKS: Record<string, (rig: Rig) => Desk> = {
  reports: ({ accountId, now: at }) => ({
    async take({ reports }, token, now, until) {
      const asked = { accountId, token, limit: 7, submissionId: undefined, notBefore: undefined, now, until };
      return (await reports.take(asked)).map(({ messageId }) => messageId);
    },
    confirm: ({ reports }, token, ids) => reports.confirm(accountId, token, ids, at),
    release: ({ reports }, token, ids) => reports.release(accountId, token, ids),
  }),
  "inbound texts": ({ accountId, now: at }) => ({
    async take({ inbound }, token, now, until) {
      return (await inbound.take({ accountId, token, limit: 7, notBefore: undefined, now, until })).map(({ id }) => id);
    },
    confirm: ({ inbound }, token, ids) => inbound.confirm(accountId, token, ids, at),
    release: ({ inbound }, token, ids) => inbound.release(accountId, token, ids),
  }),
};

it.each(["reports", "inbound texts"])("hands %s of an account out once, whichever nodes are asked", { timeout: TIMEOUT }, async (kind) => {
  await using both = await pair();
  const { rig } = both;
  const ids = kind === "reports" ? await failed(rig, 300) : await texts(rig, 300);
  const desk = DESKS[kind]?.(rig);
  if (!desk) throw new Error(kind);
  const random = new Random(7);
  const held = new Set<number>();
  const handed: number[] = [];
  let now = rig.now;
  const worker = async (store: Store): Promise<void> => {
    while (handed.length < ids.length) {
      now += 1;
      const token = rig.id();
      if (random.chance(0.1)) {
        // a node that dies: its lease lapses
        await desk.take(store, token, now, now + 20);
        continue;
      }
      const taken = await desk.take(store, token, now, now + 1_000_000);
      for (const id of taken) {
        expect(held.has(id), `${id} is in another node's hands`).toBe(false);
        held.add(id);
      }
      if (random.chance(0.2)) {
        for (const id of taken) held.delete(id);
        await desk.release(store, token, taken);
      } else {
        handed.push(...taken);
        await desk.confirm(store, token, taken);
      }
    }
  };
  await Promise.all([...both.nodes, ...both.nodes, ...both.nodes].map(worker));
  expect(ascending(handed)).toEqual(ids);
  expect(await desk.take(rig.store, rig.id(), now + 2_000_000, now + 3_000_000)).toEqual([]);
});

it("gives an item of one endpoint to one of two nodes, and hears each outcome once", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const ids = await failed(rig, 200, { pull: false, push: true });
  const { accountId, now } = rig;
  const endpoint = { accountId, kind: "report" } as const;
  const applied = new Map<number, number>();
  const node = async (store: Store, other: Store): Promise<void> => {
    for (;;) {
      const token = rig.id();
      const items = await store.pushes.take({ ...endpoint, token, limit: 11, now, until: now + LEASE });
      if (items.length === 0) return;
      const told = items.map((item): PushResult => {
        const done = { ...endpoint, itemId: idOf(item), token, at: now, verdict: "received", status: 200, note: "", nextAt: undefined };
        return done as PushResult;
      });
      // the outcome is told on both nodes, as after an answer that was lost
      for (const answers of await Promise.all([store.pushes.record(told), other.pushes.record(told)])) {
        answers.forEach((yes, index) => {
          const id = told[index]?.itemId ?? 0;
          if (yes) applied.set(id, (applied.get(id) ?? 0) + 1);
        });
      }
    }
  };
  const [first, second] = both.nodes;
  await Promise.all([node(first, second), node(second, first), node(first, second), node(second, first)]);
  expect(ascending([...applied.keys()])).toEqual(ids);
  expect(new Set(applied.values())).toEqual(new Set([1]));
  expect(await rig.store.pushes.due(now + LEASE)).toEqual([]);
});

it("either claims or cancels each message of a submission, never both", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const [first, second] = both.nodes;
  let [claimed, cancelled] = [0, 0];
  for (let round = 0; round < 8; round++) {
    const { id } = await rig.accepted({ to: 60 });
    const cancel = async (store: Store, after: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, after));
      const ended = await store.submissions.cancel(id, rig.accountId, rig.now, "test");
      cancelled += ended ?? 0;
    };
    const claims = async (store: Store): Promise<void> => {
      const request = { lane: LANE, node: 1, dueBefore: rig.now, leaseUntil: rig.now + LEASE, limit: 9 };
      for (let got = 9; got > 0; ) {
        got = (await store.dispatch.claim(request)).length;
        claimed += got;
      }
    };
    await Promise.all([claims(first), claims(second), cancel(second, round), cancel(first, round)]);
  }
  expect(claimed + cancelled).toBe(8 * 60);
  expect(await rig.reports()).toHaveLength(cancelled);
  expect(await rig.credits()).toBe(OPENING - claimed);
  expect(await rig.store.ledger.audit()).toEqual([]);
});

it("decides a review once, whoever approves, rejects or cancels it at the same moment", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const [first, second] = both.nodes;
  const held = { state: "held" } as const;
  let [approved, ended] = [0, 0];
  for (let round = 0; round < 10; round++) {
    const submission = await rig.accepted({ to: [held, held, held], text: `第${round}次`, sendAt: rig.now + 60_000 });
    const decision = { submissionId: submission.id, reason: "", actor: "test", at: rig.now };
    const [yes, no, withdrawn] = await Promise.all([
      first.reviews.decide({ ...decision, approve: true }),
      second.reviews.decide({ ...decision, approve: false }),
      second.submissions.cancel(submission.id, rig.accountId, rig.now, "test"),
    ]);
    expect([yes, no].filter((answer) => answer !== undefined).length).toBeLessThanOrEqual(1);
    // what was approved may be cancelled afterwards; what was rejected has nothing left to cancel
    expect((no ?? 0) + (withdrawn ?? 0)).toBeLessThanOrEqual(3);
    approved += yes === 3 && withdrawn === 0 ? 3 : 0;
    ended += (no ?? 0) + (withdrawn ?? 0);
  }
  expect(approved + ended).toBe(30);
  expect(await rig.reports()).toHaveLength(ended);
  expect(await rig.claim({ dueBefore: rig.now + 60_000 })).toHaveLength(approved);
  expect(await rig.credits()).toBe(OPENING - approved);
  expect(await rig.store.ledger.audit()).toEqual([]);
  expect(await rig.store.reviews.list(0, 9)).toEqual([]);
});

it("makes one text of parts that come to two nodes at the same moment, each of them twice", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const [first, second] = both.nodes;
  for (let round = 0; round < 15; round++) {
    const long = { parts: 3, reference: round % 4 };
    const parts = [1, 2, 3].map((part) => arrivalOf(rig, { ...long, part, text: `${round}:${part};`, key: `${round}:${part}` }));
    await Promise.all(
      parts.flatMap((part) => [first, second].map((store) => store.inbound.store(rig.channelId, [{ ...part, id: rig.id() }]))),
    );
  }
  const merged = await first.inbound.unmatched(rig.now, 100);
  const wanted = Array.from({ length: 15 }, (_, round) => [1, 2, 3].map((part) => `${round}:${part};`).join(""));
  expect(merged.map(({ text }) => text).toSorted()).toEqual(wanted.toSorted());
  expect(await second.inbound.unmatched(rig.now + PATIENCE, 100)).toHaveLength(15);
});

it("loses no part that comes while another node gives up waiting for it", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const [first, second] = both.nodes;
  const late = rig.now + PATIENCE;
  for (let round = 0; round < 15; round++) {
    const part = (number: number) => arrivalOf(rig, { parts: 3, reference: round, part: number, text: `${round}:${number};` });
    await first.inbound.store(rig.channelId, [part(1)]);
    await Promise.all([
      first.inbound.unmatched(late, 100),
      second.inbound.store(rig.channelId, [part(2)]),
      first.inbound.store(rig.channelId, [part(3)]),
      second.inbound.unmatched(late, 100),
    ]);
  }
  const all = (await first.inbound.unmatched(late, 100)).map(({ text }) => text).join("");
  const wanted = Array.from({ length: 15 }, (_, round) => [1, 2, 3].map((number) => `${round}:${number};`)).flat();
  expect(all.split(/(?<=;)/).toSorted()).toEqual(wanted.toSorted());
});

it("gives a test of a channel to one node", { timeout: TIMEOUT }, async () => {
  await using both = await pair();
  const { rig } = both;
  const { channelId, now } = rig;
  const order = { channelId, phone: "13800138000", text: "试", actor: "test", at: now, takeBy: now + 9 };
  const take = { channelIds: [channelId], orderedBy: now, now };
  for (let round = 0; round < 8; round++) {
    const ids = Array.from({ length: 15 }, () => rig.id());
    for (const id of ids) expect(await rig.store.channels.orderTest({ ...order, id })).toBe(true);
    const nodes = [...both.nodes, ...both.nodes, ...both.nodes];
    const taken = await Promise.all(nodes.map((store, node) => store.channels.takeTests({ ...take, node })));
    expect(ascending(taken.flat().map(({ id }) => id))).toEqual(ids);
  }
});

function ascending(ids: readonly number[]): readonly number[] {
  return ids.toSorted((a, b) => a - b);
}

/** Messages that failed at once; their ids. */
async function failed(rig: Rig, count: number, reports = { pull: true, push: false }): Promise<readonly number[]> {
  const { messages } = await rig.accepted({ to: Array.from({ length: count }, () => REFUSED), reports });
  return messages.map(({ id }) => id);
}

/** Texts on offer to the rig's account; their ids. */
async function texts(rig: Rig, count: number): Promise<readonly number[]> {
  const arrivals = Array.from({ length: count }, () => arrivalOf(rig));
  await rig.store.inbound.store(rig.channelId, arrivals);
  for (const { id } of arrivals) await assign(rig, id);
  return arrivals.map(({ id }) => id);
}

function idOf({ content }: PushItem): number {
  return content.kind === "report" ? content.report.messageId : content.inbound.id;
}
