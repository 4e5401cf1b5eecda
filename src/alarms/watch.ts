import type { DirectoryIndex } from "../directory/directory-index.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { AlarmChanges, AlarmStore } from "../store/store.ts";
import type { Looked } from "./checks/check.ts";
import { Lasting } from "./lasting.ts";
import { LookAround } from "./look-around.ts";
import { type AlarmSettings, settingsOf } from "./settings.ts";

/** How often it is looked for alarms, ms. */
export const EVERY = 30_000;
/** By how much a node may be early, ms: of nodes that look at their own times, each sees whether another one has looked since. */
const EARLY = 2_000;

export interface AlarmWatchDeps {
  readonly store: Looked["store"] & { readonly alarms: AlarmStore };
  readonly clock: Clock;
  readonly log: Log;
  readonly directory: () => DirectoryIndex;
  /** Told of what changed, by the one node that wrote it down. Doesn't wait. */
  readonly changed: (changes: AlarmChanges, settings: AlarmSettings) => void;
}

/** Looks for alarms. Any number of nodes may: one of them at a time writes down what it found, and tells. */
export class AlarmWatch {
  readonly #deps: AlarmWatchDeps;
  readonly #around: LookAround;
  readonly #lasting = new Lasting();
  readonly #stopping = new AbortController();
  #work: Promise<void> = Promise.resolve();

  constructor(deps: AlarmWatchDeps) {
    this.#deps = deps;
    this.#around = new LookAround(deps.clock, deps.log);
  }

  start(): void {
    this.#work = this.#watch();
  }

  /** Idempotent. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#work;
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping;
    for (;;) {
      await sleep(this.#deps.clock, EVERY, signal);
      if (signal.aborted) return;
      try {
        await this.#look();
      } catch (error) {
        this.#deps.log("error", "it could not be looked for alarms; it is tried again in half a minute", errorFact(error));
      }
    }
  }

  async #look(): Promise<void> {
    const { store, clock, directory, changed } = this.#deps;
    const settings = settingsOf(await store.alarms.settings());
    const { kinds } = settings;
    const sight = await this.#around.look({ store, directory: directory(), now: clock.now() }, kinds);
    const now = clock.now();
    const going = (await store.alarms.list(now)).filter(({ endedAt }) => endedAt === undefined);
    const found = this.#lasting.judge(sight, going, kinds, clock.monotonic());
    const changes = await store.alarms.look({ now, every: EVERY - EARLY, found });
    if (changes) changed(changes, settings);
  }
}
