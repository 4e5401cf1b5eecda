import type { Outcome } from "../channels/channel.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import {
  type AttemptPart,
  type AttemptResult,
  type ClaimedMessage,
  type DispatchStore,
  type NextStep,
  StoreError,
} from "../store/store.ts";
import type { Attempt } from "./attempt.ts";
import { Batcher } from "./batcher.ts";
import type { Outlet } from "./outlet.ts";

/** Outcomes that one store call takes at most. */
const LIMIT = 1_000;
/** Pause between tries to store outcomes. */
const RETRY = 1_000;

export interface OutboxDeps {
  readonly store: DispatchStore;
  readonly clock: Clock;
  readonly log: Log;
  /** A message is back in its lane, due at `dueAt`. */
  readonly queued: (lane: number, dueAt: number) => void;
  /** Slots are free again, or lanes were fed. */
  readonly recorded: () => void;
}

interface Entry {
  readonly lane: number;
  readonly result: AttemptResult;
  readonly tried: { readonly outlet: Outlet; readonly attempt: Attempt } | undefined;
}

/** The way of outcomes into the store. */
export class Outbox {
  readonly #deps: OutboxDeps;
  readonly #batcher: Batcher<Entry>;
  #draining = false;

  constructor(deps: OutboxDeps) {
    this.#deps = deps;
    this.#batcher = new Batcher(LIMIT, (entries) => this.#record(entries));
  }

  /** A channel has answered to every part of an attempt. */
  tried(outlet: Outlet, attempt: Attempt, next: NextStep): void {
    this.#add(attempt.message, next, { outlet, attempt }, attempt.choice);
  }

  /** A message was claimed, and no channel was asked. */
  untried(message: ClaimedMessage, next: NextStep, choice?: string): void {
    this.#add(message, next, undefined, choice);
  }

  /** Resolves when all is stored, or one last try has failed: leases then bring the messages back. */
  drained(): Promise<void> {
    this.#draining = true;
    return this.#batcher.drained();
  }

  #add(message: ClaimedMessage, next: NextStep, tried: Entry["tried"], choice: string | undefined): void {
    const { id, accountId, attempt, lane } = message;
    this.#batcher.add({
      lane,
      tried,
      result: {
        messageId: id,
        accountId,
        attempt,
        channelId: tried?.outlet.config.id,
        at: this.#deps.clock.now(),
        parts: tried ? tried.attempt.outcomes.map(asPart) : [],
        choice,
        next,
      },
    });
  }

  /**
   * Until an outcome is durable its slot stays taken: what a crash would send again is never more than the window, and a
   * store that fails stops the sending.
   */
  async #record(entries: readonly Entry[]): Promise<void> {
    const { store, clock, log, queued, recorded } = this.#deps;
    for (;;) {
      try {
        await store.record(entries.map((entry) => entry.result));
        break;
      } catch (error) {
        log("error", "outcomes could not be stored", { count: entries.length, ...errorFact(error) });
        if (this.#draining || (error instanceof StoreError && error.code === "closed")) return;
        await sleep(clock, RETRY);
      }
    }
    for (const { tried, lane, result } of entries) {
      tried?.outlet.closed(tried.attempt);
      if (result.next.to === "queued") queued(lane, result.next.dueAt);
    }
    recorded();
  }
}

/** A part's outcome, as it is stored. @param index from 0 */
export function asPart(outcome: Outcome, index: number): AttemptPart {
  return {
    part: index + 1,
    outcome: outcome.kind,
    upstreamId: outcome.kind === "accepted" || outcome.kind === "unknown" ? outcome.upstreamId : undefined,
    code: outcome.kind === "accepted" ? undefined : outcome.code,
  };
}
