import type { ClientBalance } from "../../dialects/client.ts";
import type { Timer } from "../../runtime/clock.ts";
import type { ChannelHost } from "../channel.ts";
import type { Called, Failed } from "./caller.ts";
import { verdictOf } from "./verdicts.ts";

export interface HealthDeps {
  readonly host: Pick<ChannelHost, "clock" | "log">;
  /** Asks upstream for our balance there. Never rejects. */
  readonly probe: () => Promise<Called<ClientBalance>>;
  /** ms between probes of an upstream that is well. */
  readonly every: number;
  /** From 0 up to 1: spreads probes, so that what failed together doesn't come back together. */
  readonly random: () => number;
  /** `up` or `trial` may have changed. */
  readonly changed: () => void;
}

/** ms until the first probe of an upstream that has just failed; doubled with every one that fails, up to `every`. */
const FIRST_WAIT = 1_000;
/** ms, the longest that an upstream which refused us rests before it is tried with a message. */
const LONGEST_REST = 600_000;

/**
 * Whether upstream is there and takes messages from us. It is asked for our balance now and then, and at once when a send makes
 * that doubtful. What only sends are refused for (credits, a product), probes don't show: then it rests, longer each time, and
 * comes back on trial, with one message at a time until one was taken.
 */
export class Health {
  readonly #deps: HealthDeps;
  #up = false;
  #trial = false;
  #timer: Timer | undefined;
  #probing = false;
  #stopped = false;
  /** Probes that have failed in a row, and refusals since a message was taken. */
  #failures = 0;
  #refusals = 0;
  /** Monotonic ms until which it rests, and the credits that it had meanwhile. */
  #restUntil: number | undefined;
  #credits: number | undefined;
  /** What upstream last said that we have left, and when (UTC ms). */
  #balance: { readonly credits: number; readonly at: number } | undefined;
  /** What the log was told last. */
  #said: string | undefined;

  constructor(deps: HealthDeps) {
    this.#deps = deps;
  }

  get up(): boolean {
    return this.#up;
  }

  /** As the latest probe that told it did; undefined before. */
  get balance(): { readonly credits: number; readonly at: number } | undefined {
    return this.#balance;
  }

  /** One message at a time may go, to see whether it is taken. */
  get trial(): boolean {
    return this.#trial;
  }

  start(): void {
    void this.#probe();
  }

  stop(): void {
    this.#stopped = true;
    this.#up = false;
    this.#timer?.cancel();
  }

  /** A message was taken. */
  proven(): void {
    this.#refusals = 0;
    if (!this.#trial) return;
    this.#trial = false;
    this.#deps.changed();
  }

  /** A send was not answered: is it still there? */
  doubt(): void {
    if (this.#up && !this.#probing) this.#schedule(0);
  }

  /** Nothing arrived. */
  lost(why: string): void {
    if (!this.#up) return;
    this.#unreached(why);
    this.#schedule(FIRST_WAIT);
  }

  /** A send was refused for what isn't the message's fault. */
  refused(called: Failed): void {
    if (!this.#up) return;
    const rest = Math.min(LONGEST_REST, this.#deps.every * 2 ** Math.min(this.#refusals, 16));
    this.#refusals += 1;
    this.#restUntil = this.#deps.host.clock.monotonic() + rest;
    this.#credits = undefined;
    this.#turnedAway(called);
    this.#schedule(FIRST_WAIT);
  }

  async #probe(): Promise<void> {
    if (this.#probing || this.#stopped) return;
    this.#probing = true;
    const called = await this.#deps.probe();
    this.#probing = false;
    if (this.#stopped) return;
    const failed = called.kind === "unreached" || (called.kind === "failed" && verdictOf(called) === "account");
    if (failed) {
      // it shows in probes, so that a probe will show when it is over
      this.#restUntil = undefined;
      if (called.kind === "unreached") this.#unreached(called.why);
      else this.#turnedAway(called);
    } else this.#answered(called);
    this.#failures = failed ? this.#failures + 1 : 0;
    this.#schedule(this.#wait());
  }

  #wait(): number {
    const { every, random, host } = this.#deps;
    const wait = this.#failures > 0 ? Math.min(every, FIRST_WAIT * 2 ** Math.min(this.#failures - 1, 16)) : every;
    const rest = this.#restUntil === undefined ? wait : Math.max(1, this.#restUntil - host.clock.monotonic());
    return Math.min(wait * (1 - random() / 4), rest);
  }

  #answered(called: Exclude<Called<ClientBalance>, { kind: "unreached" }>): void {
    const credits = called.kind === "answered" ? called.value.credits : undefined;
    if (credits !== undefined) this.#balance = { credits, at: this.#deps.host.clock.now() };
    if (this.#rests(credits)) return;
    if (called.kind === "failed") {
      const { code, message } = called.failure;
      this.#say(`balance ${code}`, "warn", "upstream is there, and its balance could not be asked for", { code, said: message });
    } else this.#say("", "info", "upstream is there", { credits });
    if (this.#up) return;
    this.#up = true;
    this.#trial = this.#refusals > 0;
    this.#restUntil = undefined;
    this.#deps.changed();
  }

  /** Whether it is still too early for a trial. More credits than at the last probe end the rest: somebody has paid. */
  #rests(credits: number | undefined): boolean {
    const before = this.#credits;
    this.#credits = credits;
    if (this.#up || this.#restUntil === undefined) return false;
    if (before !== undefined && credits !== undefined && credits > before) return false;
    return this.#deps.host.clock.monotonic() < this.#restUntil;
  }

  #unreached(why: string): void {
    this.#say("unreached", "warn", "upstream could not be reached", { why });
    this.#fall();
  }

  #turnedAway({ failure: { code, reason, message }, status }: Failed): void {
    const facts = { reason, code, status, said: message };
    this.#say(`refused ${reason} ${code}`, "error", "upstream takes nothing from our account; messages wait or go elsewhere", facts);
    this.#fall();
  }

  #fall(): void {
    if (!this.#up) return;
    this.#up = false;
    this.#deps.changed();
  }

  #say(what: string, level: "info" | "warn" | "error", message: string, facts: Readonly<Record<string, unknown>>): void {
    if (this.#said === what) return;
    this.#said = what;
    this.#deps.host.log(level, message, facts);
  }

  #schedule(ms: number): void {
    if (this.#stopped) return;
    this.#timer?.cancel();
    this.#timer = this.#deps.host.clock.after(ms, () => void this.#probe());
  }
}
