import { carries, type Freight } from "../routing/carries.ts";
import { precedence } from "../routing/lanes.ts";
import type { Clock } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";
import type { Claim, ClaimedMessage, DispatchStore } from "../store/store.ts";
import { Attempt } from "./attempt.ts";
import type { LaneBoard } from "./lane-board.ts";
import type { Outbox } from "./outbox.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";
import { partsOf } from "./parts.ts";
import type { Ways } from "./ways.ts";

/** Messages that one claim takes at most. */
const LIMIT = 512;
/** How long a claimed message may wait here for its turn; its lease covers that and the channel's time to answer. */
const LINGER = 120_000;
/** Pause before a message is claimed again that only a busy channel could take. */
const POSTPONE = 1_000;

export interface ClaimsDeps {
  readonly store: DispatchStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly node: number;
  readonly board: LaneBoard;
  readonly outlets: Outlets;
  readonly ways: Ways;
  readonly outbox: Outbox;
  readonly stopped: () => boolean;
}

/** What is left of an outlet's share in a claim. */
interface Share {
  readonly outlet: Outlet;
  left: number;
}

/** Takes messages out of the store, no more than channels have room for, and puts each in line for one of them. */
export class Claims {
  readonly #deps: ClaimsDeps;

  constructor(deps: ClaimsDeps) {
    this.#deps = deps;
  }

  /** Claims what is due in a lane; undefined where its channels are up but busy. */
  claim(lane: number): Promise<void> | undefined {
    const outlets = this.#deps.ways.outletsOf(lane);
    if (!outlets.some((outlet) => outlet.channel.isUp())) return this.#endStale(lane);
    const shares = shareOut(outlets, precedence(lane), LIMIT);
    const limit = shares.reduce((sum, { left }) => sum + left, 0);
    return limit === 0 ? undefined : this.#claimFor(lane, shares, limit);
  }

  /** Back to where it was in its lane: it was due at its send time at the latest, and its give-up time counts from there. */
  giveBack(message: ClaimedMessage): void {
    this.#deps.outbox.untried(message, { to: "queued", dueAt: message.sendAt, avoid: message.avoid });
  }

  async #claimFor(lane: number, shares: readonly Share[], limit: number): Promise<void> {
    const promised = shares.map(({ outlet, left }) => ({ outlet, left }));
    for (const { outlet, left } of promised) outlet.promise(left);
    const now = this.#deps.clock.now();
    const leaseUntil = now + LINGER + Math.max(...shares.map(({ outlet }) => outlet.config.responseTimeout));
    const messages = await this.#run(lane, now, leaseUntil, limit);
    const media = await this.#mediaOf(messages);
    for (const { outlet, left } of promised) outlet.promise(-left);
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

  /** No channel serves the lane now: its messages wait in the store, and those past their give-up time end. */
  async #endStale(lane: number): Promise<void> {
    const now = this.#deps.clock.now();
    const messages = await this.#run(lane, now - this.#deps.ways.giveUpAfter(lane), now + LINGER, LIMIT);
    for (const message of messages) this.#giveUp(message);
    if (messages.length > 0)
      this.#deps.log("warn", "no channel served these messages within their give-up time", { lane, count: messages.length });
  }

  async #run(lane: number, dueBefore: number, leaseUntil: number, limit: number): Promise<readonly ClaimedMessage[]> {
    const { board, store, node, log } = this.#deps;
    const claim: Claim = { lane, node, dueBefore, leaseUntil, limit };
    board.claiming(lane);
    try {
      const messages = await store.claim(claim);
      board.claimed(lane, messages.length < limit ? undefined : Math.max(...messages.map((message) => message.sendAt)));
      return messages;
    } catch (error) {
      log("error", "messages could not be claimed", errorFact(error));
      board.claimed(lane, undefined);
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
    const freight = this.#deps.ways.freightOf(message);
    const chosen = this.#choose(message, freight, shares);
    if (!chosen) {
      this.#postpone(message);
      return;
    }
    chosen.left -= 1;
    chosen.outlet.queue(new Attempt(message, partsOf(message, chosen.outlet.config, freight, container), leaseUntil));
  }

  /** The first channel with room that can carry it; the one that has just refused it only where no other is up. */
  #choose(message: ClaimedMessage, freight: Freight, shares: readonly Share[]): Share | undefined {
    let refuser: Share | undefined;
    let otherIsUp = false;
    for (const candidate of shares) {
      const { outlet, left } = candidate;
      if (this.#deps.outlets.get(outlet.config.id) !== outlet || !carries(outlet.config, freight)) continue;
      if (outlet.config.id === message.avoid) refuser = left > 0 ? candidate : undefined;
      else if (left > 0) return candidate;
      else otherIsUp ||= outlet.channel.isUp();
    }
    return otherIsUp ? undefined : refuser;
  }

  #postpone(message: ClaimedMessage): void {
    const now = this.#deps.clock.now();
    if (now > message.sendAt + this.#deps.ways.giveUpAfter(message.lane)) this.#giveUp(message);
    else this.#deps.outbox.untried(message, { to: "queued", dueAt: now + POSTPONE, avoid: message.avoid });
  }

  #giveUp(message: ClaimedMessage): void {
    this.#deps.outbox.untried(message, { to: "failed", code: "YZ:GIVEUP", refund: true });
  }
}

/** Shares a claim out among channels by their appetite, first choice first. */
function shareOut(outlets: readonly Outlet[], of: number, limit: number): readonly Share[] {
  let rest = limit;
  return outlets.map((outlet): Share => {
    const left = Math.min(rest, outlet.appetite(of));
    rest -= left;
    return { outlet, left };
  });
}
