import type { ChannelKind } from "./channel.ts";
import { simulator } from "./simulator/index.ts";

/** Every channel kind there is; lists of kinds anywhere derive from this one. */
export const CHANNEL_KINDS: readonly ChannelKind[] = [simulator];
