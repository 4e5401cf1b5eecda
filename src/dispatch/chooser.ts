import { type Verdict, writeChoice } from "../domain/choice.ts";
import type { Candidate } from "../routing/candidates.ts";
import type { Freight } from "../routing/carries.ts";
import type { ClaimedMessage } from "../store/store.ts";
import { beforeOf, type Choice, type Contender, choose, shutness, unfitness, worthTelling } from "./choice.ts";
import type { Outlet } from "./outlet.ts";
import type { Outlets } from "./outlets.ts";
import type { Ways } from "./ways.ts";

/** What is left of an outlet's share in a claim, in messages. */
export interface Share {
  readonly outlet: Outlet;
  left: number;
}

/** A candidate with what it has for a message now. */
export interface Candidacy extends Contender, Pick<Candidate, "weight" | "route" | "priority"> {
  readonly share: Share | undefined;
}

/** Chooses the channel of each message that was claimed. */
export class Chooser {
  readonly #ways: Ways;
  readonly #outlets: Outlets;

  constructor(ways: Ways, outlets: Outlets) {
    this.#ways = ways;
    this.#outlets = outlets;
  }

  /** @param shares of the claim that the message came with */
  choose(message: ClaimedMessage, freight: Freight, shares: readonly Share[]): Choice<Candidacy> {
    const found = this.#ways.candidatesOf(message.lane);
    const candidacies = found.map((candidate) => this.#candidacy(candidate, message, freight, shares));
    return choose(candidacies, (sharing) => this.#ways.turn(message.lane, sharing));
  }

  #candidacy(candidate: Candidate, message: ClaimedMessage, freight: Freight, shares: readonly Share[]): Candidacy {
    const { channel, tier, weight, route, priority } = candidate;
    const outlet = this.#outlets.get(channel.id);
    const share = shares.find((one) => one.outlet === outlet);
    return {
      channelId: channel.id,
      tier,
      weight,
      route,
      priority,
      share,
      unfit: unfitness(channel, freight),
      ...shutness(outlet),
      room: share?.left ?? 0,
      before: beforeOf(message, channel.id),
    };
  }
}

/** What is kept of a choice; undefined where it says nothing. */
export function told(verdicts: readonly Verdict[]): string | undefined {
  const worth = worthTelling(verdicts);
  return worth.length === 0 ? undefined : writeChoice(worth);
}
