import type { ChannelKind } from "../channel.ts";
import { SgipChannel } from "./channel.ts";
import { FIELDS, parseSettings } from "./settings.ts";

export const sgip: ChannelKind = {
  kind: "sgip",
  title: { zh: "中国联通 SGIP 1.2", en: "China Unicom SGIP 1.2" },
  fields: FIELDS,
  parseOwn: parseSettings,
  create: (config, host) => new SgipChannel(config, host),
};
