import { expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { systemClock } from "../../runtime/clock.ts";
import { arrive, assign } from "../conformance/inbound-rig.ts";
import { one, Rig } from "../conformance/rig.ts";
import type { Migration } from "../shared/migrations.ts";
import { Connection } from "./connection.ts";
import { migrate, pending } from "./migrate.ts";
import { upgradePostgres } from "./open.ts";
import { fill, open } from "./opener.testing.ts";
import { MIGRATIONS } from "./schema/index.ts";

const AT = 1_795_136_890_000;
const TEMPLATE = { name: "yizhan_template", fill };
/** Each ends what a server of the version before does with the table. */
const NOT_ADDITIVE = /\b(DROP|RENAME|TRUNCATE)\b|\bALTER\s+(COLUMN\s+)?\w+\s+(TYPE|SET\s+NOT\s+NULL)\b|\bNOT\s+NULL\b(?!.*\bDEFAULT\b)/i;

const next = (...sql: readonly string[]): readonly Migration[] => [
  ...MIGRATIONS,
  { number: MIGRATIONS.length + 1, name: "next", sql: sql.join(";\n") },
];

/** What a running server uses all the time. */
const COLUMNS = ["submission", "message", "live", "attempt", "report", "waiting_report", "push_item", "waiting_push", "ledger", "balance"]
  .concat(["inbound", "account", "channel", "event", "node", "upstream", "order_id", "phone_use"])
  .map((table) => `ALTER TABLE ${table} ADD COLUMN added integer`);

it("lists the steps that are missing, without running one", async () => {
  const database = await testDatabase();
  expect(await upgradePostgres(database.url, systemClock, true)).toEqual(MIGRATIONS);
  expect(await upgradePostgres(database.url, systemClock, false)).toEqual(MIGRATIONS);
  expect(await upgradePostgres(database.url, systemClock, true)).toEqual([]);
  const db = await Connection.open(database.url, systemClock);
  expect((await pending(db, next("SELECT 1"))).map(({ name }) => name)).toEqual(["next"]);
  await db.end();
  await database.drop();
});

it("lets a server of the version before go on when columns are added under it", async () => {
  const database = await testDatabase(TEMPLATE);
  const store = await open(database.url);
  await using rig = await Rig.open({
    store,
    reopen: () => Promise.reject(new Error("it goes on")),
    elsewhere: { module: "", argument: "" },
    servers: "many",
    async discard() {
      await store.close();
      await database.drop();
    },
  });
  const round = async (): Promise<void> => {
    const { upstreamId } = await rig.sentOne({ reports: { pull: true, push: true }, orderId: String(rig.id()) });
    await rig.receive(rig.receipt(upstreamId));
    // those of the round before that were cancelled come along
    const { messageId } = one((await rig.reports()).filter(({ outcome }) => outcome === "delivered"));
    expect((await store.history.story(messageId))?.message.state).toBe("delivered");
    await store.pushes.take({ accountId: rig.accountId, kind: "report", token: rig.id(), limit: 9, now: rig.now, until: rig.now + 1 });
    const { id } = await arrive(rig);
    await assign(rig, id, { push: true });
    expect(await store.ledger.audit()).toEqual([]);
    await store.directory.load();
    await store.submissions.cancel((await rig.accepted()).id, rig.accountId, rig.now, "test");
  };
  // every session has prepared its statements
  for (let n = 0; n < 8; n++) await round();
  const db = await Connection.open(database.url, systemClock);
  expect(await migrate(db, next(...COLUMNS), AT)).toEqual(["next"]);
  await db.end();
  for (let n = 0; n < 8; n++) await round();
  await expect(open(database.url)).rejects.toThrow(/unknown to this Yizhan.*a newer version wrote it/);
});

it("lets servers pass instead of holding them up behind a step that waits for a table", { timeout: 30_000 }, async () => {
  const database = await testDatabase(TEMPLATE);
  const [long, short, newer] = [0, 1, 2].map(() => Connection.open(database.url, systemClock));
  const [reader, server, db] = [await long, await short, await newer];
  if (!reader || !server || !db) throw new Error("no sessions");
  await reader.script("BEGIN; SELECT count(*) FROM account");
  const migrated = migrate(db, next("ALTER TABLE account ADD COLUMN added integer"), AT);
  // it queues behind the step for two seconds at most, and the step behind the reader until that ends
  for (let n = 0; n < 3; n++) await server.query("SELECT count(*) FROM account", []);
  await reader.script("COMMIT");
  expect(await migrated).toEqual(["next"]);
  for (const session of [reader, server, db]) await session.end();
  await database.drop();
});

it("has steps, after the first one, that only add", () => {
  // a table stands in the way of nobody who doesn't know it
  for (const { name, sql } of MIGRATIONS.slice(1))
    for (const statement of sql.split(";"))
      if (!/^\s*CREATE (TABLE|(UNIQUE )?INDEX)\b/.test(statement))
        expect(statement.match(NOT_ADDITIVE)?.[0], `${name}: ${statement}`).toBeUndefined();
  for (const bad of [
    "DROP TABLE a",
    "ALTER TABLE a RENAME COLUMN b TO c",
    "ALTER TABLE a ALTER COLUMN b TYPE text",
    "ALTER TABLE a ADD b text NOT NULL",
  ])
    expect(bad).toMatch(NOT_ADDITIVE);
});
