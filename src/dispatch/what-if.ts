import type { DirectoryIndex } from "../directory/directory-index.ts";
import type { Standing } from "../domain/channel-state.ts";
import type { Why } from "../domain/choice.ts";
import type { Account } from "../domain/directory.ts";
import type { ContentClass, Medium, Operator } from "../domain/message.ts";
import type { Refusal } from "../domain/reasons.ts";
import { type Candidate, candidates } from "../routing/candidates.ts";
import type { NodeChannelState } from "../store/store.ts";
import { overviewOf } from "./channel-overview.ts";
import { type Contender, choose, unfitness } from "./choice.ts";

export interface WaysAsked {
  readonly account: Account;
  readonly directory: DirectoryIndex;
  readonly medium: Medium;
  readonly operator: Operator;
  readonly province: string | undefined;
  readonly class: ContentClass;
  /** As it would leave. */
  readonly text: string;
  readonly ext: string;
  /** Of all channels and nodes. */
  readonly states: readonly NodeChannelState[];
  /** UTC ms. */
  readonly now: number;
}

/** A channel that leads there, and what the chooser would say of it at this moment. */
export interface Way extends Candidate {
  readonly standing: Standing;
  /** `taken` of each of those that share. */
  readonly why: Why;
  /** Its part of the messages where several take turns, and of how many parts; undefined where it has no turn. */
  readonly turn: { readonly weight: number; readonly of: number } | undefined;
  readonly source: string;
}

export type Ways = { readonly ok: true; readonly ways: readonly Way[] } | { readonly ok: false; readonly refusal: Refusal };

/** Which channels would be considered for a text now, first choice first, and what keeps each from it. */
export function waysFor({ account, directory, operator, province, medium, class: content, text, ext, states, now }: WaysAsked): Ways {
  const found = candidates(directory, account.productId, { medium, operator, province, class: content });
  if (!found.ok) return found;
  const suffix = `${account.code}${ext}`;
  const contenders = found.candidates.map((way) => {
    const { standing } = overviewOf(way.channel, states, now);
    return {
      ...way,
      standing,
      channelId: way.channel.id,
      unfit: unfitness(way.channel, { medium, text, numbered: false, suffix }),
      shut: SHUT[standing],
      room: 1,
      before: "never" as const,
    };
  });
  let sharing: readonly (Contender & Candidate)[] = [];
  const { verdicts } = choose(contenders, (several) => {
    sharing = several;
    return several[0] as (typeof contenders)[number];
  });
  const of = sharing.reduce((sum, { weight }) => sum + weight, 0);
  const ways = contenders.map(({ channel, tier, weight, route, priority, standing, channelId }, index): Way => {
    const shares = sharing.some((one) => one.channelId === channelId);
    const why = shares ? "taken" : (verdicts[index]?.why ?? "spare");
    const turn = shares ? { weight, of } : why === "taken" ? { weight: 1, of: 1 } : undefined;
    return { channel, tier, weight, route, priority, standing, why, turn, source: `${channel.code}${suffix}` };
  });
  return { ok: true, ways };
}

/** Why a channel that stands so takes nothing now. What nobody has heard of may well work. */
const SHUT: Readonly<Record<Standing, Contender["shut"]>> = {
  off: "drained",
  unheard: undefined,
  connected: undefined,
  "not connected": "down",
  failing: "circuit",
  draining: "drained",
  drained: "drained",
  closing: "drained",
  closed: "drained",
};
