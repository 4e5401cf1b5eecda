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
   * @param witness asked while the store looks at its clock, which is believed without one
   */
  join(name: string, now: number, ttl: number, witness?: () => Witness): Promise<JoinedNode>;
  /** Holds the number for `ttl` from now on, if it is still this node's. */
  renew(node: number, name: string, ttl: number, witness?: () => Witness): Promise<RenewedNode>;
  /** Leaves: gives the number and its slots of channels back and returns its leased messages to their queues, due `now`. Does nothing where another has the number. */
  leave(node: number, name: string, now: number): Promise<void>;
  /** Numbers that are held at this moment, in their order: who runs, for people to see. Of an embedded store also one that died, until it is opened again. */
  held(): Promise<readonly number[]>;
}

/** What a node knows of the time beside the store: what its clock is held against, for it may be set. */
export interface Witness {
  /** The store's time, carried on by the node's monotonic clock, UTC ms; undefined before it has heard it. */
  readonly carried: number | undefined;
  /** Its machine's clock, UTC ms. */
  readonly machine: number;
}

/** How far the store's time is ahead of its server's clock, ms: not 0 once that has jumped, until both are the same again. */
interface Jumped {
  readonly ahead: number;
}

export interface JoinedNode extends Jumped {
  readonly node: number;
  /** The largest id that any node has used. */
  readonly lastId: number;
  /** The store's time, UTC ms: its clock but for that one's jumps. */
  readonly storeNow: number;
  /** This process has the store to itself: nobody can take the number from it while it runs. */
  readonly alone: boolean;
}

export interface RenewedNode extends Jumped {
  /** False: it lapsed, or another has it. Nothing may be done under it any more. */
  readonly kept: boolean;
  readonly storeNow: number;
}
