/**
 * Who runs on this store. Numbers are held for a time to live (`ttl`, ms) by the store's own clock, so that a node whose clock
 * is wrong neither loses its number nor keeps one.
 */
export interface NodeStore {
  /**
   * Joins as a node: takes a free number (0 to 30), the one that has been free longest, for `ttl`.
   *
   * @param name of this process's life: nobody else has it
   * @param now when what this gives back is due again, UTC ms
   */
  join(name: string, now: number, ttl: number): Promise<JoinedNode>;
  /** Holds the number for `ttl` from now on, if it is still this node's. */
  renew(node: number, name: string, ttl: number): Promise<RenewedNode>;
  /** Leaves: gives the number and its slots of channels back and returns its leased messages to their queues, due `now`. Does nothing where another has the number. */
  leave(node: number, name: string, now: number): Promise<void>;
}

export interface JoinedNode {
  readonly node: number;
  /** The largest id that any node has used. */
  readonly lastId: number;
  /** The store's clock, UTC ms. */
  readonly storeNow: number;
  /** This process has the store to itself: nobody can take the number from it while it runs. */
  readonly alone: boolean;
}

export interface RenewedNode {
  /** False: it lapsed, or another has it. Nothing may be done under it any more. */
  readonly kept: boolean;
  readonly storeNow: number;
}
