import { expect, it } from "vitest";
import { testDatabase } from "../../test/support/postgres.ts";
import { systemClock } from "../runtime/clock.ts";
import { fill, open } from "../store/postgres/opener.testing.ts";
import { type ShareStore, type Store, StoreError } from "../store/store.ts";
import { Shares } from "./shares.ts";

/** Long enough for a busy machine's rounds; what lapses, lapses after so long. */
const TTL = 1_500;
const WAIT = { timeout: 20_000 };

/** A node whose channels are a list of what it may use, with the moments at which each slot came and went. */
class Member {
  readonly shares: Shares;
  readonly used = new Map<number, readonly number[]>();
  /** Slots that are being given back wait for this. */
  answered: Promise<void> = Promise.resolve();
  cut = false;

  constructor(store: Store, node: number, name: string, slots: readonly number[]) {
    const shares: ShareStore = {
      hold: (round) => (this.cut ? Promise.reject(new StoreError("busy", "the network is cut")) : store.shares.hold(round)),
    };
    this.shares = new Shares(
      {
        store: shares,
        clock: systemClock,
        log: () => undefined,
        node: () => node,
        name,
        ttl: TTL,
        witness: () => ({ carried: undefined, machine: Date.now() }),
      },
      {
        asked: () => slots.map((count, index) => ({ channelId: index + 1, slots: count, serves: true })),
        elsewhere: () => undefined,
        share: async (channelId, held, lost) => {
          const before = this.used.get(channelId) ?? [];
          if (!lost && held.length < before.length) await this.answered;
          this.used.set(channelId, held);
        },
      },
    );
  }

  get counts(): readonly number[] {
    return [...this.used.values()].map((slots) => slots.length);
  }
}

class Cluster implements AsyncDisposable {
  readonly members: Member[] = [];
  readonly #store: Store;
  readonly #drop: () => Promise<void>;
  readonly #slots: readonly number[];
  /** Slots that two nodes used at a time, as far as was seen. */
  readonly twice: string[] = [];
  readonly #watch: NodeJS.Timeout;

  private constructor(store: Store, drop: () => Promise<void>, slots: readonly number[]) {
    this.#store = store;
    this.#drop = drop;
    this.#slots = slots;
    this.#watch = setInterval(() => this.#look(), 5);
  }

  static async open(slots: readonly number[]): Promise<Cluster> {
    const database = await testDatabase({ name: "yizhan_template", fill });
    return new Cluster(await open(database.url), () => database.drop(), slots);
  }

  async join(): Promise<Member> {
    const name = `n${this.members.length}`;
    const { node } = await this.#store.nodes.join(name, Date.now(), 60_000);
    const member = new Member(this.#store, node, name, this.#slots);
    this.members.push(member);
    await member.shares.round();
    return member;
  }

  get counts(): readonly (readonly number[])[] {
    return this.members.map(({ counts }) => counts);
  }

  #look(): void {
    for (const channel of this.#slots.keys()) {
      const all = this.members.flatMap(({ used }) => used.get(channel + 1) ?? []);
      if (new Set(all).size < all.length) this.twice.push(`${channel}: ${all.join()}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#watch);
    for (const { shares } of this.members) shares.stop();
    await this.#store.close();
    await this.#drop();
  }
}

it("a node that is alone has everything with its first round", async () => {
  await using cluster = await Cluster.open([4, 1]);
  await cluster.join();
  expect(cluster.counts).toEqual([[4, 1]]);
});

it("nodes that come get their part as those that were there give it up, and no slot is used twice", async () => {
  await using cluster = await Cluster.open([6, 1, 1]);
  for (let n = 0; n < 3; n++) await cluster.join();
  await expect.poll(() => cluster.counts.map(([six = 0]) => six), WAIT).toEqual([2, 2, 2]);
  await expect.poll(() => cluster.counts.reduce((sum, counts) => sum + (counts[1] ?? 0) + (counts[2] ?? 0), 0), WAIT).toBe(2);
  expect(cluster.twice).toEqual([]);
});

it("a slot goes to another node only once what is under way over it has been answered", async () => {
  await using cluster = await Cluster.open([2]);
  const first = await cluster.join();
  const answered = Promise.withResolvers<void>();
  first.answered = answered.promise;
  const second = await cluster.join();
  await first.shares.round();
  for (let n = 0; n < 3; n++) await second.shares.round();
  expect(cluster.counts).toEqual([[2], []]);
  answered.resolve();
  await expect.poll(() => cluster.counts, WAIT).toEqual([[1], [1]]);
});

it("what a node can't renew it lets go of before another has it, and gets it back when it is there again", async () => {
  await using cluster = await Cluster.open([4]);
  const first = await cluster.join();
  await cluster.join();
  await expect.poll(() => cluster.counts, WAIT).toEqual([[2], [2]]);
  first.cut = true;
  await expect.poll(() => cluster.counts, WAIT).toEqual([[0], [4]]);
  first.cut = false;
  await expect.poll(() => cluster.counts, WAIT).toEqual([[2], [2]]);
  expect(cluster.twice).toEqual([]);
});

it("a node whose number was lost uses nothing from that moment", async () => {
  await using cluster = await Cluster.open([4]);
  const first = await cluster.join();
  first.shares.nodeChanged(false);
  expect(cluster.counts).toEqual([[0]]);
  await first.shares.round();
  expect(cluster.counts).toEqual([[0]]);
  first.shares.nodeChanged(true);
  await expect.poll(() => cluster.counts, WAIT).toEqual([[4]]);
});
