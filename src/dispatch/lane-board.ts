import { precedence } from "../routing/lanes.ts";
import type { LaneHead } from "../store/store.ts";

/**
 * What this node knows of the lanes: when each is next due. Fed by submissions that were just accepted and by a poll that
 * catches what other nodes, retries and restarts have put there.
 */
export class LaneBoard {
  readonly #dueAt = new Map<number, number>();
  /** Lanes with a claim under way, and the earliest that each was fed meanwhile: the claim's "empty" may be older than that news. */
  readonly #claiming = new Map<number, number | undefined>();

  feed(lane: number, dueAt: number): void {
    const board = this.#claiming.has(lane) ? this.#claiming : this.#dueAt;
    const known = board.get(lane);
    if (known === undefined || dueAt < known) board.set(lane, dueAt);
  }

  feedAll(heads: readonly LaneHead[]): void {
    for (const { lane, dueAt } of heads) this.feed(lane, dueAt);
  }

  /** Lanes with something due at `now` and no claim under way: by precedence, then the longest waiting first. */
  due(now: number): readonly number[] {
    return [...this.#dueAt]
      .filter(([lane, dueAt]) => dueAt <= now && !this.#claiming.has(lane))
      .sort((a, b) => precedence(a[0]) - precedence(b[0]) || a[1] - b[1])
      .map(([lane]) => lane);
  }

  /** Earliest time at which a lane that is not being claimed falls due. */
  nextDue(): number | undefined {
    let next: number | undefined;
    for (const [lane, dueAt] of this.#dueAt) {
      if (!this.#claiming.has(lane) && (next === undefined || dueAt < next)) next = dueAt;
    }
    return next;
  }

  claiming(lane: number): void {
    this.#claiming.set(lane, undefined);
  }

  /**
   * @param left when the lane is next due, as far as the claim could tell; undefined where it got less than it asked for,
   *   so that nothing else was due then. What is left can't have waited longer than what was claimed, and a lane that
   *   always has more must not look like the longest waiting one for ever.
   */
  claimed(lane: number, left: number | undefined): void {
    const fed = this.#claiming.get(lane);
    this.#claiming.delete(lane);
    this.#dueAt.delete(lane);
    if (left !== undefined) this.feed(lane, left);
    if (fed !== undefined) this.feed(lane, fed);
  }
}
