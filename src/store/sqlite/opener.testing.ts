import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type Clock, systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { Store } from "../store.ts";
import { openSqliteStore } from "./open.ts";

/** The tests' day begins: a store counts its day's messages when it is opened, and a test's day is not the machine's. */
const OPENED = Date.UTC(2026, 10, 20);
const clock: Clock = { ...systemClock, now: () => OPENED };

/** Opens (or makes) the store of a directory, under a key that all tests share. */
export function open(directory: string): Promise<Store> {
  return openSqliteStore({ directory, secrets: new SecretBox(Buffer.alloc(32, 7)), clock, exclusive: true });
}

/** A directory that is gone with its block. */
export async function scratch(): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), "yizhan-sqlite-"));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** The first answer that is not a refusal as busy. */
export async function answered<T>(call: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if ((error as { code?: string }).code !== "busy") throw error;
      await turn();
    }
  }
}
