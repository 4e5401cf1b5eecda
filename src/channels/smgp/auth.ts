import { createHash } from "node:crypto";
import { formatShanghai } from "../../text/shanghai-time.ts";

/** What a login proves the shared secret with. */
export interface Proof {
  /** 16 bytes */
  readonly authenticatorClient: Buffer;
  /** MMDDHHMMSS in Asia/Shanghai as a number, so without the leading zero that the digest has (SMGP 3.0.3, 6.2.4). */
  readonly timestamp: number;
}

/** Proves the secret at this time. @param at UTC ms */
export function prove(clientId: string, sharedSecret: string, at: number): Proof {
  const timestamp = Number(formatShanghai(at).replace(/\D/g, "").slice("YYYY".length));
  return { authenticatorClient: authenticatorClient(clientId, sharedSecret, timestamp), timestamp };
}

/** MD5(ClientID + 7 zero bytes + shared secret + timestamp as ten digits) (6.2.2). */
export function authenticatorClient(clientId: string, sharedSecret: string, timestamp: number): Buffer {
  const digits = String(timestamp).padStart(10, "0");
  return md5(Buffer.from(clientId, "latin1"), Buffer.alloc(7), Buffer.from(`${sharedSecret}${digits}`, "latin1"));
}

/** MD5(Status + AuthenticatorClient + shared secret), the status in its four bytes (6.2.7). */
export function authenticatorServer(status: number, client: Buffer, sharedSecret: string): Buffer {
  const wide = Buffer.alloc(4);
  wide.writeUInt32BE(status);
  return md5(wide, client, Buffer.from(sharedSecret, "latin1"));
}

function md5(...pieces: readonly Buffer[]): Buffer {
  const hash = createHash("md5");
  for (const piece of pieces) hash.update(piece);
  return hash.digest();
}
