import type { Outcome } from "../channels/channel.ts";
import type { ChannelCounts, ChannelState } from "../domain/channel-state.ts";
import type { ChannelReceipt } from "../domain/receipt.ts";
import type { Clock } from "../runtime/clock.ts";
import type { ReceiptOutcome } from "../store/store.ts";

/** What is counted, each in a column of its own. */
const COLUMNS = ["left", "accepted", "refused", "deferred", "unknown", "throttled", "delivered", "failed", "pending", "parked"] as const;
export type Column = (typeof COLUMNS)[number];
const WIDTH = COLUMNS.length;
const AT = Object.fromEntries(COLUMNS.map((name, index) => [name, index])) as Readonly<Record<Column, number>>;

/** Seconds that are looked back on. */
const SPAN = 300;
/** UTF-16 units that are kept of a sentence or a code. */
const LONGEST_TROUBLE = 300;
const LONGEST_CODE = 40;

/**
 * What a channel has done on this node: since it was first started, and second by second over the last five minutes.
 * Counting costs a few additions, whatever the rate; adding up is for whoever looks.
 */
export class OutletStats {
  readonly #clock: Clock;
  readonly #totals = new Float64Array(WIDTH);
  /** A row a second, used in a circle. */
  readonly #seconds = new Uint32Array(SPAN * WIDTH);
  /** The second, by the monotonic clock, that was counted in last. */
  #second: number;
  #trouble: ChannelState["trouble"];
  #rejection: ChannelState["rejection"];

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#second = this.#now();
  }

  /** A part leaves. */
  left(): void {
    this.#count(AT.left, 1);
  }

  /** It has been answered. */
  answered(outcome: Outcome): void {
    this.#count(AT[outcome.kind], 1);
    if (outcome.kind === "accepted") return;
    if (outcome.kind === "deferred" && outcome.why === "throttled") this.#count(AT.throttled, 1);
    this.#rejection = { at: this.#clock.now(), outcome: outcome.kind, code: outcome.code.slice(0, LONGEST_CODE) };
  }

  /** Receipts came and are stored. Those that were here before don't count. */
  received(receipts: readonly ChannelReceipt[], outcomes: readonly ReceiptOutcome[]): void {
    receipts.forEach(({ status }, index) => {
      if (outcomes[index] === "duplicate") return;
      this.#count(AT[status], 1);
      if (outcomes[index] === "parked") this.#count(AT.parked, 1);
    });
  }

  /** Something is wrong with the connection. @param what a sentence without secrets, texts or whole phones */
  troubled(what: string): void {
    this.#trouble = { at: this.#clock.now(), what: what.slice(0, LONGEST_TROUBLE) };
  }

  /** Since the channel was first started here. */
  total(column: Column): number {
    return this.#totals[AT[column]] ?? 0;
  }

  /** Over the last `seconds` whole seconds and the running one; at most `SPAN`. */
  recent(column: Column, seconds: number): number {
    const now = this.#turnTo(this.#now());
    let sum = 0;
    for (let back = 0; back < Math.min(seconds, SPAN); back++) sum += this.#seconds[rowOf(now - back) + AT[column]] ?? 0;
    return sum;
  }

  /** What a state says of the past. */
  figures(): Pick<ChannelState, "submits" | "outcomes" | "receipts" | "trouble" | "rejection"> {
    const lastMinute = (column: Column): number => this.recent(column, 60);
    const outcomes: ChannelCounts = {
      accepted: lastMinute("accepted"),
      refused: lastMinute("refused"),
      deferred: lastMinute("deferred"),
      unknown: lastMinute("unknown"),
      throttled: lastMinute("throttled"),
    };
    return {
      submits: { last10s: this.recent("left", 10), last60s: lastMinute("left") },
      outcomes,
      receipts: { accepted: this.recent("accepted", SPAN), delivered: this.recent("delivered", SPAN), failed: this.recent("failed", SPAN) },
      ...(this.#trouble ? { trouble: this.#trouble } : {}),
      ...(this.#rejection ? { rejection: this.#rejection } : {}),
    };
  }

  #count(column: number, by: number): void {
    const index = rowOf(this.#turnTo(this.#now())) + column;
    this.#seconds[index] = (this.#seconds[index] ?? 0) + by;
    this.#totals[column] = (this.#totals[column] ?? 0) + by;
  }

  /** Empties the rows of the seconds that have passed since something was last counted. */
  #turnTo(now: number): number {
    const passed = Math.min(now - this.#second, SPAN);
    for (let back = 0; back < passed; back++) this.#seconds.fill(0, rowOf(now - back), rowOf(now - back) + WIDTH);
    this.#second = Math.max(now, this.#second);
    return this.#second;
  }

  #now(): number {
    return Math.floor(this.#clock.monotonic() / 1_000);
  }
}

/** @param second from a `SPAN` before the clock's beginning on */
function rowOf(second: number): number {
  return ((((second % SPAN) + SPAN) % SPAN) * WIDTH) | 0;
}
