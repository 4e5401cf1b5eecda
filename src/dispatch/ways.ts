import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { ChannelConfig, Product } from "../domain/directory.ts";
import { provinceAt } from "../domain/province.ts";
import { type Candidate, candidates } from "../routing/candidates.ts";
import { carries, type Freight } from "../routing/carries.ts";
import { laneOf, readLane } from "../routing/lanes.ts";
import type { ClaimedMessage, SentAgain } from "../store/store.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";
import { type Sharer, Turns } from "./turns.ts";

/** For messages whose route no longer names a channel. */
const DEFAULT_GIVE_UP = 600_000;
const NOWHERE: Way = { candidates: [], product: undefined };

/** Where the messages of some lanes may go. */
interface Way {
  /** First choice first. */
  readonly candidates: readonly Candidate[];
  readonly product: Product | undefined;
}

/** A channel that runs here, with its place among those of a lane: those of one tier take turns. */
export interface Runner {
  readonly outlet: Outlet;
  readonly tier: number;
}

/** Where lanes and messages may go, by the directory of this moment and the channels that run here. */
export class Ways {
  readonly #directory: () => DirectoryIndex;
  readonly #outlets: Outlets;
  readonly #turns = new Turns();
  /** By lane with the product in the account's place; of one directory. */
  readonly #ways = new Map<number, Way>();
  #waysOf: DirectoryIndex | undefined;

  constructor(directory: () => DirectoryIndex, outlets: Outlets) {
    this.#directory = directory;
    this.#outlets = outlets;
  }

  /** The channels of a lane's routes, whatever their state, first choice first. */
  candidatesOf(lane: number): readonly Candidate[] {
    return this.#wayOf(lane).candidates;
  }

  /** The running channels of a lane's routes, first choice first. */
  outletsOf(lane: number): readonly Outlet[] {
    return this.runnersOf(lane).map(({ outlet }) => outlet);
  }

  /** The same, each with its tier. */
  runnersOf(lane: number): readonly Runner[] {
    return this.candidatesOf(lane).flatMap(({ channel, tier }) => {
      const outlet = this.#outlets.get(channel.id);
      return outlet ? [{ outlet, tier }] : [];
    });
  }

  /** ms from a message's send time. */
  giveUpAfter(lane: number): number {
    const found = this.candidatesOf(lane);
    return found.length > 0 ? Math.max(...found.map(({ channel }) => channel.retry.giveUpAfter)) : DEFAULT_GIVE_UP;
  }

  /** UTC ms at which a message that no channel has taken is given up. */
  deadlineOf({ lane, sendAt, undelivered }: ClaimedMessage): number {
    if (undelivered === undefined) return sendAt + this.giveUpAfter(lane);
    return sendAt + (this.#wayOf(lane).product?.retryUndelivered?.within ?? 0);
  }

  freightOf({ medium, text, numbered, accountId, ext }: ClaimedMessage): Freight {
    return { medium, text, numbered, suffix: `${this.#directory().accountById.get(accountId)?.code ?? ""}${ext}` };
  }

  /**
   * Whether another channel on a message's routes could carry it: `fresh`, one that is up and has not been asked yet; `some`,
   * one that has been, or that may be up later.
   */
  otherThan(message: ClaimedMessage, { id }: ChannelConfig): "fresh" | "some" | "none" {
    const freight = this.freightOf(message);
    const others = this.outletsOf(message.lane).filter(
      ({ config }) => config.id !== id && carries(config, freight) && !hasFailed(message, config.id),
    );
    if (others.some(({ serves, config }) => serves && !message.asked.some(({ channelId }) => channelId === config.id))) return "fresh";
    return others.length > 0 ? "some" : "none";
  }

  /** Which failed receipts make it another channel's turn, where the product has that and there is such a channel. */
  againOf(message: ClaimedMessage, { id, delivery }: ChannelConfig, now: number): SentAgain | undefined {
    const { product, candidates } = this.#wayOf(message.lane);
    const retry = product?.retryUndelivered;
    // a failed receipt may be wrong, and these are never sent twice
    if (!retry || message.atMostOnce || delivery === "at-most-once") return undefined;
    const until = message.sendAt + retry.within;
    const freight = this.freightOf(message);
    const other = candidates.some(({ channel }) => channel.id !== id && carries(channel, freight) && !hasFailed(message, channel.id));
    return other && now < until ? { until, codes: retry.codes } : undefined;
  }

  /** Whose turn it is among candidates of one tier of a lane. */
  turn<S extends Sharer & Pick<Candidate, "route" | "priority">>(lane: number, sharing: readonly S[]): S {
    const { product } = this.#wayOf(lane);
    return this.#turns.next(`${product?.id} ${sharing[0]?.route} ${sharing[0]?.priority}`, sharing);
  }

  /** The channels that lead on from a lane, whatever their state, as a word: lanes with the same one compete. */
  rivalry(lane: number): string {
    return this.candidatesOf(lane)
      .map(({ channel }) => channel.id)
      .sort((a, b) => a - b)
      .join();
  }

  #wayOf(lane: number): Way {
    const to = readLane(lane);
    const directory = this.#directory();
    const productId = to && directory.accountById.get(to.accountId)?.productId;
    if (!to || productId === undefined) return NOWHERE;
    if (directory !== this.#waysOf) {
      this.#ways.clear();
      this.#turns.clear();
      this.#waysOf = directory;
    }
    const key = laneOf({ ...to, accountId: productId });
    let way = this.#ways.get(key);
    if (!way) {
      const found = candidates(directory, productId, { ...to, province: provinceAt(to.province) });
      way = { candidates: found.ok ? found.candidates : [], product: directory.productById.get(productId) };
      this.#ways.set(key, way);
    }
    return way;
  }
}

function hasFailed({ asked }: ClaimedMessage, id: number): boolean {
  return asked.some(({ channelId, failed }) => failed && channelId === id);
}
