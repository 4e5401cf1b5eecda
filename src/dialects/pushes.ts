import type { Account } from "../domain/directory.ts";
import type { Inbound } from "../domain/inbound.ts";
import type { PushSchedule } from "../domain/push.ts";
import type { Report } from "../domain/submission.ts";

/** A dialect's way to bring reports and inbound texts to the customer's own address. Pure, like the rest of a dialect. */
export interface Pushes {
  readonly reports: PushForm<Report>;
  readonly inbound: PushForm<Inbound>;
}

export interface PushForm<T> {
  /** Items that one request may carry to this account, at least 1. */
  most(account: Account): number;
  /** MUST NOT throw, whatever the items hold; gets 1 to `most` of them. */
  encode(items: readonly T[], target: PushTarget): PushRequest;
  /** What the answer means. Failures of the network and timeouts don't come here: they are `unreached`. MUST NOT throw. */
  judge(answer: PushAnswer): PushVerdict;
  /** When to try again, by the last verdict. Tries of each kind are counted apart. */
  readonly schedules: { readonly refused: PushSchedule; readonly unreached: PushSchedule };
}

/**
 * - `received`: over.
 * - `refused`: the customer's program asks for it again.
 * - `unreached`: nobody who could have judged it has answered.
 */
export type PushVerdict = "received" | "refused" | "unreached";

export interface PushTarget {
  /** The account's, absolute, http or https; it may have a query of its own. */
  readonly url: string;
  readonly account: Account;
  /** UTC ms of this try. */
  readonly now: number;
}

export interface PushRequest {
  readonly method: "GET" | "POST";
  /** ASCII. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Absent for GET. */
  readonly body?: Buffer;
}

export interface PushAnswer {
  readonly status: number;
  /** Its first 64 KiB. */
  readonly body: Buffer;
}
