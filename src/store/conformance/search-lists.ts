import { expect, it } from "vitest";
import { PUSH_KINDS } from "../../domain/push.ts";
import type { FoundInbound, FoundPush, FoundSubmissionRow, InboundQuery, LedgerEntryRow, LedgerQuery, Page, PushQuery } from "../store.ts";
import { arrive, assign, PATIENCE, PHONE, unmatched } from "./inbound-rig.ts";
import { purge } from "./retention.ts";
import { NOBODY, OPENING, type OpenRig, type Rig } from "./rig.ts";
import { allOf } from "./search.ts";

const MINUTE = 60_000;
const DAY = 86_400_000;
const PUSHED = { pull: false, push: true } as const;
const REFUSED = { state: "failed", code: "YZ:BLACK", segments: 0 } as const;

/** `SearchStore` beside messages: submissions, inbound texts, the ledger and pushes. */
export function searchListsSuite(open: OpenRig): void {
  submissions(open);
  inbound(open);
  ledger(open);
  pushes(open);
}

function submissions(open: OpenRig): void {
  it("lists submissions as they were accepted, the latest first", async () => {
    await using rig = await open();
    const plain = await rig.accepted({ to: 3, orderId: "A-1", sendAt: rig.now + MINUTE });
    rig.now += MINUTE;
    const own = await rig.accepted({ dialect: "xunchen", text: undefined, to: [{ text: "甲" }, { text: "乙" }] });
    const shared = { accountId: rig.accountId, medium: "sms" } as const;
    expect(await rig.store.search.submissions({ before: undefined, limit: 9 })).toEqual({
      rows: [
        {
          ...shared,
          id: own.id,
          dialect: "xunchen",
          acceptedAt: rig.now,
          sendAt: rig.now,
          recipients: 2,
          credits: 2,
          text: "甲",
          orderId: undefined,
        },
        {
          ...shared,
          id: plain.id,
          dialect: "huaxin",
          acceptedAt: rig.now - MINUTE,
          sendAt: rig.now,
          recipients: 3,
          credits: 3,
          text: plain.text ?? "",
          orderId: "A-1",
        },
      ] satisfies FoundSubmissionRow[],
      more: undefined,
    });
  });

  it("narrows them by account, interface and time, page by page", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const all: { id: number; accountId: number; dialect: string; at: number }[] = [];
    for (let n = 0; n < 24; n++) {
      const accountId = n % 3 === 0 ? other : rig.accountId;
      const dialect = n % 4 === 0 ? "portal" : "huaxin";
      const { id } = await rig.accepted({ accountId, dialect });
      all.unshift({ id, accountId, dialect, at: rig.now });
      rig.now += MINUTE;
    }
    const [from, to] = [rig.now - 15 * MINUTE, rig.now - 3 * MINUTE];
    for (const accountId of [undefined, other, NOBODY])
      for (const dialect of [undefined, "portal"])
        for (const times of [{}, { from }, { to }, { from, to }]) {
          const expected = all.filter(
            (row) =>
              (accountId ?? row.accountId) === row.accountId &&
              (dialect ?? row.dialect) === row.dialect &&
              row.at >= (times.from ?? 0) &&
              row.at < (times.to ?? rig.now),
          );
          const found = await allOf((page) => rig.store.search.submissions({ accountId, dialect, ...times, ...page }), 5);
          expect(found.map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        }
  });
}

function inbound(open: OpenRig): void {
  const find = (rig: Rig, query: Omit<InboundQuery, keyof Page> = {}): Promise<readonly FoundInbound[]> =>
    allOf((page) => rig.store.search.inbound({ ...query, ...page }), 2);

  it("lists inbound texts with whom they were given to, the latest first", async () => {
    await using rig = await open();
    const { message } = await rig.sentOne();
    const answer = await arrive(rig);
    const nobodys = await arrive(rig, { text: "?", phone: "13900000000" });
    await unmatched(rig);
    await assign(rig, answer.id, { answers: message.id });
    await assign(rig, nobodys.id, { accountId: 0, accountCode: "", ext: "", pull: false });
    const fresh = await arrive(rig, { text: "T" });
    await arrive(rig, { parts: 2, reference: 7, text: "半" });
    const { accountId, channelId, now } = rig;
    const base = { channelId, accessCode: answer.accessCode, phone: PHONE, at: now, answers: undefined, handedAt: undefined };
    const rows: readonly FoundInbound[] = [
      { ...base, id: fresh.id, accountId: undefined, text: "T", ext: "" },
      { ...base, id: nobodys.id, accountId: 0, text: "?", ext: "", phone: "13900000000" },
      { ...base, id: answer.id, accountId, text: "收到", ext: "88", answers: message.id },
    ];
    expect(await find(rig)).toEqual(rows);
    const taken = await rig.store.inbound.take({ accountId, token: 1, limit: 9, notBefore: undefined, now, until: now + MINUTE });
    await rig.store.inbound.confirm(
      accountId,
      1,
      taken.map(({ id }) => id),
      now + 5,
    );
    expect(await find(rig, { accountId })).toEqual([{ ...rows[2], handedAt: now + 5 }]);
    rig.now += PATIENCE;
    await unmatched(rig);
    expect((await find(rig)).map(({ text }) => text)).toEqual(["半", "T", "?", "收到"]);
  });

  it("narrows them by account, phone and time", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const all: { id: number; accountId: number; phone: string; at: number }[] = [];
    for (let n = 0; n < 18; n++) {
      const phone = n % 3 === 0 ? "13900000000" : PHONE;
      const accountId = [rig.accountId, other, 0][n % 4 === 3 ? 2 : n % 2] ?? 0;
      const { id } = await arrive(rig, { phone });
      await unmatched(rig);
      await assign(rig, id, { accountId });
      all.unshift({ id, accountId, phone, at: rig.now });
      rig.now += MINUTE;
    }
    const from = rig.now - 9 * MINUTE;
    for (const accountId of [undefined, other, 0, NOBODY])
      for (const phone of [undefined, "13900000000", "1"])
        for (const times of [{}, { from }, { to: from }]) {
          const expected = all.filter(
            (row) =>
              (accountId ?? row.accountId) === row.accountId &&
              (phone ?? row.phone) === row.phone &&
              row.at >= (times.from ?? 0) &&
              row.at < (times.to ?? rig.now),
          );
          expect((await find(rig, { accountId, phone, ...times })).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
        }
  });
}

function ledger(open: OpenRig): void {
  const find = (rig: Rig, query: Partial<LedgerQuery> = {}, limit = 2): Promise<readonly LedgerEntryRow[]> =>
    allOf((page) => rig.store.search.ledger({ accountId: rig.accountId, ...query, ...page }), limit);

  it("lists what was booked, charged and given back by what it is for, the latest first, and opening balances at the end", async () => {
    await using rig = await open();
    const charged = await rig.accepted({ to: 2 });
    const booking = { accountId: rig.accountId, medium: "sms", credits: 5, at: rig.now, actor: "console:li", note: "thanks" } as const;
    const ref = rig.id();
    await rig.store.ledger.book({ ...booking, ref, kind: "recharge" });
    rig.now += MINUTE;
    const [message] = await rig.claim({ limit: 1 });
    if (message) await rig.record(rig.result(message, { to: "failed", code: "C", refund: true }));
    const at = rig.now - MINUTE;
    const entries = await find(rig);
    expect(entries.slice(0, 3)).toEqual([
      { ref, kind: "recharge", medium: "sms", credits: 5, at, actor: "console:li", note: "thanks" },
      { ref: message?.id ?? 0, kind: "refund", medium: "sms", credits: 1, at: rig.now, actor: undefined, note: "C" },
      { ref: charged.id, kind: "charge", medium: "sms", credits: -2, at, actor: undefined, note: undefined },
    ]);
    expect(entries.slice(3)).toMatchObject([
      { kind: "opening", medium: "mms" },
      { kind: "opening", medium: "sms", credits: OPENING },
    ]);
    expect(await find(rig, { accountId: await rig.account("other"), medium: "mms", kinds: ["charge"] })).toEqual([]);
  });

  it("narrows them by kind, medium and time, and lists days that were added up behind, the latest first", async () => {
    await using rig = await open();
    const accounts = [rig.accountId, await rig.account("other")];
    for (let day = 0; day < 4; day++) {
      for (let n = 0; n < 6; n++) {
        const accountId = accounts[n % 2] ?? 0;
        await rig.accepted({ accountId, to: [{}, REFUSED], medium: n % 3 === 0 ? "mms" : "sms", floor: -99 });
        rig.now += MINUTE;
        if (n > 2) continue;
        const booking = { medium: "sms", credits: 1, at: rig.now, actor: "a", note: "" } as const;
        await rig.store.ledger.book({ ...booking, ref: rig.id(), accountId, kind: n === 0 ? "adjust" : "recharge" });
      }
      const claimed = await rig.claim();
      await rig.record(...claimed.map((message, n) => rig.result(message, { to: "failed", code: "C", refund: n % 2 === 0 })));
      rig.now += DAY;
    }
    const sum = async (): Promise<number> =>
      (await Promise.all(accounts.map((accountId) => find(rig, { accountId }, 100)))).flat().reduce((all, { credits }) => all + credits, 0);
    const before = await sum();
    const entries = await find(rig, {}, 100);
    await rig.reports();
    await rig.reports(accounts[1]);
    await purge(rig, 100, 2 * DAY);
    expect(await sum()).toBe(before);
    const all = await find(rig, {}, 100);
    const carried = all.filter(({ kind }) => kind === "carried");
    expect(carried.length).toBeGreaterThan(2);
    const times = carried.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => b - a));
    expect(all.at(-1)?.kind).toBe("opening");
    expect(all.findLastIndex(({ ref }) => ref > 1)).toBe(
      all.length - carried.length - all.filter(({ ref }) => ref === 0 || ref === 1).length - 1,
    );
    const kinds = ["charge", "refund", "recharge", "adjust", "carried", "opening"] as const;
    for (const medium of [undefined, "sms", "mms"] as const)
      for (const asked of [undefined, ...kinds.map((kind) => [kind]), ["recharge", "adjust", "opening"], ["charge", "recharge"]] as const) {
        const expected = all.filter((entry) => (medium ?? entry.medium) === entry.medium && (asked ?? kinds).includes(entry.kind as never));
        for (const limit of [1, 3]) expect(await find(rig, { medium, kinds: asked as LedgerQuery["kinds"] }, limit)).toEqual(expected);
      }
    const since = rig.now - 2 * DAY;
    const late = entries.filter(({ ref, at }) => ref > 1 && at >= since);
    expect(late.length).toBeGreaterThan(3);
    expect(await find(rig, { from: since })).toEqual(late);
    expect(await find(rig, { to: since })).toEqual(all.slice(late.length));
    const day = times[0] ?? 0;
    expect((await find(rig, { from: day, to: day + 1 })).every(({ at }) => at === day)).toBe(true);
  });
}

function pushes(open: OpenRig): void {
  const find = (rig: Rig, query: Omit<PushQuery, keyof Page> = {}, limit = 3): Promise<readonly FoundPush[]> =>
    allOf((page) => rig.store.search.pushes({ ...query, ...page }), limit);

  it("lists pushes with how they stand and their latest try", async () => {
    await using rig = await open();
    const { messages } = await rig.accepted({ to: [REFUSED, REFUSED], reports: PUSHED });
    const [first = 0, second = 0] = messages.map(({ id }) => id);
    const item = { accountId: rig.accountId, kind: "report", at: rig.now, refused: 0, unreached: 0, last: undefined } as const;
    expect(await find(rig)).toEqual([
      { ...item, itemId: second, state: "waiting", dueAt: rig.now },
      { ...item, itemId: first, state: "waiting", dueAt: rig.now },
    ]);
    await attempt(rig, "refused", rig.now, 1);
    rig.now += MINUTE;
    await attempt(rig, "unreached", undefined, 1, "no route");
    const known = rig.now - MINUTE;
    expect(await find(rig)).toEqual([
      { ...item, at: known, itemId: second, state: "waiting", dueAt: known },
      {
        ...item,
        at: known,
        itemId: first,
        state: "undelivered",
        dueAt: undefined,
        refused: 1,
        unreached: 1,
        last: { at: rig.now, status: 0, note: "no route" },
      },
    ] satisfies FoundPush[]);
  });

  it("narrows them by account, kind and state, and all of these together", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    for (let n = 0; n < 10; n++) {
      const accountId = n % 3 === 0 ? other : rig.accountId;
      await rig.accepted({ accountId, to: [REFUSED, {}, REFUSED], reports: PUSHED });
      rig.now += MINUTE;
      const { id } = await arrive(rig);
      await unmatched(rig);
      await assign(rig, id, { accountId, push: true, pull: false });
      rig.now += MINUTE;
    }
    for (const accountId of [rig.accountId, other]) {
      for (const kind of PUSH_KINDS) {
        await attempt(rig, "received", undefined, 2, "", { accountId, kind });
        await attempt(rig, "refused", undefined, 3, "", { accountId, kind });
      }
    }
    const all = await find(rig, {}, 1_000);
    expect(all).toHaveLength(30);
    expect(all.map(({ itemId }) => itemId)).toEqual(all.map(({ itemId }) => itemId).toSorted((a, b) => b - a));
    for (const accountId of [undefined, rig.accountId, other, NOBODY])
      for (const kind of [undefined, ...PUSH_KINDS])
        for (const state of [undefined, "waiting", "received", "undelivered"] as const) {
          const expected = all.filter(
            (row) =>
              (accountId ?? row.accountId) === row.accountId && (kind ?? row.kind) === row.kind && (state ?? row.state) === row.state,
          );
          if (accountId !== NOBODY && accountId !== other) expect(expected).not.toEqual([]);
          expect(await find(rig, { accountId, kind, state })).toEqual(expected);
        }
  });
}

/** Takes the earliest of what is due, and says what became of it. */
async function attempt(
  rig: Rig,
  verdict: "received" | "refused" | "unreached",
  nextAt: number | undefined,
  limit: number,
  note = "",
  endpoint: { readonly accountId: number; readonly kind: "report" | "inbound" } = { accountId: rig.accountId, kind: "report" },
): Promise<void> {
  const token = rig.id();
  const items = await rig.store.pushes.take({ ...endpoint, token, limit, now: rig.now, until: rig.now + MINUTE });
  const told = { ...endpoint, token, at: rig.now, verdict, status: verdict === "refused" ? 500 : 0, note, nextAt };
  const itemIds = items.map(({ content }) => (content.kind === "report" ? content.report.messageId : content.inbound.id));
  expect(itemIds.length).toBeGreaterThan(0);
  await rig.store.pushes.record(itemIds.map((itemId) => ({ ...told, itemId })));
  await rig.store.pushes.release(endpoint.accountId, endpoint.kind, token);
}
