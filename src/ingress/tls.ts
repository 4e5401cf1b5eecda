import { readFileSync } from "node:fs";
import type { Server } from "node:https";
import { createSecureContext } from "node:tls";
import type { Clock, Timer } from "../runtime/clock.ts";
import { errorFact, type Log } from "../runtime/log.ts";

/** PEM files of a certificate (with its chain) and its key. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

export interface TlsPair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** How often the files are looked at; a certificate is renewed weeks before it ends. */
const LOOK = 10_000;

/** Reads both files. Throws with a plain sentence where one can't be read or the two don't fit each other. */
export function readTls({ cert, key }: TlsFiles): TlsPair {
  const pair = { cert: readFileSync(cert), key: readFileSync(key) };
  try {
    createSecureContext(pair);
  } catch (error) {
    throw new Error(`${cert} and ${key} are no certificate and key that fit each other`, { cause: error });
  }
  return pair;
}

/**
 * Uses the files' new contents for new connections once they have changed. While they can't be read, or don't fit (a tool that
 * renews them writes one after the other), the old ones stay.
 */
export function followTls(server: Server, files: TlsFiles, first: TlsPair, clock: Clock, log: Log): Timer {
  let current = first;
  let failed = false;
  let timer: Timer;
  const look = (): void => {
    timer = clock.after(LOOK, () => {
      try {
        const next = readTls(files);
        if (!next.cert.equals(current.cert) || !next.key.equals(current.key)) {
          server.setSecureContext(next);
          current = next;
          log("info", "the certificate was renewed");
        }
        failed = false;
      } catch (error) {
        if (!failed) log("error", "the new certificate can't be used; the old one stays", errorFact(error));
        failed = true;
      }
      look();
    });
  };
  look();
  return { cancel: () => timer.cancel() };
}
