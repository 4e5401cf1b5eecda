import type { ChannelKind } from "../channel.ts";
import { SimulatorChannel } from "./channel.ts";
import { FIELDS, parseSettings } from "./settings.ts";

/** It has no sessions to share out; window and rate are cut into so many parts. */
const MOST_SLOTS = 8;

export const simulator: ChannelKind = {
  kind: "simulator",
  title: { zh: "模拟通道", en: "Simulated carrier" },
  fields: FIELDS,
  connectsItself: true,
  parseOwn: parseSettings,
  slots: ({ window, sessions }) => Math.min(MOST_SLOTS, window * sessions),
  create: (config, host) => new SimulatorChannel(config, host),
};
