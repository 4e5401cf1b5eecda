import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { Store } from "../store.ts";
import { openSqliteStore } from "./open.ts";
import { answered, scratch } from "./opener.testing.ts";

const PAGE = { before: undefined, limit: 9 } as const;
const NOTHING = { rows: [], more: undefined };

/** A store whose threads and whose time are in the test's hands. */
class Rig implements AsyncDisposable {
  readonly clock = new ManualClock();
  /** Those that were made, the writer's first. */
  readonly workers: Worker[] = [];
  readonly path: string;
  store!: Store;
  readonly #directory: Awaited<ReturnType<typeof scratch>>;
  readonly #made = (worker: Worker): unknown => this.workers.push(worker);

  private constructor(directory: Awaited<ReturnType<typeof scratch>>) {
    this.#directory = directory;
    this.path = directory.path;
  }

  static async open(exclusive = true): Promise<Rig> {
    const rig = new Rig(await scratch());
    process.on("worker", rig.#made);
    const { clock, path: directory } = rig;
    rig.store = await openSqliteStore({ directory, secrets: new SecretBox(Buffer.alloc(32)), clock, exclusive });
    return rig;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    process.off("worker", this.#made);
    await this.store.close();
    await this.#directory[Symbol.asyncDispose]();
  }

  /** Another process that writes; until the answer is called, nobody else does. */
  hold(mode: "IMMEDIATE" | "EXCLUSIVE"): () => void {
    const other = new DatabaseSync(join(this.path, "yizhan.db"));
    if (mode === "EXCLUSIVE") other.exec("PRAGMA locking_mode = EXCLUSIVE");
    other.exec(`BEGIN ${mode}`);
    return () => other.close();
  }
}

it("makes the reading thread when something is looked for, and not before", async () => {
  await using rig = await Rig.open();
  await rig.store.ledger.balance(1);
  expect(rig.workers).toHaveLength(1);
  const found = await Promise.all([rig.store.search.messages(PAGE), rig.store.search.inbound(PAGE), rig.store.search.pushes(PAGE)]);
  expect(found).toEqual([NOTHING, NOTHING, NOTHING]);
  expect(rig.workers).toHaveLength(2);
});

it.each([true, false])("lets people look while nobody can write (a server: %s)", async (exclusive) => {
  await using rig = await Rig.open(exclusive);
  const release = rig.hold("IMMEDIATE");
  const waits = rig.store.ledger.book({ ref: 7, accountId: 1, medium: "sms", kind: "recharge", credits: 1, at: 0, actor: "a", note: "" });
  const ledger = { ...PAGE, accountId: 1 };
  expect(await rig.store.search.ledger(ledger)).toEqual(NOTHING);
  release();
  await waits;
  expect((await rig.store.search.ledger(ledger)).rows).toMatchObject([{ ref: 7, credits: 1 }]);
});

it("holds no moment of the store between two reads, so that the log can be taken over whole", async () => {
  await using rig = await Rig.open();
  await rig.store.search.messages(PAGE);
  const other = new DatabaseSync(join(rig.path, "yizhan.db"));
  other.exec("INSERT INTO keyword VALUES ('x')");
  expect(other.prepare("PRAGMA wal_checkpoint(TRUNCATE)").get()).toMatchObject({ busy: 0, log: 0 });
  other.close();
});

it("refuses at once who comes when many wait, and takes calls again when there is room", async () => {
  await using rig = await Rig.open();
  await rig.store.search.messages(PAGE);
  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, () => rig.store.search.messages(PAGE)));
  const codes = outcomes.map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "found"));
  expect(codes).toEqual([...Array(33).fill("found"), ...Array(7).fill("busy")]);
  expect(await rig.store.search.messages(PAGE)).toEqual(NOTHING);
});

it("tells who has waited too long that it is busy, and reads again when it has answered", async () => {
  await using rig = await Rig.open();
  await rig.store.search.messages(PAGE);
  const asked = [rig.store.search.messages(PAGE), rig.store.search.messages(PAGE)];
  const outcomes = Promise.allSettled(asked);
  // the first has left for the thread when this turn's end is over, and no answer is heard before the next one begins
  for (let n = 0; n < 10; n++) await null;
  await turn();
  void rig.clock.advance(10_000);
  expect(await outcomes).toMatchObject(asked.map(() => ({ status: "rejected", reason: { name: "StoreError", code: "busy" } })));
  expect(await answered(() => rig.store.search.messages(PAGE))).toEqual(NOTHING);
});

it("makes another thread where the one before has ended", async () => {
  await using rig = await Rig.open();
  await rig.store.search.messages(PAGE);
  await rig.workers[1]?.terminate();
  expect(await rig.store.search.messages(PAGE)).toEqual(NOTHING);
  expect(rig.workers).toHaveLength(3);
});

it("closes with the store, which leaves one file, and looks for nothing any more", async () => {
  await using rig = await Rig.open();
  const last = rig.store.search.messages(PAGE);
  await Promise.all([rig.store.close(), rig.store.close()]);
  expect(await last).toEqual(NOTHING);
  await expect(rig.store.search.messages(PAGE)).rejects.toMatchObject({ name: "StoreError", code: "closed" });
  expect(readdirSync(rig.path).filter((name) => name.startsWith("yizhan.db"))).toEqual(["yizhan.db"]);
});
