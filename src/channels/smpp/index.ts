import { CarrierChannel } from "../carrier/channel.ts";
import type { ChannelKind } from "../channel.ts";
import { SmppProtocol } from "./protocol.ts";
import { FIELDS, parseSettings, type SmppSettings } from "./settings.ts";

export const smpp: ChannelKind = {
  kind: "smpp",
  title: { zh: "SMPP 通道", en: "SMPP carrier" },
  fields: FIELDS,
  parseOwn: parseSettings,
  encodingOf: (own) => (own as unknown as SmppSettings).encoding,
  create: (config, host) => new CarrierChannel(config, host, new SmppProtocol(config, host)),
};
