import { expect, it } from "vitest";
import { PHONE } from "./inbound-rig.ts";
import { NOBODY, type OpenRig, type Rig } from "./rig.ts";

/** `InboundStore.latestTo` and `indexPhones` */
export function latestSuite(open: OpenRig): void {
  it("finds the messages to a phone, latest first, page by page, indexed or not", async () => {
    await using rig = await open();
    const ids: number[] = [];
    for (let step = 0; step < 6; step++) {
      ids.unshift(await tried(rig, PHONE));
      await tried(rig, "13900139000");
      rig.now += 40_000;
      if (step === 3) await indexAll(rig);
    }
    const found = async (before: number, limit: number): Promise<readonly number[]> =>
      (await rig.store.history.messagesTo(PHONE, before, limit)).map(({ id }) => id);
    expect(await found(Number.MAX_SAFE_INTEGER, 10)).toEqual(ids);
    expect(await found(Number.MAX_SAFE_INTEGER, 4)).toEqual(ids.slice(0, 4));
    expect(await found(ids[1] ?? 0, 3)).toEqual(ids.slice(2, 5));
    expect(await found(ids[4] ?? 0, 3)).toEqual(ids.slice(5));
    expect(await rig.store.history.messagesTo("13700137000", Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
    expect(await rig.store.history.messagesTo('" OR 1', Number.MAX_SAFE_INTEGER, 10)).toEqual([]);
  });

  it("knows the latest message to a phone of any of the accounts that are asked for", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    await tried(rig, PHONE);
    const mine = { accountId: rig.accountId, messageId: await tried(rig, PHONE) };
    const its = { accountId: other, messageId: await tried(rig, PHONE, other) };
    await tried(rig, "+4915112345678", other);
    const international = { accountId: rig.accountId, messageId: await tried(rig, "+4915112345678") };
    const asked = [
      { phone: PHONE, accountIds: [rig.accountId] },
      { phone: PHONE, accountIds: [rig.accountId, other] },
      { phone: PHONE, accountIds: [NOBODY] },
      { phone: PHONE, accountIds: [] },
      { phone: "13900139000", accountIds: [rig.accountId] },
      { phone: "+4915112345678", accountIds: [other, NOBODY, rig.accountId] },
    ];
    const expected = [mine, its, undefined, undefined, undefined, international];
    expect(await rig.store.inbound.latestTo(asked)).toEqual(expected);
    await indexAll(rig);
    expect(await rig.store.inbound.latestTo(asked)).toEqual(expected);
    await rig.reopen();
    expect(await rig.store.inbound.latestTo(asked)).toEqual(expected);
    expect(await rig.store.inbound.latestTo([])).toEqual([]);
  });

  it("says the same at every stage of what is indexed, and after every message", async () => {
    await using rig = await open();
    const accounts = [rig.accountId, await rig.account("other")];
    const phones = ["13800138000", "13800138001", "13800138002"];
    const latest = new Map<string, number>();
    for (let step = 0; step < 40; step++) {
      const phone = phones[(step * 7) % 3] ?? "";
      const accountId = accounts[step % 5 < 3 ? 0 : 1] ?? 0;
      latest.set(`${phone} ${accountId}`, await tried(rig, phone, accountId));
      rig.now += 10_000;
      if (step % 3 === 0) await rig.store.inbound.indexPhones(rig.now, 2);
      const asked = phones.flatMap((each) => accounts.map((id) => ({ phone: each, accountIds: [id] })));
      const answers = await rig.store.inbound.latestTo(asked);
      expect(answers.map((answer) => answer?.messageId)).toEqual(asked.map((each) => latest.get(`${each.phone} ${each.accountIds[0]}`)));
    }
  });

  it("finds a message that was stored after a younger one had been indexed", async () => {
    await using rig = await open();
    const slow = rig.submission({ to: [{ phone: PHONE }] });
    rig.now += 5_000;
    await tried(rig, "13900139000");
    rig.now += 1_000;
    await rig.store.inbound.indexPhones(rig.now, 10);
    await rig.accept(slow);
    await rig.claim();
    const messageId = slow.messages[0]?.id;
    const look = () => rig.store.inbound.latestTo([{ phone: PHONE, accountIds: [rig.accountId] }]);
    expect(await look()).toMatchObject([{ messageId }]);
    await indexAll(rig);
    expect(await look()).toMatchObject([{ messageId }]);
  });

  it("looks past what nobody has tried to send: what waits, is held, or was refused", async () => {
    await using rig = await open();
    const wish = (over: object = {}) => ({ to: [{ phone: PHONE, ...over }] });
    await rig.accepted(wish({ state: "failed", code: "YZ:BLACK", segments: 0 }));
    const look = async () => (await rig.store.inbound.latestTo([{ phone: PHONE, accountIds: [rig.accountId] }]))[0];
    expect(await look()).toBeUndefined();
    const seen = await tried(rig, PHONE);
    const later = await rig.accepted({ ...wish(), sendAt: rig.now + 3_600_000 });
    await rig.accepted(wish({ state: "held" }));
    for (const index of [() => undefined, () => indexAll(rig)]) {
      await index();
      expect(await look()).toEqual({ accountId: rig.accountId, messageId: seen });
    }
    rig.now += 3_600_000;
    await rig.claim();
    expect(await look()).toEqual({ accountId: rig.accountId, messageId: later.messages[0]?.id });
  });

  it("takes each message into the index once, and says when there are no more", async () => {
    await using rig = await open();
    await rig.accepted({ to: 25 });
    rig.now += 3_600_000;
    const takes = [10, 10, 10, 10].map((limit) => rig.store.inbound.indexPhones(rig.now, limit));
    const total = (await Promise.all(takes)).reduce((sum, count) => sum + count, 0);
    expect(total).toBeLessThanOrEqual(25);
    expect(await rig.store.inbound.indexPhones(rig.now, 10)).toBe(0);
  });

  it.each(["12x", "138 0013", `x" OR "${PHONE}`, "", "1380013800*", "你好", "１３８"])(
    "finds nothing for %j, which is no phone",
    async (phone) => {
      await using rig = await open();
      await rig.accepted({ to: [{ phone, state: "failed", code: "YZ:NUMBER", segments: 0 }] });
      await tried(rig, PHONE);
      await indexAll(rig);
      expect(await rig.store.inbound.latestTo([{ phone, accountIds: [rig.accountId] }])).toEqual([undefined]);
    },
  );
}

/** Sends a message to the phone as far as a node's claim; its id. */
async function tried(rig: Rig, phone: string, accountId = rig.accountId): Promise<number> {
  return (await rig.claimedOne({ accountId, to: [{ phone }] })).id;
}

async function indexAll(rig: Rig): Promise<void> {
  rig.now += 3_600_000;
  while ((await rig.store.inbound.indexPhones(rig.now, 3)) > 0) rig.now += 1;
}
