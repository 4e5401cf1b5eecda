import type { ChannelReceipt } from "../../domain/receipt.ts";
import { decodeText, isUcs2 } from "./content.ts";
import { numberOf, type Parameters, TAG, textOf } from "./pdus.ts";

/** What a delivery receipt says. */
export interface Receipt {
  /** The message's id as receipts spell it, by where it stood; none where the receipt says none. */
  readonly ids: { readonly parameter?: string; readonly text?: string };
  readonly status: ChannelReceipt["status"];
  readonly code: string;
}

/** message_state (SMPP 3.4, 5.2.28), in the words of Appendix B; 0 and 9 are from version 5.0. */
const STATES: Readonly<Record<number, string>> = {
  0: "SCHEDLD",
  1: "ENROUTE",
  2: "DELIVRD",
  3: "EXPIRED",
  4: "DELETED",
  5: "UNDELIV",
  6: "ACCEPTD",
  7: "UNKNOWN",
  8: "REJECTD",
  9: "SKIPPED",
};

/** A receipt that says nothing we can read settles nothing. */
const UNREADABLE = "UNREAD";
const DELIVERED: ReadonlySet<string> = new Set(["DELIVRD", "DELIVERED", "DELIVERD"]);
const PENDING: ReadonlySet<string> = new Set(["ENROUTE", "ACCEPTD", "ACCEPTED", "SCHEDLD", "SCHEDULED", "BUFFERED", "BUFFRED"]);

/** Bytes of a receipt's text that are looked at, and characters of its words. */
const MOST_TEXT = 1_024;
const MOST_WORD = 64;
/** What the carrier's text can't say anything behind: it quotes the message there. */
const QUOTE = /(?:^|\s)text\s{0,4}:/i;
const WORDS = /(?:^|[\s,;])(id|stat|err)\s{0,4}:\s{0,4}([^\s,;]{0,255})/gi;

/** Message types in an esm_class (SMPP 3.4, 5.2.12). */
const DELIVERY = 1;
const INTERMEDIATE = 8;

/** Whether an esm_class says that it is a receipt: of delivery, or of a step on the way. */
export function isReceipt(esmClass: number, parameters: Parameters): boolean {
  const type = (esmClass >> 2) & 0x0f;
  return type === DELIVERY || type === INTERMEDIATE || parameters.has(TAG.receipted_message_id);
}

/**
 * Reads a receipt from its text (`id:… stat:… err:…`, in any order and case, blanks around the colons, parts missing) and
 * from the parameters receipted_message_id and message_state. The word of the text counts before the state.
 */
export function readReceipt(esmClass: number, dataCoding: number, bytes: Buffer, parameters: Parameters): Receipt {
  const head = bytes.subarray(0, MOST_TEXT);
  // ASCII whatever the default alphabet is: an id's underscore is an underscore
  const words = wordsOf(isUcs2(dataCoding) ? decodeText(dataCoding, head) : head.toString("latin1"));
  const state = numberOf(parameters.get(TAG.message_state));
  const code = words.get("stat")?.toUpperCase() || (state === undefined ? UNREADABLE : (STATES[state] ?? `STATE:${state}`));
  const parameter = textOf(parameters.get(TAG.receipted_message_id))?.trim();
  const text = words.get("id");
  const pending = code === UNREADABLE || PENDING.has(code) || ((esmClass >> 2) & 0x0f) === INTERMEDIATE;
  return {
    ids: { ...(parameter ? { parameter } : {}), ...(text ? { text } : {}) },
    status: DELIVERED.has(code) ? "delivered" : pending ? "pending" : "failed",
    code,
  };
}

/** Of a word that comes twice the first counts. */
function wordsOf(text: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  const quoted = text.search(QUOTE);
  for (const [, key = "", value = ""] of (quoted < 0 ? text : text.slice(0, quoted)).matchAll(WORDS)) {
    const word = key.toLowerCase();
    if (!words.has(word)) words.set(word, value.slice(0, MOST_WORD));
  }
  return words;
}
