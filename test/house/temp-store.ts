import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/runtime/clock.ts";
import { SecretBox } from "../../src/runtime/secret-box.ts";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";
import { testDatabase } from "../support/postgres.ts";

/** The engine under the tests that see the whole server from outside: each of them runs once on either (vitest.config.ts). */
const ENGINE = process.env.YIZHAN_TEST_ENGINE ?? "sqlite";

/** A store of a test's own, which goes with it. */
export class TempStore implements AsyncDisposable {
  readonly store: Store;
  /** Of the embedded store; else an empty one. */
  readonly directory: string;
  readonly #drop: () => Promise<void>;

  private constructor(store: Store, directory: string, drop: () => Promise<void>) {
    this.store = store;
    this.directory = directory;
    this.#drop = drop;
  }

  /** @param engine SQLite where a test moves the clock: servers on PostgreSQL go by the database's */
  static async open(engine: string = ENGINE): Promise<TempStore> {
    const directory = mkdtempSync(join(tmpdir(), "yizhan-"));
    const secrets = new SecretBox(randomBytes(32));
    if (engine === "sqlite")
      return new TempStore(
        await openSqliteStore({ directory, secrets, clock: systemClock, exclusive: false }),
        directory,
        async () => undefined,
      );
    const database = await testDatabase();
    return new TempStore(await openPostgresStore({ url: database.url, secrets, clock: systemClock }), directory, () => database.drop());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    rmSync(this.directory, { recursive: true, force: true });
    await this.#drop();
  }
}
