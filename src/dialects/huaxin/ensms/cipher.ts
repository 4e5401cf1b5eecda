import { Buffer } from "node:buffer";
import { createCipheriv, createDecipheriv } from "node:crypto";

/** OpenSSL 3 keeps single DES in its legacy provider. Triple DES with one key three times is the same cipher. */
const ALGORITHM = "des-ede3-cbc";
const KEY_BYTES = 8;

/** Seed 004, 1.5: DES in CBC mode with PKCS7 padding. Undefined for what wasn't encrypted under this password. */
export function decrypt(bytes: Buffer, password: string): Buffer | undefined {
  const { key, iv } = keyOf(password);
  try {
    const decipher = createDecipheriv(ALGORITHM, key, iv);
    return Buffer.concat([decipher.update(bytes), decipher.final()]);
  } catch {
    // No multiple of the block, or a padding that is none.
    return undefined;
  }
}

export function encrypt(bytes: Buffer, password: string): Buffer {
  const { key, iv } = keyOf(password);
  const cipher = createCipheriv(ALGORITHM, key, iv);
  return Buffer.concat([cipher.update(bytes), cipher.final()]);
}

/** Seed 004, 1.5: the password's first 8 bytes, zeros where there are fewer; the initialisation vector is the same. */
function keyOf(password: string): { readonly key: Buffer; readonly iv: Buffer } {
  const iv = Buffer.alloc(KEY_BYTES);
  Buffer.from(password).copy(iv);
  return { key: Buffer.concat([iv, iv, iv]), iv };
}
