import type { Outcome, Submitted } from "../channels/channel.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import { type DispatchStore, type LateAnswer, StoreError } from "../store/store.ts";
import { Batcher } from "./batcher.ts";

export interface LateAnswersDeps {
  readonly store: Pick<DispatchStore, "late">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Answers that one store call takes at most. */
const LIMIT = 500;
/** ms between tries to store them, and how many there are: without them their messages still go on, when their time is over. */
const RETRY = 1_000;
const TRIES = 10;

/** The way into the store of answers that came after their submit's outcome was unknown. */
export class LateAnswers {
  readonly #deps: LateAnswersDeps;
  /** By channel id. */
  readonly #batchers = new Map<number, Batcher<LateAnswer>>();
  #draining = false;

  constructor(deps: LateAnswersDeps) {
    this.#deps = deps;
  }

  take(channelId: number, { messageId, attempt, part, parts }: Submitted, outcome: Outcome): void {
    if (outcome.kind === "unknown") return;
    let batcher = this.#batchers.get(channelId);
    if (!batcher) {
      batcher = new Batcher(LIMIT, (answers) => this.#store(channelId, answers));
      this.#batchers.set(channelId, batcher);
    }
    batcher.add({
      messageId,
      attempt,
      part,
      parts,
      outcome: outcome.kind,
      upstreamId: outcome.kind === "accepted" ? outcome.upstreamId : undefined,
      code: outcome.kind === "accepted" ? undefined : outcome.code,
      final: outcome.kind === "refused" && outcome.final,
      at: this.#deps.clock.now(),
    });
  }

  /** Resolves when all is stored, or one last try has failed. */
  async drained(): Promise<void> {
    this.#draining = true;
    await Promise.all([...this.#batchers.values()].map((batcher) => batcher.drained()));
  }

  async #store(channelId: number, answers: readonly LateAnswer[]): Promise<void> {
    const { store, clock, log } = this.#deps;
    for (let tries = 1; ; tries++) {
      try {
        await store.late(channelId, answers);
        return;
      } catch (error) {
        log("error", "late answers could not be stored", { channel: channelId, count: answers.length, ...errorFact(error) });
        if (this.#draining || tries === TRIES || (error instanceof StoreError && error.code === "closed")) return;
        await sleep(clock, RETRY);
      }
    }
  }
}
