import { formatShanghai } from "../../text/shanghai-time.ts";
import { WORDS } from "./receipt-words.ts";

/** What stands beside a packed receipt for good, and need not be repeated in it. */
export interface Beside {
  readonly upstreamId: string;
  readonly code: string;
  /** UTC ms. */
  readonly at: number;
  /** Of the message, where the receipt is kept with it. */
  readonly phone?: string | undefined;
}

/** Bytes that are kept of a receipt's raw form, in UTF-8. */
const RAW_LIMIT = 4096;

/** How the text became bytes. It is the first byte, above which there is room for other lists of words. */
const FORM = { hex: 0, utf8: 1, utf16: 2 } as const;
const HEX = /^(?:[0-9a-f]{2})+$/;
/** CMPP: 64 bits, of which the highest are the month. */
const WIDE = /^[0-9]{19,20}$/;

/**
 * Behind the form come runs and references. A run: its length less one (below 128), and the bytes. A reference, two bytes: a set bit, five
 * bits of length less 3, ten bits of where the bytes stand in the window: the words that all receipts are made of, then what stands
 * beside this one, then the text itself.
 */
const SHORTEST = 3;
const LONGEST = 34;
const LONGEST_RUN = 128;
const REACH_BITS = 10;
const REACH = 1 << REACH_BITS;

/** In UTF-16, the longest form. */
const LONGEST_TEXT = 2 * RAW_LIMIT;
const WINDOW = Buffer.alloc(REACH + LONGEST_TEXT);
WINDOW.set(WORDS);
const PACKED = new Uint8Array(1 + LONGEST_TEXT + LONGEST_TEXT / LONGEST_RUN);

/** Where three bytes stand in the window, by their hash: in the words, and (with the turn in which that was) behind them. */
const HASHES = 2048;
const inWords = new Int16Array(HASHES).fill(-1);
/** Those of other turns count for nothing: it need not be emptied each time. */
const behind = new Int32Array(HASHES);
const LAST_TURN = 2 ** 20;
let turn = 0;
for (let at = 0; at + SHORTEST <= WORDS.length; at++) inWords[hashAt(at)] = at;

/**
 * A receipt's raw form in few bytes: a frame of SMPP in 50 to 60, which takes some 400 in hex. Of more than 4 KiB the rest is cut off.
 * Gives every character back, also of texts that are no receipts.
 */
export function packReceipt(raw: string, beside: Beside): Uint8Array {
  const text = bounded(raw);
  const form = formOf(text);
  const start = lay(beside, form);
  const end = start + WINDOW.write(text, start, ENCODING[form]);
  turn = turn === LAST_TURN ? forgetTurns() : turn + 1;
  for (let at = WORDS.length; at < start; at++) remember(at);
  PACKED[0] = form;
  let to = 1;
  let plain = start;
  for (let at = start; at < end; ) {
    const found = at + SHORTEST <= end ? longest(at, end) : 0;
    if (found === 0) {
      remember(at++);
      continue;
    }
    const length = found >> REACH_BITS;
    to = run(plain, at, to);
    PACKED[to++] = 0x80 | ((length - SHORTEST) << 2) | ((found >> 8) & 3);
    PACKED[to++] = found & 0xff;
    for (plain = at + length; at < plain; at++) remember(at);
  }
  return PACKED.slice(0, run(plain, end, to));
}

/** @param beside equal to what it was packed with. Of bytes that no `packReceipt` made, whatever can be read. */
export function unpackReceipt(packed: Uint8Array, beside: Beside): string {
  const form = packed[0] as keyof typeof ENCODING;
  if (ENCODING[form] === undefined) return "";
  const start = lay(beside, form);
  let at = start;
  for (let from = 1; from < packed.length; ) {
    const token = packed[from++] ?? 0;
    const isRun = token < 0x80;
    const length = isRun ? token + 1 : ((token >> 2) & 31) + SHORTEST;
    if (at + length > WINDOW.length) break;
    if (isRun) {
      WINDOW.set(packed.subarray(from, from + length), at);
      from += length;
    } else {
      const place = ((token & 3) << 8) | (packed[from++] ?? 0);
      // it may reach into what it makes
      for (let index = 0; index < length; index++) WINDOW[at + index] = WINDOW[place + index] ?? 0;
    }
    at += length;
  }
  return WINDOW.toString(ENCODING[form], start, at);
}

/** Cut between characters. No UTF-16 unit takes more than 3 bytes, so that most need not be encoded to be measured. */
export function bounded(raw: string): string {
  if (raw.length * 3 <= RAW_LIMIT) return raw;
  const { read } = new TextEncoder().encodeInto(raw, new Uint8Array(RAW_LIMIT));
  return raw.slice(0, read);
}

const ENCODING = { [FORM.hex]: "hex", [FORM.utf8]: "utf8", [FORM.utf16]: "utf16le" } as const;

function formOf(text: string): keyof typeof ENCODING {
  if (HEX.test(text)) return FORM.hex;
  return text.isWellFormed() ? FORM.utf8 : FORM.utf16;
}

/** Puts what stands beside a receipt behind the words; answers where its text begins. */
function lay({ upstreamId, code, at, phone = "" }: Beside, form: number): number {
  const id = upstreamId.slice(0, 64);
  let to = WORDS.length;
  to += WINDOW.write(`id:${id}${code.slice(0, 32)}${digitsOf(at)}${at}${phone.slice(0, 20)}`, to, "latin1");
  if (form !== FORM.hex) return to;
  // a frame may have the id's own bytes: those of a number, or those that it shows in hex
  if (WIDE.test(id)) to = WINDOW.writeBigUInt64BE(BigInt.asUintN(64, BigInt(id)), to);
  return HEX.test(id) ? to + WINDOW.write(id, to, "hex") : to;
}

/** As receipts write their times: `20261120090810`, or from the third digit on. Those of one second come together. */
function digitsOf(at: number): string {
  const time = formatShanghai(at);
  if (time !== lastTime) {
    lastTime = time;
    lastDigits = time.replace(/\D/g, "");
  }
  return lastDigits;
}

let lastTime = "";
let lastDigits = "";

function hashAt(at: number): number {
  const three = ((WINDOW[at] as number) << 16) | ((WINDOW[at + 1] as number) << 8) | (WINDOW[at + 2] as number);
  return Math.imul(three, 0x9e3779b1) >>> 21;
}

/** That three bytes begin there. */
function remember(at: number): void {
  if (at < REACH) behind[hashAt(at)] = turn * REACH + at;
}

function forgetTurns(): number {
  behind.fill(0);
  return 1;
}

/** The longest of what is known to begin like the text here: its length, and in the lowest bits where it stands. 0: nothing. */
function longest(at: number, end: number): number {
  const hash = hashAt(at);
  const most = Math.min(LONGEST, end - at);
  const known = inWords[hash] as number;
  const late = behind[hash] as number;
  const ofWords = known < 0 ? 0 : alike(known, at, most);
  const ofLate = late >> REACH_BITS === turn ? alike(late % REACH, at, most) : 0;
  if (Math.max(ofWords, ofLate) < SHORTEST) return 0;
  return ofLate > ofWords ? (ofLate << REACH_BITS) | (late % REACH) : (ofWords << REACH_BITS) | known;
}

function alike(from: number, at: number, most: number): number {
  let length = 0;
  while (length < most && WINDOW[from + length] === WINDOW[at + length]) length++;
  return length;
}

/** Writes bytes of the window as they are; answers where it goes on. */
function run(from: number, end: number, to: number): number {
  let at = to;
  for (let start = from; start < end; start += LONGEST_RUN) {
    const stop = Math.min(start + LONGEST_RUN, end);
    PACKED[at++] = stop - start - 1;
    for (let index = start; index < stop; index++) PACKED[at++] = WINDOW[index] as number;
  }
  return at;
}
