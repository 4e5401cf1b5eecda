import type { ChannelKind } from "../channel.ts";
import { SimulatorChannel } from "./channel.ts";
import { parseSettings } from "./settings.ts";

export const simulator: ChannelKind = {
  kind: "simulator",
  title: { zh: "模拟通道", en: "Simulated carrier" },
  parseOwn: parseSettings,
  slots: () => 8,
  create: (config, host) => new SimulatorChannel(config, host),
};
