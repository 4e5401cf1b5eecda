import type { ChannelKind } from "../channels/channel.ts";
import { httpKind } from "../channels/http/index.ts";
import { CHANNEL_KINDS } from "../channels/registry.ts";
import { httpTransport, TRANSPORT_OPTIONS } from "../client/transport.ts";
import { DIALECTS } from "../dialects/registry.ts";

/** ms; channels give up by deadlines of their own, of 10 minutes at most. */
const LONGEST_CALL = 660_000;

const clients = new Map(DIALECTS.map((dialect) => [dialect.name, dialect.client]));

/** Every kind of channel that this version speaks: the carriers', and each dialect as an upstream. */
export const KINDS: readonly ChannelKind[] = [
  ...CHANNEL_KINDS,
  httpKind(clients, httpTransport({ ...TRANSPORT_OPTIONS, timeout: LONGEST_CALL })),
];
