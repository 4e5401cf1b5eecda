import type { Channel, Outcome, Part } from "../channels/channel.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { CONTENT_CLASSES } from "../domain/message.ts";
import { precedence } from "../routing/lanes.ts";
import type { Clock } from "../runtime/clock.ts";
import { Pacer } from "../runtime/pacer.ts";
import type { ClaimedMessage } from "../store/store.ts";
import type { Attempt } from "./attempt.ts";

/** One part on its way. */
export interface Submit {
  readonly attempt: Attempt;
  readonly part: Part;
}

/** What was taken back from an outlet's line. */
export interface Withdrawn {
  /** Nothing of these has left. */
  readonly untouched: readonly ClaimedMessage[];
  /** Some of its parts have left, the others won't. */
  readonly begun: Attempt | undefined;
}

const NOTHING: Withdrawn = { untouched: [], begun: undefined };

/** A running channel with what the dispatcher keeps beside it: its pace, and what has been claimed for it. */
export class Outlet {
  readonly config: ChannelConfig;
  readonly channel: Channel;
  readonly #pacer: Pacer;
  readonly #clock: Clock;
  /** Claimed, waiting for a slot here: a line for each precedence, the smaller ones first. */
  readonly #lines: readonly Attempt[][] = CONTENT_CLASSES.map(() => []);
  /** Some of its parts have left; it is at the head of its line, and goes on before any other. */
  #begun: Attempt | undefined;
  /** Parts in each line that have not left. */
  readonly #waiting: number[] = CONTENT_CLASSES.map(() => 0);
  /** Submits whose outcome is not durable yet: what a crash would send again. */
  #open = 0;
  /** Slots promised to claims under way. */
  #promised = 0;

  constructor(config: ChannelConfig, channel: Channel, clock: Clock) {
    this.config = config;
    this.channel = channel;
    this.#clock = clock;
    this.#pacer = new Pacer(config.rate);
  }

  /**
   * How many messages of a precedence may be claimed for it: up to one window more than can leave at once, so that the next
   * ones are at hand when the window opens, and in helpings, not one by one. For a paced channel no more than half a second's
   * worth waits here. What would wait behind them is not counted, so that a campaign leaves room for codes.
   */
  appetite(precedence: number): number {
    if (!this.channel.isUp()) return 0;
    const ahead = this.#waiting.reduce((sum, count, of) => (of <= precedence ? sum + count : sum), this.#promised);
    const full = 2 * this.#window;
    const room = helping(full - ahead - this.#open, full);
    if (this.config.rate === 0) return room;
    const pace = Math.ceil(this.config.rate / 2);
    return Math.min(room, helping(pace - ahead, pace));
  }

  promise(count: number): void {
    this.#promised += count;
  }

  queue(attempt: Attempt): void {
    const of = precedence(attempt.message.lane);
    this.#lines[of]?.push(attempt);
    this.#waiting[of] = (this.#waiting[of] ?? 0) + attempt.parts.length;
  }

  /** The next part that may leave now. */
  next(): Submit | undefined {
    const attempt = this.#begun ?? this.#lines.find((line) => line.length > 0)?.[0];
    if (!attempt || this.#open >= this.#window || this.channel.ready() <= 0) return undefined;
    const now = this.#clock.monotonic();
    if (this.#pacer.allowance(now) < 1) return undefined;
    const part = attempt.take();
    const of = precedence(attempt.message.lane);
    const over = attempt.left === attempt.parts.length;
    if (over) this.#lines[of]?.shift();
    this.#begun = over ? undefined : attempt;
    if (!part) return undefined;
    this.#pacer.spend(now, 1);
    this.#waiting[of] = (this.#waiting[of] ?? 0) - 1;
    this.#open += 1;
    return { attempt, part };
  }

  /** The channel has answered; true when the attempt is complete. */
  answered({ attempt, part }: Submit, outcome: Outcome): boolean {
    if (!this.#holds(attempt)) this.#open -= 1;
    return attempt.answer(part, outcome);
  }

  /** The attempt's outcome is durable. */
  closed(attempt: Attempt): void {
    if (this.#holds(attempt)) this.#open -= attempt.left;
  }

  /** ms until the pace allows another submit; undefined where nothing waits for it. */
  get wait(): number | undefined {
    return this.#lines.some((line) => line.length > 0) && this.config.rate > 0 ? this.#pacer.wait(this.#clock.monotonic()) : undefined;
  }

  /** Takes back what waits here, for another node or another time. */
  empty(): Withdrawn {
    return this.#withdraw(() => true);
  }

  /** Takes back what might not be answered any more before its lease lapses. */
  lapsing(): Withdrawn {
    const cut = this.#clock.now() + this.config.responseTimeout;
    if (!this.#lines.some(([first]) => first && first.leaseUntil <= cut)) return NOTHING;
    return this.#withdraw((attempt) => attempt.leaseUntil <= cut);
  }

  /** From the head of each line on, as long as it holds. */
  #withdraw(goes: (attempt: Attempt) => boolean): Withdrawn {
    const attempts = this.#lines.flatMap((line, of) => {
      const stays = line.findIndex((attempt) => !goes(attempt));
      const gone = line.splice(0, stays < 0 ? line.length : stays);
      for (const attempt of gone) this.#waiting[of] = (this.#waiting[of] ?? 0) - attempt.parts.length + attempt.left;
      return gone;
    });
    if (this.#begun && attempts.includes(this.#begun)) this.#begun = undefined;
    return {
      untouched: attempts.filter((attempt) => attempt.left === 0).map((attempt) => attempt.message),
      begun: attempts.find((attempt) => attempt.left > 0),
    };
  }

  /** A slot stays taken until the outcome is durable, except for a message of more parts than the whole window, which could never end. */
  #holds(attempt: Attempt): boolean {
    return attempt.parts.length <= this.#window;
  }

  get #window(): number {
    return this.config.window * this.config.sessions;
  }
}

/** What there is room for, or nothing while that is little. */
function helping(room: number, full: number): number {
  return room >= full / 4 ? room : 0;
}
