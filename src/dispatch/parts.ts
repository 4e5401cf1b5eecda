import type { Part } from "../channels/channel.ts";
import type { ChannelConfig } from "../domain/directory.ts";
import { type Freight, textsFor } from "../routing/carries.ts";
import type { ClaimedMessage } from "../store/store.ts";

/** The submits that one message makes on a channel that carries it: one, or one a part where the text is long. */
export function partsOf(
  message: Pick<ClaimedMessage, "id" | "attempt" | "medium" | "phone">,
  channel: ChannelConfig,
  freight: Freight,
  media?: Uint8Array,
): readonly Part[] {
  const texts = textsFor(channel, freight);
  const source = `${channel.code}${freight.suffix}`;
  // Every 256th message of a phone may share a reference; the id's counter bits differ for those sent close together
  const reference = Math.floor(message.id / 32) % 256;
  return texts.map((text, index) => ({
    messageId: message.id,
    attempt: message.attempt,
    part: index + 1,
    parts: texts.length,
    medium: message.medium,
    phone: message.phone,
    source,
    text,
    ...(media === undefined ? {} : { media }),
    reference,
  }));
}
