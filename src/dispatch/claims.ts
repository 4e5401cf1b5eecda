import type { Verdict } from "../domain/choice.ts";
import type { OwnCode } from "../domain/codes.ts";
import { CONTENT_CLASSES } from "../domain/message.ts";
import { accountOf } from "../routing/lanes.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { Claim, ClaimedMessage, DispatchStore } from "../store/store.ts";
import { Attempt } from "./attempt.ts";
import { Chooser, type Share, told } from "./chooser.ts";
import type { LaneBoard } from "./lane-board.ts";
import type { Outbox } from "./outbox.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";
import { partsOf } from "./parts.ts";
import type { Pool } from "./pool.ts";
import type { Runner, Ways } from "./ways.ts";

/** Messages that one claim takes at most. */
const LIMIT = 512;
/**
 * Claims of one precedence that may be under way at once: they share a commit, so that many accounts with a message each
 * don't wait for one commit after the other, and a thousand due lanes don't make a thousand calls.
 */
const AT_ONCE = 16;
/**
 * What a claim asks an unpaced channel for at least, where many compete for it. Of a paced one it may be a single message:
 * more than a few each, of hundreds of accounts, would take longer to leave than others may wait.
 */
const HELPING = 8;
/** How long a claimed message may wait here for its turn; its lease covers that and the channel's time to answer. */
const LINGER = 120_000;
/** Pause before a message is claimed again that only a busy channel could take. */
const POSTPONE = 1_000;

export interface ClaimsDeps {
  readonly store: DispatchStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: () => number;
  readonly board: LaneBoard;
  readonly outlets: Outlets;
  readonly ways: Ways;
  readonly outbox: Outbox;
  readonly stopped: () => boolean;
}

/** Takes messages out of the store, no more than channels have room for, and puts each in line for one of them. */
export class Claims {
  readonly #deps: ClaimsDeps;
  readonly #chooser: Chooser;
  /** Claims under way, by precedence: codes never wait for those of campaigns. */
  readonly #underWay: number[] = CONTENT_CLASSES.map(() => 0);

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
    this.#chooser = new Chooser(deps.ways, deps.outlets);
  }

  /** Starts claims of what is due, as far as channels have room: codes before notices before campaigns, accounts in turn. */
  start(): readonly Promise<void>[] {
    const { board, clock } = this.#deps;
    return board.due(clock.now()).flatMap((pools, precedence) => this.#startOf(precedence, pools));
  }

  #startOf(precedence: number, pools: readonly Pool[]): readonly Promise<void>[] {
    const { ways } = this.#deps;
    const started: Promise<void>[] = [];
    const open: Pool[] = [];
    /** Accounts that want each outlet. */
    const rivals = new Map<Outlet, number>();
    for (const pool of this.#slots(precedence) > 0 ? pools : []) {
      const outlets = outletsOf(ways, pool);
      if (outlets.some((outlet) => outlet.serves)) open.push(pool);
      // where other nodes carry them, what waits is in line there
      else if (!outlets.some((outlet) => outlet.servedElsewhere)) started.push(...this.#endStale(precedence, pool));
      for (const outlet of outlets) rivals.set(outlet, (rivals.get(outlet) ?? 0) + pool.accounts);
    }
    while (this.#slots(precedence) > 0 && open.length > 0) {
      const pool = open.reduce((first, other) => (other.turn < first.turn ? other : first));
      const lane = pool.next;
      const { size } = pool;
      const shares = shareOut(lane === undefined ? [] : ways.runnersOf(lane), pool, precedence, rivals);
      const limit = Math.min(
        LIMIT,
        shares.reduce((sum, { left }) => sum + left, 0),
      );
      if (lane === undefined || limit === 0) {
        open.splice(open.indexOf(pool), 1);
        continue;
      }
      started.push(this.#track(precedence, this.#claimFor(lane, precedence, size, shares, limit)));
      for (const { outlet } of shares) rivals.set(outlet, (rivals.get(outlet) ?? 0) - 1);
    }
    return started;
  }

  /** Claims that may still be started. */
  #slots(precedence: number): number {
    return AT_ONCE - (this.#underWay[precedence] ?? 0);
  }

  #track(precedence: number, claim: Promise<void>): Promise<void> {
    const count = (by: number): void => {
      this.#underWay[precedence] = (this.#underWay[precedence] ?? 0) + by;
    };
    count(1);
    return claim.finally(() => count(-1));
  }

  /** Back to where it was in its lane: it was due at its send time at the latest, and its give-up time counts from there. */
  giveBack(message: ClaimedMessage): void {
    this.#deps.outbox.untried(message, { to: "queued", dueAt: message.sendAt, avoid: message.avoid });
  }

  async #claimFor(lane: number, precedence: number, size: number, shares: readonly Share[], limit: number): Promise<void> {
    const promised = shares.map(({ outlet, left }) => ({ outlet, parts: Math.ceil(left * size) }));
    for (const { outlet, parts } of promised) outlet.promise(parts, precedence);
    const now = this.#deps.clock.now();
    const leaseUntil = now + LINGER + Math.max(...shares.map(({ outlet }) => outlet.config.responseTimeout));
    const atMostOnce = shares.some(({ outlet }) => outlet.config.delivery === "at-most-once");
    const messages = await this.#run({ lane, dueBefore: now, leaseUntil, limit, atMostOnce }, limit * size);
    const media = await this.#mediaOf(messages);
    for (const { outlet, parts } of promised) outlet.promise(-parts, precedence);
    for (const message of messages) this.#assign(message, shares, leaseUntil, media);
  }

  /** Containers by submission. Where they can't be read, the messages go back and are claimed again. */
  async #mediaOf(messages: readonly ClaimedMessage[]): Promise<ReadonlyMap<number, Uint8Array>> {
    const media = new Map<number, Uint8Array>();
    const submissions = new Set(messages.filter(({ medium }) => medium === "mms").map(({ submissionId }) => submissionId));
    for (const id of submissions) {
      try {
        const container = await this.#deps.store.media(id);
        if (container) media.set(id, container);
      } catch (error) {
        this.#deps.log("error", "an MMS could not be read", { submission: id, ...errorFact(error) });
      }
    }
    return media;
  }

  /** No channel serves these lanes now: their messages wait in the store, and those past their give-up time end. */
  #endStale(precedence: number, pool: Pool): readonly Promise<void>[] {
    const since = this.#deps.clock.now() - this.#deps.ways.giveUpAfter(pool.next ?? 0);
    return pool.stale(since, this.#slots(precedence)).map((lane) => this.#track(precedence, this.#endStaleIn(lane, since)));
  }

  async #endStaleIn(lane: number, since: number): Promise<void> {
    const messages = await this.#run(
      { lane, dueBefore: since, leaseUntil: this.#deps.clock.now() + LINGER, limit: LIMIT, atMostOnce: false },
      0,
    );
    for (const message of messages) this.#giveUp(message);
    const facts = { account: accountOf(lane), count: messages.length };
    if (messages.length > 0) this.#deps.log("warn", "no channel served these messages within their give-up time", facts);
  }

  /** @param asked parts that it may bring, as far as can be told */
  async #run(claim: Omit<Claim, "node">, asked: number): Promise<readonly ClaimedMessage[]> {
    const { board, store, node, log } = this.#deps;
    const { lane, limit } = claim;
    board.claiming(lane, asked);
    try {
      const messages = await store.claim({ ...claim, node: node() });
      const left = messages.length < limit ? undefined : Math.max(...messages.map((message) => message.sendAt));
      const parts = messages.reduce((sum, { segments }) => sum + segments, 0);
      board.claimed(lane, left, messages.length, parts);
      return messages;
    } catch (error) {
      log("error", "messages could not be claimed", errorFact(error));
      board.claimed(lane, undefined, 0, 0);
      return [];
    }
  }

  /** Puts a claimed message in line for a channel, or back where it came from. */
  #assign(message: ClaimedMessage, shares: readonly Share[], leaseUntil: number, media: ReadonlyMap<number, Uint8Array>): void {
    if (this.#deps.stopped()) {
      this.giveBack(message);
      return;
    }
    const container = media.get(message.submissionId);
    if (message.medium === "mms" && container === undefined) {
      this.#postpone(message);
      return;
    }
    if (message.undelivered !== undefined && this.#deps.clock.now() > this.#deps.ways.deadlineOf(message)) {
      this.#giveUp(message);
      return;
    }
    const freight = this.#deps.ways.freightOf(message);
    const { taken, verdicts, hopeless } = this.#chooser.choose(message, freight, shares);
    if (taken?.share) {
      taken.share.left -= 1;
      const { config } = taken.share.outlet;
      taken.share.outlet.queue(new Attempt(message, partsOf(message, config, freight, container), leaseUntil, told(verdicts)));
    } else if (hopeless && message.undelivered !== undefined) {
      this.#giveUp(message, verdicts);
    } else {
      this.#postpone(message, verdicts);
    }
  }

  /** Back to its lane for a moment, or over. Told of the first time only: it may wait as often as there are seconds. */
  #postpone(message: ClaimedMessage, verdicts: readonly Verdict[] = []): void {
    const now = this.#deps.clock.now();
    if (now > this.#deps.ways.deadlineOf(message)) {
      this.#giveUp(message, verdicts);
      return;
    }
    const choice = message.attempt === 1 ? told(verdicts) : undefined;
    this.#deps.outbox.untried(message, { to: "queued", dueAt: now + POSTPONE, avoid: message.avoid }, choice);
  }

  #giveUp(message: ClaimedMessage, verdicts?: readonly Verdict[]): void {
    const choice = told(verdicts ?? this.#chooser.choose(message, this.#deps.ways.freightOf(message), []).verdicts);
    const { undelivered } = message;
    const code = undelivered ?? ("YZ:GIVEUP" satisfies OwnCode);
    this.#deps.outbox.untried(message, { to: "failed", code, refund: undelivered === undefined }, choice);
  }
}

function outletsOf(ways: Ways, { next }: Pool): readonly Outlet[] {
  return next === undefined ? [] : ways.outletsOf(next);
}

/**
 * How many messages the account whose turn it is may claim for each channel now: an even share of its appetite, first choice
 * first. Channels of one tier have their turns message by message, so that each may get all that is claimed.
 */
function shareOut(
  runners: readonly Runner[],
  { account, size }: Pool,
  precedence: number,
  rivals: ReadonlyMap<Outlet, number>,
): readonly Share[] {
  let rest = LIMIT;
  let given = 0;
  return runners.map(({ outlet, tier }, index): Share => {
    const room = Math.ceil(outlet.appetite(precedence, account) / size);
    const share = Math.ceil(room / Math.max(1, Math.min(AT_ONCE, rivals.get(outlet) ?? 1)));
    const left = Math.min(rest, room, outlet.config.rate > 0 ? share : Math.max(HELPING, share));
    given += left;
    if (runners[index + 1]?.tier !== tier) rest = Math.max(0, LIMIT - given);
    return { outlet, left };
  });
}
