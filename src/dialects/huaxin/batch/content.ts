import type { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { readBase64 } from "../../../text/base64.ts";
import { decodeBytes } from "../../../text/charset.ts";
import { gunzipBounded } from "../../../text/gunzip.ts";

/** Phones and their texts, in order. */
export interface Batch {
  readonly recipients: readonly string[];
  readonly texts: readonly string[];
}

/** The dialect's page. Ten thousand of the longest texts there are come to some 30 MB; of one character each, they reach 425 to 1. */
const BOUNDS = { bytes: 32 * 1024 * 1024, ratio: 500 };
/** No batch is read further than one line past this, whatever the setting: it is read for callers who haven't proved anything yet. */
export const MAX_LINES = 100_000;

const LINE_BREAK = "\r\n";
const BYTE_ORDER_MARK = "\ufeff";

/**
 * Seed 004, 1.6.2: base64 of gzip of `phone,text` in lines, UTF-8. Empty lines and a byte order mark are passed over; a content that is
 * empty is a batch of nothing. Undefined where it can't be decoded, is larger than any may be, or has a line without a comma.
 */
export function readBatch(content: string): Batch | undefined {
  if (content.trim() === "") return { recipients: [], texts: [] };
  const compressed = readBase64(content);
  const bytes = compressed && gunzipBounded(compressed, BOUNDS);
  const lines = bytes && decodeBytes(bytes, bytes.length, "utf-8");
  return lines === undefined ? undefined : readLines(lines);
}

function readLines(lines: string): Batch | undefined {
  const recipients: string[] = [];
  const texts: string[] = [];
  let start = lines.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length : 0;
  while (start < lines.length && recipients.length <= MAX_LINES) {
    const lineBreak = lines.indexOf(LINE_BREAK, start);
    const end = lineBreak < 0 ? lines.length : lineBreak;
    if (end > start) {
      const line = lines.slice(start, end);
      const comma = line.indexOf(",");
      if (comma < 0) return undefined;
      recipients.push(line.slice(0, comma).trim());
      texts.push(unescaped(line.slice(comma + 1)));
    }
    start = end + LINE_BREAK.length;
  }
  return { recipients, texts };
}

const ESCAPE = /\\([\\rn])/g;
const ESCAPED: Readonly<Record<string, string>> = { "\\": "\\", r: "\r", n: "\n" };

/** A backslash before anything else is one that the sender didn't know it had to escape. */
function unescaped(text: string): string {
  return text.includes("\\") ? text.replace(ESCAPE, (_pair, character: string) => ESCAPED[character] as string) : text;
}

/** The other way. */
export function writeBatch(items: readonly { readonly phone: string; readonly text: string }[]): string {
  const lines = items.map(({ phone, text }) => `${phone},${text.replaceAll("\\", "\\\\").replaceAll("\r", "\\r").replaceAll("\n", "\\n")}`);
  const compressed: Buffer = gzipSync(lines.join(LINE_BREAK));
  return compressed.toString("base64");
}
