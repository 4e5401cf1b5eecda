import type { PushVerdict } from "../dialects/pushes.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Account } from "../domain/directory.ts";
import type { PushKind } from "../domain/push.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type PushItem, type PushResult, type PushStore, StoreError } from "../store/store.ts";
import { type Bundle, itemIdOf, type PushForms } from "./bundle.ts";
import type { Endpoint } from "./endpoint.ts";
import type { PostOffice } from "./post-office.ts";
import { nextTry } from "./schedule.ts";

/** How long taken items are nobody else's: a round, its last request, and the tries of a store that fails meanwhile. */
const LEASE = 60_000;
/** How long a round may go on to further requests, where what it took doesn't fit into one. */
const ROUND = 5_000;
/** Pause between tries to write down what became of a push. */
const RETRY = 1_000;
/** Characters of an answer that are kept for people to read. */
const NOTE = 200;

/** What monitoring may count. */
export interface PushObserver {
  /** A request has ended, with this many items. */
  tried?(kind: PushKind, dialect: string, verdict: PushVerdict, items: number): void;
  /** Items were given up as undelivered. */
  givenUp?(kind: PushKind, items: number): void;
  turned?(kind: PushKind, into: "dead" | "alive"): void;
}

export interface CourierDeps {
  readonly store: PushStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly ids: { take(count: number): number };
  readonly forms: PushForms;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
  readonly observer: PushObserver;
}

/** Where an endpoint's items go at present. */
export interface Destination {
  readonly account: Account;
  readonly url: string;
  /** Dialect for items whose own has no pushes. */
  readonly dialect: string;
  readonly office: PostOffice;
  readonly directory: DirectoryIndex;
}

interface Outcome {
  readonly verdict: PushVerdict;
  readonly status: number;
  readonly note: string;
  /** It is our own failure and says nothing about the endpoint. */
  readonly ours?: boolean;
}

/** Carries one endpoint's items through one of its places: takes them, pushes them and writes down what became of it. */
export class Courier {
  readonly #deps: CourierDeps;
  /** No new requests; those under way may end. */
  readonly #stopping: () => boolean;
  /** Requests under way end too. */
  readonly #signal: AbortSignal;

  constructor(deps: CourierDeps, stopping: () => boolean, signal: AbortSignal) {
    this.#deps = deps;
    this.#stopping = stopping;
    this.#signal = signal;
  }

  /**
   * One round. What was taken and not tried, because the endpoint died, the round took long or the desk stops, is given back.
   *
   * @param taken told as soon as items were taken, with whether there may be more
   * @returns whether something was given back
   */
  async round(endpoint: Endpoint, to: Destination, taken: (more: boolean) => void): Promise<boolean> {
    const { store, clock, ids, forms, log } = this.#deps;
    const { accountId, kind } = endpoint;
    let token = 0;
    const began = clock.monotonic();
    const now = clock.now();
    const until = now + LEASE;
    let items: readonly PushItem[] = [];
    let limit = Number.POSITIVE_INFINITY;
    try {
      limit = forms.limit(to.account, kind);
      token = ids.take(1);
      items = await store.take({ accountId, kind, token, limit, now, until });
    } catch (error) {
      log("error", "pushes could not be taken", { account: to.account.login, kind, ...errorFact(error) });
    }
    taken(items.length === limit);
    for (const [index, bundle] of forms.bundles(items, to.account, to.directory, to.dialect).entries()) {
      const idle = this.#stopping() || (index > 0 && (endpoint.dead || clock.monotonic() > began + ROUND));
      const outcome = idle ? undefined : await this.#push(bundle, to);
      if (outcome === undefined) {
        await this.#release(endpoint, token);
        return true;
      }
      const results = this.#results(endpoint, token, bundle, outcome);
      if (!outcome.ours) this.#heard(endpoint, to, outcome);
      await this.#record(results, until);
    }
    return false;
  }

  /** Undefined where it was broken off. */
  async #push(bundle: Bundle, { account, url, office }: Destination): Promise<Outcome | undefined> {
    const { clock, log } = this.#deps;
    try {
      const delivery = await office.deliver(bundle.encode({ url, account, now: clock.now() }), this.#signal);
      if (delivery.kind === "aborted") return undefined;
      if (delivery.kind === "unreached") return { verdict: "unreached", status: 0, note: delivery.why };
      const { status, body } = delivery.answer;
      return { verdict: bundle.judge(delivery.answer), status, note: readable(body) };
    } catch (error) {
      // a dialect must not throw; where one does, its items go on as if nobody had been there, and the endpoint isn't blamed
      log("error", "a dialect broke while it pushed", { dialect: bundle.dialect, account: account.login, ...errorFact(error) });
      return { verdict: "unreached", status: 0, note: "the interface's own failure", ours: true };
    }
  }

  #heard(endpoint: Endpoint, { account, url }: Destination, { verdict, status, note }: Outcome): void {
    const { clock, log, observer } = this.#deps;
    const turned = endpoint.heard(verdict, clock.monotonic());
    if (turned === undefined) return;
    observer.turned?.(endpoint.kind, turned);
    const facts = { account: account.login, kind: endpoint.kind, host: new URL(url).host };
    if (turned === "alive") log("info", "an endpoint of pushes answers again", facts);
    else {
      const why = status === 0 ? note : `it answers with status ${status}`;
      log("warn", "an endpoint of pushes is dead; its items wait, and it is probed until it answers", { ...facts, why });
    }
  }

  #results({ accountId, kind }: Endpoint, token: number, { items, schedules, dialect }: Bundle, outcome: Outcome): readonly PushResult[] {
    const { clock, random, observer, log } = this.#deps;
    const { verdict, status, note } = outcome;
    const at = clock.now();
    const results = items.map((item) => {
      const nextAt = nextTry(schedules, item, verdict, at, random);
      return { accountId, kind, itemId: itemIdOf(item), token, at, verdict, status, note, nextAt };
    });
    observer.tried?.(kind, dialect, verdict, items.length);
    const count = verdict === "received" ? 0 : results.filter(({ nextAt }) => nextAt === undefined).length;
    if (count > 0) {
      observer.givenUp?.(kind, count);
      log("warn", "pushes were given up; they can be replayed", { accountId, kind, count });
    }
    return results;
  }

  /** The place stays taken until the outcome is durable, so that a store that fails stops the pushing. */
  async #record(results: readonly PushResult[], until: number): Promise<void> {
    const { store, clock, log } = this.#deps;
    for (;;) {
      try {
        const applied = await store.record(results);
        const late = applied.filter((did) => !did).length;
        if (late > 0) log("warn", "what became of pushes came too late: others had taken them, or they were replayed", { count: late });
        return;
      } catch (error) {
        log("error", "what became of pushes could not be stored", { count: results.length, ...errorFact(error) });
        const closed = error instanceof StoreError && error.code === "closed";
        if (closed || this.#stopping() || clock.now() + RETRY > until) return;
        await sleep(clock, RETRY, this.#signal);
      }
    }
  }

  async #release({ accountId, kind }: Endpoint, token: number): Promise<void> {
    const { store, log } = this.#deps;
    try {
      await store.release(accountId, kind, token);
    } catch (error) {
      log("error", "pushes could not be given back; they are free again when their lease ends", { accountId, kind, ...errorFact(error) });
    }
  }
}

/** The beginning of an answer as one line. */
export function readable(body: Buffer): string {
  const text = body.subarray(0, 4 * NOTE).toString("utf8");
  return text
    .replace(/[\p{C}\s]+/gu, " ")
    .trim()
    .slice(0, NOTE)
    .toWellFormed();
}
