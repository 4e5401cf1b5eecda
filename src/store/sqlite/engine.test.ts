import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate as turn } from "node:timers/promises";
import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import type { LedgerBooking, Store } from "../store.ts";
import { openSqliteStore } from "./open.ts";
import { answered, scratch } from "./opener.testing.ts";

/** A store whose thread and whose time are in the test's hands. */
class Rig implements AsyncDisposable {
  readonly clock = new ManualClock();
  readonly #directory: Awaited<ReturnType<typeof scratch>>;
  readonly store: Store;
  readonly worker: Worker;
  #refs = 0;

  private constructor(directory: Awaited<ReturnType<typeof scratch>>, clock: ManualClock, store: Store, worker: Worker) {
    this.#directory = directory;
    this.clock = clock;
    this.store = store;
    this.worker = worker;
  }

  static async open(): Promise<Rig> {
    const directory = await scratch();
    const clock = new ManualClock();
    let worker: Worker | undefined;
    process.once("worker", (made) => {
      worker = made;
    });
    const store = await openSqliteStore({ directory: directory.path, secrets: new SecretBox(Buffer.alloc(32)), clock, exclusive: true });
    if (!worker) throw new Error("no thread was made");
    return new Rig(directory, clock, store, worker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.store.close();
    await this.#directory[Symbol.asyncDispose]();
  }

  /** Keeps the thread waiting for the database until the answer is called. */
  hold(): () => void {
    const other = new DatabaseSync(join(this.#directory.path, "yizhan.db"));
    other.exec("BEGIN IMMEDIATE");
    return () => other.close();
  }

  /** Books one credit; its ref is fresh. */
  book(over: Partial<LedgerBooking> = {}): Promise<{ readonly credits: number }> {
    this.#refs += 1;
    const entry = { accountId: 1, medium: "sms", kind: "recharge", credits: 1, at: 0, actor: "test", note: "" } as const;
    return this.store.ledger.book({ ref: this.#refs, ...entry, ...over });
  }

  credits(): Promise<number> {
    return this.store.ledger.balance(1).then(({ sms }) => sms.credits);
  }
}

describe("calls that wait", () => {
  it("are refused as busy beyond a bound, and taken again when there is room", async () => {
    await using rig = await Rig.open();
    const claim = { lane: 1, node: 0, dueBefore: 0, leaseUntil: 0, limit: 60_000 };
    const claims = Array.from({ length: 10 }, () => rig.store.dispatch.claim(claim));
    const outcomes = await Promise.allSettled(claims);
    expect(outcomes.map(({ status }) => status)).toEqual([...Array(4).fill("fulfilled"), ...Array(6).fill("rejected")]);
    expect(outcomes.at(-1)).toMatchObject({ reason: { name: "StoreError", code: "busy" } });
    expect(await rig.store.dispatch.claim(claim)).toEqual([]);
  });

  it("all run before the store closes", async () => {
    await using rig = await Rig.open();
    const release = rig.hold();
    const booked = Array.from({ length: 500 }, () => rig.book());
    const closed = rig.store.close();
    await turn();
    release();
    expect((await Promise.all(booked)).map(({ credits }) => credits)).toEqual(Array.from({ length: 500 }, (_, n) => n + 1));
    await closed;
    await expect(rig.book()).rejects.toMatchObject({ code: "closed" });
  });
});

describe("a thread that doesn't answer", () => {
  it("has its callers told that the outcome is unknown, the others that nothing was tried, and serves again when it can", async () => {
    await using rig = await Rig.open();
    const release = rig.hold();
    const underWay = rig.book();
    await turn();
    const behind: Promise<unknown>[] = [];
    for (let n = 0; n < 5; n++) {
      behind.push(rig.book());
      await turn();
    }
    const settled = Promise.allSettled([underWay, ...behind]);
    await rig.clock.advance(30_000);
    const codes = (await settled).map((outcome) => outcome.status === "rejected" && outcome.reason.code);
    expect(codes[0]).toBe("outcome-unknown");
    expect(codes.at(-1)).toBe("busy");
    await expect(rig.book()).rejects.toMatchObject({ name: "StoreError", code: "busy" });
    release();
    const unknown = codes.filter((code) => code === "outcome-unknown").length;
    expect(await answered(() => rig.credits())).toBe(unknown);
  });

  it("is not waited for by calls that were answered in time", async () => {
    await using rig = await Rig.open();
    await rig.book();
    await rig.clock.advance(60_000);
    expect(await rig.credits()).toBe(1);
  });
});

describe("a thread that ends", () => {
  it.each(["killed", "crashed"])("leaves nobody waiting: what was under way is unknown, the rest was not tried (%s)", async (how) => {
    await using rig = await Rig.open();
    const release = rig.hold();
    const calls = [rig.book()];
    await turn();
    for (let n = 0; n < 5; n++) {
      calls.push(rig.book());
      await turn();
    }
    const settled = Promise.allSettled(calls);
    const exit = new Promise((resolve) => rig.worker.once("exit", resolve));
    // no batch at all, where one was promised: the thread's handler throws
    if (how === "crashed") rig.worker.postMessage({ kind: "batch", id: 0, calls: null });
    else void rig.worker.terminate();
    release();
    await exit;
    const codes = (await settled).map((outcome) => (outcome.status === "rejected" ? outcome.reason.code : "done"));
    if (how === "killed") {
      expect(codes[0]).toBe("outcome-unknown");
      expect(codes.at(-1)).toBe("closed");
    }
    expect(codes.filter((code) => !["done", "outcome-unknown", "closed"].includes(code))).toEqual([]);
    await expect(rig.book()).rejects.toMatchObject({
      name: "StoreError",
      code: "closed",
      message: expect.stringContaining("thread ended"),
    });
  });
});
