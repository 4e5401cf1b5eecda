/** Bytes of a chunk. */
export const MOST_CHUNK = 4 * 1024 * 1024;

/**
 * Files that are made in the background: a job says what is asked for, its chunks (compressed) lie in the store, so that any node may make
 * and any may hand out. A job is made by the node that holds its lease; one whose node died goes on where its last chunk ended.
 */
export interface ExportStore {
  /** False where the owner has `most` that are not over. */
  order(job: ExportOrder, most: number): Promise<boolean>;
  /** Leases the oldest job that waits (or whose lease has lapsed) until then. */
  take(token: number, now: number, until: number): Promise<ExportJob | undefined>;
  /**
   * Adds a chunk and says where to go on: compare-and-set on the lease, which it prolongs. False: the lease is another's, or the job was called
   * off or is over. Rejects a chunk that is larger than `MOST_CHUNK`.
   */
  append(id: number, token: number, step: ExportStep): Promise<boolean>;
  /** Ends it for good, unless the lease is another's. */
  fail(id: number, token: number, at: number, why: string): Promise<boolean>;
  /** Those of a user, latest first; at most 50. */
  list(userId: number): Promise<readonly ExportJob[]>;
  get(id: number): Promise<ExportJob | undefined>;
  /** From 0; undefined from the job's `chunks` on. */
  chunk(id: number, index: number): Promise<Uint8Array | undefined>;
  /** Calls it off, or takes the file away. False where the user has no such job. */
  remove(id: number, userId: number): Promise<boolean>;
  /**
   * Forgets those that ended before then, and the chunks of what was taken away: some megabytes a call, so that nobody waits for it. Answers how many
   * jobs and chunks went; to be called again until that is none.
   */
  sweep(before: number): Promise<number>;
}

export interface ExportOrder {
  readonly id: number;
  readonly userId: number;
  readonly at: number;
  /** What is asked for, as the maker understands it: JSON. */
  readonly query: string;
  /** e.g. `messages-2026-11-20.csv` */
  readonly fileName: string;
}

/** Once taken it is `running`, also while its lease has lapsed. */
export type ExportState = "waiting" | "running" | "done" | "failed";

export interface ExportJob extends ExportOrder {
  readonly state: ExportState;
  readonly rows: number;
  /** Compressed, so far. */
  readonly bytes: number;
  readonly chunks: number;
  /** Between 0 and 1, as far as the maker can tell. */
  readonly progress: number;
  readonly cursor: string | undefined;
  readonly endedAt: number | undefined;
  /** Why it failed, for people; at most 200 characters are kept. */
  readonly why: string | undefined;
}

export interface ExportStep {
  /** A whole gzip member; members one after the other are one file. Empty: no chunk, where only the cursor moved on. */
  readonly chunk: Uint8Array;
  /** In this chunk. */
  readonly rows: number;
  readonly progress: number;
  readonly cursor: string | undefined;
  /** The lease's new end. */
  readonly until: number;
  /** UTC ms, where it is the last. */
  readonly doneAt: number | undefined;
}
