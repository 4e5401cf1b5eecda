import { expect, it } from "vitest";
import type { News, Store } from "../store.ts";
import { LANE, type OpenRig, type Rig } from "./rig.ts";

const WAIT = { timeout: 10_000 };

/** `NewsStore` */
export function newsSuite(open: OpenRig): void {
  it("takes what it is told, whether or not anybody listens", async () => {
    await using rig = await open();
    rig.store.news.tell({ kind: "pushes" });
    const stop = rig.store.news.subscribe(() => undefined);
    rig.store.news.tell({ kind: "lanes", lanes: [{ lane: LANE, dueAt: rig.now }] });
    stop();
  });

  it("brings nothing where one server has the data to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "others' news arrive there");
    const heard: News[] = [];
    rig.store.news.subscribe((news) => heard.push(news));
    await rig.account("another");
    expect([rig.store.news.arrives, heard]).toEqual([false, []]);
  });

  it("says at first that anything may have changed", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    await using pair = await Pair.open(rig);
    expect(pair.there).toEqual([{ kind: "anything" }]);
  });

  it("brings what a server tells to the others, together, and not to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    await using pair = await Pair.open(rig);
    const { news } = rig.store;
    for (let n = 0; n < 50; n++) news.tell({ kind: "pushes" });
    news.tell({ kind: "inbound" });
    news.tell({ kind: "lanes", lanes: [{ lane: LANE, dueAt: rig.now + 5 }] });
    const lanes = [
      { lane: LANE, dueAt: rig.now },
      { lane: 16_384 * 70_000, dueAt: rig.now + 9 },
    ];
    news.tell({ kind: "lanes", lanes });
    await expect.poll(() => pair.there.length, WAIT).toBe(4);
    expect(pair.there.slice(1).toSorted(byKind)).toEqual([{ kind: "inbound" }, { kind: "lanes", lanes }, { kind: "pushes" }]);
    expect(pair.here).toEqual([{ kind: "anything" }]);
  });

  it("says only that there are many where there are more lanes than can be told", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    await using pair = await Pair.open(rig);
    const lanes = Array.from({ length: 1_000 }, (_, n) => ({ lane: 16_384 * (n + 1_000_000), dueAt: rig.now }));
    rig.store.news.tell({ kind: "lanes", lanes });
    await expect.poll(() => pair.there.at(-1), WAIT).toEqual({ kind: "many-lanes" });
    rig.store.news.tell({ kind: "lanes", lanes: lanes.slice(0, 200) });
    await expect.poll(() => pair.there.at(-1), WAIT).toEqual({ kind: "lanes", lanes: lanes.slice(0, 200) });
  });

  it("tells of every change of the directory, of a password, of the lists, of a signature and of a test, once it is there", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    await using pair = await Pair.open(rig);
    const told = async (work: () => Promise<unknown>): Promise<News | undefined> => {
      pair.there.length = 0;
      await work();
      await expect.poll(() => pair.there.length, WAIT).toBeGreaterThan(0);
      return pair.there[0];
    };
    const { store, channelId, now, accountId } = rig;
    expect(await told(() => rig.account("another"))).toEqual({ kind: "directory" });
    const account = (await store.directory.load()).accounts.find(({ id }) => id === accountId);
    expect(await told(() => store.accounts.changePassword({ id: accountId, login: account?.login ?? "" }, "Other-1"))).toEqual({
      kind: "directory",
    });
    const mode = { channelId, mode: "drain", at: now, actor: "test", note: "" } as const;
    expect(await told(() => store.channels.setMode(mode))).toEqual({ kind: "directory" });
    const text = { key: "k", phone: "13800138000", accessCode: "1069", text: "TD", reference: 0, part: 1, parts: 1 };
    const id = rig.id();
    await store.inbound.store(channelId, [{ ...text, id, at: now, mergeBy: now }]);
    const to = { accountId, accountCode: "", ext: "", answers: undefined, pull: true, push: false };
    expect(await told(() => store.inbound.assign([{ ...to, id, optOut: true, at: now }]))).toEqual({ kind: "directory" });
    const listed = { accountId, phone: "13800138001", reason: "", source: "console", createdAt: now, expiresAt: undefined };
    expect(await told(() => store.ruleLists.block([listed]))).toEqual({ kind: "directory" });
    expect(await told(() => store.ruleLists.unblock(accountId, [listed.phone]))).toEqual({ kind: "directory" });
    expect(await told(() => store.ruleLists.changeKeywords(["甲"], []))).toEqual({ kind: "directory" });
    await store.requests.askSignature({ id, accountId, text: "驿站", note: "", at: now, actor: "test" }, 1);
    const decision = { id, approve: true, reason: "", actor: "test", at: now };
    expect(await told(() => store.requests.decideSignature(decision))).toEqual({ kind: "directory" });
    const test = { id: rig.id(), channelId, phone: "13800138000", text: "a", actor: "test", at: now, takeBy: now + 9 };
    expect(await told(() => store.channels.orderTest(test))).toEqual({ kind: "channel-tests" });
  });
}

/** Two servers on the same data, and what each has heard. */
class Pair implements AsyncDisposable {
  readonly here: News[] = [];
  readonly there: News[] = [];
  readonly #other: Store;

  private constructor(other: Store) {
    this.#other = other;
  }

  static async open({ store, under }: Rig): Promise<Pair> {
    const { open } = (await import(under.elsewhere.module)) as { open(argument: string): Promise<Store> };
    const pair = new Pair(await open(under.elsewhere.argument));
    store.news.subscribe((news) => pair.here.push(news));
    pair.#other.news.subscribe((news) => pair.there.push(news));
    await expect.poll(() => store.news.arrives && pair.#other.news.arrives, WAIT).toBe(true);
    return pair;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#other.close();
  }
}

function byKind(a: News, b: News): number {
  return a.kind < b.kind ? -1 : 1;
}
