import { createHash } from "node:crypto";
import { formatShanghai } from "../../text/shanghai-time.ts";
import type { Version } from "./pdus.ts";

/** What a connect proves the shared secret with (CMPP 3.0.0, 8.4.1.1). */
export interface Proof {
  /** 16 bytes */
  readonly authenticator: Buffer;
  /** MMDDHHMMSS in Asia/Shanghai, as a number: a month below ten has no leading zero here, but has one in the digest. */
  readonly timestamp: number;
}

/** Proves the secret at this time. @param at UTC ms */
export function prove(sourceAddr: string, sharedSecret: string, at: number): Proof {
  const digits = formatShanghai(at).replace(/\D/g, "").slice("YYYY".length);
  return { authenticator: authenticatorSource(sourceAddr, sharedSecret, digits), timestamp: Number(digits) };
}

/** MD5(Source_Addr + 9 zero bytes + shared secret + timestamp), the timestamp as ten digits. */
export function authenticatorSource(sourceAddr: string, sharedSecret: string, timestamp: string): Buffer {
  return md5(Buffer.from(sourceAddr, "latin1"), Buffer.alloc(9), Buffer.from(`${sharedSecret}${timestamp}`, "latin1"));
}

/** MD5(Status + AuthenticatorSource + shared secret), the status as wide as it is in the response (8.4.1.2). */
export function authenticatorIsmg(status: number, source: Buffer, sharedSecret: string, version: Version): Buffer {
  const wide = Buffer.alloc(version === "2.0" ? 1 : 4);
  wide.writeUIntBE(status, 0, wide.length);
  return md5(wide, source, Buffer.from(sharedSecret, "latin1"));
}

function md5(...pieces: readonly Buffer[]): Buffer {
  const hash = createHash("md5");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
