import type { Outcome } from "../channels/channel.ts";
import { DEFAULT_CIRCUIT } from "../domain/defaults.ts";
import type { CircuitSettings } from "../domain/directory.ts";
import type { Clock } from "../runtime/clock.ts";
import { RollingCounts } from "./rolling-counts.ts";

/** With fewer outcomes in the window their share says nothing. */
const ENOUGH = 20;
/** ms; doubling ends here. */
const LONGEST_OPEN = 300_000;

export type Circuit =
  | { readonly kind: "closed" }
  /** Nothing is given to the channel until `until`; both are UTC ms. */
  | { readonly kind: "open"; readonly since: number; readonly until: number }
  /** One message at a time tries whether it works again. */
  | { readonly kind: "half-open"; readonly since: number };

type Meaning = "good" | "silent" | "refused" | "nothing";

/**
 * Keeps messages from a channel that fails, so that they go elsewhere at once instead of each running into the same timeout.
 *
 * What counts against a channel: no answer (`unknown`), a connection that broke (`disconnected`), and refusals that are not final,
 * which speak of the channel and not of the message; these only once messages of two accounts met with them, as one customer's
 * texts or access codes must not close the channel to others. A final refusal shows that the channel answers, and counts as good.
 * Being throttled counts for nothing: the channel says itself when it has room again.
 *
 * It opens after so many failures in a row, or when their share of at least 20 outcomes in the window is reached; then for 10 s (or
 * as set), twice as long after each failed probe, at most 5 min. After that one probe at a time goes through: a good one closes it.
 * Answers to what left before the last change are not looked at any more.
 */
export class Breaker {
  /** Told when it opens, opens again and closes. */
  changed: (circuit: Circuit) => void = () => undefined;
  readonly #settings: CircuitSettings | undefined;
  readonly #clock: Clock;
  readonly #counts: RollingCounts;
  /** In a row: failures, and those of them that were silence. */
  #row = 0;
  #silentRow = 0;
  /** The last two accounts whose messages were refused, and when. */
  #refused: readonly { readonly accountId: number; readonly at: number }[] = [];
  #state: "closed" | "open" | "probing" = "closed";
  #openFor = 0;
  /** Monotonic ms at which it may be probed. */
  #probeAt = 0;
  /** Wall times, for people. */
  #since = 0;
  #until = 0;
  #openedBy: Meaning = "nothing";
  #generation = 0;
  #probes = 0;

  constructor(settings: CircuitSettings | "off" | undefined, clock: Clock) {
    this.#settings = settings === "off" ? undefined : (settings ?? DEFAULT_CIRCUIT);
    this.#clock = clock;
    this.#counts = new RollingCounts(this.#settings?.window ?? 1_000);
  }

  get circuit(): Circuit {
    this.#maybeProbe();
    if (this.#state === "closed") return { kind: "closed" };
    return this.#state === "open" ? { kind: "open", since: this.#since, until: this.#until } : { kind: "half-open", since: this.#since };
  }

  get isOpen(): boolean {
    this.#maybeProbe();
    return this.#state === "open";
  }

  /** Only one message may be on its way. */
  get isProbing(): boolean {
    this.#maybeProbe();
    return this.#state === "probing";
  }

  /** Nothing that has left since it is half open awaits its answer. */
  get mayProbe(): boolean {
    return this.#probes === 0;
  }

  /** A part leaves; its answer is to come with the ticket that this gives. */
  leaves(): number {
    if (this.isProbing) this.#probes += 1;
    return this.#generation;
  }

  answered(ticket: number, outcome: Outcome, accountId: number): void {
    if (!this.#settings || ticket !== this.#generation) return;
    const meaning = meaningOf(outcome);
    const now = this.#clock.monotonic();
    if (meaning === "refused")
      this.#refused = [...this.#refused.filter((one) => one.accountId !== accountId).slice(-1), { accountId, at: now }];
    if (this.#state === "probing") {
      this.#probes -= 1;
      if (meaning !== "nothing") this.#probed(meaning);
      return;
    }
    if (meaning === "nothing") return;
    this.#counts.add(now, meaning);
    this.#row = meaning === "good" ? 0 : this.#row + 1;
    this.#silentRow = meaning === "silent" ? this.#silentRow + 1 : 0;
    if (meaning !== "good" && this.#isBroken(this.#settings, now)) this.#open(meaning, this.#settings.open);
  }

  #isBroken({ failures, share, window }: CircuitSettings, now: number): boolean {
    const several = this.#refused.length === 2 && this.#refused.every(({ at }) => at > now - window);
    if (this.#silentRow >= failures || (several && this.#row >= failures)) return true;
    const { good, silent, refused } = this.#counts.at(now);
    const bad = silent + (several ? refused : 0);
    return good + silent + refused >= ENOUGH && bad >= share * (good + silent + refused);
  }

  /** One that was opened for silence works again when it says anything at all. */
  #probed(meaning: Meaning): void {
    if (meaning === "good" || (meaning === "refused" && this.#openedBy === "silent")) this.#close();
    else this.#open(this.#openedBy, Math.min(this.#openFor * 2, LONGEST_OPEN));
  }

  #open(by: Meaning, openFor: number): void {
    const now = this.#clock.now();
    if (this.#state === "closed") this.#since = now;
    this.#state = "open";
    this.#openedBy = by;
    this.#openFor = openFor;
    this.#until = now + openFor;
    this.#probeAt = this.#clock.monotonic() + openFor;
    this.#begin();
    this.changed({ kind: "open", since: this.#since, until: this.#until });
  }

  #close(): void {
    this.#state = "closed";
    this.#begin();
    this.changed({ kind: "closed" });
  }

  #maybeProbe(): void {
    if (this.#state !== "open" || this.#clock.monotonic() < this.#probeAt) return;
    this.#state = "probing";
    this.#begin();
  }

  #begin(): void {
    this.#generation += 1;
    this.#probes = 0;
    this.#row = 0;
    this.#silentRow = 0;
    this.#refused = [];
    this.#counts.clear();
  }
}

function meaningOf(outcome: Outcome): Meaning {
  switch (outcome.kind) {
    case "accepted":
      return "good";
    case "refused":
      return outcome.final ? "good" : "refused";
    case "deferred":
      return outcome.why === "disconnected" ? "silent" : "nothing";
    case "unknown":
      return "silent";
  }
}
