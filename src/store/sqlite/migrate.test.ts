import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { Migration } from "../shared/migrations.ts";
import { Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { openSqliteStore } from "./open.ts";
import { open, scratch } from "./opener.testing.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { upgrade } from "./upgrade.ts";

const AT = 1_795_136_890_000;
const ONE: Migration = { number: 1, name: "one", sql: "CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (1);" };
const TWO: Migration = { number: 2, name: "two", sql: "ALTER TABLE a ADD COLUMN y INTEGER NOT NULL DEFAULT 5;" };

describe("migrate", () => {
  it("runs the steps that are missing, once", () => {
    const db = new Db(":memory:");
    expect(migrate(db, [ONE], AT)).toEqual(["one"]);
    expect(migrate(db, [ONE], AT)).toEqual([]);
    expect(migrate(db, [ONE, TWO], AT + 1)).toEqual(["two"]);
    expect(db.all("SELECT * FROM a")).toEqual([{ x: 1, y: 5 }]);
    expect(db.all("SELECT number, name, applied_at FROM migration")).toEqual([
      { number: 1, name: "one", applied_at: AT },
      { number: 2, name: "two", applied_at: AT + 1 },
    ]);
  });

  it("runs all or none: a step that breaks leaves the schema as it was", () => {
    const db = new Db(":memory:");
    const broken = { number: 2, name: "broken", sql: "CREATE TABLE b (x); INSERT INTO nowhere VALUES (1);" };
    expect(() => migrate(db, [ONE, broken], AT)).toThrow("no such table: nowhere");
    expect(db.all("SELECT name FROM sqlite_master")).toEqual([]);
    expect(migrate(db, [ONE, TWO], AT)).toEqual(["one", "two"]);
  });

  it("refuses with a sentence and changes nothing", () => {
    const db = new Db(":memory:");
    migrate(db, [ONE, TWO], AT);
    expect(() => migrate(db, [ONE], AT)).toThrow("a newer version wrote it");
    expect(() => migrate(db, [{ ...ONE, sql: "SELECT 1;" }, TWO], AT)).toThrow("not the one this Yizhan was built with");
    expect(migrate(db, [ONE, TWO], AT)).toEqual([]);
  });

  it("numbers the store's own steps from 1, without a gap", () => {
    expect(MIGRATIONS.map((step) => step.number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
  });
});

describe("a store's file", () => {
  it("is not opened when a newer Yizhan has written it, and says so with its place", async () => {
    await using directory = await scratch();
    await (await open(directory.path)).close();
    const file = join(directory.path, "yizhan.db");
    edit(file, "INSERT INTO migration VALUES (99, 'future', 'x', 0)");
    const refused = open(directory.path);
    await expect(refused).rejects.toMatchObject({ name: "StoreError", code: "failed" });
    await expect(refused).rejects.toThrow(`the database ${file} could not be opened: schema step 99 (future) in the database is unknown`);
    // and is let go of: the right version can have it at once
    edit(file, "DELETE FROM migration WHERE number = 99");
    await (await open(directory.path)).close();
  });

  it("isn't brought up to date by a tool beneath a server of an older version", async () => {
    await using directory = await scratch();
    const server = await open(directory.path);
    const file = join(directory.path, "yizhan.db");
    const last = MIGRATIONS.at(-1);
    edit(file, `DELETE FROM migration WHERE number = ${last?.number}`);
    expect(upgrade(directory.path, AT, true)).toEqual([last]);
    expect(() => upgrade(directory.path, AT, false)).toThrow("another Yizhan process is serving this data directory");
    const tool = openSqliteStore({
      directory: directory.path,
      secrets: new SecretBox(Buffer.alloc(32, 7)),
      clock: systemClock,
      exclusive: false,
    });
    await expect(tool).rejects.toThrow("another Yizhan process is serving this data directory");
    await server.close();
  });

  it("is not opened when its schema is not ours", async () => {
    await using directory = await scratch();
    await (await open(directory.path)).close();
    edit(join(directory.path, "yizhan.db"), "UPDATE migration SET digest = 'other'");
    await expect(open(directory.path)).rejects.toThrow("schema step 1 (first) in the database is not the one this Yizhan was built with");
  });
});

function edit(file: string, sql: string): void {
  const db = new Db(file);
  db.exec(sql);
  db.close();
}
