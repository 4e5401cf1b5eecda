import { isUtf8 } from "node:buffer";
import { TextDecoder } from "node:util";

/**
 * Charsets that a dialect may state. GB2312 and GBK are read as GB18030, which contains both: what calls itself GB2312
 * in the field holds GBK characters more often than not.
 */
export type Charset = "utf-8" | "gb18030";

const REPLACEMENT = "\uFFFD";

let gb18030 = newGbDecoder();

/** The first `length` bytes as text, or undefined where they are not of the charset. A byte order mark is kept as U+FEFF. */
export function decodeBytes(bytes: Buffer, length: number, charset: Charset): string | undefined {
  if (charset === "utf-8") {
    const text = bytes.toString("utf8", 0, length);
    // U+FFFD may stand in the text itself, so it only raises the suspicion.
    return text.includes(REPLACEMENT) && !isUtf8(bytes.subarray(0, length)) ? undefined : text;
  }
  try {
    return gb18030.decode(bytes.subarray(0, length));
  } catch {
    // A decoder that failed half-way through a character is not asked again.
    gb18030 = newGbDecoder();
    return undefined;
  }
}

function newGbDecoder(): TextDecoder {
  return new TextDecoder("gb18030", { fatal: true, ignoreBOM: true });
}
