import type { ChannelInbound } from "../../domain/inbound.ts";

/** What the owner of a phone writes back, by the last four digits of the phone (the table in platform.md). */
const ANSWERS: Readonly<Record<string, string>> = {
  "9010": "收到",
  "9011": "T",
  "9012": "一二三四五六七八九十".repeat(20),
};

/** UTF-16 code units that one part of a long text holds beside its header of 6 bytes. */
const PART = 67;
/** The order in which the parts of a long text arrive. */
const OUT_OF_ORDER = [3, 1, 2];

/** A message that a phone has received. */
export interface Received {
  readonly upstreamId: string;
  readonly phone: string;
  /** The access code that it saw. */
  readonly source: string;
  /** Which of the carrier's messages it was, from 1. */
  readonly serial: number;
}

/** The texts that a phone sends when it has received a message, as the carrier delivers them; mostly none. */
export function answersTo({ upstreamId, phone, source, serial }: Received, at: number): readonly ChannelInbound[] {
  const text = ANSWERS[phone.slice(-4)];
  if (text === undefined) return [];
  const inbound = { key: `mo-${upstreamId}`, phone, accessCode: source, text, at };
  if (text.length <= PART) return [inbound];
  return OUT_OF_ORDER.map((number) => ({
    ...inbound,
    key: `${inbound.key}-${number}`,
    text: text.slice((number - 1) * PART, number * PART),
    part: { reference: serial % 256, number, of: OUT_OF_ORDER.length },
  }));
}
