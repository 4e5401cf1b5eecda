import { expect, it } from "vitest";
import type { ListedBlacklistEntry, NewBlacklistEntry } from "../store.ts";
import { EMPTY_PLAN, type OpenRig, type Rig } from "./rig.ts";

/** `RuleListStore`, and what provisioning files and it do to each other. */
export function ruleListsSuite(open: OpenRig): void {
  keywords(open);
  blacklist(open);
}

function keywords(open: OpenRig): void {
  it("puts words in force and takes them out with a larger version of the directory, and says how many that were", async () => {
    await using rig = await open();
    const { ruleLists } = rig.store;
    const before = await rig.store.directory.version();
    expect(await ruleLists.changeKeywords(["发票", "赌博", "发票"], [])).toEqual({ added: 2, removed: 0 });
    expect(await rig.store.directory.version()).toBe(before + 1);
    expect(await inForce(rig)).toEqual(["发票", "赌博"].sort());
    expect(await ruleLists.changeKeywords(["赌博", "代开"], ["发票", "无"])).toEqual({ added: 1, removed: 1 });
    await rig.reopen();
    expect(await inForce(rig)).toEqual(["代开", "赌博"].sort());
  });

  it("leaves the version alone where nothing changes, and has a word that is both added and removed", async () => {
    await using rig = await open();
    const { ruleLists } = rig.store;
    await ruleLists.changeKeywords(["甲"], []);
    const before = await rig.store.directory.version();
    expect(await ruleLists.changeKeywords(["甲"], ["甲", "乙"])).toEqual({ added: 0, removed: 0 });
    expect(await ruleLists.changeKeywords([], [])).toEqual({ added: 0, removed: 0 });
    expect(await rig.store.directory.version()).toBe(before);
    expect(await inForce(rig)).toEqual(["甲"]);
  });

  it("lists words by their code points, page after page, or only those that contain something", async () => {
    await using rig = await open();
    const { ruleLists } = rig.store;
    const words = ["%", "VPN 加速", "_", "vpn", "a'b", "发票", "\u{1f4b0}", "ｖｐｎ"];
    await ruleLists.changeKeywords(words, []);
    const sorted = words.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    const first = await ruleLists.keywords("", 3, "");
    expect([...first, ...(await ruleLists.keywords(first.at(-1) ?? "", 100, ""))]).toEqual(sorted);
    expect(await ruleLists.keywords("", 100, "vPn")).toEqual(["VPN 加速", "vpn"]);
    expect(await ruleLists.keywords("VPN 加速", 100, "vPn")).toEqual(["vpn"]);
    for (const part of ["%", "_", "'", "票"]) expect(await ruleLists.keywords("", 100, part)).toHaveLength(1);
  });

  it("keeps what was changed by hand for as long as a file goes on saying the same of the word", async () => {
    await using rig = await open();
    const declare = (...words: readonly string[]) => rig.store.directory.apply({ ...EMPTY_PLAN, keywords: words }, rig.now);
    await declare("甲", "乙");
    await rig.store.ruleLists.changeKeywords(["丙"], ["乙"]);
    const version = await rig.store.directory.version();
    expect(await declare("乙", "甲")).toMatchObject({ result: { changed: [] } });
    expect(await rig.store.directory.version()).toBe(version);
    expect(await inForce(rig)).toEqual(["甲", "丙"].sort());

    expect(await declare("甲", "乙", "丁")).toMatchObject({ result: { changed: ["keywords"] } });
    expect(await inForce(rig)).toEqual(["甲", "丙", "丁"].sort());
    await declare("丁");
    expect(await inForce(rig)).toEqual(["丙", "丁"].sort());
    await declare("丁", "乙", "丙");
    expect(await inForce(rig)).toEqual(["乙", "丙", "丁"].sort());
    await declare();
    expect(await inForce(rig)).toEqual([]);
  });
}

function blacklist(open: OpenRig): void {
  it("lists phones for everybody at once, without a new directory, and unlists them with one", async () => {
    await using rig = await open();
    const { rules, ruleLists, directory } = rig.store;
    const { version } = await rules.blacklisted(0);
    const before = await directory.version();
    const entries = [entry(rig, "13800138000"), entry(rig, "13800138001", { accountId: rig.accountId, expiresAt: rig.now + 5 })];
    await ruleLists.block(entries);
    const change = await rules.blacklisted(version);
    expect(change.version).toBe(version + 1);
    expect(byPhone(change.entries)).toEqual(entries.map(({ accountId, phone, expiresAt }) => ({ accountId, phone, expiresAt })));
    expect(await directory.version()).toBe(before);
    expect(await ruleLists.unblock(rig.accountId, ["13800138001", "13800138000"])).toBe(1);
    expect(await directory.version()).toBe(before + 1);
    expect(await ruleLists.unblock(rig.accountId, ["13800138001"])).toBe(0);
    expect(await directory.version()).toBe(before + 1);
    await rig.reopen();
    expect((await rig.store.rules.load()).blacklist.map(({ phone }) => phone)).toEqual(["13800138000"]);
  });

  it("gives one that is listed already its new reason and end, tells it again, and goes by the last of two", async () => {
    await using rig = await open();
    const { rules, ruleLists } = rig.store;
    await ruleLists.block([entry(rig, "13800138000", { reason: "投诉" })]);
    const { version } = await rules.blacklisted(0);
    rig.now += 5;
    const again = entry(rig, "13800138000", { reason: "名单", expiresAt: rig.now + 60_000, source: "portal" });
    await ruleLists.block([{ ...again, reason: "不是这个" }, entry(rig, "13800138001"), again]);
    expect(await ruleLists.blacklist({ phone: "13800138000", limit: 9 })).toEqual([again]);
    expect((await rules.blacklisted(version)).entries).toHaveLength(2);
    await ruleLists.block([]);
    expect((await rules.blacklisted(0)).version).toBe(version + 1);
  });

  it("leaves those that opted out as they are where that is asked for, and says how many it listed or changed", async () => {
    await using rig = await open();
    const { ruleLists } = rig.store;
    const optOut = entry(rig, "13800138001", { reason: "TD", source: "opt-out" });
    expect(await ruleLists.block([entry(rig, "13800138000"), optOut, entry(rig, "13800138000")])).toBe(2);
    const again = ["13800138000", "13800138001", "13800138002"].map((phone) =>
      entry(rig, phone, { reason: "名单", expiresAt: rig.now + 9 }),
    );
    expect(await ruleLists.block(again, "opt-out")).toBe(2);
    expect(await ruleLists.blacklist({ limit: 9 })).toEqual([again[0], optOut, again[2]]);
    expect(await ruleLists.block(again)).toBe(3);
    expect(await ruleLists.blacklist({ limit: 9 })).toEqual(again);
    expect(await ruleLists.block([], "opt-out")).toBe(0);
  });

  it("pages through all lists, through one account's, and finds who lists a phone", async () => {
    await using rig = await open();
    const { ruleLists } = rig.store;
    const other = await rig.account("other");
    const phones = ["13800138000", "13800138001", "13800138002"];
    const all = [0, rig.accountId, other].flatMap((accountId) => phones.map((phone) => entry(rig, phone, { accountId })));
    await ruleLists.block(all.toReversed());
    const pages = async (query: { accountId?: number; phone?: string }): Promise<readonly ListedBlacklistEntry[]> => {
      const found: ListedBlacklistEntry[] = [];
      for (let full = true; full; ) {
        const page = await ruleLists.blacklist({ ...query, after: found.at(-1), limit: 2 });
        found.push(...page);
        full = page.length === 2;
      }
      return found;
    };
    expect(await pages({})).toEqual(all);
    expect(await pages({ accountId: rig.accountId })).toEqual(all.slice(3, 6));
    expect(await pages({ accountId: 0 })).toEqual(all.slice(0, 3));
    expect(await pages({ phone: "13800138001" })).toEqual([all[1], all[4], all[7]]);
    expect(await pages({ accountId: other, phone: "13800138001" })).toEqual([all[7]]);
    expect(await pages({ phone: "13800138009" })).toEqual([]);
  });

  it("keeps a phone off that was taken off by hand, though a file goes on declaring it, and one that was put on", async () => {
    await using rig = await open();
    const declare = (...phones: readonly string[]) => rig.store.directory.apply({ ...EMPTY_PLAN, blacklist: phones }, rig.now);
    const listed = async () => (await rig.store.rules.load()).blacklist.map(({ phone }) => phone).sort();
    await declare("13800138000", "13800138001");
    expect(await rig.store.ruleLists.blacklist({ limit: 1 })).toEqual([entry(rig, "13800138000", { reason: "", source: "provisioning" })]);
    await rig.store.ruleLists.unblock(0, ["13800138000"]);
    await rig.store.ruleLists.block([entry(rig, "13800138002")]);
    const version = await rig.store.directory.version();
    expect(await declare("13800138000", "13800138001")).toMatchObject({ result: { changed: [] } });
    expect(await rig.store.directory.version()).toBe(version);
    expect(await listed()).toEqual(["13800138001", "13800138002"]);
    await declare("13800138000", "13800138002", "13800138003");
    await declare("13800138000");
    expect(await listed()).toEqual(["13800138001", "13800138002", "13800138003"]);
    await rig.store.ruleLists.block([entry(rig, "13800138000")]);
    expect(await listed()).toHaveLength(4);
  });

  it("counts versions one after another where many list and unlist at once", async () => {
    await using rig = await open();
    const { rules, ruleLists } = rig.store;
    const phones = Array.from({ length: 20 }, (_, n) => `138001380${10 + n}`);
    await Promise.all(
      Array.from({ length: 10 }, async (_, n) => {
        const order = n % 2 === 0 ? phones : phones.toReversed();
        await ruleLists.block(order.map((phone) => entry(rig, phone)));
        if (n % 3 === 0) await ruleLists.unblock(0, order);
      }),
    );
    await ruleLists.block([entry(rig, "13900139000")]);
    const { version, entries } = await rules.blacklisted(0);
    expect(version).toBe(11);
    expect(entries.map(({ phone }) => phone)).toContain("13900139000");
  });
}

function entry(rig: Rig, phone: string, over: Partial<NewBlacklistEntry> = {}): NewBlacklistEntry {
  return { accountId: 0, phone, reason: "投诉 '\"%", source: "console", createdAt: rig.now, expiresAt: undefined, ...over };
}

async function inForce(rig: Rig): Promise<readonly string[]> {
  return (await rig.store.rules.load()).keywords.toSorted();
}

function byPhone<T extends { readonly phone: string }>(entries: readonly T[]): readonly T[] {
  return entries.toSorted((a, b) => (a.phone < b.phone ? -1 : 1));
}
