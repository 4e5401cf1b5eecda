import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

/** ms of a step (RFC 6238 recommends 30 s). */
const STEP = 30_000;
const DIGITS = 6;
/** Bytes of a secret, as RFC 4226 recommends for HMAC-SHA-1, which every authenticator knows. */
const SECRET = 20;
/** Steps before and after the present one whose codes are taken: clocks differ, and people type slowly. */
const DRIFT = [0, -1, 1] as const;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A new secret, in Base 32 (RFC 4648) as authenticators take it: 32 characters. */
export function newSecret(): string {
  return toBase32(randomBytes(SECRET));
}

/** The counter of the step whose code this is, at `now` (UTC ms) or one step off; undefined where it is none of them. */
export function counterOf(secret: string, code: string, now: number): number | undefined {
  const present = Math.floor(now / STEP);
  const given = Buffer.from(code);
  for (const drift of DRIFT) {
    const expected = Buffer.from(codeAt(secret, present + drift));
    if (given.length === expected.length && timingSafeEqual(given, expected)) return present + drift;
  }
  return undefined;
}

/** RFC 4226's HOTP of a counter; with time for counter it is RFC 6238's TOTP. */
export function codeAt(secret: string, counter: number): string {
  const message = Buffer.alloc(8);
  message.writeBigUInt64BE(BigInt(counter));
  const mac = createHmac("sha1", fromBase32(secret)).update(message).digest();
  const offset = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 10 ** DIGITS).padStart(DIGITS, "0");
}

/** What authenticators read from a QR code. @param issuer the server, as people know it */
export function otpauthUrl(issuer: string, name: string, secret: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(name)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}&algorithm=SHA1&digits=${DIGITS}&period=${STEP / 1000}`;
}

export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let value = 0;
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xfff;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(value >> (bits - 5)) & 31];
  }
  return bits === 0 ? text : text + BASE32[(value << (5 - bits)) & 31];
}

/** Throws where a character is not of the alphabet. */
export function fromBase32(text: string): Buffer {
  const bytes: number[] = [];
  let bits = 0;
  let value = 0;
  for (const character of text) {
    const digit = BASE32.indexOf(character);
    if (digit < 0) throw new RangeError("this is not Base 32");
    value = ((value << 5) | digit) & 0xfff;
    bits += 5;
    if (bits >= 8) {
      bits -= 8;
      bytes.push((value >> bits) & 0xff);
    }
  }
  return Buffer.from(bytes);
}
