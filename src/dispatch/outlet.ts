import type { Channel, Outcome, Part } from "../channels/channel.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { CONTENT_CLASSES } from "../domain/message.ts";
import { precedence } from "../routing/lanes.ts";
import type { Clock } from "../runtime/clock.ts";
import { Pacer } from "../runtime/pacer.ts";
import type { ClaimedMessage } from "../store/store.ts";
import type { Attempt } from "./attempt.ts";
import { Breaker } from "./breaker.ts";
import { Line } from "./line.ts";
import { OutletStats } from "./outlet-stats.ts";

/** One part on its way. */
export interface Submit {
  readonly attempt: Attempt;
  readonly part: Part;
  /** The breaker's, for the answer. */
  readonly ticket: number;
}

/** What was taken back from an outlet's line. */
export interface Withdrawn {
  /** Nothing of these has left. */
  readonly untouched: readonly ClaimedMessage[];
  /** Some of its parts have left, the others won't. */
  readonly begun: Attempt | undefined;
}

/** How long a message may wait at hand for the pace of a channel, ms. Claims take a few ms, and 50 while a disk is busy. */
const AT_HAND = 250;
/** Accounts that find room however much the others have in line. */
const GUESTS = 16;
const NOTHING: Withdrawn = { untouched: [], begun: undefined };

/** A running channel with what the dispatcher keeps beside it: its pace, and what has been claimed for it. */
export class Outlet {
  readonly config: ChannelConfig;
  readonly channel: Channel;
  readonly stats: OutletStats;
  readonly breaker: Breaker;
  /** Whether it takes messages; where an operator has drained it, it finishes what has begun to leave and no more. */
  open = true;
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  /** Claimed, waiting for a slot here: a line for each precedence, the smaller ones first. */
  readonly #lines: readonly Line[] = CONTENT_CLASSES.map(() => new Line());
  /** Some of its parts have left; it is at the head of its line, and goes on before any other. */
  #begun: Attempt | undefined;
  /** Submits whose outcome is not durable yet: what a crash would send again. */
  #open = 0;
  /** Slots promised to claims under way, by precedence. */
  readonly #promised: number[] = CONTENT_CLASSES.map(() => 0);

  constructor(config: ChannelConfig, channel: Channel, clock: Clock, stats = new OutletStats(clock)) {
    this.config = config;
    this.channel = channel;
    this.stats = stats;
    this.#clock = clock;
    this.#pacer = new Pacer(config.rate);
    this.breaker = new Breaker(config.circuit, clock);
  }

  /** Whether it may carry messages now, or as soon as it has room. */
  get serves(): boolean {
    return this.#takes && this.channel.isUp();
  }

  /**
   * How many parts of an account's messages of a precedence may be claimed for it: up to one window more than can leave at
   * once, so that the next ones are at hand when the window opens, and in helpings, not one by one. For a paced channel no
   * more waits here than leaves within `AT_HAND`. What would wait behind them is not counted, so that a campaign leaves room
   * for codes; and there is always some for an account that has nothing here, while those that have are few.
   */
  appetite(precedence: number, accountId: number): number {
    if (!this.serves) return 0;
    if (this.breaker.isProbing) return this.breaker.mayProbe && this.waiting + sum(this.#promised) === 0 ? 1 : 0;
    const ahead = this.#lines.reduce((sum, { parts }, of) => (of <= precedence ? sum + parts + (this.#promised[of] ?? 0) : sum), 0);
    const wide = 2 * this.#window;
    const pace = this.config.rate > 0 ? Math.ceil((this.config.rate * AT_HAND) / 1_000) : Number.POSITIVE_INFINITY;
    const guest = this.#lines[precedence]?.isNew(accountId, GUESTS) ? Math.ceil(Math.min(wide, pace) / GUESTS) : 0;
    return Math.max(guest, Math.min(helping(wide - ahead - this.#open, wide), helping(pace - ahead, pace)));
  }

  promise(count: number, precedence: number): void {
    this.#promised[precedence] = (this.#promised[precedence] ?? 0) + count;
  }

  queue(attempt: Attempt): void {
    this.#lineOf(attempt)?.push(attempt);
  }

  /** The next part that may leave now. */
  next(): Submit | undefined {
    const attempt = this.#begun ?? (this.#takes ? this.#lines.find((line) => !line.isEmpty)?.next() : undefined);
    if (!attempt || this.#open >= this.#window || this.channel.ready() <= 0) return undefined;
    const now = this.#clock.monotonic();
    if (this.#pacer.allowance(now) < 1) return undefined;
    const part = attempt.take();
    this.#begun = attempt.left === attempt.parts.length ? undefined : attempt;
    if (!part) return undefined;
    this.#lineOf(attempt)?.left(attempt);
    this.#pacer.spend(now, 1);
    this.#open += 1;
    return { attempt, part, ticket: this.breaker.leaves() };
  }

  /** The channel has answered; true when the attempt is complete. */
  answered({ attempt, part, ticket }: Submit, outcome: Outcome): boolean {
    this.breaker.answered(ticket, outcome, attempt.message.accountId);
    if (!this.#holds(attempt)) this.#open -= 1;
    return attempt.answer(part, outcome);
  }

  /** The attempt's outcome is durable. */
  closed(attempt: Attempt): void {
    if (this.#holds(attempt)) this.#open -= attempt.left;
  }

  /** ms until the pace allows another submit; undefined where nothing waits for it. */
  get wait(): number | undefined {
    return this.#lines.some((line) => !line.isEmpty) && this.config.rate > 0 ? this.#pacer.wait(this.#clock.monotonic()) : undefined;
  }

  /** Takes back what won't leave here, or not in time: all of it where the channel is down. */
  stranded(): Withdrawn {
    if (!this.channel.isUp()) return this.empty();
    if (this.#takes) return this.lapsing();
    const cut = this.#cut;
    return this.#withdraw((attempt) => attempt !== this.#begun || attempt.leaseUntil <= cut);
  }

  /** Submits whose outcome is not durable yet, and how many there may be. */
  get used(): number {
    return this.#open;
  }

  get size(): number {
    return this.#window;
  }

  /** Parts that wait here. */
  get waiting(): number {
    return this.#lines.reduce((sum, { parts }) => sum + parts, 0);
  }

  /** Nothing is under way, and nothing waits. */
  get idle(): boolean {
    return this.#open === 0 && this.waiting === 0;
  }

  /** Takes back what waits here, for another node or another time. */
  empty(): Withdrawn {
    return this.#withdraw(() => true);
  }

  /** Takes back what might not be answered any more before its lease lapses. */
  lapsing(): Withdrawn {
    const cut = this.#cut;
    if (!this.#lines.some((line) => line.mayLapse(cut))) return NOTHING;
    return this.#withdraw((attempt) => attempt.leaseUntil <= cut);
  }

  #withdraw(goes: (attempt: Attempt) => boolean): Withdrawn {
    const attempts = this.#lines.flatMap((line) => line.withdraw(goes));
    if (this.#begun && attempts.includes(this.#begun)) this.#begun = undefined;
    return {
      untouched: attempts.filter((attempt) => attempt.left === 0).map((attempt) => attempt.message),
      begun: attempts.find((attempt) => attempt.left > 0),
    };
  }

  #lineOf(attempt: Attempt): Line | undefined {
    return this.#lines[precedence(attempt.message.lane)];
  }

  /** A slot stays taken until the outcome is durable, except for a message of more parts than the whole window, which could never end. */
  #holds(attempt: Attempt): boolean {
    return attempt.parts.length <= this.#window;
  }

  /** Leases that end before it may end before their submits are answered. */
  get #cut(): number {
    return this.#clock.now() + this.config.responseTimeout;
  }

  /** Neither an operator nor its breaker keeps messages from it. */
  get #takes(): boolean {
    return this.open && !this.breaker.isOpen;
  }

  get #window(): number {
    return this.config.window * this.config.sessions;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** What there is room for, or nothing while that is little. */
function helping(room: number, full: number): number {
  return room === full || room >= full / 4 ? room : 0;
}
