import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { Outlet } from "./outlet.ts";

export interface OutletSharesDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Nodes share channels: none carries anything before it has been given slots. Else this node has them whole. */
  readonly shared: boolean;
  /** The channel's, where it runs. */
  readonly outlet: (channelId: number) => Outlet | undefined;
  /** Nothing may be sent over it any more: what was claimed for it goes elsewhere. */
  readonly leaving: (outlet: Outlet) => void;
  /** Channels may take more, or less, than before. */
  readonly readyChanged: () => void;
}

/** Sessions that are lost to other nodes are closed this soon, before those may open theirs, ms. */
const LOST_DEADLINE = 500;
/** From the last moment at which a submit may be answered to the end of a session that is given back, ms. */
const GOODBYE = 5_000;
/** How often a channel is looked at of which some is to be given back. */
const POLL = 200;

/** Has the channels that run here use the slots that are this node's, and no others. */
export class OutletShares {
  readonly #deps: OutletSharesDeps;
  /** This node's slots by channel, as they were given last. */
  readonly #slots = new Map<number, readonly number[]>();
  /** The latest change of each. */
  readonly #changes = new Map<number, Promise<void>>();
  readonly #elsewhere = new Set<number>();
  #stopped = false;

  constructor(deps: OutletSharesDeps) {
    this.#deps = deps;
  }

  stop(): void {
    this.#stopped = true;
  }

  /** See `Shared.elsewhere`. */
  elsewhere(channelId: number, served: boolean): void {
    if (served) this.#elsewhere.add(channelId);
    else this.#elsewhere.delete(channelId);
    const outlet = this.#deps.outlet(channelId);
    if (outlet) outlet.servedElsewhere = served;
  }

  /**
   * See `Shared.share`. What is more is used at once; what is less is first left alone until its submits have been answered, unless it
   * is lost. Resolves when that is done, also for what a later change overtakes.
   */
  share(channelId: number, slots: readonly number[], lost: boolean): Promise<void> {
    this.#slots.set(channelId, slots);
    const change = this.#share(channelId, slots, lost);
    this.#changes.set(channelId, change);
    return change;
  }

  /** A channel that is about to start has the slots that this node has of it. @param count of all of them */
  begin(outlet: Outlet, count: number): Promise<void> | undefined {
    if (!this.#deps.shared) return undefined;
    const { id } = outlet.config;
    const slots = (this.#slots.get(id) ?? []).filter((slot) => slot < count);
    outlet.servedElsewhere = this.#elsewhere.has(id);
    outlet.hold(slots);
    return outlet.channel.share?.(slots, GOODBYE);
  }

  async #share(channelId: number, slots: readonly number[], lost: boolean): Promise<void> {
    const { clock, log, leaving, readyChanged } = this.#deps;
    const outlet = this.#deps.outlet(channelId);
    if (!outlet) return;
    const patience = lost ? LOST_DEADLINE : outlet.config.responseTimeout + GOODBYE;
    const deadline = clock.monotonic() + patience;
    const current = (): boolean => !this.#stopped && this.#slots.get(channelId) === slots && this.#deps.outlet(channelId) === outlet;
    const settled = async (most: () => number): Promise<void> => {
      while (current() && outlet.used > most() && clock.monotonic() < deadline) await sleep(clock, POLL);
    };
    // what has begun to leave over the last slots may end, and needs their window for that
    outlet.yielding = slots.length === 0 && !lost;
    if (outlet.yielding) {
      readyChanged();
      await settled(() => 0);
      if (!current()) return this.#overtaken(channelId, slots);
    }
    outlet.yielding = false;
    outlet.hold(slots);
    if (slots.length === 0) leaving(outlet);
    try {
      await Promise.all([outlet.channel.share?.(slots, patience), lost ? undefined : settled(() => outlet.size)]);
    } catch (error) {
      log("error", "a channel's part could not be changed", { channel: outlet.config.name, ...errorFact(error) });
    }
    readyChanged();
    if (!current()) await this.#overtaken(channelId, slots);
  }

  /** What was to be left alone by now may still be in use until a later change is done. */
  #overtaken(channelId: number, slots: readonly number[]): Promise<void> | undefined {
    return this.#slots.get(channelId) === slots ? undefined : this.#changes.get(channelId);
  }
}
