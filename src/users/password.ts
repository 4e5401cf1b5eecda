import { randomBytes, randomInt, scrypt, timingSafeEqual } from "node:crypto";

/** What a computation costs: 128 · 2^ln · r bytes of memory, p times over. */
export interface Cost {
  /** Logarithm of scrypt's N to base 2, at most 20. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** 64 MB and about a tenth of a second. */
const COST: Cost = { ln: 16, r: 8, p: 1 };
const SALT = 16;
const HASH = 32;
/** Computations at once: each takes its memory and one of the process's four threads. */
const AT_ONCE = 2;
/** That wait for their turn: two seconds' worth. */
const WAITING = 40;

/** Too many passwords are being looked at; nothing was tried. */
export class PasswordsBusy extends Error {
  constructor() {
    super("too many passwords are being checked");
    this.name = "PasswordsBusy";
  }
}

/**
 * Keeps passwords as scrypt digests (RFC 7914) with their parameters: `$scrypt$ln=16,r=8,p=1$SALT$HASH`, both in Base64 without
 * padding. A password is taken in Unicode's form NFKC, so that it doesn't matter which keyboard it was typed on.
 */
export class Passwords {
  readonly #cost: Cost;
  /** Takes the place of a digest where there is none, so that it takes as long to say no. */
  readonly #nobody: Digest;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(cost: Cost = COST) {
    this.#cost = cost;
    this.#nobody = { cost, salt: Buffer.alloc(SALT), hash: Buffer.alloc(HASH) };
  }

  /** Rejects with `PasswordsBusy`. */
  async digest(password: string): Promise<string> {
    const { ln, r, p } = this.#cost;
    const salt = randomBytes(SALT);
    const hash = await this.#compute(password, { cost: this.#cost, salt, hash: Buffer.alloc(HASH) });
    return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(hash)}`;
  }

  /**
   * Compares in constant time. Where there is no digest the answer is no, after as long. Rejects with `PasswordsBusy`.
   *
   * @returns `stale`: right, but kept under parameters that aren't today's: it is to be digested again
   */
  async check(password: string, stored: string | undefined): Promise<{ readonly right: boolean; readonly stale: boolean }> {
    const known = stored === undefined ? undefined : parse(stored);
    const digest = known ?? this.#nobody;
    const same = timingSafeEqual(await this.#compute(password, digest), digest.hash);
    const right = same && known !== undefined;
    const { ln, r, p } = digest.cost;
    return { right, stale: right && (ln !== this.#cost.ln || r !== this.#cost.r || p !== this.#cost.p) };
  }

  async #compute(password: string, digest: Digest): Promise<Buffer> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting.length >= WAITING) throw new PasswordsBusy();
      // whoever ends hands on its place
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running++;
    try {
      return await derive(password, digest);
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}

interface Digest {
  readonly cost: Cost;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

const FORM = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{1,88})\$([A-Za-z0-9+/]{22,88})$/;

function parse(stored: string): Digest {
  const [, ln, r, p, salt, hash] = FORM.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || Number(ln) > 20) throw new Error("a password's digest is in no form that is known");
  return { cost: { ln: Number(ln), r: Number(r), p: Number(p) }, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
}

function derive(password: string, { cost: { ln, r, p }, salt, hash }: Digest): Promise<Buffer> {
  const memory = 128 * r * (2 ** ln + p + 2);
  return new Promise((resolve, reject) => {
    scrypt(password.normalize("NFKC"), salt, hash.length, { N: 2 ** ln, r, p, maxmem: memory * 2 }, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replaceAll("=", "");
}

const SHORTEST = 10;
const LONGEST = 200;
/** Of those in published lists that are long enough to be chosen here. */
const COMMONEST: ReadonlySet<string> = new Set(
  (
    "1234567890 0123456789 0987654321 9876543210 12345678910 1234567891 123456789a a123456789 123456789q q123456789 aa123456789 " +
    "qq123456789 abc123456789 1q2w3e4r5t 1qaz2wsx3edc 1q2w3e4r5t6y qwertyuiop qwerty12345 qwerty123456 qwertyuiop123 asdfghjkl123 " +
    "zxcvbnm123 zxcvbnm123456 abcd123456 abc1234567 abcdefghij abcdefg123 password12 password123 password1234 password12345 " +
    "passw0rd123 p@ssw0rd123 p@ssword123 admin12345 admin123456 administrator welcome123 changeme123 letmein1234 iloveyou123 " +
    "woaini1314 woaini1314520 woaini5201314 woaini123456 5201314520 1314520520 13145201314 woaiwojia123 yizhan1234 yizhan123456"
  ).split(" "),
);
/** Characters that a password must be made of, counted once each: not 11111 and 121212. */
const DIFFERENT = 5;

export const PASSWORD_FLAWS = ["too-short", "too-long", "is-name", "too-common"] as const;
export type PasswordFlaw = (typeof PASSWORD_FLAWS)[number];

/** What keeps a password from being chosen; undefined where nothing does. */
export function flawOf(password: string, name: string): PasswordFlaw | undefined {
  const characters = [...password];
  if (characters.length < SHORTEST) return "too-short";
  if (characters.length > LONGEST) return "too-long";
  const folded = password.toLowerCase();
  if (folded === name.toLowerCase()) return "is-name";
  if (COMMONEST.has(folded) || new Set(characters).size < DIFFERENT) return "too-common";
  return undefined;
}

/** Letters and digits that can't be taken for one another. */
const ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz";

/** Made up to be read out or typed in once: four groups of four, 79 bits. */
export function oneTimePassword(): string {
  const group = (): string => Array.from({ length: 4 }, () => ALPHABET[randomInt(ALPHABET.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}
