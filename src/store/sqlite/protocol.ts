import type { OpName } from "./ops/index.ts";

/** What crosses between the event loop and the store's thread. */
export interface WorkerData {
  readonly file: string;
  readonly lockFile: string | undefined;
  /** UTC ms; stamps the migrations. */
  readonly openedAt: number;
}

/** What the thread that only reads is given. */
export interface ReadingData {
  readonly file: string;
}

/** Batches cross packed; see pack/batch.ts. */
export type ToWorker = { readonly kind: "batch"; readonly id: number; readonly calls: readonly unknown[] } | { readonly kind: "close" };

export type WireCall = readonly [op: OpName, args: readonly unknown[]];

export type FromWorker =
  | { readonly kind: "opened" }
  | { readonly kind: "refused"; readonly message: string }
  | { readonly kind: "done"; readonly id: number; readonly results: PackedReplies };

/** A value, or the sentence that says why there is none. */
export type WireResult = readonly [ok: true, value: unknown] | readonly [ok: false, message: string];

/** What came of a batch: the values, and the sentences of those that failed. */
export interface PackedReplies {
  readonly values: readonly unknown[];
  readonly failures: ReadonlyMap<number, string>;
}
