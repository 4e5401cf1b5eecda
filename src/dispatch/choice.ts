import type { Verdict, Why } from "../domain/choice.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { type Freight, hasCodeRoom, hasTextRoom } from "../routing/carries.ts";
import type { ClaimedMessage } from "../store/store.ts";
import type { Outlet } from "./outlet.ts";

/** A candidate for one message, as it stands now. */
export interface Contender {
  readonly channelId: number;
  /** Of one tier, each has its turn; the smaller tier goes first. */
  readonly tier: number;
  /** Why it can't take this message, whatever its state. */
  readonly unfit: Extract<Why, "text" | "code"> | undefined;
  /** Why it takes no message now. */
  readonly shut: Extract<Why, "down" | "drained" | "absent" | "circuit"> | undefined;
  /** UTC ms, where its circuit is open. */
  readonly since?: number | undefined;
  /** Messages that it may be given now. */
  readonly room: number;
  /** Whether it was asked to carry this message before, was the last one to be asked, or failed to deliver it. */
  readonly before: "never" | "asked" | "last" | "failed";
}

export interface Choice<C> {
  /** Undefined: the message waits. */
  readonly taken: C | undefined;
  /** One a candidate, in their order. */
  readonly verdicts: readonly Verdict[];
  /** No candidate will ever take it, as far as can be told now. */
  readonly hopeless: boolean;
}

/**
 * Which candidate takes a message: those that were never asked before those that were, and the one that was asked last only where
 * no other is open; among these the first tier that has room, and in it whose turn it is. One that is open but full is waited for
 * rather than asking somebody a second time.
 *
 * @param candidates first choice first
 * @param turn picks among candidates of one tier that could all take it; is asked only where they are several
 */
export function choose<C extends Contender>(candidates: readonly C[], turn: (sharing: readonly C[]) => C): Choice<C> {
  const able = candidates.filter(({ unfit, before }) => unfit === undefined && before !== "failed");
  const open = able.filter(({ shut }) => shut === undefined);
  const asking = ORDER.find((before) => open.some((candidate) => candidate.before === before));
  const ready = open.filter(({ before, room }) => before === asking && room > 0);
  const sharing = ready.filter(({ tier }) => tier === ready[0]?.tier);
  const taken = sharing.length > 1 ? turn(sharing) : sharing[0];
  const verdicts = candidates.map((candidate) => verdictOn(candidate, taken, asking));
  return { taken, verdicts, hopeless: able.length === 0 };
}

const ORDER = ["never", "asked", "last"] as const;

/** The verdicts that are worth keeping: none where the first choice took the message, as its try says that. */
export function worthTelling(verdicts: readonly Verdict[]): readonly Verdict[] {
  const told = verdicts.filter(({ why }) => why !== "spare");
  return told.length === 1 && told[0]?.why === "taken" ? [] : told;
}

/** @param asking those whose turn it is: never asked, or asked before */
function verdictOn(candidate: Contender, taken: Contender | undefined, asking: Contender["before"] | undefined): Verdict {
  const { channelId, unfit, shut, since, room, before, tier } = candidate;
  if (candidate === taken) return { channelId, why: "taken" };
  if (unfit) return { channelId, why: unfit };
  if (before === "failed") return { channelId, why: "failed" };
  if (shut) return { channelId, why: shut, ...(shut === "circuit" && since !== undefined ? { since } : {}) };
  if (before !== asking) return { channelId, why: "asked" };
  if (room <= 0) return { channelId, why: "room" };
  return { channelId, why: tier === taken?.tier ? "turn" : "spare" };
}

/** Why a channel can't carry a text at all. */
export function unfitness(channel: ChannelConfig, freight: Freight): Contender["unfit"] {
  if (!hasCodeRoom(channel, freight.suffix)) return "code";
  return hasTextRoom(channel, freight) ? undefined : "text";
}

/** Why a channel takes nothing now. @param outlet undefined where it doesn't run here */
export function shutness(outlet: Outlet | undefined): Pick<Contender, "shut" | "since"> {
  if (!outlet || outlet.held === 0 || outlet.yielding) return { shut: "absent" };
  if (!outlet.open) return { shut: "drained" };
  if (!outlet.channel.isUp()) return { shut: "down" };
  const circuit = outlet.breaker.circuit;
  return circuit.kind === "open" ? { shut: "circuit", since: circuit.since } : { shut: undefined };
}

/** What a channel has had to do with a message; of no account where the message is not to be passed on. */
export function beforeOf({ asked, avoid, undelivered }: ClaimedMessage, id: number): Contender["before"] {
  const known = asked.find(({ channelId }) => channelId === id);
  if (known?.failed && undelivered !== undefined) return "failed";
  if (avoid === undefined) return "never";
  if (avoid === id) return "last";
  return known ? "asked" : "never";
}
