import { randomBytes } from "node:crypto";
import { IdSource, idTime } from "../domain/ids.ts";
import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type JoinedNode, type NodeStore, StoreError } from "../store/store.ts";
import { StoreClock } from "./store-clock.ts";

export interface NodeLeaseOptions {
  readonly store: Omit<NodeStore, "held">;
  /** The machine's. */
  readonly clock: Clock;
  readonly log: Log;
  /** How long a node that says nothing is taken for alive, where others wait for what it holds, ms; `SHARED_TTL` by default. */
  readonly ttl?: number;
}

export const SHARED_TTL = 6_000;
/** … where it has the store to itself. */
const ALONE_TTL = 30_000;
/** Renewals in a time to live. */
const RENEWALS = 3;
/** The share of its time to live after which a node stops by itself: some time before anybody else may begin. */
export const OWN_SHARE = 5 / 6;
/** Pause between tries to join anew, ms. */
const REJOIN = 500;

/**
 * This process's node number, held by renewing it. Where that fails for as long as the number lives, or another node has it, the
 * node counts itself out, a moment before anybody else would: listeners are told, no ids are made, and it joins anew, under
 * another number, as soon as the store answers.
 */
export class NodeLease {
  readonly #options: NodeLeaseOptions;
  readonly #name: string;
  readonly #listeners: ((held: boolean) => void)[] = [];
  /** What all that this node does goes by. */
  readonly clock: StoreClock;
  readonly ids: IdSource;
  #node: number;
  readonly #alone: boolean;
  /** How long it still counts itself in, monotonic ms. */
  #until = Number.NEGATIVE_INFINITY;
  #lapsed = false;
  #stopped = false;
  #renewal: Timer | undefined;
  #end: Timer | undefined;

  private constructor(options: NodeLeaseOptions, clock: StoreClock, name: string, start: number, joined: JoinedNode) {
    this.#options = options;
    this.clock = clock;
    this.#name = name;
    this.#node = joined.node;
    this.#alone = joined.alone;
    this.ids = new IdSource(() => this.#idTime(), joined.node, joined.lastId);
    this.#hold(start);
    this.#renewLater();
  }

  /** Rejects with `StoreError`. */
  static async join(options: NodeLeaseOptions): Promise<NodeLease> {
    const clock = new StoreClock(options.clock, options.log);
    const name = randomBytes(6).toString("hex");
    const start = clock.monotonic();
    const joined = await options.store.join(name, clock.now(), options.ttl ?? SHARED_TTL, () => clock.witness);
    if (joined.alone) clock.goOnFrom(idTime(joined.lastId));
    else clock.compare(joined.storeNow, start, joined.ahead);
    return new NodeLease(options, clock, name, start, joined);
  }

  /** Of this process's life. */
  get name(): string {
    return this.#name;
  }

  /** Nobody else is on this store. */
  get alone(): boolean {
    return this.#alone;
  }

  /** How long this node is taken for alive when it says nothing, ms. */
  get ttl(): number {
    return this.#ttl;
  }

  /** The number, as it is now: it changes where the node had to join anew. */
  get node(): number {
    return this.#node;
  }

  get held(): boolean {
    return !this.#lapsed && this.clock.monotonic() < this.#until;
  }

  /** Told when the number is lost, and when the node has another. */
  onChange(listener: (held: boolean) => void): void {
    this.#listeners.push(listener);
  }

  /** Resolves when the number has been renewed; rejects with `StoreError` where it hasn't. */
  async renew(): Promise<void> {
    const { store } = this.#options;
    const start = this.clock.monotonic();
    const node = this.#node;
    const { kept, storeNow, ahead } = await store.renew(node, this.#name, this.#ttl, () => this.clock.witness);
    if (this.#stopped || node !== this.#node) return;
    if (!this.#alone) this.clock.compare(storeNow, start, ahead);
    if (kept && !this.#lapsed) this.#hold(start);
    else this.#lapse("the store has given the node's number to others");
    if (!this.held) throw new StoreError("busy", "this node is joining anew");
  }

  /** Gives the number back, with what was leased under it. */
  async leave(): Promise<void> {
    this.#stopped = true;
    this.#renewal?.cancel();
    this.#end?.cancel();
    await this.#options.store.leave(this.#node, this.#name, this.clock.now());
  }

  get #ttl(): number {
    return this.#alone ? ALONE_TTL : (this.#options.ttl ?? SHARED_TTL);
  }

  #renewLater(): void {
    this.#renewal = this.clock.after(this.#ttl / RENEWALS, () => {
      this.renew()
        .catch((error: unknown) => this.#options.log("error", "the node's lease could not be renewed", errorFact(error)))
        .finally(() => {
          if (!this.#stopped && !this.#lapsed) this.#renewLater();
        });
    });
  }

  /** @param start when the store was asked, monotonic ms: its answer counts from then, at the earliest */
  #hold(start: number): void {
    if (this.#alone) {
      this.#until = Number.POSITIVE_INFINITY;
      return;
    }
    this.#until = start + this.#ttl * OWN_SHARE;
    this.#end?.cancel();
    this.#end = this.clock.after(this.#until - this.clock.monotonic(), () => this.#lapse("the store has not renewed it in time"));
  }

  #lapse(why: string): void {
    if (this.#lapsed || this.#stopped) return;
    this.#lapsed = true;
    this.#renewal?.cancel();
    this.#end?.cancel();
    this.#options.log("error", "this node's lease is over; it sends nothing until it has joined anew", { node: this.#node, why });
    for (const listener of this.#listeners) listener(false);
    void this.#joinAnew();
  }

  async #joinAnew(): Promise<void> {
    const { store, log } = this.#options;
    const start = this.clock.monotonic();
    let joined: JoinedNode;
    try {
      joined = await store.join(this.#name, this.clock.now(), this.#ttl, () => this.clock.witness);
    } catch {
      // the first failure of these was told when the lease lapsed
      if (!this.#stopped) this.#renewal = this.clock.after(REJOIN, () => void this.#joinAnew());
      return;
    }
    if (this.#stopped) {
      await store.leave(joined.node, this.#name, this.clock.now()).catch(() => undefined);
      return;
    }
    if (!this.#alone) this.clock.compare(joined.storeNow, start, joined.ahead);
    this.#node = joined.node;
    this.ids.renumber(joined.node, joined.lastId);
    this.#lapsed = false;
    this.#hold(start);
    this.#renewLater();
    log("warn", "this node has joined anew", { node: joined.node });
    for (const listener of this.#listeners) listener(true);
  }

  /** Ids are made under a number that is held: another node may make them under one that isn't. */
  #idTime(): number {
    if (!this.held) throw new StoreError("busy", "this node is joining anew");
    return this.clock.now();
  }
}
