import type { Outcome, Part } from "../channels/channel.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import { carries, type Freight } from "../routing/carries.ts";
import { type Clock, sleep, type Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { ChannelStore, NewsStore, TestAnswer, TestOrder } from "../store/store.ts";
import { asPart } from "./outbox.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";
import { partsOf } from "./parts.ts";

export interface TestDeskDeps {
  readonly store: Pick<ChannelStore, "takeTests" | "answerTest">;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: () => number;
  readonly directory: () => DirectoryIndex;
  readonly outlets: Outlets;
  /** Of other processes on the store; where it is left out, none arrive. */
  readonly news?: Pick<NewsStore, "arrives">;
}

/** How often a node looks for tests that were ordered. */
const PERIOD = 1_000;
/** … where the store tells of them. */
const RARE_PERIOD = 5_000;
/** How long after it was ordered a test is left to a node whose channel is up. */
const COURTESY = 3_000;
/** How long a test waits for room in the channel's window, and how often it looks. */
const ROOM_DEADLINE = 15_000;
const ROOM_POLL = 100;

/**
 * Sends what operators order to try a channel: over exactly that channel, also where it is drained, beside all queues and
 * without any account. It takes its turn in the channel's window like any submit.
 */
export class TestDesk {
  readonly #deps: TestDeskDeps;
  readonly #underWay = new Set<Promise<void>>();
  readonly #stopping = new AbortController();
  #timer: Timer | undefined;
  #woken = false;
  #round: Promise<void> = Promise.resolve();

  constructor(deps: TestDeskDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#lookAfter(PERIOD);
  }

  /** A test was ordered. */
  wake(): void {
    this.#woken = true;
    if (this.#timer) this.#lookAfter(0);
  }

  #lookAfter(delay: number): void {
    this.#timer?.cancel();
    if (this.#stopping.signal.aborted) return;
    this.#timer = this.#deps.clock.after(delay, () => {
      this.#timer = undefined;
      // where this node only comes second it must look again when the others have had their time
      const next = this.#woken ? COURTESY : this.#deps.news?.arrives ? RARE_PERIOD : PERIOD;
      this.#woken = false;
      this.#round = this.#look().finally(() => this.#lookAfter(this.#woken ? 0 : next));
    });
  }

  /** To be called before the channels stop: what is under way is answered by then. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#timer?.cancel();
    await this.#round;
  }

  /** Resolves when all that was taken has been answered; the channels' stop sees to that. */
  async drained(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #look(): Promise<void> {
    const { store, clock, log } = this.#deps;
    const node = this.#deps.node();
    const configured = [...this.#deps.directory().channelById.keys()];
    const up = configured.filter((id) => {
      const outlet = this.#deps.outlets.get(id);
      return outlet !== undefined && outlet.held > 0 && outlet.channel.isUp();
    });
    const rest = configured.filter((id) => !up.includes(id));
    try {
      const now = clock.now();
      const taken = [
        ...(await store.takeTests({ node, now, channelIds: up, orderedBy: now })),
        ...(rest.length > 0 ? await store.takeTests({ node, now, channelIds: rest, orderedBy: now - COURTESY }) : []),
      ];
      for (const test of taken) {
        const work = this.#try(test).finally(() => this.#underWay.delete(work));
        this.#underWay.add(work);
      }
    } catch (error) {
      log("error", "tests of channels could not be taken", errorFact(error));
    }
  }

  async #try(test: TestOrder): Promise<void> {
    const { store, clock, log, node } = this.#deps;
    const channel = this.#deps.directory().channelById.get(test.channelId)?.name ?? test.channelId;
    log("info", "a test is sent over a channel", { test: test.id, channel, by: test.actor });
    const { parts, note } = await this.#send(test);
    log("info", "a test was answered", { test: test.id, channel, outcomes: parts.map(({ outcome }) => outcome), note });
    try {
      await store.answerTest(test.id, node(), { at: clock.now(), parts, note });
    } catch (error) {
      log("error", "what came of a test could not be written down", { test: test.id, ...errorFact(error) });
    }
  }

  async #send(test: TestOrder): Promise<Omit<TestAnswer, "at">> {
    const no = (note: string): Omit<TestAnswer, "at"> => ({ parts: [], note });
    const outlet = this.#deps.outlets.get(test.channelId);
    const config = this.#deps.directory().channelById.get(test.channelId);
    if (!config?.enabled) return no("the channel is not enabled where it is declared");
    if (!outlet) return no(config.mode === "down" ? "the channel is switched down" : "the channel does not run here");
    if (config.media !== "sms") return no("only channels for texts can be tried");
    const freight: Freight = { medium: "sms", text: test.text, suffix: "" };
    if (!carries(config, freight)) return no("the channel can't carry this text: it is too long for one submit, and it may not be cut");
    const { id, phone } = test;
    const parts = partsOf({ id, attempt: 1, medium: "sms", phone }, config, freight);
    const answers: Outcome[] = [];
    for (const part of parts) {
      const why = await this.#room(outlet);
      if (why !== undefined && answers.length === 0) return no(why);
      answers.push(why === undefined ? await this.#submit(outlet, part) : { kind: "deferred", code: "YZ:GIVEUP", why: "disconnected" });
    }
    return { parts: answers.map(asPart), note: "" };
  }

  async #submit(outlet: Outlet, part: Part): Promise<Outcome> {
    outlet.stats.left();
    let outcome: Outcome;
    try {
      outcome = await outlet.channel.send(part);
    } catch {
      outcome = { kind: "unknown", code: "UNKNOWN" };
    }
    outlet.stats.answered(outcome);
    return outcome;
  }

  /** Waits until the channel can take a submit; a sentence where it can't in time. */
  async #room(outlet: Outlet): Promise<string | undefined> {
    const { clock, outlets } = this.#deps;
    const { signal } = this.#stopping;
    const deadline = clock.monotonic() + ROOM_DEADLINE;
    while (outlet.channel.ready() <= 0) {
      if (signal.aborted) return "the server stops";
      if (outlets.get(outlet.config.id) !== outlet) return "the channel was closed meanwhile";
      if (clock.monotonic() >= deadline)
        return outlet.channel.isUp() ? "the channel had no room: it is throttled or busy" : "the channel is not connected";
      await sleep(clock, ROOM_POLL, signal);
    }
    return undefined;
  }
}
