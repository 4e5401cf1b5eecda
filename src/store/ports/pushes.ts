import type { PushKind } from "../../domain/push.ts";
import type { StoredInbound } from "./inbound.ts";
import type { StoredReport } from "./reports.ts";

/**
 * What is to be pushed: one item a report or inbound text, with its own schedule and its tries as rows. An item is written in
 * the transaction that makes the report or stores the inbound text, for those that want it.
 */
export interface PushStore {
  /** Endpoints (account and kind) that have items due by `now`, each with the time of its earliest. Reads the index, not the items. */
  due(now: number): Promise<readonly PushHead[]>;
  /** Leases the earliest due items of one endpoint; nobody else is given them until `until`. */
  take(take: PushTake): Promise<readonly PushItem[]>;
  /** Writes what became of tries: each is compare-and-set on the lease's token. Answers which applied. */
  record(results: readonly PushResult[]): Promise<readonly boolean[]>;
  /** Gives leased items back untried. */
  release(accountId: number, kind: PushKind, token: number): Promise<void>;
  /** How many items of an account wait and how many were given up, by kind. */
  counts(accountId: number): Promise<readonly PushCount[]>;
  /**
   * Makes items of an account due again that became known in the window, whatever became of their pushes; a try that is under way
   * then doesn't apply any more. Answers how many.
   */
  replay(replay: PushReplay): Promise<number>;
}

/** `waiting`: will be pushed (again), or is being pushed. `undelivered`: given up; a replay takes it up again. */
export type PushState = "waiting" | "received" | "undelivered";

export interface PushCount {
  readonly kind: PushKind;
  readonly waiting: number;
  readonly undelivered: number;
  /** Next try of one that waits, UTC ms. */
  readonly dueAt: number | undefined;
}

export interface PushHead {
  readonly accountId: number;
  readonly kind: PushKind;
  readonly dueAt: number;
}

export interface PushTake {
  readonly accountId: number;
  readonly kind: PushKind;
  readonly token: number;
  readonly limit: number;
  readonly now: number;
  readonly until: number;
}

/** Tries so far are counted by their verdict, as each has a schedule of its own. */
export interface PushItem {
  readonly refused: number;
  readonly unreached: number;
  /** UTC ms of the first try; undefined before it. */
  readonly firstAt: number | undefined;
  readonly content:
    | { readonly kind: "report"; readonly report: StoredReport }
    | { readonly kind: "inbound"; readonly inbound: StoredInbound };
}

export interface PushResult {
  readonly accountId: number;
  readonly kind: PushKind;
  /** Message id or inbound id. */
  readonly itemId: number;
  readonly token: number;
  readonly at: number;
  readonly verdict: "received" | "refused" | "unreached";
  /** HTTP status, 0 where there was none. */
  readonly status: number;
  /** What was answered or went wrong, for people; at most 200 characters are kept. */
  readonly note: string;
  /** Due again then; undefined: over (received, or given up as undelivered). */
  readonly nextAt: number | undefined;
}

export interface PushReplay {
  readonly accountId: number;
  readonly kind: PushKind;
  /** UTC ms, of the report or inbound text; `from` included, `to` not. */
  readonly from: number;
  readonly to: number;
  readonly now: number;
  /** Who asked for it, as histories tell it; left out: the platform. */
  readonly actor?: string;
}
