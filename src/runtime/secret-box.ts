import { createCipheriv, createDecipheriv, createHmac, randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const NONCE = 12;
const TAG = 16;

/**
 * Keeps secrets that must be readable again (dialects recompute hashes and DES keys from them) under AES-256-GCM.
 * A sealed value is nonce (12 bytes) ‖ tag (16) ‖ ciphertext; `label` is authenticated with it, so that a sealed value
 * moved to another row does not open.
 */
export class SecretBox {
  readonly #key: Buffer;

  /** @param key 32 bytes */
  constructor(key: Buffer) {
    if (key.length !== 32) throw new RangeError("the secret key must be 32 bytes");
    this.#key = key;
  }

  seal(plain: string, label: string): Uint8Array {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv("aes-256-gcm", this.#key, nonce).setAAD(Buffer.from(label));
    const sealed = Buffer.concat([cipher.update(plain, "utf8"), cipher.final()]);
    return new Uint8Array(Buffer.concat([nonce, cipher.getAuthTag(), sealed]));
  }

  /** Throws when the key is not the one it was sealed under, or the bytes were changed. */
  open(sealed: Uint8Array, label: string): string {
    const bytes = Buffer.from(sealed);
    const decipher = createDecipheriv("aes-256-gcm", this.#key, bytes.subarray(0, NONCE), { authTagLength: TAG })
      .setAAD(Buffer.from(label))
      .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
    return Buffer.concat([decipher.update(bytes.subarray(NONCE + TAG)), decipher.final()]).toString("utf8");
  }

  /** The same for equal secrets, and useless without the key: tells whether a declared secret has changed. */
  fingerprint(plain: string, label: string): string {
    return createHmac("sha256", this.#key).update(label).update("\0").update(plain).digest("hex");
  }
}

/**
 * The key from the environment (`YIZHAN_KEY`, 64 hex digits) or from a file that is made on first use with mode 0600.
 * Throws a plain sentence when either is not a key.
 */
export function loadSecretKey(env: string | undefined, file: string): Buffer {
  if (env !== undefined && env !== "") return parseKey(env, "YIZHAN_KEY");
  try {
    writeFileSync(file, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx", flush: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return parseKey(readFileSync(file, "utf8").trim(), file);
}

function parseKey(text: string, where: string): Buffer {
  if (!/^[0-9a-fA-F]{64}$/.test(text)) throw new Error(`${where} must be 64 hexadecimal digits (32 bytes)`);
  return Buffer.from(text, "hex");
}
