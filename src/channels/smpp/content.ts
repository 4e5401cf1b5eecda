import iconv from "iconv-lite";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import { decodeGsm7, encodeGsm7 } from "../../text/gsm7-codes.ts";
import { concatenationHeader, readHeader } from "../carrier/udh.ts";
import type { Part } from "../channel.ts";
import { LONGEST_SHORT_MESSAGE, numberOf, type Parameters, TAG } from "./pdus.ts";

/** Text and header of a submit as SMPP carries them. */
export interface Content {
  readonly dataCoding: number;
  readonly esmClass: number;
  readonly bytes: Buffer;
}

/** data_coding (SMPP 3.4, 5.2.19). */
const DEFAULT_ALPHABET = 0x00;
const UCS2 = 0x08;
/** esm_class: the short message begins with a user data header (5.2.12). */
export const UDHI = 0x40;
/** Bytes of a message over the air: 140, or 160 characters of the 7-bit alphabet, of which a header takes 7. */
const MOST_BYTES = 140;

/**
 * A part in the 7-bit alphabet where the channel allows that and the text fits it, else in UCS-2; undefined where it is too
 * long for one message that way.
 */
export function encodeContent(part: Part, encoding: ChannelConfig["encoding"]): Content | undefined {
  const header = concatenationHeader(part);
  const septets = encoding === "ucs2" ? undefined : encodeGsm7(part.text);
  const text = septets ?? Buffer.from(part.text, "utf16le").swap16();
  const bytes = Buffer.concat([header, text]);
  const room = septets ? LONGEST_SHORT_MESSAGE : MOST_BYTES;
  if (bytes.length > room) return undefined;
  return { dataCoding: septets ? DEFAULT_ALPHABET : UCS2, esmClass: header.length > 0 ? UDHI : 0, bytes };
}

export interface Text {
  readonly text: string;
  readonly part?: NonNullable<ChannelInbound["part"]>;
}

/**
 * What a phone sent: the text without its header, and which part it is where header or sar_ parameters say so. What is no
 * text comes as its hexadecimal digits: refusing it would only bring it again.
 */
export function decodeContent(esmClass: number, dataCoding: number, bytes: Buffer, parameters: Parameters): Text {
  const header = (esmClass & UDHI) !== 0 ? readHeader(bytes) : undefined;
  const text = decodeText(dataCoding, header ? bytes.subarray(header.length) : bytes);
  const part = header?.part ?? sarPart(parameters);
  return part ? { text, part } : { text };
}

/** The parameters with which SMPP itself says what a header would (5.3.2.22 to 24). */
function sarPart(parameters: Parameters): Text["part"] {
  const reference = numberOf(parameters.get(TAG.sar_msg_ref_num));
  const of = numberOf(parameters.get(TAG.sar_total_segments));
  const number = numberOf(parameters.get(TAG.sar_segment_seqnum));
  if (reference === undefined || of === undefined || number === undefined) return undefined;
  return of >= 2 && of <= 255 && number >= 1 && number <= of ? { reference: reference & 0xffff, number, of } : undefined;
}

const IA5 = 0x01;
const CHARSETS: Readonly<Record<number, string>> = {
  1: "latin1",
  3: "latin1",
  5: "shiftjis",
  6: "iso-8859-5",
  7: "iso-8859-8",
  14: "euc-kr",
};
const BINARY: ReadonlySet<number> = new Set([2, 4]);

export function isUcs2(dataCoding: number): boolean {
  return alphabetOf(dataCoding) === UCS2;
}

/** Bytes as text, by their data_coding; those of unknown ones as the default alphabet. */
export function decodeText(dataCoding: number, bytes: Buffer): string {
  const alphabet = alphabetOf(dataCoding);
  if (alphabet === UCS2) return utf16be(bytes);
  if (BINARY.has(alphabet)) return bytes.toString("hex");
  // peers that say IA5 and mean the default alphabet are common; no text has control characters beside line breaks
  if (alphabet === IA5 && bytes.some((byte) => byte < 0x20 && byte !== 0x0a && byte !== 0x0d)) return decodeGsm7(bytes);
  const charset = CHARSETS[alphabet];
  return charset ? iconv.decode(bytes, charset) : decodeGsm7(bytes);
}

/** The alphabet without the message class that the groups of GSM 03.38, 4, put beside it: bits 2 and 3, in the last group bit 2 alone. */
function alphabetOf(dataCoding: number): number {
  if (dataCoding < 0x10) return dataCoding;
  return dataCoding & (dataCoding >= 0xf0 ? 0x04 : 0x0c);
}

/** Half a surrogate pair stays: the other half may be in the next part. */
function utf16be(bytes: Buffer): string {
  return Buffer.from(bytes.subarray(0, bytes.length & ~1))
    .swap16()
    .toString("utf16le");
}
