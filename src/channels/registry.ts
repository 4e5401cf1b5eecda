import type { ChannelKind } from "./channel.ts";
import { simulator } from "./simulator/index.ts";

/** Every channel kind there is; lists of kinds anywhere derive from this one. */
export const CHANNEL_KINDS: readonly ChannelKind[] = [simulator];

export function channelKind(kind: string): ChannelKind | undefined {
  return CHANNEL_KINDS.find((candidate) => candidate.kind === kind);
}
