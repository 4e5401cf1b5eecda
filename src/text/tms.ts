import { decodeBytes } from "./charset.ts";

/** One file of an MMS. */
export interface TmsElement {
  /** File name with its extension; no path. */
  readonly name: string;
  /** By the name's extension: `*.smil` says how the others are shown, `*.txt` is text, the rest pictures and sounds. */
  readonly kind: "presentation" | "text" | "media";
  readonly bytes: Buffer;
}

export interface TmsBounds {
  /** Of the whole container. */
  readonly bytes: number;
  readonly elements: number;
  /** Bytes of one name. */
  readonly name: number;
}

/** The dialect page's 300 KiB; the others are far beyond what a phone shows. */
export const TMS_BOUNDS: TmsBounds = { bytes: 300 * 1024, elements: 64, name: 128 };

export type TmsRead =
  | { readonly ok: true; readonly elements: readonly TmsElement[] }
  | { readonly ok: false; readonly wrong: "too-large" | "broken" };

const SIZE_BYTES = 4;
const BROKEN: TmsRead = { ok: false, wrong: "broken" };
const TOO_LARGE: TmsRead = { ok: false, wrong: "too-large" };

/**
 * Reads the container of an MMS (seed 004, 2.2): again and again a name, NUL, the size in four bytes, little-endian, and so
 * many bytes. `too-large` beyond the bounds of bytes or elements; `broken` for anything that doesn't come out even, for no
 * element at all, for a name that is empty, too long, given twice, or no plain file name, and for a second presentation.
 * Whether there is a presentation at all is left to the channel. Elements are views into the given bytes.
 */
export function readTms(bytes: Buffer, bounds: TmsBounds = TMS_BOUNDS): TmsRead {
  if (bytes.length > bounds.bytes) return TOO_LARGE;
  const elements: TmsElement[] = [];
  const names = new Set<string>();
  for (let at = 0; at < bytes.length; ) {
    if (elements.length === bounds.elements) return TOO_LARGE;
    const nul = bytes.indexOf(0, at);
    const start = nul + 1 + SIZE_BYTES;
    if (nul < 0 || nul - at > bounds.name || start > bytes.length) return BROKEN;
    const name = decode(bytes.subarray(at, nul));
    const end = start + bytes.readUInt32LE(nul + 1);
    if (name === undefined || !isFileName(name) || names.has(name) || end > bytes.length) return BROKEN;
    names.add(name);
    elements.push({ name, kind: kindOf(name), bytes: bytes.subarray(start, end) });
    at = end;
  }
  const presentations = elements.filter((element) => element.kind === "presentation").length;
  return elements.length === 0 || presentations > 1 ? BROKEN : { ok: true, elements };
}

/** The text of an element, UTF-8 or GB2312 (read as GB18030), without a byte order mark; undefined where it is neither. */
export function tmsText(element: TmsElement): string | undefined {
  return decode(element.bytes)?.replace(/^\ufeff/, "");
}

/** UTF-8 is the stricter of the two: GB2312 text of more than a few characters is hardly ever valid in it. */
function decode(bytes: Buffer): string | undefined {
  return decodeBytes(bytes, bytes.length, "utf-8") ?? decodeBytes(bytes, bytes.length, "gb18030");
}

/** What can't lead anywhere when someone, some day, uses it as a path or in a header. */
function isFileName(name: string): boolean {
  return name.trim() !== "" && name !== "." && name !== ".." && !/[/\\\p{Cc}]/u.test(name);
}

function kindOf(name: string): TmsElement["kind"] {
  if (/\.smil$/i.test(name)) return "presentation";
  return /\.txt$/i.test(name) ? "text" : "media";
}
