import pg from "pg";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "../../../test/support/postgres.ts";
import { firstIdAt } from "../../domain/ids.ts";
import { arrive, assign } from "../conformance/inbound-rig.ts";
import { eventful, purge } from "../conformance/retention.ts";
import { Rig } from "../conformance/rig.ts";
import { fill, open } from "./opener.testing.ts";

const DAY = 86_400_000;
/** What an operator sets up, what the store says of itself, and what stays of an account's money; and texts by day of Shanghai. */
const STAYS = [
  "meta",
  "setting",
  "channel",
  "product",
  "account",
  "secret",
  "approved_text",
  "balance",
  "ledger",
  "migration",
  // counts outlive what they count
  "tally",
  "tally_delta",
  "latency",
  "latency_delta",
  "phone_use",
];

let database: TestDatabase;
let rig: Rig;
let client: pg.Client;

beforeEach(async () => {
  database = await testDatabase({ name: "yizhan_template", fill });
  const store = await open(database.url);
  rig = await Rig.open({
    store,
    reopen: () => Promise.reject(new Error("not here")),
    elsewhere: { module: "", argument: "" },
    servers: "many",
    discard: () => store.close(),
  });
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
});

afterEach(async () => {
  await client.end();
  await rig[Symbol.asyncDispose]();
  await database.drop();
});

async function partitions(day: string): Promise<readonly string[]> {
  const { rows } = await client.query("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE $1 ORDER BY 1", [`%_p${day}`]);
  return rows.map(({ relname }) => relname.replace(/_p\d+$/, "")).filter((name) => name !== "phone_use");
}

async function count(table: string): Promise<number> {
  return Number((await client.query(`SELECT count(*) AS n FROM ${table}`)).rows[0].n);
}

it("leaves no row of what went in any table, whichever partition it lay in", { timeout: 60_000 }, async () => {
  // a day that has partitions, and one that has none
  for (const days of [1, 10]) {
    for (let n = 0; n < 5; n++) await eventful(rig);
    const text = await arrive(rig);
    await assign(rig, text.id, { push: true });
    rig.now += days * DAY;
  }
  expect(await partitions("20261120")).toHaveLength(12);
  expect(await purge(rig, 4)).toEqual({ messages: 20, inbound: 2, parkedReceipts: 0, unreported: 0 });
  const { rows } = await client.query(
    "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace",
  );
  const left: string[] = [];
  for (const { name } of rows) if (!STAYS.includes(name) && (await count(name)) > 0) left.push(name);
  expect(left).toEqual([]);
  expect((await client.query("SELECT kind, count(*)::integer AS n FROM ledger GROUP BY kind ORDER BY kind")).rows).toEqual([
    { kind: 4, n: 2 },
    { kind: 5, n: 2 },
  ]);
});

it("drops the days that are over and moves what waits to the default partition", async () => {
  await eventful(rig);
  const { id, messages } = await rig.accepted({ to: 2, sendAt: rig.now + 30 * DAY });
  rig.now += 5 * DAY;
  await purge(rig);
  expect(await partitions("20261119")).toEqual([]);
  expect(await partitions("20261120")).toEqual([]);
  expect(await partitions("20261123")).toHaveLength(12);
  expect((await client.query("SELECT id FROM message_default ORDER BY id")).rows.map((row) => Number(row.id))).toEqual(
    messages.map((message) => message.id),
  );
  expect((await client.query("SELECT id FROM submission_default")).rows.map((row) => Number(row.id))).toEqual([id]);
  expect((await client.query("SELECT ref FROM ledger WHERE kind = 0")).rows.map((row) => Number(row.ref))).toEqual([id]);
});

it.each([0, 1, 2])("keeps a submission until the last of its messages goes, where %i of four lie before midnight", async (before) => {
  const midnight = Date.UTC(2026, 10, 21);
  const submission = rig.submission({ to: 4 });
  const first = firstIdAt(midnight) - 32 * (before + 1);
  const over = {
    ...submission,
    id: first,
    messages: submission.messages.map((message, index) => ({ ...message, id: first + 32 * (index + 1) })),
  };
  expect(await rig.accept(over)).toMatchObject({ kind: "accepted" });
  await rig.record(...(await rig.claim()).map((message) => rig.result(message, { to: "failed", code: "C", refund: true })));
  await rig.reports();
  rig.now = midnight + DAY / 2;
  expect(await purge(rig, 100, 0)).toMatchObject({ messages: before });
  expect((await rig.store.history.find(first, 0, 9))?.messages).toHaveLength(4 - before);
  expect(await rig.store.ledger.audit()).toEqual([]);
  rig.now += DAY;
  expect(await purge(rig, 2, 0)).toMatchObject({ messages: 4 - before });
  expect(await rig.store.history.find(first, 0, 9)).toBeUndefined();
  expect(await count("submission")).toBe(0);
  expect(await rig.store.ledger.audit()).toEqual([]);
});

it("gives way to whoever uses the tables, holds nobody up for long, and goes on later", async () => {
  await eventful(rig);
  rig.now += 5 * DAY;
  await client.query("BEGIN");
  await client.query("SELECT * FROM report LIMIT 1");
  const started = performance.now();
  await purge(rig);
  await rig.accepted();
  expect(performance.now() - started).toBeLessThan(10_000);
  expect(await partitions("20261120")).toContain("report");
  await client.query("COMMIT");
  await purge(rig);
  expect(await partitions("20261120")).toEqual([]);
});

it("is one node's work at a time", async () => {
  await eventful(rig);
  rig.now += 5 * DAY;
  const other = await open(database.url);
  const before = { messages: rig.now - DAY, parkedReceipts: 0 };
  const gone = await Promise.all(
    [rig.store, other, rig.store, other].map((store) => store.retention.purge({ now: rig.now, before, limit: 10 })),
  );
  expect(gone.reduce((sum, { messages }) => sum + messages, 0)).toBeLessThanOrEqual(2);
  await purge(rig);
  expect(await count("message")).toBe(0);
  expect(await rig.store.ledger.audit()).toEqual([]);
  await other.close();
});
