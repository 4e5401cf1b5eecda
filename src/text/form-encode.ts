import type { Charset } from "./charset.ts";
import { encodeText } from "./encode.ts";

/** What each byte becomes: RFC 3986's unreserved characters stand for themselves, everything else is escaped (a blank is %20). */
const WRITTEN = Array.from({ length: 256 }, (_, byte) => {
  const character = String.fromCharCode(byte);
  return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
});

/** Parameters as `name=value&…`, for a query or a urlencoded body: ASCII, in the order given, escaped from their bytes in the charset. */
export function encodeForm(parameters: Readonly<Record<string, string>>, charset: Charset): string {
  return Object.entries(parameters)
    .map(([name, value]) => `${escapeBytes(name, charset)}=${escapeBytes(value, charset)}`)
    .join("&");
}

function escapeBytes(text: string, charset: Charset): string {
  let written = "";
  for (const byte of encodeText(text, charset)) written += WRITTEN[byte];
  return written;
}
