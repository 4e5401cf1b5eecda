import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import type { LedgerBooking } from "../store.ts";
import { runBatch } from "./batch.ts";
import { configure, Db } from "./db.ts";
import { migrate } from "./migrate.ts";
import { scratch } from "./opener.testing.ts";
import { packSubmission } from "./pack/submission.ts";
import type { WireCall } from "./protocol.ts";
import { MIGRATIONS } from "./schema/index.ts";
import { Tx } from "./tx.ts";

/** 1,000 messages queued; 3 codes in 3 minutes, 10 texts a day. */
const LIMITS = [1_000, 3, 180_000, 10, 0] as const;
/** How an accepted submission is answered: kind, balance, charge. */
const ACCEPTED = 0;

const NOW = 1_795_136_890_000;

function openTx(file = ":memory:"): Tx {
  const db = new Db(file);
  configure(db);
  migrate(db, MIGRATIONS, NOW);
  return new Tx(db);
}

function book(ref: number, over: Partial<LedgerBooking> = {}): WireCall {
  return ["book", [{ ref, accountId: 1, medium: "sms", kind: "recharge", credits: 10, at: NOW, actor: "test", note: "", ...over }]];
}

function accept(id: number, text = "您好"): WireCall {
  const message = {
    phone: "13800138000",
    operator: "mobile",
    class: "notice",
    text: undefined,
    segments: 1,
    code: undefined,
    lane: 64,
    exempt: true,
  } as const;
  const submission = packSubmission({
    id,
    accountId: 1,
    dialect: "huaxin",
    medium: "sms",
    acceptedAt: NOW,
    sendAt: NOW,
    text,
    ext: "",
    orderId: undefined,
    orderExpiresAt: NOW,
    other: undefined,
    reports: { pull: true, push: false },
    numbered: false,
    charge: { credits: 1, floor: -100 },
    refundUndelivered: false,
    atMostOnce: false,
    messages: [{ ...message, id: id + 32, state: "queued" }],
  });
  return ["accept", [submission, ...LIMITS]];
}

const balance: WireCall = ["balance", [1]];
const balances = (credits: number, bought: number) => ({ sms: { credits, bought }, mms: { credits: 0, bought: 0 } });
/** An entry that its column's type refuses, after the balance was changed in memory. */
const poison = book(9, { actor: {} as unknown as string });

describe("a batch", () => {
  it("runs in order, each call seeing what those before it did, in one commit", () => {
    const tx = openTx();
    expect(runBatch(tx, [balance, book(1), accept(32), balance])).toEqual([
      [true, balances(0, 0)],
      [true, { credits: 10, booked: true }],
      [true, [ACCEPTED, 9, 1]],
      [true, balances(9, 10)],
    ]);
  });

  it.each([0, 1, 3])("fails the call at fault alone, wherever it stands (%i)", (place) => {
    const tx = openTx();
    const calls = [book(1), accept(32), book(2)].toSpliced(place, 0, poison);
    const results = runBatch(tx, calls);
    expect(results.map(([ok]) => ok)).toEqual([true, true, true].toSpliced(place, 0, false));
    expect(results[place]?.[1]).toMatch(/cannot be bound/);
    expect(runBatch(tx, [balance, ["audit", []]])).toEqual([
      [true, balances(19, 20)],
      [true, []],
    ]);
  });

  it("fails a call whose operation nobody knows, alone", () => {
    const calls = [book(1), ["nothing", []] as unknown as WireCall];
    expect(runBatch(openTx(), calls)).toMatchObject([
      [true, { credits: 10 }],
      [false, expect.any(String)],
    ]);
  });

  it("leaves no trace of what was undone: no row, no credit, no place in the queue", () => {
    const tx = openTx();
    runBatch(tx, [accept(32)]);
    // the same message again: refused by its key after the submission was written
    const clash = accept(64);
    const cells = [...(clash[1][0] as (string | number)[])];
    cells[cells.indexOf(64)] = 4_096;
    cells[cells.lastIndexOf(96)] = 64;
    expect(runBatch(tx, [["accept", [cells, ...LIMITS]]])).toMatchObject([
      [false, expect.stringContaining("UNIQUE constraint failed: message.id")],
    ]);
    expect(count(tx, "submission")).toBe(1);
    expect(count(tx, "ledger")).toBe(1);
    expect(runBatch(tx, [balance])).toEqual([[true, balances(-1, 0)]]);
    expect(tx.waiting()).toBe(1);
  });
});

describe("a disk that is full", () => {
  it("fails what it has no room for, undone, and takes calls again when there is room", async () => {
    await using directory = await scratch();
    const tx = openTx(join(directory.path, "full.db"));
    runBatch(tx, [book(1)]);
    const pages = tx.db.get<{ page_count: number }>("PRAGMA page_count")?.page_count ?? 0;
    tx.db.exec(`PRAGMA max_page_count = ${pages}`);
    const large = accept(3_200, "长".repeat(100_000));
    expect(runBatch(tx, [large, balance, accept(6_400, "长".repeat(100_000))])).toEqual([
      [false, "database or disk is full"],
      [true, balances(10, 10)],
      [false, "database or disk is full"],
    ]);
    expect(count(tx, "submission")).toBe(0);
    expect(tx.waiting()).toBe(0);
    tx.db.exec("PRAGMA max_page_count = 1000000");
    expect(runBatch(tx, [large, ["audit", []]])).toEqual([
      [true, [ACCEPTED, 9, 1]],
      [true, []],
    ]);
    tx.db.close();
  });
});

describe("a database that another process holds", () => {
  it("fails the whole batch after one wait, and serves the next", async () => {
    await using directory = await scratch();
    const file = join(directory.path, "held.db");
    const tx = openTx(file);
    tx.db.exec("PRAGMA busy_timeout = 20");
    const other = new DatabaseSync(file);
    other.exec("BEGIN IMMEDIATE");
    const begun = performance.now();
    const results = runBatch(
      tx,
      Array.from({ length: 100 }, (_, ref) => book(ref)),
    );
    expect(results).toEqual(Array(100).fill([false, "database is locked"]));
    expect(performance.now() - begun).toBeLessThan(1_000);
    other.exec("ROLLBACK");
    other.close();
    expect(runBatch(tx, [book(1)])).toEqual([[true, { credits: 10, booked: true }]]);
    tx.db.close();
  });
});

function count(tx: Tx, table: string): number {
  return tx.db.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)?.n ?? 0;
}
