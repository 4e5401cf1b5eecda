import { Buffer } from "node:buffer";
import { type Charset, decodeBytes } from "./charset.ts";
import type { FieldCollector, FormFault } from "./fields.ts";

const SEPARATOR = 0x26;
const PLUS = 0x2b;
const SPACE = 0x20;
const PERCENT = 0x25;

/** Value of a hex digit by its character code; -1 for what is none. */
const HEX = new Int8Array(256).fill(-1);
for (const digits of ["0123456789abcdef", "0123456789ABCDEF"]) {
  for (let value = 0; value < 16; value++) HEX[digits.charCodeAt(value)] = value;
}

/** Decoded bytes of one value; every call is done with it before it returns. */
const scratch = Buffer.alloc(16 * 1024);

/**
 * Reads `name=value&…` given as one character a byte (latin1). Empty pieces (a `&` at either end, or two in a row), bare
 * names and `=` inside values are fine; bytes needn't be percent-encoded. Answers undefined, or the first fault.
 */
export function readUrlEncoded<N extends string>(text: string, into: FieldCollector<N>): FormFault | undefined {
  const length = text.length;
  let equals = text.indexOf("=");
  for (let start = 0; start < length; ) {
    if (text.charCodeAt(start) === SEPARATOR) {
      start++;
      continue;
    }
    const separator = text.indexOf("&", start);
    const end = separator === -1 ? length : separator;
    if (!into.count()) return "malformed";
    if (equals !== -1 && equals < start) equals = text.indexOf("=", start);
    // A name without a value says nothing: absent and empty are the same.
    if (equals !== -1 && equals < end) {
      const name = into.wanted(plainName(text, start, equals));
      if (name !== undefined) {
        const value = decodeValue(text, equals + 1, end, into.charset);
        if (typeof value !== "string") return value.fault;
        into.values[name] = value;
      }
    }
    start = end + 1;
  }
  return undefined;
}

/** A name with its escapes taken out; all names that are asked for are ASCII, so what can't be decoded is none of them. */
function plainName(text: string, from: number, to: number): string {
  const name = decodeValue(text, from, to, "utf-8");
  return typeof name === "string" ? name : "";
}

const BROKEN = { fault: "malformed" } as const satisfies { fault: FormFault };
const UNDECODABLE = { fault: "payload-undecodable" } as const satisfies { fault: FormFault };

/** One percent-encoded value. A broken escape or a NUL is malformed; bytes that aren't of the charset are undecodable. */
function decodeValue(text: string, from: number, to: number, charset: Charset): string | { readonly fault: FormFault } {
  return isPlain(text, from, to) ? text.slice(from, to) : decodeEscaped(text, from, to, charset);
}

/** Only ASCII that stands for itself. */
function isPlain(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === PERCENT || code === PLUS || code === 0 || code > 0x7f) return false;
  }
  return true;
}

function decodeEscaped(text: string, from: number, to: number, charset: Charset): string | { readonly fault: FormFault } {
  const bytes = to - from <= scratch.length ? scratch : Buffer.allocUnsafe(to - from);
  let count = 0;
  let seen = 0;
  for (let at = from; at < to; at++) {
    let byte = text.charCodeAt(at);
    if (byte === PLUS) byte = SPACE;
    else if (byte === PERCENT) {
      if (at + 2 >= to) return BROKEN;
      byte = ((HEX[text.charCodeAt(at + 1)] ?? -1) << 4) | (HEX[text.charCodeAt(at + 2)] ?? -1);
      if (byte < 0) return BROKEN;
      at += 2;
    }
    if (byte === 0) return BROKEN;
    seen |= byte;
    bytes[count++] = byte;
  }
  if (seen < 0x80) return bytes.toString("latin1", 0, count);
  return decodeBytes(bytes, count, charset) ?? UNDECODABLE;
}
