import type { ChannelConfig } from "../domain/directory.ts";
import type { Medium } from "../domain/message.ts";
import { splitForChannel } from "../text/segments.ts";

/** A text as a channel would have to carry it. */
export interface Freight {
  readonly medium: Medium;
  readonly text: string;
  /** Digits that follow the channel's own code: the account's code and the customer's ext. */
  readonly suffix: string;
}

/** The submits' texts that a channel makes of one text. */
export function textsFor(channel: ChannelConfig, { medium, text }: Freight): readonly string[] {
  return medium === "sms" ? splitForChannel(text, channel.encoding === "ucs2" ? "ucs2" : "gsm7") : [text];
}

/** Whether the channel has room for the access code that the recipient is to see. */
export function hasCodeRoom(channel: ChannelConfig, suffix: string): boolean {
  return channel.code.length + suffix.length <= channel.maxCodeLength;
}

/** Whether the text fits one submit of the channel, or the channel can concatenate. */
export function hasTextRoom(channel: ChannelConfig, freight: Freight): boolean {
  return channel.concatenate || textsFor(channel, freight).length === 1;
}

/** Whether a channel can carry it at all, now or later. */
export function carries(channel: ChannelConfig, freight: Freight): boolean {
  return hasCodeRoom(channel, freight.suffix) && hasTextRoom(channel, freight);
}
