import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { ChannelStore, OwnChannelState } from "../store/store.ts";

export interface ChannelReporterDeps {
  readonly store: Pick<ChannelStore, "report">;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: () => number;
  readonly states: () => readonly OwnChannelState[];
}

/** How often a node looks whether something has changed, and writes it down. */
const PERIOD = 2_000;
/** How often it writes when nothing has: a sign of life. */
const SIGN_OF_LIFE = 10_000;
/** What a node wrote that has not been heard of for so long is forgotten. */
const FORGOTTEN = 600_000;

/** Writes how this node's channels do into the store, where commands and other nodes read it. */
export class ChannelReporter {
  readonly #deps: ChannelReporterDeps;
  #timer: Timer | undefined;
  #work: Promise<void> = Promise.resolve();
  #stopped = false;
  #written = "";
  /** Monotonic ms. */
  #writtenAt = Number.NEGATIVE_INFINITY;

  constructor(deps: ChannelReporterDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#work = this.#report().finally(() => {
      if (!this.#stopped) this.#timer = this.#deps.clock.after(PERIOD, () => this.start());
    });
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    await this.#work;
  }

  async #report(): Promise<void> {
    const { store, clock, log, node } = this.#deps;
    const states = this.#deps.states();
    const text = JSON.stringify(states);
    const monotonic = clock.monotonic();
    if (text === this.#written && monotonic - this.#writtenAt < SIGN_OF_LIFE) return;
    const now = clock.now();
    try {
      await store.report(node(), now, states, now - FORGOTTEN);
      this.#written = text;
      this.#writtenAt = monotonic;
    } catch (error) {
      log("error", "how the channels do could not be written down", errorFact(error));
    }
  }
}
