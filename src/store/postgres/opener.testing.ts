import { type Clock, systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { Store } from "../store.ts";
import { openPostgresStore } from "./open.ts";

/** The tests' day begins: a store makes partitions when it is opened, and a test's day is not the machine's. */
const OPENED = Date.UTC(2026, 10, 20);
const clock: Clock = { ...systemClock, now: () => OPENED };

/** Opens the store in a database, under a key that all tests share. */
export function open(url: string): Promise<Store> {
  return openPostgresStore({ url, secrets: new SecretBox(Buffer.alloc(32, 7)), clock });
}

/** A database with the schema in it, to begin others as copies of. */
export async function fill(url: string): Promise<void> {
  await (await open(url)).close();
}
