import type { Witness } from "./nodes.ts";

/**
 * How the sessions and the rate of each channel are shared out among the nodes that dispatch. A channel has so many slots; a node
 * holds some of them, for a time to live by the store's clock, and no two nodes hold the same one.
 */
export interface ShareStore {
  /**
   * One round of a node that dispatches, every third of `ttl` or so: gives back what it is done with, renews what it holds of
   * the channels it asks for, and takes what is free up to its fair share: slots by the number of nodes that made a round within
   * their `ttl`, the odd ones by turns from channel to channel. What it holds beyond that it may keep for as long as it renews
   * it, but should be done with soon. Of channels it doesn't ask for, nothing is renewed.
   */
  hold(round: ShareRound): Promise<readonly HeldShare[]>;
}

export interface ShareRound {
  readonly node: number;
  /** As it joined. */
  readonly name: string;
  readonly ttl: number;
  /** As with `NodeStore.renew`. */
  readonly witness?: () => Witness;
  readonly channels: readonly {
    readonly channelId: number;
    readonly slots: number;
    /** Whether it carries messages over what it holds now, for other nodes to know. */
    readonly serves: boolean;
  }[];
  /** What it doesn't use any more. */
  readonly release: readonly { readonly channelId: number; readonly slot: number }[];
}

export interface HeldShare {
  readonly channelId: number;
  /** From 0, ascending. None where the node's number is not its own any more. */
  readonly slots: readonly number[];
  /** How many would be its fair share. */
  readonly fair: number;
  /** Another node carries messages over its own. */
  readonly servedElsewhere: boolean;
}
