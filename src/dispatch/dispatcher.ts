import type { ChannelHost, ChannelKind, Outcome } from "../channels/channel.ts";
import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { NewSubmission } from "../domain/submission.ts";
import type { InboundIntake } from "../inbound/intake.ts";
import type { ReceiptIntake } from "../receipts/intake.ts";
import { type Clock, sleep, type Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { DispatchStore, LaneHead, NewsStore, SentAgain } from "../store/store.ts";
import type { Attempt } from "./attempt.ts";
import { Claims } from "./claims.ts";
import { decide, type Other } from "./decide.ts";
import { LaneBoard } from "./lane-board.ts";
import { LateAnswers } from "./late-answers.ts";
import { Outbox } from "./outbox.ts";
import type { Outlet, Submit, Withdrawn } from "./outlet.ts";
import { Outlets } from "./outlets.ts";
import { Shares, type SharesDeps } from "./shares.ts";
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
  /** This node's number, as it is now. */
  readonly node: () => number;
  /** Of other processes on the store; where it is left out, none arrive. */
  readonly news?: Pick<NewsStore, "arrives" | "tell">;
  /** Channels are shared out among the nodes of the store; without it this node has them whole. */
  readonly shares?: Pick<SharesDeps, "store" | "name" | "ttl" | "witness">;
}

/** How often lanes are read from the store, for what this node was not told of. */
const LANE_POLL = 1_000;
/** … where news of others arrive: what they don't tell are retries, and what operators let go. */
const RARE_LANE_POLL = 2_000;
/** … after a pause that is so many times as long as reading them took, */
const LANE_POLL_SHARE = 9;
/** and no longer than this: a store that hung once is asked again soon. */
const LANE_POLL_LONGEST = 2_000;
/** Lanes read at once: a millisecond or two of a store's thread, which others wait for. */
const LANE_PAGE = 500;
/** How long a stop waits for the rest of long texts to leave, and how often it looks, ms. */
const HALVES = 3_000;
const HALVES_LOOK = 20;
/** What becomes of parts that had not left when their channel went away. */
const UNSENT: Outcome = { kind: "deferred", code: "YZ:GIVEUP", why: "disconnected" };

/**
 * Moves due messages out of their lanes and through channels: claims under a lease, sends, and writes down what came of
 * it. It takes no more than channels have room for, so that what can't leave stays in the store, where every node sees it.
 */
export class Dispatcher {
  readonly #deps: DispatcherDeps;
  readonly #board = new LaneBoard((lane) => this.#ways.rivalry(lane));
  readonly #outlets: Outlets;
  readonly #shares: Shares | undefined;
  readonly #ways: Ways;
  readonly #outbox: Outbox;
  readonly #claims: Claims;
  readonly #late: LateAnswers;
  /** Claims and submits under way. */
  readonly #open = new Set<Promise<void>>();
  #poll: Timer | undefined;
  #alarm: Timer | undefined;
  #polling = false;
  #turning = false;
  #stopped = false;
  /** Nothing leaves any more. */
  #ended = false;

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
        late: (submit, outcome) => this.#late.take(config.id, submit, outcome),
        readyChanged: () => this.#turnSoon(),
        callback: deps.callback,
        outstanding: (after, limit) => store.outstanding(config.id, after, limit),
        submits: (upstreamIds) => deps.receipts.submits(config.id, upstreamIds),
      }),
      leaving: (outlet) => this.#takeBack(outlet, outlet.empty()),
      readyChanged: () => this.#turnSoon(),
      shared: deps.shares !== undefined,
    });
    this.#shares = deps.shares && new Shares({ clock, log, node, ...deps.shares }, this.#outlets);
    this.#late = new LateAnswers({ store, clock, log });
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
    await this.#shares?.round();
    await this.#pollLanes();
  }

  /** The channels that run here. */
  get outlets(): Outlets {
    return this.#outlets;
  }

  /** Follows a changed directory. */
  follow(directory: DirectoryIndex): void {
    if (this.#stopped) return;
    this.#board.rearrange();
    void this.#outlets.follow(directory).then(() => {
      void this.#shares?.round();
      this.#turnSoon();
    });
    // channels are switched by now, though others may still be stopping
    this.#turnSoon();
  }

  /** This node's number was lost, so that it must send nothing, or it has another. */
  nodeChanged(held: boolean): void {
    this.#shares?.nodeChanged(held);
  }

  /** A submission has just become durable here: its lanes need not wait for the poll. */
  accepted(submission: NewSubmission): void {
    const lanes = lanesOf(submission);
    for (const { lane, dueAt } of lanes) this.#board.feed(lane, dueAt);
    // what this node can carry needs nobody else: they would all ask for the same few messages
    const served = ({ lane }: LaneHead): boolean => this.#ways.outletsOf(lane).some(({ serves }) => serves);
    if (this.#deps.shares)
      tellLanes(
        this.#deps,
        lanes.filter((head) => !served(head)),
      );
    this.#turnSoon();
  }

  /** Another process has told that these lanes have something due; undefined: some have. */
  told(lanes: readonly LaneHead[] | undefined): void {
    if (this.#stopped) return;
    if (lanes) {
      this.#board.feedAll(lanes);
      this.#turnSoon();
    } else if (!this.#polling) {
      this.#poll?.cancel();
      void this.#pollLanes();
    }
  }

  /** Stops claiming, lets what is under way end, gives back what had not left. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#poll?.cancel();
    this.#alarm?.cancel();
    await this.#sendHalves();
    this.#ended = true;
    this.#shares?.stop();
    await this.#outlets.stop();
    await Promise.all(this.#open);
    await Promise.all([this.#outbox.drained(), this.#late.drained()]);
  }

  /** Has the rest of long texts leave of which parts have left: sent again whole, their recipients would get these twice. */
  async #sendHalves(): Promise<void> {
    const { clock } = this.#deps;
    const deadline = clock.monotonic() + HALVES;
    const outlets = [...this.#outlets.all()];
    for (const outlet of outlets) outlet.yielding = true;
    while (outlets.some(({ halfway }) => halfway) && clock.monotonic() < deadline) {
      for (const outlet of outlets) this.#pump(outlet);
      await sleep(clock, HALVES_LOOK);
    }
  }

  async #pollLanes(): Promise<void> {
    const { clock, store, log } = this.#deps;
    const start = clock.monotonic();
    this.#polling = true;
    try {
      let after: number | undefined = -1;
      while (after !== undefined && !this.#stopped) {
        const heads: readonly LaneHead[] = await store.lanes({ after, limit: LANE_PAGE });
        this.#board.feedAll(heads);
        this.#turnSoon();
        after = heads.length < LANE_PAGE ? undefined : heads.at(-1)?.lane;
      }
    } catch (error) {
      log("error", "lanes could not be read", errorFact(error));
    }
    this.#polling = false;
    const often = this.#deps.news?.arrives ? RARE_LANE_POLL : LANE_POLL;
    const pause = Math.min(LANE_POLL_LONGEST, Math.max(often, LANE_POLL_SHARE * (clock.monotonic() - start)));
    if (!this.#stopped) this.#poll = clock.after(pause, () => void this.#pollLanes());
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
    for (const claim of this.#claims.start()) this.#track(claim.then(() => this.#turnSoon()));
    this.#setAlarm();
  }

  #pump(outlet: Outlet): void {
    this.#takeBack(outlet, outlet.stranded());
    for (let submit = outlet.next(); submit; submit = outlet.next()) this.#track(this.#send(outlet, submit));
  }

  async #send(outlet: Outlet, submit: Submit): Promise<void> {
    let outcome: Outcome;
    outlet.stats.left();
    try {
      outcome = await outlet.channel.send(submit.part);
    } catch (error) {
      // a channel must not reject; where one does, nobody knows what has left
      const facts = { channel: outlet.config.name, message: submit.part.messageId, ...errorFact(error) };
      this.#deps.log("error", "a channel broke while it sent", facts);
      outcome = { kind: "unknown", code: "UNKNOWN" };
    }
    outlet.stats.answered(outcome);
    const complete = outlet.answered(submit, outcome);
    if (complete && (this.#ended || !outlet.repeat(submit.attempt))) this.#finish(outlet, submit.attempt);
    else this.#turnSoon();
  }

  #finish(outlet: Outlet, attempt: Attempt): void {
    const { message, outcomes } = attempt;
    const channel = outlet.config;
    const now = this.#deps.clock.now();
    const other = (): Other => this.#ways.otherThan(message, channel);
    const again = (): SentAgain | undefined => this.#ways.againOf(message, channel, now);
    this.#outbox.tried(outlet, attempt, decide({ message, channel, other, again, outcomes, now }));
  }

  #takeBack(outlet: Outlet, { untouched, begun }: Withdrawn): void {
    for (const message of untouched) this.#claims.giveBack(message);
    for (const attempt of begun) if (attempt.abandon(UNSENT)) this.#finish(outlet, attempt);
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

/** Lanes that a submission which has just been accepted has something in. */
function lanesOf({ messages, sendAt }: NewSubmission): readonly LaneHead[] {
  const lanes = new Set(messages.flatMap(({ state, lane }) => (state === "queued" ? [lane] : [])));
  return [...lanes].map((lane) => ({ lane, dueAt: sendAt }));
}

/** Tells the other processes of lanes that have something due, or will before they look by themselves. */
export function tellLanes({ news, clock }: Pick<DispatcherDeps, "news" | "clock">, lanes: readonly LaneHead[]): void {
  const soon = lanes.filter(({ dueAt }) => dueAt <= clock.now() + LANE_POLL);
  if (soon.length > 0) news?.tell({ kind: "lanes", lanes: soon });
}

/** The same, of a submission that a process has accepted which sends nothing itself. */
export function tellAccepted(deps: Pick<DispatcherDeps, "news" | "clock">, submission: NewSubmission): void {
  tellLanes(deps, lanesOf(submission));
}
