import type { ChannelKind } from "./channel.ts";
import { cmpp } from "./cmpp/index.ts";
import { sgip } from "./sgip/index.ts";
import { simulator } from "./simulator/index.ts";
import { smgp } from "./smgp/index.ts";
import { smpp } from "./smpp/index.ts";

/** Every channel kind there is; lists of kinds anywhere derive from this one. */
export const CHANNEL_KINDS: readonly ChannelKind[] = [cmpp, sgip, simulator, smgp, smpp];
