import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { FaultyNetwork } from "../../../test/support/postgres-proxy.ts";
import { systemClock } from "../../runtime/clock.ts";
import type { Log } from "../../runtime/log.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { Migration } from "../shared/migrations.ts";
import { Connection } from "./connection.ts";
import { migrate } from "./migrate.ts";
import { openPostgresStore } from "./open.ts";
import { fill, open } from "./opener.testing.ts";
import { keepPartitions } from "./partitions.ts";
import { MIGRATIONS } from "./schema/index.ts";

const AT = 1_795_136_890_000;
const DAY = 86_400_000;
const ONE: Migration = { number: 1, name: "one", sql: "CREATE TABLE a (x integer); INSERT INTO a VALUES (1);" };
const TWO: Migration = { number: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN y integer NOT NULL DEFAULT 5;" };

/** A database with a session on it. */
async function session(template = false): Promise<AsyncDisposable & { readonly url: string; readonly db: Connection }> {
  const database = await testDatabase(template ? { name: "yizhan_template", fill } : undefined);
  const db = await Connection.open(database.url, systemClock);
  const dispose = async (): Promise<void> => {
    await db.end();
    await database.drop();
  };
  return { url: database.url, db, [Symbol.asyncDispose]: dispose };
}

describe("migrate", () => {
  it("runs the steps that are missing, once", async () => {
    await using under = await session();
    expect(await migrate(under.db, [ONE], AT)).toEqual(["one"]);
    expect(await migrate(under.db, [ONE], AT)).toEqual([]);
    expect(await migrate(under.db, [ONE, TWO], AT + 1)).toEqual(["two"]);
    expect((await under.db.query("SELECT * FROM a", [])).rows).toEqual([{ x: 1, y: 5 }]);
    expect((await under.db.query("SELECT number, name, applied_at FROM migration ORDER BY number", [])).rows).toEqual([
      { number: 1, name: "one", applied_at: AT },
      { number: 2, name: "two", applied_at: AT + 1 },
    ]);
  });

  it("runs all or none: a step that breaks leaves the schema as it was", async () => {
    await using under = await session();
    const broken = { number: 2, name: "broken", sql: "CREATE TABLE b (x integer); INSERT INTO nowhere VALUES (1);" };
    await expect(migrate(under.db, [ONE, broken], AT)).rejects.toThrow('relation "nowhere" does not exist');
    expect(await migrate(under.db, [ONE, TWO], AT)).toEqual(["one", "two"]);
  });

  it("refuses with a sentence and changes nothing", async () => {
    await using under = await session();
    await migrate(under.db, [ONE, TWO], AT);
    await expect(migrate(under.db, [ONE], AT)).rejects.toThrow("a newer version wrote it");
    await expect(migrate(under.db, [{ ...ONE, sql: "SELECT 1;" }, TWO], AT)).rejects.toThrow("not the one this Yizhan was built with");
    expect(await migrate(under.db, [ONE, TWO], AT)).toEqual([]);
  });

  it("numbers the store's own steps from 1, without a gap", () => {
    expect(MIGRATIONS.map((step) => step.number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });
});

describe("a database", () => {
  it("is set up once by nodes that start together", async () => {
    await using under = await session();
    const stores = await Promise.all(Array.from({ length: 4 }, () => open(under.url)));
    for (const store of stores) expect(await store.directory.version()).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it("is refused under another secret key than it was set up with, before anything is changed", async () => {
    await using under = await session(true);
    const other = { url: under.url, secrets: new SecretBox(Buffer.alloc(32, 8)), clock: systemClock };
    await expect(openPostgresStore(other)).rejects.toMatchObject({
      name: "StoreError",
      code: "failed",
      message: expect.stringContaining("set up under another secret key"),
    });
  });

  it("that can't be reached is named without its password", async () => {
    const nowhere = { url: "postgres://user:Secret@127.0.0.1:1/yizhan", secrets: new SecretBox(Buffer.alloc(32, 7)), clock: systemClock };
    const refused = openPostgresStore(nowhere);
    await expect(refused).rejects.toThrow("the database 127.0.0.1:1/yizhan could not be opened");
    await expect(refused).rejects.not.toThrow("Secret");
  });
});

describe("partitions", () => {
  const partitionsOf = async (db: Connection, parent: string): Promise<readonly unknown[]> => {
    const sql = "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = $1::regclass ORDER BY name";
    return (await db.query(sql, [parent])).rows.map((row) => row.name);
  };

  it("are there from yesterday to three days ahead, and made as the days go by", async () => {
    await using under = await session(true);
    const days = (...names: string[]) => ["message_default", ...names.map((name) => `message_p${name}`)];
    expect(await partitionsOf(under.db, "message")).toEqual(days("20261119", "20261120", "20261121", "20261122", "20261123"));
    await keepPartitions(under.db, Date.UTC(2026, 10, 21));
    await keepPartitions(under.db, Date.UTC(2026, 10, 21));
    expect(await partitionsOf(under.db, "message")).toEqual(days("20261119", "20261120", "20261121", "20261122", "20261123", "20261124"));
  });

  it("that count no phone's texts any more are dropped", async () => {
    await using under = await session(true);
    await keepPartitions(under.db, Date.UTC(2026, 10, 20) + 30 * DAY);
    const kept = await partitionsOf(under.db, "phone_use");
    expect(kept).not.toContain("phone_use_p20261120");
    expect(kept).toContain("phone_use_p20261220");
  });

  it("that could not be made are told of", async () => {
    await using under = await session(true);
    await using network = await FaultyNetwork.open(under.url);
    const clock = new ManualClock();
    const told: string[] = [];
    const log: Log = (level, message) => told.push(`${level}: ${message}`);
    const store = await openPostgresStore({ url: network.through(under.url), secrets: new SecretBox(Buffer.alloc(32, 7)), clock, log });
    network.down();
    await clock.advance(3_600_000);
    await expect.poll(() => told).toContainEqual(expect.stringContaining("error: the partitions of the coming days could not be made"));
    await store.close();
  });

  it("leave a day alone whose rows lie in the default one already", async () => {
    await using under = await session(true);
    const id = 40 * DAY * 8_192;
    const at = Date.UTC(2026, 0, 1) + 40 * DAY;
    await under.db.query("INSERT INTO event (subject_id, at, kind) VALUES ($1, $2, 0)", [id, at]);
    await keepPartitions(under.db, at);
    expect(await partitionsOf(under.db, "event")).not.toContain("event_p20260210");
    expect(await partitionsOf(under.db, "message")).toContain("message_p20260210");
  });
});
