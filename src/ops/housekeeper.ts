import type { PlatformSettings } from "../domain/directory.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { Purged, RetentionStore, TallyStore } from "../store/store.ts";

/** How often it is looked what has become too old, and told what went of it, ms. */
const PERIOD = 60_000;
/** Bounds of the pause after a step, ms. */
const PAUSE = { least: 10, most: 1_000 };

export interface HousekeeperOptions {
  readonly store: RetentionStore;
  readonly tallies: Pick<TallyStore, "fold">;
  readonly clock: Clock;
  readonly log: Log;
  readonly settings: () => PlatformSettings;
  /** Told of every step. */
  readonly forgot: (gone: Purged) => void;
}

type Sum = { -readonly [K in Exclude<keyof Purged, "more">]: Purged[K] };

/**
 * Forgets what has been kept for as long as the settings say, a little at a time, and adds up what was counted. Every node that dispatches has one: the store lets
 * one of them work at a time.
 */
export class Housekeeper {
  readonly #options: HousekeeperOptions;
  readonly #stopping = new AbortController();
  /** Messages that a step looks at: as many as it has time for. */
  #limit: number;
  #work: Promise<void> = Promise.resolve();

  constructor(options: HousekeeperOptions) {
    this.#options = options;
    this.#limit = options.store.pace.least;
  }

  start(): void {
    this.#work = this.#keep();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #keep(): Promise<void> {
    const { signal } = this.#stopping;
    for (let more = false; !signal.aborted; ) {
      if (!more) await sleep(this.#options.clock, PERIOD, signal);
      more = !signal.aborted && (await this.#round(signal));
    }
  }

  /** Adds up what was counted, then goes on until there is no more, or for a period; answers whether there is more. */
  async #round(signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#options;
    const sum: Sum = { messages: 0, inbound: 0, parkedReceipts: 0, unreported: 0 };
    await this.#fold(signal);
    const start = clock.monotonic();
    let more = true;
    try {
      while (more && !signal.aborted && clock.monotonic() - start < PERIOD) more = await this.#step(sum, signal);
    } catch (error) {
      more = false;
      log("error", "what is too old could not be forgotten; it is tried again in a minute", errorFact(error));
    }
    const { unreported, ...gone } = sum;
    if (gone.messages + gone.inbound + gone.parkedReceipts > 0) log("info", "what is too old was forgotten", gone);
    if (unreported > 0)
      log("warn", "reports that no query fetched and no push got through went with their messages", { count: unreported });
    return more;
  }

  /** Until there is no more, or for a period. */
  async #fold(signal: AbortSignal): Promise<void> {
    const { tallies, clock, log } = this.#options;
    const begun = clock.monotonic();
    try {
      for (let more = true; more && !signal.aborted && clock.monotonic() - begun < PERIOD; ) {
        const start = clock.monotonic();
        more = await tallies.fold(clock.now());
        if (more) await this.#rest(clock.monotonic() - start, signal);
      }
    } catch (error) {
      log("error", "what was counted could not be added up; it is tried again in a minute", errorFact(error));
    }
  }

  async #step(sum: Sum, signal: AbortSignal): Promise<boolean> {
    const { store, clock, settings, forgot } = this.#options;
    const { retention } = settings();
    const now = clock.now();
    const before = { messages: now - retention.messages, parkedReceipts: now - retention.parkedReceipts };
    const start = clock.monotonic();
    const gone = await store.purge({ now, before, limit: this.#limit });
    const took = clock.monotonic() - start;
    for (const kind of Object.keys(sum) as (keyof Sum)[]) sum[kind] += gone[kind];
    forgot(gone);
    if (gone.more) {
      const { step, least, most } = store.pace;
      this.#limit = Math.round(Math.min(most, Math.max(least, this.#limit * (took > step ? 0.8 : 1.25))));
      await this.#rest(took, signal);
    }
    return gone.more;
  }

  /** After a step. @param took ms */
  #rest(took: number, signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#options;
    return sleep(clock, Math.min(PAUSE.most, Math.max(PAUSE.least, took * store.pace.pause)), signal);
  }
}
