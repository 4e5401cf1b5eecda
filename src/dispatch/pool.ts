import { accountOf } from "../routing/lanes.ts";
import { SortedList } from "./sorted-list.ts";

/** What an account has had from a pool. */
interface Past {
  /** Parts, counted on from where the others stood when it came: who has the least is served next. */
  had: number;
  /** Parts of a message of its last claim, on the average. */
  size: number;
}

/** An account with something due. */
interface Rival extends Past {
  readonly accountId: number;
  /** Its lanes that are due, and since when. */
  readonly lanes: Map<number, number>;
}

/** How many accounts are remembered that have nothing due. */
const REMEMBERED = 20_000;

/**
 * Lanes of one precedence that compete for the same channels, where they have something due. The account that has had the
 * fewest parts goes first, so that neither a campaign nor many of them hold up a customer who sends less than an even share;
 * within an account the lane that has waited longest. Nobody saves up: who comes back starts with what the others have had
 * by then, less one part, which puts a message now and then before all that wait.
 */
export class Pool {
  readonly #rivals = new Map<number, Rival>();
  readonly #order = new SortedList<Rival>((a, b) => a.had - b.had || a.accountId - b.accountId);
  /** The accounts that were served last, latest last: who has just had a lot is not first again for having run dry. */
  readonly #past = new Map<number, Past>();
  /** What the account that was served last had had before. */
  #level = 0;
  /** Nothing here has been due for longer. */
  #oldest = Number.POSITIVE_INFINITY;
  /** When it was served last, as the number of that turn: pools that share some channels take turns. */
  turn = 0;

  /** How many accounts have something due. */
  get accounts(): number {
    return this.#rivals.size;
  }

  /** The lane whose turn it is. */
  get next(): number | undefined {
    let next: number | undefined;
    let since = Number.POSITIVE_INFINITY;
    for (const [lane, dueAt] of this.#order.first?.lanes ?? []) {
      if (dueAt >= since) continue;
      next = lane;
      since = dueAt;
    }
    return next;
  }

  /** Whose turn it is; 0: nobody's. */
  get account(): number {
    return this.#order.first?.accountId ?? 0;
  }

  /** Parts that a message of the account whose turn it is will have, as far as its last ones tell. */
  get size(): number {
    return this.#order.first?.size ?? 1;
  }

  /** A lane has something due since `dueAt`; the earliest counts. */
  add(lane: number, dueAt: number): void {
    const accountId = accountOf(lane);
    let rival = this.#rivals.get(accountId);
    if (!rival) {
      const { had, size } = this.#past.get(accountId) ?? { had: 0, size: 1 };
      rival = { accountId, had: Math.max(had, this.#level - 1), size, lanes: new Map() };
      this.#rivals.set(accountId, rival);
      this.#order.add(rival);
    }
    rival.lanes.set(lane, Math.min(dueAt, rival.lanes.get(lane) ?? dueAt));
    this.#oldest = Math.min(this.#oldest, dueAt);
  }

  /** A lane is being claimed, for so many parts as far as can be told. */
  take(lane: number, asked: number): void {
    const accountId = accountOf(lane);
    const rival = this.#rivals.get(accountId);
    if (!rival) return;
    this.#level = Math.max(this.#level, rival.had);
    this.#remember(rival);
    rival.lanes.delete(lane);
    this.#order.delete(rival);
    rival.had += asked;
    if (rival.lanes.size > 0) this.#order.add(rival);
    else this.#rivals.delete(accountId);
  }

  /** What became of it. */
  took(lane: number, asked: number, messages: number, parts: number): void {
    const accountId = accountOf(lane);
    const rival = this.#rivals.get(accountId);
    const past = rival ?? this.#past.get(accountId);
    if (!past) return;
    if (rival) this.#order.delete(rival);
    past.had += parts - asked;
    if (messages > 0) past.size = parts / messages;
    if (rival) this.#order.add(rival);
  }

  /** Lanes that have had something due since `since` or longer, at most so many. */
  stale(since: number, limit: number): readonly number[] {
    if (this.#oldest > since) return [];
    const stale: number[] = [];
    let oldest = Number.POSITIVE_INFINITY;
    for (const [lane, dueAt] of this.lanes()) {
      oldest = Math.min(oldest, dueAt);
      if (dueAt <= since && stale.length < limit) stale.push(lane);
    }
    this.#oldest = oldest;
    return stale;
  }

  /** Each lane, and since when it has had something due. */
  *lanes(): Generator<readonly [lane: number, dueAt: number]> {
    for (const { lanes } of this.#rivals.values()) yield* lanes;
  }

  #remember(rival: Rival): void {
    this.#past.delete(rival.accountId);
    this.#past.set(rival.accountId, rival);
    for (const [longestAgo] of this.#past) {
      if (this.#past.size <= REMEMBERED) break;
      this.#past.delete(longestAgo);
    }
  }
}
