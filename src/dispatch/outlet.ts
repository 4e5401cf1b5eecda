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
  /** Some of their parts have left, the others won't. */
  readonly begun: readonly Attempt[];
}

/** How long a message may wait at hand for the pace of a channel, ms. Claims take a few ms, and 50 while a disk is busy. */
const AT_HAND = 250;
/** Accounts that find room however much the others have in line. */
const GUESTS = 16;
const NOTHING: Withdrawn = { untouched: [], begun: [] };
/** Pauses before parts leave once more that were put off while others of their message were accepted, ms. */
const REPEATS = [500, 1_000, 2_000, 4_000] as const;

/** A running channel with what the dispatcher keeps beside it: its pace, and what has been claimed for it. */
export class Outlet {
  readonly config: ChannelConfig;
  readonly channel: Channel;
  readonly stats: OutletStats;
  readonly breaker: Breaker;
  /** Whether it takes messages; where an operator has drained it, it finishes what has begun to leave and no more. */
  open = true;
  /** Its last slots are to be given to other nodes: it finishes what has begun to leave and no more. */
  yielding = false;
  /** Another node carries messages over its slots of the channel. */
  servedElsewhere = false;
  /** Of how many slots the channel has, which are this node's. */
  readonly #slots: number;
  #held: readonly number[];
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  /** Claimed, waiting for a slot here: a line for each precedence, the smaller ones first. */
  readonly #lines: readonly Line[] = CONTENT_CLASSES.map(() => new Line());
  /** Some of its parts have left; it is at the head of its line, and goes on before any other. */
  #begun: Attempt | undefined;
  /** Attempts with parts that leave once more, from that time on (monotonic ms). Their slots are still theirs. */
  #repeating: readonly { readonly attempt: Attempt; readonly at: number }[] = [];
  /** Submits whose outcome is not durable yet: what a crash would send again. */
  #open = 0;
  #window: number;
  /** Slots promised to claims under way, by precedence. */
  readonly #promised: number[] = CONTENT_CLASSES.map(() => 0);

  /** @param slots into how many parts window and rate may be shared out; all of them are this node's at first */
  constructor(config: ChannelConfig, channel: Channel, clock: Clock, stats = new OutletStats(clock), slots = 1) {
    this.config = config;
    this.channel = channel;
    this.stats = stats;
    this.#clock = clock;
    this.#slots = slots;
    this.#held = Array.from({ length: slots }, (_, slot) => slot);
    this.#window = config.window * config.sessions;
    this.#pacer = new Pacer(config.rate);
    this.breaker = new Breaker(config.circuit, clock);
  }

  /** Window and rate are from now on what these slots make of the channel's. */
  hold(held: readonly number[]): void {
    const { config } = this;
    this.#held = held;
    const whole = config.window * config.sessions;
    // what doesn't divide evenly goes to the first slots, so that all nodes' windows add up to the channel's
    this.#window = held.reduce((sum, slot) => sum + Math.max(0, Math.floor((whole - 1 - slot) / this.#slots) + 1), 0);
    if (held.length > 0) this.#pacer.rate = this.#rate;
  }

  /** How many of the channel's slots are this node's. */
  get held(): number {
    return this.#held.length;
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
    const pace = this.#rate > 0 ? Math.ceil((this.#rate * AT_HAND) / 1_000) : Number.POSITIVE_INFINITY;
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
    const now = this.#clock.monotonic();
    if (this.channel.ready() <= 0 || this.#pacer.allowance(now) < 1) return undefined;
    const again = this.#nextAgain(now);
    if (again) return again;
    const attempt = this.#begun ?? (this.#takes ? this.#lines.find((line) => !line.isEmpty)?.next() : undefined);
    if (!attempt || this.#open >= this.#window) return undefined;
    const part = attempt.take();
    this.#begun = attempt.left === attempt.parts.length ? undefined : attempt;
    if (!part) return undefined;
    this.#lineOf(attempt)?.left(attempt);
    this.#pacer.spend(now, 1);
    this.#open += 1;
    return { attempt, part, ticket: this.breaker.leaves() };
  }

  #nextAgain(now: number): Submit | undefined {
    const attempt = this.#repeating.find(({ at }) => at <= now)?.attempt;
    if (!attempt || (!this.#holds(attempt) && this.#open >= this.#window)) return undefined;
    const part = attempt.take();
    if (!attempt.repeating) this.#repeating = this.#repeating.filter((other) => other.attempt !== attempt);
    if (!part) return undefined;
    this.#pacer.spend(now, 1);
    if (!this.#holds(attempt)) this.#open += 1;
    return { attempt, part, ticket: this.breaker.leaves() };
  }

  /**
   * Has the parts leave once more that were put off while others of their message were accepted. False where that is not the
   * case, or has been tried often enough, or can't be done within the lease: then it is for `decide`.
   */
  repeat(attempt: Attempt): boolean {
    const { outcomes, repeats } = attempt;
    const deferred = outcomes.filter((outcome) => outcome.kind === "deferred");
    const accepted = outcomes.filter(({ kind }) => kind === "accepted").length;
    if (deferred.length === 0 || accepted === 0 || accepted + deferred.length < outcomes.length) return false;
    const pause = REPEATS[repeats];
    if (pause === undefined || !this.channel.isUp()) return false;
    const longest = Math.max(pause, ...deferred.map(({ retryAfter = 0 }) => retryAfter));
    if (attempt.leaseUntil - longest <= this.#cut) return false;
    attempt.repeat();
    this.#repeating = [...this.#repeating, { attempt, at: this.#clock.monotonic() + longest }];
    return true;
  }

  /** Parts of a message have left and others are still to, now or once more. */
  get halfway(): boolean {
    return this.#begun !== undefined || this.#repeating.length > 0;
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

  /** ms until the pace, or the pause before parts leave once more, allows another submit; undefined where nothing waits for it. */
  get wait(): number | undefined {
    const now = this.#clock.monotonic();
    const again = this.#repeating.length > 0 ? Math.max(0, Math.min(...this.#repeating.map(({ at }) => at)) - now) : undefined;
    const paced = this.config.rate > 0 && (again === 0 || this.#lines.some((line) => !line.isEmpty));
    const pace = paced ? this.#pacer.wait(now) : undefined;
    // one that is due waits for the pace or for the channel, and not for the clock
    if (again === undefined || again === 0) return pace;
    return pace === undefined ? again : Math.min(again, pace);
  }

  /** Takes back what won't leave here, or not in time: all of it where the channel is down. */
  stranded(): Withdrawn {
    if (!this.channel.isUp() || this.#window === 0) return this.empty();
    if (this.#takes) return this.lapsing();
    const cut = this.#cut;
    return this.#withdraw((attempt) => (attempt !== this.#begun && !attempt.repeating) || attempt.leaseUntil <= cut);
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
    if (!this.#lines.some((line) => line.mayLapse(cut)) && !this.#repeating.some(({ attempt }) => attempt.leaseUntil <= cut))
      return NOTHING;
    return this.#withdraw((attempt) => attempt.leaseUntil <= cut);
  }

  #withdraw(goes: (attempt: Attempt) => boolean): Withdrawn {
    const repeating = this.#repeating.map(({ attempt }) => attempt).filter(goes);
    this.#repeating = this.#repeating.filter(({ attempt }) => !repeating.includes(attempt));
    const attempts = this.#lines.flatMap((line) => line.withdraw(goes));
    if (this.#begun && attempts.includes(this.#begun)) this.#begun = undefined;
    return {
      untouched: attempts.filter((attempt) => attempt.left === 0).map((attempt) => attempt.message),
      begun: [...repeating, ...attempts.filter((attempt) => attempt.left > 0)],
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

  /** Neither an operator, nor its breaker, nor other nodes keep messages from it. */
  get #takes(): boolean {
    return this.open && !this.yielding && this.#window > 0 && !this.breaker.isOpen;
  }

  get #rate(): number {
    return (this.config.rate * this.#held.length) / this.#slots;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

/** What there is room for, or nothing while that is little. */
function helping(room: number, full: number): number {
  return room === full || room >= full / 4 ? room : 0;
}
