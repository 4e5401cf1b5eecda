import type { ChannelConfig } from "../domain/directory.ts";
import type { Medium } from "../domain/message.ts";
import { numberParts } from "../text/number-parts.ts";
import { splitForChannel } from "../text/segments.ts";

/** A text as a channel would have to carry it. */
export interface Freight {
  readonly medium: Medium;
  readonly text: string;
  /** Where the channel can't concatenate, cut into parts with their number in front. */
  readonly numbered?: boolean;
  /** Digits that follow the channel's own code: the account's code and the customer's ext. */
  readonly suffix: string;
}

/** The submits' texts that a channel makes of one text. */
export function textsFor(channel: ChannelConfig, { medium, text, numbered }: Freight): readonly string[] {
  if (medium !== "sms" || (channel.wholeTexts && channel.concatenate)) return [text];
  const texts = splitForChannel(text, channel.encoding === "ucs2" ? "ucs2" : "gsm7");
  return texts.length > 1 && numbered && !channel.concatenate ? numberParts(text) : texts;
}

/** Whether the channel has room for the access code that the recipient is to see. */
export function hasCodeRoom(channel: ChannelConfig, suffix: string): boolean {
  return channel.code.length + suffix.length <= channel.maxCodeLength;
}

/** Whether the text fits one submit of the channel, or may be cut for it. */
export function hasTextRoom(channel: ChannelConfig, freight: Freight): boolean {
  return channel.concatenate || freight.numbered || textsFor(channel, freight).length === 1;
}

/** Whether a channel can carry it at all, now or later. */
export function carries(channel: ChannelConfig, freight: Freight): boolean {
  return hasCodeRoom(channel, freight.suffix) && hasTextRoom(channel, freight);
}
