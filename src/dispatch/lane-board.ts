import { precedence } from "../routing/lanes.ts";
import type { LaneHead } from "../store/store.ts";
import { Pool } from "./pool.ts";
import { SortedList } from "./sorted-list.ts";

/** A lane with a claim under way. */
interface Claiming {
  readonly pool: Pool | undefined;
  /** Parts that it was asked for. */
  readonly asked: number;
  /** The earliest that it was fed meanwhile: the claim's "empty" may be older than that news. */
  fed: number | undefined;
}

/**
 * What this node knows of the lanes: when each is next due, and which compete. Fed by submissions that were just accepted and
 * by a poll that catches what other nodes, retries and restarts have put there.
 *
 * A lane is here in one of three places: in the calendar until it is due, then in its pool, and with neither while it is
 * claimed. No look at the board walks over all lanes: there may be ten thousand, and it is looked at for every submit.
 */
export class LaneBoard {
  readonly #rivalry: (lane: number) => string;
  /** Lanes that are not due yet. */
  readonly #dueAt = new Map<number, number>();
  /** The same, soonest last. */
  readonly #calendar = new SortedList<LaneHead>((a, b) => b.dueAt - a.dueAt || b.lane - a.lane);
  readonly #pools = new Map<string, Pool>();
  /** The pools by precedence. */
  readonly #ranks: Pool[][] = [];
  /** Where a lane waits that is due. */
  readonly #ready = new Map<number, Pool>();
  readonly #claiming = new Map<number, Claiming>();
  #turns = 0;

  /** @param rivalry the same for lanes that compete for the same channels, as the directory is now */
  constructor(rivalry: (lane: number) => string) {
    this.#rivalry = rivalry;
  }

  feed(lane: number, dueAt: number): void {
    const pool = this.#ready.get(lane);
    if (pool) {
      pool.add(lane, dueAt);
      return;
    }
    const claiming = this.#claiming.get(lane);
    if (claiming) {
      claiming.fed = Math.min(dueAt, claiming.fed ?? dueAt);
      return;
    }
    const known = this.#dueAt.get(lane);
    if (known !== undefined && known <= dueAt) return;
    if (known !== undefined) this.#calendar.delete({ lane, dueAt: known });
    this.#dueAt.set(lane, dueAt);
    this.#calendar.add({ lane, dueAt });
  }

  feedAll(heads: readonly LaneHead[]): void {
    for (const { lane, dueAt } of heads) this.feed(lane, dueAt);
  }

  /** By precedence: the pools that have something due at `now` and no claim of it under way. */
  due(now: number): readonly (readonly Pool[])[] {
    for (let head = this.#calendar.last; head && head.dueAt <= now; head = this.#calendar.last) {
      this.#calendar.delete(head);
      this.#dueAt.delete(head.lane);
      this.#join(head.lane, head.dueAt);
    }
    return this.#ranks.map((pools) => pools.filter((pool) => pool.accounts > 0));
  }

  /** Earliest time at which another lane falls due. */
  nextDue(): number | undefined {
    return this.#calendar.last?.dueAt;
  }

  /** @param asked parts that a claim of it may bring, as far as can be told */
  claiming(lane: number, asked: number): void {
    const pool = this.#ready.get(lane);
    if (pool) {
      this.#turns += 1;
      pool.turn = this.#turns;
      pool.take(lane, asked);
    }
    this.#ready.delete(lane);
    this.#claiming.set(lane, { pool, asked, fed: undefined });
  }

  /**
   * @param left when the lane is next due, as far as the claim could tell; undefined where it got less than it asked for,
   *   so that nothing else was due then. What is left can't have waited longer than what was claimed, and a lane that
   *   always has more must not look like the longest waiting one for ever.
   * @param messages how many it got, of so many parts
   */
  claimed(lane: number, left: number | undefined, messages: number, parts: number): void {
    const claiming = this.#claiming.get(lane);
    this.#claiming.delete(lane);
    claiming?.pool?.took(lane, claiming.asked, messages, parts);
    if (left !== undefined) this.feed(lane, left);
    if (claiming?.fed !== undefined) this.feed(lane, claiming.fed);
  }

  /** Another directory: other lanes compete now. */
  rearrange(): void {
    const ready = [...this.#pools.values()].flatMap((pool) => [...pool.lanes()]);
    this.#pools.clear();
    this.#ranks.length = 0;
    this.#ready.clear();
    for (const [lane, dueAt] of ready) this.#join(lane, dueAt);
  }

  #join(lane: number, dueAt: number): void {
    const rank = precedence(lane);
    const key = `${rank}:${this.#rivalry(lane)}`;
    let pool = this.#pools.get(key);
    if (!pool) {
      pool = new Pool();
      this.#pools.set(key, pool);
      while (this.#ranks.length <= rank) this.#ranks.push([]);
      this.#ranks[rank]?.push(pool);
    }
    pool.add(lane, dueAt);
    this.#ready.set(lane, pool);
  }
}
