import { Buffer } from "node:buffer";
import { decodeBytes } from "./charset.ts";
import type { FieldCollector, FormFault } from "./fields.ts";

const TYPE = "multipart/form-data";
/** RFC 2046, 5.1.1: at most 70 characters, from a set without quotes. */
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))\s*(?:;|$)/i;
const DISPOSITION = /^content-disposition:\s*form-data\s*(;.*)$/i;
/** .NET clients leave the quotes out. */
const NAME = /;\s*name=(?:"([^"]*)"|([^\s;"]+))/i;
const FILE_NAME = /;\s*filename\*?=/i;
const ENCODING = /^content-transfer-encoding:\s*(\S+)/i;
/** Bytes of one part's headers, the empty line included. */
const MAX_HEADERS = 4096;

const CRLF = Buffer.from("\r\n");
const HEADERS_END = Buffer.from("\r\n\r\n");
const DASH = 0x2d;

export function isMultipart(contentType: string): boolean {
  return contentType.trimStart().slice(0, TYPE.length).toLowerCase() === TYPE;
}

/**
 * Reads a complete multipart/form-data body (RFC 7578). Parts with a file name are files, not parameters, and are passed
 * over, as ASP.NET's `Request.Form` does. A part's own charset is not looked at. Transfer encodings that would change the
 * bytes (RFC 7578, 4.7 does away with them) are malformed rather than taken for text. Answers undefined, or the first fault.
 */
export function readMultipart<N extends string>(body: Buffer, contentType: string, into: FieldCollector<N>): FormFault | undefined {
  const match = BOUNDARY.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return "malformed";
  const delimiter = Buffer.from(`\r\n--${boundary}`, "latin1");

  let at = afterFirstDelimiter(body, delimiter);
  while (at !== -1) {
    if (body[at] === DASH && body[at + 1] === DASH) return undefined;
    const lineEnd = body.indexOf(CRLF, at);
    if (lineEnd === -1 || !isBlank(body, at, lineEnd) || !into.count()) return "malformed";
    const part = readHeaders(body, lineEnd);
    if (part === undefined) return "malformed";
    // An empty part may let its headers' last line break be the delimiter's first.
    const end = body.indexOf(delimiter, part.contentAt - CRLF.length);
    if (end === -1) return "malformed";
    const name = part.isFile ? undefined : into.wanted(part.name);
    if (name !== undefined) {
      const bytes = body.subarray(part.contentAt, end);
      if (bytes.includes(0)) return "malformed";
      const value = decodeBytes(bytes, bytes.length, into.charset);
      if (value === undefined) return "payload-undecodable";
      into.values[name] = value;
    }
    at = end + delimiter.length;
  }
  return "malformed";
}

/** A body may begin with its delimiter or with a preamble that nobody reads. */
function afterFirstDelimiter(body: Buffer, delimiter: Buffer): number {
  const withoutBreak = delimiter.subarray(CRLF.length);
  if (body.subarray(0, withoutBreak.length).equals(withoutBreak)) return withoutBreak.length;
  const at = body.indexOf(delimiter);
  return at === -1 ? -1 : at + delimiter.length;
}

/** `headersAt` is the line break that ends the delimiter's line. */
function readHeaders(body: Buffer, headersAt: number): { name: string; isFile: boolean; contentAt: number } | undefined {
  const end = body.subarray(headersAt, headersAt + MAX_HEADERS).indexOf(HEADERS_END);
  if (end === -1) return undefined;
  const lines = body.toString("latin1", headersAt + CRLF.length, headersAt + end).split("\r\n");
  const disposition = firstMatch(lines, DISPOSITION);
  const name = disposition === undefined ? null : NAME.exec(disposition);
  if (disposition === undefined || name === null) return undefined;
  const encoding = firstMatch(lines, ENCODING)?.toLowerCase();
  if (encoding === "base64" || encoding === "quoted-printable") return undefined;
  return { name: name[1] ?? name[2] ?? "", isFile: FILE_NAME.test(disposition), contentAt: headersAt + end + HEADERS_END.length };
}

function firstMatch(lines: readonly string[], pattern: RegExp): string | undefined {
  for (const line of lines) {
    const match = pattern.exec(line);
    if (match) return match[1];
  }
  return undefined;
}

function isBlank(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at] !== 0x20 && bytes[at] !== 0x09) return false;
  return true;
}
