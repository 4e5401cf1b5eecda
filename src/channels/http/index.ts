import type { DialectClient } from "../../dialects/client.ts";
import type { Transport } from "../../dialects/transport.ts";
import type { ChannelKind } from "../channel.ts";
import { HttpChannel } from "./channel.ts";
import { fieldsOf, type HttpSettings, parseSettings } from "./settings.ts";

/** Requests have no sessions to share out; their window and rate are cut into so many parts. */
const MOST_SLOTS = 8;

/**
 * Channels to platforms that speak one of the dialects.
 *
 * @param clients the dialects' client halves by name
 * @param transport of all channels; its own timeout must be longer than any response timeout
 */
export function httpKind(clients: ReadonlyMap<string, DialectClient>, transport: Transport): ChannelKind {
  return {
    kind: "http",
    title: { zh: "HTTP 上游平台", en: "Upstream platform (HTTP)" },
    whole: true,
    connectsItself: true,
    fields: fieldsOf([...clients.keys()]),
    slots: ({ window, sessions }) => Math.min(MOST_SLOTS, window * sessions),
    parseOwn: (own) => parseSettings(own, [...clients.keys()]),
    create(config, host) {
      const { dialect } = config.own as unknown as HttpSettings;
      const client = clients.get(dialect);
      if (!client) throw new Error(`there is no interface "${dialect}" in this version`);
      return new HttpChannel(config, host, client, transport);
    },
  };
}
