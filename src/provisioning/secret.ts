/** 32 letters and digits that nobody mistakes for one another, so that five random bits make one. */
const LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
/** 80 bits of chance. */
const LENGTH = 16;

/** A secret of an account: a password or key that every interface can carry. @param random cryptographically random bytes, as many as asked for */
export function newSecret(random: (size: number) => Uint8Array): string {
  return Array.from(random(LENGTH), (byte) => LETTERS[byte % LETTERS.length]).join("");
}
