import { Buffer } from "node:buffer";
import iconv from "iconv-lite";
import type { Charset } from "./charset.ts";

/**
 * A text as bytes, the other way of `decodeBytes`. GB18030 has a place for every character, so only half a surrogate pair is
 * lost: it becomes `?`, or U+FFFD in UTF-8.
 */
export function encodeText(text: string, charset: Charset): Buffer {
  return charset === "utf-8" ? Buffer.from(text, "utf8") : iconv.encode(text, "gb18030");
}
