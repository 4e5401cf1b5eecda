import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { FaultyNetwork } from "../../../test/support/postgres-proxy.ts";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { SecretBox } from "../../runtime/secret-box.ts";
import { OPENING, Rig } from "../conformance/rig.ts";
import type { Store } from "../store.ts";
import { openPostgresStore } from "./open.ts";
import { fill, open } from "./opener.testing.ts";

/** A rig whose store reaches its database by a network that fails on demand, and a second store that reaches it directly. */
interface CutRig extends AsyncDisposable {
  readonly rig: Rig;
  readonly network: FaultyNetwork;
  readonly direct: Store;
}

async function cutRig(over: (url: string) => Promise<Store> = open): Promise<CutRig> {
  const database = await testDatabase({ name: "yizhan_template", fill });
  const direct = await open(database.url);
  const network = await FaultyNetwork.open(database.url);
  const store = await over(network.through(database.url));
  const discard = async (): Promise<void> => {
    network.up();
    await store.close();
    await direct.close();
    await network[Symbol.asyncDispose]();
    await database.drop();
  };
  const elsewhere = { module: "", argument: "" };
  const rig = await Rig.open({ store, reopen: () => Promise.resolve(store), elsewhere, servers: "many", discard });
  return { rig, network, direct, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

/** As it stands on the wire; `BEGIN` says READ COMMITTED. */
const COMMIT = "COMMIT\0";

const credits = async (store: Store, accountId: number): Promise<number> => (await store.ledger.balance(accountId)).sms.credits;

describe("a connection that is lost", () => {
  it.each(["INSERT INTO submission", "FOR UPDATE", "BEGIN"])(
    "in the middle of a transaction (%s) fails no call: it is done again",
    async (when) => {
      await using under = await cutRig();
      under.network.fail({ when, effect: "cut" });
      const outcomes = await Promise.all(Array.from({ length: 8 }, () => under.rig.accept(under.rig.submission())));
      expect(under.network.happened).toBe(1);
      expect(outcomes.map(({ kind }) => kind)).toEqual(Array(8).fill("accepted"));
      expect(await credits(under.direct, under.rig.accountId)).toBe(OPENING - 8);
      expect(await under.direct.ledger.audit()).toEqual([]);
    },
  );

  it("in the middle of a transaction fails a call that is alone in it, undone", async () => {
    await using under = await cutRig();
    under.network.fail({ when: "INSERT INTO submission", effect: "cut" });
    await expect(under.rig.accept(under.rig.submission({ orderId: "A-1" }))).rejects.toMatchObject({ name: "StoreError", code: "failed" });
    expect(await credits(under.direct, under.rig.accountId)).toBe(OPENING);
    expect(await under.rig.accept(under.rig.submission({ orderId: "A-1" }))).toMatchObject({ kind: "accepted" });
  });

  it.each([
    ["cut", 0],
    ["deliver, then cut", 5],
  ] as const)("at the commit (%s) leaves every call of it unknown, and none a success", async (effect, happened) => {
    await using under = await cutRig();
    under.network.fail({ when: COMMIT, effect });
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => under.rig.accept(under.rig.submission())));
    expect(under.network.happened).toBe(1);
    for (const outcome of outcomes)
      expect(outcome).toMatchObject({ status: "rejected", reason: { name: "StoreError", code: "outcome-unknown" } });
    expect(await credits(under.direct, under.rig.accountId)).toBe(OPENING - happened);
    expect(await under.direct.ledger.audit()).toEqual([]);
    expect(await under.rig.claim()).toHaveLength(happened);
  });

  it("is replaced: what comes meanwhile waits or is told that the store is busy, and what comes later is served", async () => {
    await using under = await cutRig();
    await under.rig.accepted();
    under.network.down();
    const meanwhile = Promise.allSettled([under.rig.accept(under.rig.submission()), under.rig.store.directory.version()]);
    under.network.up();
    for (const outcome of await meanwhile) {
      if (outcome.status === "rejected") expect(["busy", "failed"]).toContain(outcome.reason.code);
    }
    expect(await under.rig.accept(under.rig.submission())).toMatchObject({ kind: "accepted" });
  });
});

describe("a database that says nothing", () => {
  it.each([
    ["at the commit", COMMIT, "outcome-unknown"],
    ["before it", "INSERT INTO submission", "failed"],
  ])("is given up after its deadline, and the session with it: %s", async (_when, when, code) => {
    const clock = new ManualClock();
    const secrets = new SecretBox(Buffer.alloc(32, 7));
    await using under = await cutRig((url) => openPostgresStore({ url, secrets, clock }));
    const other = await under.rig.account("other");
    under.network.fail({ when, effect: "silence" });
    const lost = under.rig.accept(under.rig.submission());
    const refused = expect(lost).rejects.toMatchObject({ name: "StoreError", code });
    while (under.network.happened === 0) await new Promise((resolve) => setImmediate(resolve));
    await clock.advance(30_000);
    await refused;
    // the server holds the first account until it gives that session up by itself
    expect(await under.rig.accept(under.rig.submission({ accountId: other }))).toMatchObject({ kind: "accepted" });
  });

  it("is answered for with `busy` where no session can be had in time", async () => {
    const clock = new ManualClock();
    const secrets = new SecretBox(Buffer.alloc(32, 7));
    await using under = await cutRig((url) => openPostgresStore({ url, secrets, clock }));
    under.network.down();
    const accepting = under.rig.accept(under.rig.submission());
    let over = false;
    const refused = expect(accepting)
      .rejects.toMatchObject({ name: "StoreError", code: "busy" })
      .finally(() => {
        over = true;
      });
    while (!over) await clock.advance(100);
    await refused;
  });
});
