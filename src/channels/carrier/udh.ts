import type { ChannelInbound } from "../../domain/inbound.ts";
import type { Part } from "../channel.ts";

/** What a text's header says: how much of the bytes it takes, and which part of a long text this is. */
export interface UserDataHeader {
  /** Bytes, its length byte included. */
  readonly length: number;
  readonly part: ChannelInbound["part"];
}

/** Concatenated short messages with a reference of one byte, or of two (GSM 03.40, 9.2.3.24.1 and .8). */
const CONCATENATION = 0x00;
const CONCATENATION_WIDE = 0x08;

/** The header in front of one part of a long text: 6 bytes; none where the text is whole. */
export function concatenationHeader({ part, parts, reference }: Pick<Part, "part" | "parts" | "reference">): Buffer {
  return parts > 1 ? Buffer.from([5, CONCATENATION, 3, reference, parts, part]) : Buffer.alloc(0);
}

/** Reads the header that content begins with where its UDH indicator is set; undefined where the bytes are none. */
export function readHeader(content: Buffer): UserDataHeader | undefined {
  const length = (content[0] ?? Number.POSITIVE_INFINITY) + 1;
  if (length > content.length) return undefined;
  let part: ChannelInbound["part"];
  for (let at = 1; at < length; ) {
    const size = content[at + 1] ?? length;
    const end = at + 2 + size;
    if (end > length) return undefined;
    part = concatenation(content[at], content.subarray(at + 2, end)) ?? part;
    at = end;
  }
  return { length, part };
}

function concatenation(element: number | undefined, data: Buffer): ChannelInbound["part"] {
  const wide = element === CONCATENATION_WIDE && data.length === 4;
  if (!wide && !(element === CONCATENATION && data.length === 3)) return undefined;
  const [of = 0, number = 0] = data.subarray(-2);
  // A text of one part, or a part beyond the last, is what the standard says to ignore
  if (of < 2 || number < 1 || number > of) return undefined;
  return { reference: data.readUIntBE(0, wide ? 2 : 1), number, of };
}
