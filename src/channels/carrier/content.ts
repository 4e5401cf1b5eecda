import iconv from "iconv-lite";
import type { ChannelConfig } from "../../domain/directory.ts";
import type { ChannelInbound } from "../../domain/inbound.ts";
import { decodeBytes } from "../../text/charset.ts";
import type { Part } from "../channel.ts";
import { concatenationHeader, readHeader } from "./udh.ts";

/** A text as CMPP, SGIP and SMGP carry it. */
export interface Carried {
  /** Msg_Fmt: 0 ASCII, 4 binary, 8 UCS-2, 15 GBK. */
  readonly format: number;
  /** Whether the bytes begin with a user data header (TP_udhi). */
  readonly udhi: boolean;
  readonly bytes: Buffer;
}

export interface Text {
  readonly text: string;
  readonly part?: NonNullable<ChannelInbound["part"]>;
}

const ASCII = 0;
const UCS2 = 8;
const GBK = 15;
/** Bytes of one message, header included; of ASCII, which is packed to seven bits on the air, 160. */
const MOST = 140;
const MOST_ASCII = 160;

const IS_ASCII = /^\p{ASCII}*$/u;

/**
 * A part's bytes. UCS-2, unless the channel may send 7-bit texts and this is one: these protocols call that ASCII and leave
 * the GSM alphabet to the carrier, so that what is in that alphabet but not in ASCII must go as UCS-2.
 * Undefined where the part doesn't fit a message that way.
 */
export function encodeContent(
  part: Pick<Part, "text" | "part" | "parts" | "reference">,
  encoding: ChannelConfig["encoding"],
): Carried | undefined {
  const header = concatenationHeader(part);
  const ascii = encoding !== "ucs2" && IS_ASCII.test(part.text);
  const text = ascii ? Buffer.from(part.text, "latin1") : Buffer.from(part.text, "utf16le").swap16();
  const bytes = header.length === 0 ? text : Buffer.concat([header, text]);
  if (bytes.length > (ascii ? MOST_ASCII : MOST)) return undefined;
  return { format: ascii ? ASCII : UCS2, udhi: header.length > 0, bytes };
}

/**
 * The text of what a phone sent. Bytes that are not of their alphabet become U+FFFD, and what is no text at all (format 4 and
 * unknown ones) its hexadecimal digits: it is the customer's to judge, and refusing it would only bring it again.
 */
export function decodeContent({ format, udhi, bytes }: Carried): Text {
  const header = udhi ? readHeader(bytes) : undefined;
  const text = textOf(format, header ? bytes.subarray(header.length) : bytes);
  return header?.part ? { text, part: header.part } : { text };
}

function textOf(format: number, bytes: Buffer): string {
  if (format === GBK || format === ASCII) return decodeBytes(bytes, bytes.length, "gb18030") ?? iconv.decode(bytes, "gb18030");
  // Half a surrogate pair stays: a phone may have cut a text there, and the other half is in the next part
  if (isUcs2(format))
    return Buffer.from(bytes.subarray(0, bytes.length & ~1))
      .swap16()
      .toString("utf16le");
  return bytes.toString("hex");
}

/** 8, and the codes of GSM 03.38, 4, that say UCS-2 with a message class. */
function isUcs2(format: number): boolean {
  return (format & 0xec) === UCS2;
}
