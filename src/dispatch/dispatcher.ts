import type { ChannelHost, ChannelKind, Outcome } from "../channels/channel.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { NewSubmission } from "../domain/submission.ts";
import type { InboundIntake } from "../inbound/intake.ts";
import type { ReceiptIntake } from "../receipts/intake.ts";
import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { DispatchStore } from "../store/store.ts";
import type { Attempt } from "./attempt.ts";
import { Claims } from "./claims.ts";
import { decide } from "./decide.ts";
import { LaneBoard } from "./lane-board.ts";
import { Outbox } from "./outbox.ts";
import type { Outlet, Submit, Withdrawn } from "./outlet.ts";
import { Outlets } from "./outlets.ts";
import { Ways } from "./ways.ts";

export interface DispatcherDeps {
  readonly store: DispatchStore;
  readonly receipts: ReceiptIntake;
  readonly inbound: InboundIntake;
  /** Where channels have upstreams call this server. */
  readonly callback: ChannelHost["callback"];
  readonly clock: Clock;
  readonly log: Log;
  readonly kinds: readonly ChannelKind[];
  readonly directory: () => DirectoryIndex;
  readonly node: number;
}

/** How often lanes are read from the store, for what this node was not told of. */
const LANE_POLL = 1_000;
/** What becomes of parts that had not left when their channel went away. */
const UNSENT: Outcome = { kind: "deferred", code: "YZ:GIVEUP", why: "disconnected" };

/**
 * Moves due messages out of their lanes and through channels: claims under a lease, sends, and writes down what came of
 * it. It takes no more than channels have room for, so that what can't leave stays in the store, where every node sees it.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #board = new LaneBoard();
  readonly #outlets: Outlets;
  readonly #ways: Ways;
  readonly #outbox: Outbox;
  readonly #claims: Claims;
  /** Claims and submits under way. */
  readonly #open = new Set<Promise<void>>();
  #poll: Timer | undefined;
  #alarm: Timer | undefined;
  #turning = false;
  #stopped = false;

  constructor(deps: DispatcherDeps) {
    this.#deps = deps;
    const { store, clock, log, node } = deps;
    this.#outlets = new Outlets({
      clock,
      log,
      kinds: deps.kinds,
      host: (config) => ({
        receipts: (batch) => deps.receipts.take(config.id, batch),
        inbound: (batch) => deps.inbound.take(config.id, batch),
        readyChanged: () => this.#turnSoon(),
        callback: deps.callback,
        outstanding: (after, limit) => store.outstanding(config.id, after, limit),
      }),
      leaving: (outlet) => this.#takeBack(outlet, outlet.empty()),
    });
    this.#ways = new Ways(deps.directory, this.#outlets);
    this.#outbox = new Outbox({
      store,
      clock,
      log,
      queued: (lane, dueAt) => this.#board.feed(lane, dueAt),
      recorded: () => this.#turnSoon(),
    });
    this.#claims = new Claims({
      store,
      clock,
      log,
      node,
      board: this.#board,
      outlets: this.#outlets,
      ways: this.#ways,
      outbox: this.#outbox,
      stopped: () => this.#stopped,
    });
  }

  async start(): Promise<void> {
    await this.#outlets.follow(this.#deps.directory());
    await this.#pollLanes();
  }

  /** Follows a changed directory. */
  follow(directory: DirectoryIndex): void {
    if (this.#stopped) return;
    void this.#outlets.follow(directory).then(() => this.#turnSoon());
  }

  /** A submission has just become durable here: its lanes need not wait for the poll. */
  accepted(submission: NewSubmission): void {
    for (const message of submission.messages) {
      if (message.state === "queued") this.#board.feed(message.lane, submission.sendAt);
    }
    this.#turnSoon();
  }

  /** Stops claiming, lets what is under way end, gives back what had not left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#poll?.cancel();
    this.#alarm?.cancel();
    await this.#outlets.stop();
    await Promise.all(this.#open);
    await this.#outbox.drained();
  }

  async #pollLanes(): Promise<void> {
    try {
      this.#board.feedAll(await this.#deps.store.lanes());
      this.#turnSoon();
    } catch (error) {
      this.#deps.log("error", "lanes could not be read", errorFact(error));
    }
    if (!this.#stopped) this.#poll = this.#deps.clock.after(LANE_POLL, () => void this.#pollLanes());
  }

  /** One turn for all that happens in this turn of the event loop. */
  #turnSoon(): void {
    if (this.#turning || this.#stopped) return;
    this.#turning = true;
    setImmediate(() => {
      this.#turning = false;
      if (!this.#stopped) this.#turn();
    });
  }

  #turn(): void {
    for (const outlet of this.#outlets.all()) this.#pump(outlet);
    for (const lane of this.#board.due(this.#deps.clock.now())) {
      const claim = this.#claims.claim(lane);
      if (claim) this.#track(claim.then(() => this.#turnSoon()));
    }
    this.#setAlarm();
  }

  #pump(outlet: Outlet): void {
    this.#takeBack(outlet, outlet.channel.isUp() ? outlet.lapsing() : outlet.empty());
    for (let submit = outlet.next(); submit; submit = outlet.next()) this.#track(this.#send(outlet, submit));
  }

  async #send(outlet: Outlet, submit: Submit): Promise<void> {
    let outcome: Outcome;
    try {
      outcome = await outlet.channel.send(submit.part);
    } catch (error) {
      // a channel must not reject; where one does, nobody knows what has left
      const facts = { channel: outlet.config.name, message: submit.part.messageId, ...errorFact(error) };
      this.#deps.log("error", "a channel broke while it sent", facts);
      outcome = { kind: "unknown", code: "UNKNOWN" };
    }
    if (outlet.answered(submit, outcome)) this.#finish(outlet, submit.attempt);
    else this.#turnSoon();
  }

  #finish(outlet: Outlet, attempt: Attempt): void {
    const { message, outcomes } = attempt;
    const channel = outlet.config;
    const alternative = (): boolean => this.#ways.hasOther(message, channel);
    this.#outbox.tried(outlet, attempt, decide({ message, channel, alternative, outcomes, now: this.#deps.clock.now() }));
  }

  #takeBack(outlet: Outlet, { untouched, begun }: Withdrawn): void {
    for (const message of untouched) this.#claims.giveBack(message);
    if (begun?.abandon(UNSENT)) this.#finish(outlet, begun);
  }

  #track(work: Promise<void>): void {
    this.#open.add(work);
    void work.finally(() => this.#open.delete(work));
  }

  /** Wakes at the next due time or the next slot of a paced channel, whichever comes first. */
  #setAlarm(): void {
    this.#alarm?.cancel();
    const waits = [...this.#outlets.all()].map((outlet) => outlet.wait).filter((wait) => wait !== undefined);
    const due = this.#board.nextDue();
    const now = this.#deps.clock.now();
    if (due !== undefined && due > now) waits.push(due - now);
    if (waits.length > 0) this.#alarm = this.#deps.clock.after(Math.max(1, Math.min(...waits)), () => this.#turnSoon());
  }
}
