import { CarrierChannel } from "../carrier/channel.ts";
import type { CarrierProtocol } from "../carrier/protocol.ts";
import type { ChannelKind } from "../channel.ts";
import { CmppConversation } from "./conversation.ts";
import { HEADER, MAX_FRAME } from "./pdus.ts";
import { type CmppSettings, FIELDS, parseSettings } from "./settings.ts";

export const cmpp: ChannelKind = {
  kind: "cmpp",
  title: { zh: "中国移动 CMPP 2.0 / 3.0", en: "China Mobile CMPP 2.0 / 3.0" },
  fields: FIELDS,
  parseOwn: parseSettings,
  create(config, host) {
    const settings = config.own as unknown as CmppSettings;
    const warn = (message: string): void => host.log("warn", message);
    const protocol: CarrierProtocol = {
      name: "CMPP",
      frames: { shortest: HEADER, longest: MAX_FRAME },
      roles: [{ name: "session", submits: true }],
      converse: () => new CmppConversation({ config, settings, clock: host.clock, warn }),
    };
    return new CarrierChannel(config, host, protocol);
  },
};
