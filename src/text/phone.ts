/** Longer inputs than this are no phone number, however many blanks they hold. */
const MAX_INPUT = 40;

const FULL_WIDTH = /[０-９＋－]/g;
const FULL_WIDTH_SHIFT = 0xff01 - 0x21;
/** Blanks of any width, and hyphens as keyboards and word processors write them. */
const FILLERS = /[\s\-‐‑‒–—]+/g;
const MAINLAND = /^1[3-9]\d{9}$/;
const MAINLAND_WITH_CODE = /^(?:\+|00)?86(1[3-9]\d{9})$/;
/** E.164: at most 15 digits, no country code begins with 0. */
const INTERNATIONAL = /^(?:\+|00)([1-9]\d{7,14})$/;

/**
 * A recipient in the platform's one form: 11 digits for mainland mobiles, however their country code was written; `+` and
 * 8 to 15 digits for other countries, which must be written with `+` or `00`. Undefined for anything else, mainland
 * numbers that are no mobiles included.
 */
export function normalizePhone(text: string): string | undefined {
  if (isMainlandMobile(text)) return text;
  if (text.length > MAX_INPUT) return undefined;
  const bare = text
    .replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - FULL_WIDTH_SHIFT))
    .replace(FILLERS, "");
  if (MAINLAND.test(bare)) return bare;
  const mainland = MAINLAND_WITH_CODE.exec(bare)?.[1];
  if (mainland !== undefined) return mainland;
  const digits = INTERNATIONAL.exec(bare)?.[1];
  return digits === undefined || digits.startsWith("86") ? undefined : `+${digits}`;
}

function isMainlandMobile(text: string): boolean {
  if (text.length !== 11 || text.charCodeAt(0) !== 0x31 || text.charCodeAt(1) < 0x33) return false;
  for (let at = 1; at < 11; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x30 || code > 0x39) return false;
  }
  return true;
}

/** A number for logs and screens: `138****0000`. Short ones show two digits at either end, the shortest none. */
export function maskPhone(phone: string): string {
  if (phone.length < 7) return "****";
  const [head, tail] = phone.length < 11 ? [2, 2] : [3, 4];
  return `${phone.slice(0, head)}****${phone.slice(-tail)}`;
}
