import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { HeldShare, ShareRound, ShareStore, Witness } from "../store/store.ts";

export interface SharesDeps {
  readonly store: ShareStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: () => number;
  /** As this node joined. */
  readonly name: string;
  /** How long a slot is this node's when it says nothing, ms. */
  readonly ttl: number;
  /** As with `NodeStore.renew`. */
  readonly witness: () => Witness;
}

/** The channels of a node, as its shares see them. */
export interface Shared {
  /** Those that are to run here. */
  asked(): ShareRound["channels"];
  /**
   * Which slots of a channel this node may use from now on. Resolves when those that it had before and has no more are not in use.
   *
   * @param lost somebody else may have what is gone: nothing is waited for
   */
  share(channelId: number, slots: readonly number[], lost: boolean): Promise<void>;
  /** Whether another node carries messages over a channel. */
  elsewhere(channelId: number, served: boolean): void;
}

/** Rounds in a time to live. */
const ROUNDS = 3;
/** The share of it after which slots that were not renewed are taken for lost: some time before anybody else may take them. */
const OWN_SHARE = 5 / 6;

interface Slots {
  readonly held: readonly number[];
  /** Of these: those that are being given back. */
  readonly giving: ReadonlySet<number>;
}

const NONE: Slots = { held: [], giving: new Set() };

/**
 * This node's slots of channels: renewed round by round, more of them taken where there are free ones, and given back, once what
 * is under way over them has been answered, where other nodes have come.
 */
export class Shares {
  readonly #deps: SharesDeps;
  readonly #shared: Shared;
  #slots = new Map<number, Slots>();
  /** Given back, and the store hasn't been told. */
  #released: { readonly channelId: number; readonly slot: number }[] = [];
  #timer: Timer | undefined;
  #end: Timer | undefined;
  #round: Promise<void> | undefined;
  #again = false;
  /** The node's number is its own. */
  #held = true;
  #stopped = false;

  constructor(deps: SharesDeps, shared: Shared) {
    this.#deps = deps;
    this.#shared = shared;
  }

  /** A round now: at the start, when channels have changed, and when something was given back. Never rejects. */
  round(): Promise<void> {
    if (this.#round) this.#again = true;
    this.#round ??= this.#rounds().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /** The node's number was lost, and with it all that it held; or it has another. */
  nodeChanged(held: boolean): void {
    this.#held = held;
    if (held) void this.round();
    else this.#lose();
  }

  /** Makes no more rounds, and waits for none: the node gives back what is held when it leaves. */
  stop(): void {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#end?.cancel();
  }

  async #rounds(): Promise<void> {
    this.#timer?.cancel();
    do {
      this.#again = false;
      await this.#once();
    } while (this.#again && !this.#stopped);
    if (!this.#stopped) this.#timer = this.#deps.clock.after(this.#deps.ttl / ROUNDS, () => void this.round());
  }

  async #once(): Promise<void> {
    const { store, clock, log, node, name, ttl, witness } = this.#deps;
    if (!this.#held || this.#stopped) return;
    const start = clock.monotonic();
    const channels = this.#shared.asked();
    const release = this.#released;
    this.#released = [];
    let shares: readonly HeldShare[];
    try {
      shares = await store.hold({ node: node(), name, ttl, witness, channels, release });
    } catch (error) {
      this.#released = [...release, ...this.#released];
      if (this.#stopped) return;
      log("error", "this node's part of the channels could not be renewed", errorFact(error));
      return;
    }
    const until = start + ttl * OWN_SHARE;
    // an answer that comes too late says what was, not what is
    if (!this.#held || this.#stopped || clock.monotonic() >= until) return;
    this.#end?.cancel();
    this.#end = clock.after(until - clock.monotonic(), () => this.#lose());
    for (const share of shares) this.#follow(share);
    for (const id of this.#slots.keys()) {
      if (shares.some(({ channelId }) => channelId === id)) continue;
      this.#slots.delete(id);
      void this.#shared.share(id, [], true);
    }
  }

  #follow({ channelId, slots: held, fair, servedElsewhere }: HeldShare): void {
    this.#shared.elsewhere(channelId, servedElsewhere);
    const before = this.#slots.get(channelId) ?? NONE;
    const giving = new Set(held.filter((slot) => before.giving.has(slot)));
    const usable = held.filter((slot) => !giving.has(slot));
    const more = usable.splice(fair);
    for (const slot of more) giving.add(slot);
    this.#slots.set(channelId, { held, giving });
    const inUse = before.held.filter((slot) => !before.giving.has(slot));
    if (same(inUse, usable)) return;
    const lost = inUse.some((slot) => !held.includes(slot));
    if (inUse.length !== usable.length)
      this.#deps.log("info", "this node's part of a channel has changed", { channel: channelId, slots: usable.length });
    void this.#shared.share(channelId, usable, lost).then(() => this.#given(channelId, more));
  }

  /** Slots that are not in use any more. */
  #given(channelId: number, slots: readonly number[]): void {
    const now = this.#slots.get(channelId);
    if (!now || slots.length === 0 || this.#stopped) return;
    const free = slots.filter((slot) => now.giving.has(slot));
    this.#slots.set(channelId, {
      held: now.held.filter((slot) => !free.includes(slot)),
      giving: new Set([...now.giving].filter((slot) => !free.includes(slot))),
    });
    for (const slot of free) this.#released.push({ channelId, slot });
    void this.round();
  }

  /** Others may take it all now. */
  #lose(): void {
    this.#end?.cancel();
    const lost = [...this.#slots];
    this.#slots = new Map(lost.map(([channelId]) => [channelId, NONE]));
    this.#released = [];
    if (lost.some(([, { held }]) => held.length > 0))
      this.#deps.log("error", "this node's part of the channels is lost; it sends nothing until it has one again");
    for (const [channelId] of lost) void this.#shared.share(channelId, [], true);
  }
}

function same(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((slot, index) => slot === b[index]);
}
