import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { type Clock, systemClock } from "../runtime/clock.ts";
import type { Log } from "../runtime/log.ts";
import { openPostgresStore } from "../store/postgres/open.ts";
import { openSqliteStore } from "../store/sqlite/open.ts";
import type { Store } from "../store/store.ts";
import { text } from "./cli.ts";
import { secretsIn } from "./secrets.ts";

/** Options that say where the store is; every command that opens it takes them. */
export const STORE_OPTIONS = { data: { type: "string" }, database: { type: "string" } } as const;
export const STORE_HELP = {
  data: "directory of the embedded store, and of the secret key (default ./data)",
  database: "postgres://… of a PostgreSQL database, which any number of servers share, instead of the embedded store (also DATABASE_URL)",
};

/** Opens the store for a tool, beside a server that may be running, and closes it however the work ends. */
export async function withStore<T>(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  const { store } = await openStore(values, env, systemClock, false);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/**
 * Opens the store that the options name. Rejects with a sentence for the operator.
 *
 * @param exclusive a server: the embedded store is its own then; those on PostgreSQL share it
 * @param log of what goes wrong beside calls
 */
export async function openStore(
  values: Readonly<Record<string, unknown>>,
  env: Readonly<Record<string, string | undefined>>,
  clock: Clock,
  exclusive: boolean,
  log?: Log,
): Promise<{ readonly store: Store; readonly directory: string }> {
  const directory = resolve(text(values, "data", "data"));
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const secrets = secretsIn(directory, env);
  const url = text(values, "database", env.DATABASE_URL ?? "");
  const store =
    url === ""
      ? openSqliteStore({ directory, secrets, clock, exclusive })
      : openPostgresStore({ url, secrets, clock, ...(log ? { log } : {}) });
  return { store: await store, directory };
}
