import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { arrive, assign } from "../conformance/inbound-rig.ts";
import { eventful, purge } from "../conformance/retention.ts";
import { Rig } from "../conformance/rig.ts";
import { Db } from "./db.ts";
import { open } from "./opener.testing.ts";

/** What an operator sets up, what the store says of itself, and what stays of an account's money. */
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
  "sqlite_sequence",
];

it("leaves no row of what went in any table, and gives its pages to what comes next", async () => {
  const directory = mkdtempSync(join(tmpdir(), "yizhan-purge-"));
  const store = await open(directory);
  const rig = await Rig.open({
    store,
    reopen: () => Promise.reject(new Error("not here")),
    elsewhere: { module: "", argument: "" },
    servers: "one",
    discard: async () => rmSync(directory, { recursive: true }),
  });
  try {
    const round = async (): Promise<void> => {
      for (let n = 0; n < 300; n++) await eventful(rig);
      const text = await arrive(rig);
      await assign(rig, text.id, { push: true });
      rig.now += 10 * 86_400_000;
    };
    await round();
    const db = new Db(join(directory, "yizhan.db"));
    const pages = (): number => db.get<{ n: number }>("SELECT page_count AS n FROM pragma_page_count")?.n ?? 0;
    expect(await purge(rig, 50)).toMatchObject({ messages: 600, inbound: 1 });
    const tables = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'phone_index%'");
    const left = tables.map(({ name }) => name).filter((name) => !STAYS.includes(name) && db.get(`SELECT 1 FROM ${name} LIMIT 1`));
    expect(left).toEqual([]);
    expect(db.all("SELECT rowid FROM phone_index WHERE phone_index MATCH '13800138000'")).toEqual([]);
    expect(db.all(`SELECT kind, count(*) AS n FROM ledger GROUP BY kind`)).toEqual([
      { kind: 4, n: 2 },
      { kind: 5, n: 1 },
    ]);
    const before = pages();
    await round();
    expect(pages()).toBeLessThan(before * 1.1);
    db.exec("INSERT INTO phone_index (phone_index) VALUES ('integrity-check')");
    db.close();
  } finally {
    await store.close();
    await rig[Symbol.asyncDispose]();
  }
});
