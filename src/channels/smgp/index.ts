import type { ChannelConfig } from "../../domain/directory.ts";
import { CarrierChannel, type CarrierOptions } from "../carrier/channel.ts";
import type { CarrierProtocol, Role } from "../carrier/protocol.ts";
import type { Channel, ChannelHost, ChannelKind } from "../channel.ts";
import { SmgpConversation } from "./conversation.ts";
import { HEADER, MAX_FRAME } from "./pdus.ts";
import { FIELDS, parseSettings, type SmgpSettings } from "./settings.ts";

/** The roles of a session's connections, and their LoginMode (SMGP 3.0.3, 6.2.3). */
const ROLES = {
  transmit: [{ name: "transceiver", submits: true, mode: 2 }],
  separate: [
    { name: "transmitter", submits: true, mode: 0 },
    { name: "receiver", submits: false, mode: 1 },
  ],
} as const satisfies Record<SmgpSettings["loginMode"], readonly (Role & { readonly mode: 0 | 1 | 2 })[]>;

function protocol(config: ChannelConfig, host: ChannelHost): CarrierProtocol {
  const settings = config.own as unknown as SmgpSettings;
  const roles = ROLES[settings.loginMode];
  return {
    name: "SMGP",
    frames: { shortest: HEADER, longest: MAX_FRAME },
    roles,
    converse({ name }) {
      const mode = roles.find((role) => role.name === name)?.mode ?? 2;
      return new SmgpConversation({ config, settings, mode, clock: host.clock, warn: (message) => host.log("warn", message) });
    },
  };
}

/** @param options for tests: how connections are made, and how reconnects are spread */
export function createSmgp(config: ChannelConfig, host: ChannelHost, options?: CarrierOptions): Channel {
  return new CarrierChannel(config, host, protocol(config, host), options);
}

export const smgp: ChannelKind = {
  kind: "smgp",
  title: { zh: "中国电信 SMGP 3.0", en: "China Telecom SMGP 3.0" },
  fields: FIELDS,
  parseOwn: parseSettings,
  create: (config, host) => createSmgp(config, host),
};
