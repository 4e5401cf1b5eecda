import { describe, expect, it } from "vitest";
import { testDatabase } from "../../../test/support/postgres.ts";
import { FREQUENCY, OPENING, Rig } from "../conformance/rig.ts";
import { newUser, person, session } from "../conformance/users.ts";
import type { Store } from "../store.ts";
import { fill, open } from "./opener.testing.ts";

/** Servers on one database. */
const NODES = 3;

interface Nodes extends AsyncDisposable {
  /** On the first of them. */
  readonly rig: Rig;
  readonly stores: readonly Store[];
}

async function nodes(): Promise<Nodes> {
  const database = await testDatabase({ name: "yizhan_template", fill });
  const stores = await Promise.all(Array.from({ length: NODES }, () => open(database.url)));
  const [store] = stores as [Store];
  const discard = async (): Promise<void> => {
    await Promise.all(stores.map((each) => each.close()));
    await database.drop();
  };
  const rig = await Rig.open({
    store,
    reopen: () => Promise.resolve(store),
    elsewhere: { module: "", argument: "" },
    servers: "many",
    discard,
  });
  return { rig, stores, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

/** Asks the nodes in turn, all at once. */
function everywhere<T>(stores: readonly Store[], times: number, ask: (store: Store, n: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: times }, (_, n) => ask(stores[n % stores.length] as Store, n)));
}

const LIMITS = { queued: 1_000_000, frequency: FREQUENCY, daily: 0 };

describe("nodes on one database", () => {
  it("never spend more than an account has, however many accept at once", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const accountId = await rig.account("rush", { credits: 100 });
    const outcomes = await everywhere(stores, 300, (store) => store.submissions.accept(rig.submission({ accountId }), LIMITS));
    expect(outcomes.filter(({ kind }) => kind === "accepted")).toHaveLength(100);
    expect(outcomes.filter(({ kind }) => kind === "credits-short")).toHaveLength(200);
    expect(await rig.credits(accountId)).toBe(0);
    expect(await rig.store.ledger.audit()).toEqual([]);
  });

  it("count a phone's texts and an account's day together", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const message = { phone: "13912345678", exempt: false };
    const texts = await everywhere(stores, 60, (store) => store.submissions.accept(rig.submission({ to: [message] }), LIMITS));
    expect(texts.filter(({ kind }) => kind === "accepted")).toHaveLength(FREQUENCY.daily.limit);
    const code = { phone: "13912345679", exempt: false, class: "verification" } as const;
    const codes = await everywhere(stores, 30, (store) => store.submissions.accept(rig.submission({ to: [code] }), LIMITS));
    expect(codes.filter(({ kind }) => kind === "accepted")).toHaveLength(FREQUENCY.codes.limit);
    const accountId = await rig.account("capped", { credits: 1_000 });
    const capped = await everywhere(stores, 40, (store) =>
      store.submissions.accept(rig.submission({ accountId, to: 2 }), { ...LIMITS, daily: 25 }),
    );
    expect(capped.filter(({ kind }) => kind === "accepted")).toHaveLength(12);
  });

  it("let one of many equal orders win", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const outcomes = await everywhere(stores, 60, (store, n) =>
      store.submissions.accept(rig.submission({ orderId: `A-${n % 5}` }), LIMITS),
    );
    expect(outcomes.filter(({ kind }) => kind === "accepted")).toHaveLength(5);
    expect(outcomes.filter(({ kind }) => kind === "order-duplicate")).toHaveLength(55);
    expect(await rig.credits()).toBe(OPENING - 5);
  });

  it("never claim the same attempt twice, and between them all there is", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    await rig.accepted({ to: 500 });
    const claim = { lane: 64, dueBefore: rig.now, leaseUntil: rig.now + 60_000, limit: 40 };
    const claimed = (await everywhere(stores, 30, (store, n) => store.dispatch.claim({ ...claim, node: n % NODES }))).flat();
    expect(new Set(claimed.map(({ id }) => id)).size).toBe(claimed.length);
    // one that met others in its way may have found less than there was
    for (let more = await rig.claim({ limit: 500 }); more.length > 0; more = await rig.claim({ limit: 500 })) claimed.push(...more);
    expect(claimed).toHaveLength(500);
  });

  it("apply an outcome once, and an early receipt whichever way it meets its submit", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const messages = await rig.claimed({ to: 200 });
    const recorded = everywhere(stores, 200, (store, n) => {
      const message = messages[n];
      if (!message) throw new Error("fewer messages than asked for");
      const next = { to: "sent", expiresAt: rig.now + 3_600_000 } as const;
      return store.dispatch.record([rig.result(message, next, [{ upstreamId: `up-${n}` }])]);
    });
    const received = everywhere(stores, 400, (store, n) => store.receipts.store(rig.channelId, [rig.receipt(`up-${n % 200}`)]));
    expect((await recorded).flat()).toEqual(Array(200).fill(true));
    await received;
    // none waits for its submit any more, and none was counted twice
    expect(await rig.reports()).toHaveLength(200);
    expect(await rig.reports()).toEqual([]);
    expect(await rig.store.channels.orphans({ channelId: undefined, since: 0, before: rig.now, after: undefined, limit: 10 })).toEqual([]);
  });

  it("end a message by its last part, whichever node hears of it", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const messages = await rig.claimed({ to: 40 });
    const parts: string[] = [];
    for (const message of messages) parts.push(...(await rig.sent(message, 3)));
    const outcomes = await everywhere(stores, parts.length, (store, n) =>
      store.receipts.store(rig.channelId, [rig.receipt(parts[n] ?? "")]),
    );
    expect(outcomes.flat().filter((outcome) => outcome === "settled")).toHaveLength(40);
  });

  it("hand a report out once, however many ask", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    await rig.accepted({ to: Array.from({ length: 300 }, () => ({ state: "failed" as const, code: "YZ:BLACK", segments: 0 })).concat() });
    const taken = await everywhere(stores, 30, (store, n) =>
      store.reports.take({
        accountId: rig.accountId,
        token: n + 1,
        limit: 20,
        submissionId: undefined,
        notBefore: undefined,
        now: rig.now,
        until: rig.now + 60_000,
      }),
    );
    const ids = taken.flat().map(({ messageId }) => messageId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("sign nobody in by a code twice, nor by a password that is being changed, and count each failure", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const { id, password } = await person(rig);
    const used = await everywhere(stores, 30, (store, n) => store.users.useCode(id, 100 + (n % 5)));
    expect(used.filter((is) => is).length).toBeLessThanOrEqual(5);
    expect(await rig.store.users.useCode(id, 104)).toBe(false);
    const failures = await everywhere(stores, 30, (store) => store.users.tried(id, { at: rig.now, failed: true }));
    expect(new Set(failures).size).toBe(30);
    const opened = everywhere(stores, 60, (store) => store.users.open(session(rig, id), password));
    await rig.store.users.change(id, { password: "new" });
    await opened;
    expect(await rig.store.users.sessions(id)).toEqual([]);
    const added = await everywhere(stores, 9, (store, n) => store.users.add({ ...newUser(rig), name: n % 2 === 0 ? "Cai" : "ｃａｉ" }));
    expect(added.filter((is) => is)).toHaveLength(1);
  });

  it("make an export once, and take no more orders than may be", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const job = { userId: 7, at: rig.now, query: "{}", fileName: "a.csv" };
    const ordered = await everywhere(stores, 30, (store) => store.exports.order({ ...job, id: rig.id() }, 10));
    expect(ordered.filter((is) => is)).toHaveLength(10);
    const taken = await everywhere(stores, 30, (store, n) => store.exports.take(n + 1, rig.now, rig.now + 60_000));
    const ids = taken.flatMap((found) => found?.id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    // one that met others in its way may have found less than there was
    for (
      let more = await rig.store.exports.take(99, rig.now, rig.now + 1);
      more;
      more = await rig.store.exports.take(99, rig.now, rig.now + 1)
    )
      ids.push(more.id);
    expect(ids).toHaveLength(10);
  });

  it("look for alarms one at a time, and in its turn", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    for (let round = 0; round < 5; round++) {
      const found = [{ key: `down:${round}`, kind: "down", subject: "", facts: "{}" }];
      const looked = await everywhere(stores, 9, (store) => store.alarms.look({ now: rig.now, every: 10_000, found }));
      const changes = looked.filter((one) => one !== false);
      expect(changes).toHaveLength(1);
      expect(changes[0]?.raised).toHaveLength(1);
      rig.now += 10_000;
    }
    expect(await rig.store.alarms.list(0)).toHaveLength(5);
  });

  it("see a changed password and directory at once", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const [first, second] = stores as [Store, Store];
    const [account] = (await first.directory.load()).accounts;
    if (!account) throw new Error("the rig has an account");
    await first.accounts.changePassword(account, "Another-1");
    expect((await second.directory.load()).accounts[0]?.secrets.password).toBe("Another-1");
    expect(await second.directory.version()).toBe(await rig.store.directory.version());
  });

  it("take over what a node had claimed that is gone, but for what may not be sent twice", async () => {
    await using under = await nodes();
    const { rig, stores } = under;
    const [first, second] = stores as [Store, Store];
    const { node, storeNow } = await first.nodes.join("first", rig.now, 1);
    const once = rig.submission({ to: [{ phone: "13912345670" }], atMostOnce: true });
    const often = rig.submission({ to: [{ phone: "13912345671" }] });
    for (const submission of [once, often]) await rig.accept(submission);
    for (const { lane } of await first.dispatch.lanes())
      await first.dispatch.claim({ lane, node, dueBefore: rig.now, leaseUntil: storeNow + 600_000, limit: 10, atMostOnce: false });
    expect(await second.dispatch.rescue({ now: storeNow + 2_000, limit: 10 })).toBe(0);
    expect(await second.dispatch.rescue({ now: storeNow + 6_000, limit: 10 })).toBe(1);
    expect(await second.dispatch.rescue({ now: storeNow + 7_000, limit: 10 })).toBe(0);
    const states = await Promise.all(
      [once, often].map(async ({ messages }) => (await second.history.story(messages[0]?.id ?? 0))?.message.state),
    );
    expect(states).toEqual(["leased", "queued"]);
  });
});
