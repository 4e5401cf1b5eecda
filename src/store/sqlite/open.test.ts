import { stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../runtime/clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import { accountPlan, BASE_PLAN, channelPlan } from "../conformance/plans.ts";
import { configure, Db } from "./db.ts";
import { openSqliteStore } from "./open.ts";
import { open, scratch } from "./opener.testing.ts";

describe("the embedded store", () => {
  it("makes its directory for its owner alone", async () => {
    await using parent = await scratch();
    const directory = join(parent.path, "a", "b");
    await (await open(directory)).close();
    expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it("syncs every commit", () => {
    const db = new Db(":memory:");
    configure(db);
    expect(db.get("PRAGMA synchronous")).toEqual({ synchronous: 2 });
    db.close();
  });

  it("leaves no log behind when it closes", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    await store.directory.apply(BASE_PLAN, 1);
    const file = join(directory.path, "yizhan.db");
    expect((await stat(`${file}-wal`)).size).toBeGreaterThan(0);
    await store.close();
    await expect(stat(`${file}-wal`)).rejects.toThrow("ENOENT");
  });

  it("refuses a plan that holds what can't be stored, and serves the calls beside it", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    const broken = { ...BASE_PLAN, channels: [channelPlan("first", { code: (() => 1) as unknown as string })] };
    const outcomes = await Promise.allSettled([store.directory.version(), store.directory.apply(broken, 1), store.ledger.audit()]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.directory.version()).toBe(1);
    await store.close();
  });

  it("says whose secret does not open when the key is another one, and does not give the directory", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    await store.directory.apply(BASE_PLAN, 1);
    await store.close();
    const other = await openSqliteStore({
      directory: directory.path,
      secrets: new SecretBox(Buffer.alloc(32, 8)),
      clock: systemClock,
      exclusive: true,
    });
    await expect(other.directory.load()).rejects.toMatchObject({
      name: "StoreError",
      code: "failed",
      message: 'the password of account "buyer" does not open under this secret key; start with the key that the data was written with',
    });
    await other.close();
  });

  it("has no secret in its file that a reader could find", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    const secrets = { password: "Correct-Horse", md5Key: "Battery-Staple", veryCode: "Very-Code-77" };
    const channels = [channelPlan("first", { own: { sharedSecret: "Carrier-Pigeon" } }), channelPlan("second")];
    await store.directory.apply({ ...BASE_PLAN, channels, accounts: [accountPlan("buyer", { secrets })] }, 1);
    expect((await store.directory.load()).channels[0]?.own).toEqual({ sharedSecret: "Carrier-Pigeon" });
    await store.close();
    const db = new Db(join(directory.path, "yizhan.db"));
    const tables = db.all<{ name: string }>("SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'");
    const rows = tables.flatMap(({ name }) => db.all(`SELECT * FROM ${name}`));
    db.close();
    const dump = rows.flatMap((row) =>
      Object.values(row).map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value))),
    );
    expect(dump.some((value) => value.includes("buyer"))).toBe(true);
    for (const secret of [...Object.values(secrets), "Carrier-Pigeon"]) expect(dump.filter((value) => value.includes(secret))).toEqual([]);
  });

  it("reads a channel's own settings that an earlier release left in the clear, and seals them when they are declared again", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    const channels = [channelPlan("first", { own: { sharedSecret: "Carrier-Pigeon" } }), channelPlan("second")];
    await store.directory.apply({ ...BASE_PLAN, channels }, 1);
    const db = new Db(join(directory.path, "yizhan.db"));
    db.run("UPDATE channel SET doc = json_set(doc, '$.own', json('{\"sharedSecret\":\"Carrier-Pigeon\"}')) WHERE name = 'first'");
    expect((await store.directory.load()).channels[0]?.own).toEqual({ sharedSecret: "Carrier-Pigeon" });
    expect(await store.directory.apply({ ...BASE_PLAN, channels }, 1)).toMatchObject({ result: { changed: ["channel first"] } });
    expect(db.all("SELECT 1 FROM channel WHERE doc LIKE '%Carrier-Pigeon%'")).toEqual([]);
    expect(await store.directory.apply({ ...BASE_PLAN, channels }, 1)).toMatchObject({ result: { changed: [] } });
    db.close();
    await store.close();
  });

  it("finds a balance that does not match its entries", async () => {
    await using directory = await scratch();
    const store = await open(directory.path);
    await store.directory.apply(BASE_PLAN, 1);
    const accountId = (await store.directory.load()).accounts[0]?.id ?? 0;
    expect(await store.ledger.audit()).toEqual([]);
    const db = new Db(join(directory.path, "yizhan.db"));
    db.run("UPDATE balance SET credits = credits + 1 WHERE account_id = ? AND medium = 0", accountId);
    db.run("INSERT INTO ledger VALUES (77, 5, 2, 1, 3, 0, NULL, NULL)");
    db.close();
    expect(await store.ledger.audit()).toEqual([
      { accountId, medium: "sms", entries: 1_000, balance: 1_001 },
      { accountId: 77, medium: "mms", entries: 3, balance: 0 },
    ]);
    await store.close();
  });
});
