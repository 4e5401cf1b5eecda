/** A store that is filled behind its server's back. */
export interface Filled {
  /** Writes so many finished messages, spread over days (UTC ms of their starts). */
  fill(days: readonly number[], messages: number, accounts: number): Promise<void>;
  /** What each table and index takes. */
  sizes(): Promise<readonly Size[]>;
  /** What all takes, bytes. */
  bytes(): Promise<number>;
}

export interface Size {
  readonly name: string;
  readonly bytes: number;
}
