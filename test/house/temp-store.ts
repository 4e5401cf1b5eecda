import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../src/runtime/clock.ts";
import { SecretBox } from "../../src/runtime/secret-box.ts";
import { openSqliteStore } from "../../src/store/sqlite/open.ts";
import type { Store } from "../../src/store/store.ts";

/** The embedded store in a directory of its own, which goes with it. */
export class TempStore implements AsyncDisposable {
  readonly store: Store;
  readonly directory: string;

  private constructor(store: Store, directory: string) {
    this.store = store;
    this.directory = directory;
  }

  static async open(): Promise<TempStore> {
    const directory = mkdtempSync(join(tmpdir(), "yizhan-"));
    const secrets = new SecretBox(randomBytes(32));
    return new TempStore(await openSqliteStore({ directory, secrets, clock: systemClock, exclusive: false }), directory);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}
