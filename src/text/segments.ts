import { countSeptets, septetsOf } from "./gsm7.ts";

/** What one message holds by itself, and what each part of a concatenated one holds (6 of 140 bytes are the UDH's). */
const UCS2 = { single: 70, part: 67 };
const GSM7 = { single: 160, part: 153 };

/**
 * Billed parts of a text, signature included. `cn`: up to 70 UTF-16 code units are 1, longer ones ceil(length / 67).
 * `gsm`: texts of the GSM 7-bit alphabet by 160 and 153 septets, extension characters counting twice; others as `cn`.
 *
 * The price depends on the length alone. Where a character of two units lies across a boundary, `splitForChannel` may
 * need one part more than is billed here; the customer doesn't pay for that.
 */
export function segmentsOf(text: string, billing: "cn" | "gsm"): number {
  const septets = billing === "gsm" ? countSeptets(text) : undefined;
  return septets === undefined ? parts(text.length, UCS2) : parts(septets, GSM7);
}

/** How a text fits into what it is billed, in the units that its segments hold: UTF-16 code units, or septets. */
export interface SegmentFit {
  readonly segments: number;
  readonly length: number;
  /** Units that may still be added at this price. */
  readonly room: number;
  /** Units that must go for one segment less; 0: it has only one. */
  readonly over: number;
}

/** What a writer wants to know of a text, signature included; see `segmentsOf`. */
export function segmentFit(text: string, billing: "cn" | "gsm"): SegmentFit {
  const septets = billing === "gsm" ? countSeptets(text) : undefined;
  const length = septets ?? text.length;
  const holds = septets === undefined ? UCS2 : GSM7;
  const segments = parts(length, holds);
  const most = (count: number): number => (count === 1 ? holds.single : count * holds.part);
  return { segments, length, room: most(segments) - length, over: segments === 1 ? 0 : length - most(segments - 1) };
}

function parts(length: number, holds: { readonly single: number; readonly part: number }): number {
  return length <= holds.single ? 1 : Math.ceil(length / holds.part);
}

/**
 * Cuts a text into what a channel that concatenates sends: itself where it fits one message, else parts of at most 67
 * UTF-16 code units. With `gsm7`, texts of that alphabet are cut by 153 septets instead; others fall back to UCS-2.
 * Neither a surrogate pair nor an escape and its character is ever torn apart.
 */
export function splitForChannel(text: string, alphabet: "ucs2" | "gsm7"): readonly string[] {
  const septets = alphabet === "gsm7" ? countSeptets(text) : undefined;
  if (septets !== undefined) return septets <= GSM7.single ? [text] : splitSeptets(text);
  return text.length <= UCS2.single ? [text] : splitUnits(text);
}

function splitUnits(text: string): string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length; ) {
    let end = Math.min(start + UCS2.part, text.length);
    if (end < text.length && isHighSurrogate(text.charCodeAt(end - 1)) && isLowSurrogate(text.charCodeAt(end))) end--;
    pieces.push(text.slice(start, end));
    start = end;
  }
  return pieces;
}

function splitSeptets(text: string): string[] {
  const pieces: string[] = [];
  let start = 0;
  let filled = 0;
  for (let at = 0; at < text.length; at++) {
    const own = septetsOf(text.charCodeAt(at));
    if (filled + own > GSM7.part) {
      pieces.push(text.slice(start, at));
      start = at;
      filled = 0;
    }
    filled += own;
  }
  pieces.push(text.slice(start));
  return pieces;
}

function isHighSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xd800;
}

function isLowSurrogate(unit: number): boolean {
  return (unit & 0xfc00) === 0xdc00;
}
