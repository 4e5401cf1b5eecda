import { Buffer } from "node:buffer";

const BLANKS = /[ \t\r\n]+/g;

/**
 * The bytes of a base64 text (RFC 4648, 4): its own alphabet, whole padding, no bits left over; anything else is undefined. Blanks and line
 * breaks may stand anywhere in it, as encoders break lines.
 */
export function readBase64(text: string): Buffer | undefined {
  const bare = text.replace(BLANKS, "");
  const bytes = Buffer.from(bare, "base64");
  // Node reads whatever it is given; to encode and compare is many times faster than a pattern.
  return bytes.toString("base64") === bare ? bytes : undefined;
}
