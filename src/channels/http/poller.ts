import { sleep } from "../../runtime/clock.ts";
import type { ChannelHost } from "../channel.ts";
import type { Called, NotAnswered } from "./caller.ts";
import { handOver } from "./hand-over.ts";

export interface PollerDeps<T> {
  /** `reports` or `inbound texts`, for the log. */
  readonly what: string;
  /** ms between questions while nothing waits. */
  readonly every: number;
  readonly host: Pick<ChannelHost, "clock" | "log">;
  /** Never rejects. */
  readonly ask: () => Promise<Called<readonly T[]>>;
  /** The host's; resolves when it is durable. */
  readonly take: (batch: readonly T[]) => Promise<void>;
  /** Whether it is this node that asks. */
  readonly mayAsk: () => boolean;
  /** Aborts when no more is to be asked for. */
  readonly signal: AbortSignal;
}

/** Answers in a row after which it waits all the same: an upstream that gives out the same for ever isn't asked without a pause. */
const MOST_IN_A_ROW = 100;
/** ms; the pause after a failure doubles up to this, or up to `every` where that is longer. */
const LONGEST_WAIT = 120_000;

/** Asks upstream for what waits for us there, until there is nothing, then again after a while. */
export class Poller<T> {
  readonly #deps: PollerDeps<T>;
  #failures = 0;
  #running: Promise<void> = Promise.resolve();

  constructor(deps: PollerDeps<T>) {
    this.#deps = deps;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Resolves when the last answer, if one was awaited, has been handed over. */
  get ended(): Promise<void> {
    return this.#running;
  }

  async #run(): Promise<void> {
    const { every, host, signal } = this.#deps;
    while (!signal.aborted) {
      const called = this.#deps.mayAsk() ? await this.#round() : undefined;
      if (called) this.#failed(called);
      else this.#worked();
      const longer = every * 2 ** Math.min(this.#failures, 16);
      await sleep(host.clock, Math.min(longer, Math.max(every, LONGEST_WAIT)), signal);
    }
  }

  /** What went wrong, if anything did. */
  async #round(): Promise<NotAnswered | undefined> {
    const { ask, take, host, signal } = this.#deps;
    for (let count = 0; count < MOST_IN_A_ROW && !signal.aborted; count++) {
      const called = await ask();
      if (called.kind !== "answered") return called;
      if (called.value.length === 0) return undefined;
      if (!(await handOver(called.value, take, host, signal))) return undefined;
    }
    return undefined;
  }

  #failed(called: NotAnswered): void {
    const { what, host, signal } = this.#deps;
    this.#failures += 1;
    if (this.#failures > 1 || signal.aborted) return;
    const facts =
      called.kind === "unreached"
        ? { why: called.why, lost: called.mayHaveArrived ? "perhaps what the answer held" : "nothing" }
        : { code: called.failure.code, reason: called.failure.reason, status: called.status, said: called.failure.message };
    host.log("warn", `upstream could not be asked for ${what}; it is asked less and less often`, facts);
  }

  #worked(): void {
    if (this.#failures > 0) this.#deps.host.log("info", `upstream answers about ${this.#deps.what} again`);
    this.#failures = 0;
  }
}
