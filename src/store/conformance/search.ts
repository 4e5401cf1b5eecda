import { expect, it } from "vitest";
import { ID_STEP, IdSource, idTime } from "../../domain/ids.ts";
import { MESSAGE_STATES } from "../../domain/message.ts";
import type { NewMessage } from "../../domain/submission.ts";
import type { Found, FoundMessage, MessageQuery, Page } from "../store.ts";
import { NOBODY, type OpenRig, one, type Rig } from "./rig.ts";
import { OPEN, PHONES, populate } from "./search-population.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CODES = ["YZ:BLACK", "UNDELIV"];

/** `SearchStore.messages` and `progress`. */
export function searchSuite(open: OpenRig): void {
  agrees(open);
  pages(open);
  bounds(open);
  progresses(open);
}

function agrees(open: OpenRig): void {
  it("finds by each word of a query, alone and in pairs, what a look at every message would", { timeout: 120_000 }, async () => {
    await using rig = await open();
    const all = await populate(rig);
    expect(new Set(all.map(({ state }) => state))).toEqual(new Set(MESSAGE_STATES));
    const words = wordsOf(rig, all);
    const pairs = words.flatMap((word, index) => words.slice(index + 1).flatMap((other) => both(word, other) ?? []));
    for (const query of [{}, ...words, ...pairs]) {
      const expected = all.filter((message) => isAsked(message, query)).map(({ id }) => id);
      const found = await everything(rig, query, 250);
      expect(idsOf(found), JSON.stringify(query)).toEqual(expected);
    }
    const byId = new Map(all.map((message) => [message.id, message]));
    for (const message of await everything(rig, {}, 1_000)) expect(message).toEqual(byId.get(message.id));
  });

  it("finds nothing where nothing is", async () => {
    await using rig = await open();
    const { id } = await rig.accepted();
    for (const query of [
      { accountId: NOBODY },
      { submissionId: NOBODY },
      { submissionId: id + ID_STEP },
      { phone: "13999999999" },
      { channelId: NOBODY },
      { from: rig.now + 1 },
      { to: rig.now },
      { from: rig.now, to: rig.now },
      { before: 0 },
      { text: "_的订单" },
    ]) {
      expect(await rig.store.search.messages({ before: undefined, limit: 9, ...query }), JSON.stringify(query)).toEqual({
        rows: [],
        more: undefined,
      });
    }
  });
}

function pages(open: OpenRig): void {
  it("gives each message once, the latest first, while others arrive", async () => {
    await using rig = await open();
    const there: number[] = [];
    for (let n = 0; n < 12; n++) {
      there.push(...(await rig.accepted({ to: 1 + (n % 4) })).messages.map(({ id }) => id));
      rig.now += n % 3;
    }
    for (const query of [{}, { accountId: rig.accountId }, { states: ["queued"] }, { text: "订单" }] satisfies Partial<MessageQuery>[]) {
      const found = await everything(rig, query, 7, () => rig.accepted({ to: 3 }));
      expect(idsOf(found), JSON.stringify(query)).toEqual(there.toReversed());
      there.push(
        ...idsOf(await everything(rig, {}, 100))
          .filter((id) => id > (there.at(-1) ?? 0))
          .reverse(),
      );
    }
  });

  it("knows where a list ends", async () => {
    await using rig = await open();
    const { messages } = await rig.accepted({ to: 6 });
    const ids = messages.map(({ id }) => id).reverse();
    const page = await rig.store.search.messages({ before: undefined, limit: 6 });
    expect([idsOf(page.rows), page.more]).toEqual([ids, undefined]);
    const first = await rig.store.search.messages({ before: undefined, limit: 4 });
    expect([idsOf(first.rows), first.more]).toEqual([ids.slice(0, 4), ids[3]]);
    const none = await rig.store.search.messages({ before: undefined, limit: 0 });
    expect(none.rows).toHaveLength(1);
  });

  it("keeps to the order of the ids where those of two nodes lie between each other", async () => {
    await using rig = await open();
    const sources = [new IdSource(() => rig.now, 0), new IdSource(() => rig.now, 3)];
    const there: number[] = [];
    const accept = async (node: number, recipients: number): Promise<void> => {
      const id = sources[node]?.take(recipients + 1) ?? 0;
      const submission = rig.submission({ to: recipients });
      const messages = submission.messages.map((message, index) => ({ ...message, id: id + ID_STEP * (index + 1) }));
      expect(await rig.accept({ ...submission, id, messages })).toMatchObject({ kind: "accepted" });
      there.push(...messages.map((message) => message.id));
    };
    await accept(1, 60);
    for (let n = 0; n < 9; n++) await accept(0, 3);
    const other = await rig.account("other");
    await rig.accepted({ accountId: other, to: 5 });
    await accept(1, 2);
    const expected = there.toSorted((a, b) => b - a);
    for (const limit of [1, 3, 7]) expect(idsOf(await everything(rig, { accountId: rig.accountId }, limit))).toEqual(expected);
    const { submissionId } = one((await rig.store.search.messages({ before: undefined, limit: 1, accountId: rig.accountId })).rows);
    expect(await everything(rig, { submissionId }, 100)).toHaveLength(2);
  });

  it("finds those to a phone whether an index has them yet or not", async () => {
    await using rig = await open();
    const there: number[] = [];
    for (let n = 0; n < 9; n++) {
      const { messages } = await rig.accepted({ to: [{ phone: PHONES[0] ?? "" }, {}, { phone: PHONES[2] ?? "" }] });
      there.unshift(messages[0]?.id ?? 0);
      rig.now += 1_000;
    }
    for (const more of [0, 5, 9, 100]) {
      rig.now += MINUTE;
      await rig.store.inbound.indexPhones(rig.now, more);
      expect(idsOf(await everything(rig, { phone: PHONES[0] }, 2))).toEqual(there);
      expect(await everything(rig, { phone: PHONES[2] }, 100)).toHaveLength(9);
      expect(idsOf(await everything(rig, { phone: PHONES[0], accountId: rig.accountId }, 2))).toEqual(there);
    }
  });
}

function bounds(open: OpenRig): void {
  it("looks at no more rows a call than it may, and says where to go on", { timeout: 120_000 }, async () => {
    await using rig = await open();
    const rare: Partial<NewMessage> = { state: "failed", code: "RARE", segments: 0 };
    const first = await rig.accepted({ ...OPEN, to: [rare], text: "罕见" });
    const other = await rig.account("other");
    for (let n = 0; n < 21; n++) {
      rig.now += MINUTE;
      await rig.accepted({ ...OPEN, accountId: n < 20 ? rig.accountId : other, to: 1_000 });
    }
    const wanted = first.messages.map(({ id }) => id);
    for (const query of [{ code: "RARE" }, { text: "罕见" }, { states: ["failed"] }] satisfies Partial<MessageQuery>[]) {
      const page = await rig.store.search.messages({ before: undefined, limit: 100, ...query });
      expect(page.rows, JSON.stringify(query)).toEqual([]);
      expect(page.more).toBeGreaterThan(first.id);
      expect(idsOf(await everything(rig, query, 100))).toEqual(wanted);
      const narrowed = { ...query, accountId: rig.accountId };
      expect(idsOf(await everything(rig, narrowed, 100))).toEqual(wanted);
      const { more } = await rig.store.search.messages({
        before: undefined,
        limit: 100,
        ...query,
        from: idTime(first.id),
        to: rig.now - HOUR,
      });
      expect(more).toBeUndefined();
    }
    // one account's are found without a look at the others'
    const few = await rig.store.search.messages({ before: undefined, limit: 1_000, accountId: other, code: "RARE" });
    expect(few).toEqual({ rows: [], more: undefined });
    const none = await rig.store.search.messages({ before: undefined, limit: 10, states: ["unanswered", "sent", "leased"] });
    expect(none).toEqual({ rows: [], more: undefined });
  });
}

function progresses(open: OpenRig): void {
  it("counts a submission's messages by their state", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ to: [{}, {}, {}, {}, { state: "failed", code: "YZ:BLACK", segments: 0 }] });
    await rig.accepted({ to: 3 });
    const [sent, failed] = await rig.claim({ limit: 3 });
    if (sent) await rig.sent(sent);
    if (failed) await rig.record(rig.result(failed, { to: "failed", code: "C", refund: true }));
    expect(await rig.store.search.progress(submission.id)).toEqual({
      recipients: 5,
      states: { queued: 1, leased: 1, sent: 1, failed: 2 },
      partial: false,
    });
    expect(await rig.store.search.progress(NOBODY)).toBeUndefined();
    expect(await rig.store.search.progress(submission.id + ID_STEP)).toBeUndefined();
  });
}

/** All that a query finds, page by page. @param between what happens from one page to the next */
export async function allOf<R>(
  look: (page: Page) => Promise<Found<R>>,
  limit: number,
  between?: () => Promise<unknown>,
): Promise<readonly R[]> {
  const rows: R[] = [];
  let before: number | undefined;
  for (let n = 0; n < 10_000; n++) {
    const page = await look({ before, limit });
    expect(page.rows.length).toBeLessThanOrEqual(limit);
    rows.push(...page.rows);
    if (page.more === undefined) return rows;
    before = page.more;
    await between?.();
  }
  throw new Error("the list does not end");
}

function everything(
  rig: Rig,
  query: Omit<MessageQuery, keyof Page>,
  limit: number,
  between?: () => Promise<unknown>,
): Promise<readonly FoundMessage[]> {
  return allOf((page) => rig.store.search.messages({ ...query, ...page }), limit, between);
}

function idsOf(rows: readonly { readonly id: number }[]): readonly number[] {
  return rows.map(({ id }) => id);
}

/** What a query means, of one message. */
function isAsked(message: FoundMessage, query: Partial<MessageQuery>): boolean {
  const { accountId, submissionId, phone, states, channelId, medium, code, text, from, to } = query;
  const equals = <T>(asked: T | undefined, value: T | undefined): boolean => asked === undefined || asked === value;
  return (
    equals(accountId, message.accountId) &&
    equals(submissionId, message.submissionId) &&
    equals(phone, message.phone) &&
    equals(channelId, message.channelId) &&
    equals(medium, message.medium) &&
    equals(code, message.code) &&
    (states === undefined || states.includes(message.state)) &&
    (text === undefined || message.text.includes(text)) &&
    (from === undefined || idTime(message.id) >= from) &&
    (to === undefined || idTime(message.id) < to)
  );
}

/** Undefined where both say the same of a message. */
function both(word: Partial<MessageQuery>, other: Partial<MessageQuery>): Partial<MessageQuery> | undefined {
  return Object.keys(word).some((key) => key in other) ? undefined : { ...word, ...other };
}

/** Some values for each word, of those that messages have. */
function wordsOf(rig: Rig, all: readonly FoundMessage[]): readonly Omit<MessageQuery, keyof Page>[] {
  const middle = all[all.length >> 1] as FoundMessage;
  const late = all[all.length >> 3] as FoundMessage;
  return [
    { accountId: rig.accountId },
    { accountId: middle.accountId === rig.accountId ? late.accountId : middle.accountId },
    { submissionId: middle.submissionId },
    ...PHONES.slice(1).map((phone) => ({ phone })),
    ...(["queued", "unanswered", "failed"] as const).map((state) => ({ states: [state] })),
    { states: ["sent", "leased", "held", "unanswered"] },
    { states: ["delivered", "queued"] },
    { channelId: rig.channelId },
    { medium: "mms" },
    ...CODES.map((code) => ({ code })),
    ...["%", "a_b"].map((text) => ({ text })),
    { from: middle.acceptedAt, to: late.acceptedAt },
  ] satisfies Omit<MessageQuery, keyof Page>[];
}
