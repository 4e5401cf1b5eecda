import { expect, it } from "vitest";
import { MAX_ID } from "../../domain/ids.ts";
import type { AuditBegun, AuditEntry, AuditQuery } from "../store.ts";
import { NOBODY, type OpenRig, type Rig } from "./rig.ts";

const OPEN = { outcome: undefined, subject: "", before: undefined, after: undefined } as const;
const DONE = { outcome: "done", subject: "buyer", before: '{"credits":1}', after: '{"credits":2}' } as const;

/** `AuditStore` */
export function auditSuite(open: OpenRig): void {
  it("keeps what was begun without an outcome, and then what came of it, after a restart as well", async () => {
    await using rig = await open();
    const [first, second] = [await begun(rig), await begun(rig, { userId: 0, userName: "ann", action: "session.begin" })];
    expect(await list(rig)).toEqual([
      { ...second, ...OPEN },
      { ...first, ...OPEN },
    ]);
    await rig.store.audit.finish(first.id, { ...DONE, accountId: rig.accountId });
    await rig.store.audit.finish(second.id, { outcome: "refused", subject: "" });
    await rig.reopen();
    expect(await list(rig)).toEqual([
      { ...second, ...OPEN, outcome: "refused" },
      { ...first, ...DONE, accountId: rig.accountId },
    ]);
  });

  it("lets the first word stay, and knows nothing of what was never begun", async () => {
    await using rig = await open();
    const { audit } = rig.store;
    const entry = await begun(rig, { accountId: rig.accountId });
    const ends = [DONE, { outcome: "failed", subject: "other", accountId: NOBODY } as const].map((end) => audit.finish(entry.id, end));
    await Promise.all(ends);
    await audit.finish(entry.id, { outcome: "failed", subject: "late" });
    await audit.finish(NOBODY, DONE);
    expect(await list(rig)).toEqual([{ ...entry, ...DONE }]);
  });

  it("refuses an id that is taken and keeps what was there", async () => {
    await using rig = await open();
    const entry = await begun(rig);
    await expect(rig.store.audit.begin({ ...entry, action: "users.add" })).rejects.toMatchObject({ code: "failed" });
    expect(await list(rig)).toEqual([{ ...entry, ...OPEN }]);
  });

  it("lists latest first, a page at a time", async () => {
    await using rig = await open();
    const entries: AuditBegun[] = [];
    for (let n = 0; n < 7; n++) entries.push(await begun(rig, { action: n % 2 === 0 ? "users.add" : "users.remove" }));
    const pages: number[][] = [];
    for (let beforeId = MAX_ID; ; ) {
      const page = (await list(rig, { beforeId, limit: 3 })).map(({ id }) => id);
      if (page.length === 0) break;
      pages.push(page);
      beforeId = page.at(-1) ?? 0;
    }
    expect(pages.map((page) => page.length)).toEqual([3, 3, 1]);
    expect(pages.flat()).toEqual(entries.map(({ id }) => id).reverse());
    const paged = await list(rig, { beforeId: entries[5]?.id ?? 0, limit: 2, action: "users." });
    expect(paged.map(({ id }) => id)).toEqual([entries[4]?.id, entries[3]?.id]);
  });

  it("lists by account, by person and by the beginning of the action, and by all of them", async () => {
    await using rig = await open();
    const all: AuditBegun[] = [];
    for (const accountId of [0, rig.accountId])
      for (const userId of [7, 8])
        for (const action of ["accounts.change", "accounts.book", "channels.setMode", "account"])
          all.push(await begun(rig, { accountId, userId, action }));
    const holds = (query: Partial<AuditQuery>) => (entry: AuditBegun) =>
      (query.accountId === undefined || entry.accountId === query.accountId) &&
      (query.userId === undefined || entry.userId === query.userId) &&
      entry.action.startsWith(query.action ?? "");
    for (const accountId of [undefined, 0, rig.accountId, NOBODY])
      for (const userId of [undefined, 7, NOBODY])
        for (const action of [undefined, "", "account", "accounts.", "accounts.book", "b", "%"]) {
          const query = { accountId, userId, action };
          const ids = all.filter(holds(query)).map(({ id }) => id);
          expect(
            (await list(rig, query)).map(({ id }) => id),
            JSON.stringify(query),
          ).toEqual(ids.reverse());
          expect((await list(rig, { ...query, limit: 2 })).map(({ id }) => id)).toEqual(ids.slice(0, 2));
        }
  });

  it("finds an entry by the account that was known only at its end", async () => {
    await using rig = await open();
    const { id } = await begun(rig, { accountId: 0 });
    await rig.store.audit.finish(id, { ...DONE, accountId: rig.accountId });
    expect((await list(rig, { accountId: rig.accountId })).map((entry) => entry.id)).toEqual([id]);
    expect(await list(rig, { accountId: 0 })).toEqual([]);
  });

  it("has used the ids of its entries when a server comes back, whatever its clock says", async () => {
    await using rig = await open();
    const { id } = await begun(rig);
    expect((await rig.store.nodes.join("a", rig.now, 30_000)).lastId).toBe(id);
  });
}

async function begun(rig: Rig, over: Partial<AuditBegun> = {}): Promise<AuditBegun> {
  const id = rig.id();
  const entry = { id, at: rig.now, userId: 7, userName: "Bo", accountId: 0, address: "192.0.2.1", action: "accounts.change", ...over };
  await rig.store.audit.begin(entry);
  return entry;
}

function list(rig: Rig, query: Partial<AuditQuery> = {}): Promise<readonly AuditEntry[]> {
  return rig.store.audit.list({ beforeId: MAX_ID, limit: 100, ...query });
}
