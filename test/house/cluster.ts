import { KINDS } from "../../src/cli/kinds.ts";
import { DIALECTS } from "../../src/dialects/registry.ts";
import { systemClock } from "../../src/runtime/clock.ts";
import { SecretBox } from "../../src/runtime/secret-box.ts";
import { ROLES, type Role, type Running, startServer } from "../../src/serve/assemble.ts";
import { openPostgresStore } from "../../src/store/postgres/open.ts";
import { fill } from "../../src/store/postgres/opener.testing.ts";
import type { Store } from "../../src/store/store.ts";
import { type TestDatabase, testDatabase } from "../support/postgres.ts";
import { applyText } from "./apply-text.ts";

/** How long a node that says nothing is taken for alive, ms: long enough for a busy machine, short enough to be waited for. */
const TTL = 2_400;

/** One server of a cluster. */
export interface Member {
  readonly store: Store;
  readonly running: Running;
  readonly port: number;
  readonly log: readonly string[];
  stop(): Promise<void>;
}

/** Several whole servers in this process, on one PostgreSQL database. */
export class Cluster implements AsyncDisposable {
  readonly members: Member[] = [];
  readonly #database: TestDatabase;

  private constructor(database: TestDatabase) {
    this.#database = database;
  }

  static async open(plan: string): Promise<Cluster> {
    const cluster = new Cluster(await testDatabase({ name: "yizhan_template", fill }));
    const store = await cluster.#store();
    await applyText(store, plan, { dialects: DIALECTS.map(({ name }) => name), kinds: KINDS }, Date.now());
    await store.close();
    return cluster;
  }

  /** The database, for servers that are processes of their own: they need the key in `KEY`. */
  get url(): string {
    return this.#database.url;
  }

  join(...roles: readonly Role[]): Promise<Member> {
    return this.joinOver(this.url, ...roles);
  }

  /** @param url how this server reaches the database */
  async joinOver(url: string, ...roles: readonly Role[]): Promise<Member> {
    const store = await this.#store(url);
    const log: string[] = [];
    const running = await startServer({
      store,
      clock: systemClock,
      log: (level, message, facts) => log.push(`${level}: ${message} ${JSON.stringify(facts ?? {})}`),
      dialects: DIALECTS,
      kinds: KINDS,
      host: "127.0.0.1",
      port: 0,
      trustProxy: [],
      roles: new Set(roles.length > 0 ? roles : ROLES),
      ttl: TTL,
    });
    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= running.stop().then(() => store.close());
      return stopped;
    };
    const member = { store, running, port: Number(new URL(running.address).port), log, stop };
    this.members.push(member);
    return member;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // one that can't reach the database any more says so, and is not what the test is about
    await Promise.allSettled(this.members.map((member) => member.stop()));
    await this.#database.drop();
  }

  #store(url = this.url): Promise<Store> {
    return openPostgresStore({ url, secrets: new SecretBox(KEY), clock: systemClock });
  }
}

/** The secret key of every server of a cluster. */
export const KEY = Buffer.alloc(32, 7);
