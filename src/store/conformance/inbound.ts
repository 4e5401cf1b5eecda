import { expect, it } from "vitest";
import { inboundHandOverSuite } from "./inbound-hand-over.ts";
import { inboundMergeSuite } from "./inbound-merge.ts";
import { ACCESS_CODE, arrivalOf, arrive, assign, PHONE, unmatched } from "./inbound-rig.ts";
import { latestSuite } from "./latest.ts";
import { type OpenRig, one, type Rig } from "./rig.ts";

/** `InboundStore` */
export function inboundSuite(open: OpenRig): void {
  it("has a text to be matched as soon as it is stored, with all that is known of it", async () => {
    await using rig = await open();
    const text = "收到 😀 '\"\\;--";
    const arrival = await arrive(rig, { text });
    const expected = { id: arrival.id, channelId: rig.channelId, phone: PHONE, accessCode: ACCESS_CODE, text, at: rig.now };
    expect(await unmatched(rig)).toEqual([expected]);
    await rig.reopen();
    expect(await unmatched(rig)).toEqual([expected]);
  });

  it("gives the oldest to be matched first, up to the limit", async () => {
    await using rig = await open();
    const ids: number[] = [];
    for (let count = 0; count < 5; count++) ids.push((await arrive(rig)).id);
    expect((await rig.store.inbound.unmatched(rig.now, 3)).map(({ id }) => id)).toEqual(ids.slice(0, 3));
    expect((await rig.store.inbound.unmatched(rig.now, 9)).map(({ id }) => id)).toEqual(ids);
  });

  it("takes a repetition for what it is, in one call, later, and when the text has long been handed out", async () => {
    await using rig = await open();
    const arrival = arrivalOf(rig);
    const again = { ...arrival, id: rig.id() };
    await rig.store.inbound.store(rig.channelId, [arrival, again]);
    await rig.store.inbound.store(rig.channelId, [{ ...again, text: "another" }]);
    expect((await unmatched(rig)).map(({ id, text }) => [id, text])).toEqual([[arrival.id, arrival.text]]);
    await assign(rig, arrival.id);
    await rig.reopen();
    rig.now += 86_400_000;
    await rig.store.inbound.store(rig.channelId, [{ ...again, id: rig.id() }]);
    expect(await unmatched(rig)).toEqual([]);
  });

  it("tells texts of different channels apart, whatever they call them", async () => {
    await using rig = await open();
    const arrival = arrivalOf(rig);
    await rig.store.inbound.store(rig.channelId, [arrival]);
    await rig.store.inbound.store(rig.otherChannelId, [{ ...arrival, id: rig.id() }]);
    expect((await unmatched(rig)).map(({ channelId }) => channelId)).toEqual([rig.channelId, rig.otherChannelId]);
  });

  it("stores what came twice at one moment once", async () => {
    await using rig = await open();
    const arrival = arrivalOf(rig);
    await Promise.all(Array.from({ length: 10 }, () => rig.store.inbound.store(rig.channelId, [{ ...arrival, id: rig.id() }])));
    expect(await unmatched(rig)).toHaveLength(1);
  });

  it("gives a text to one account, once, whoever asks again", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const { id } = await arrive(rig);
    await assign(rig, id, { ext: "88" });
    await assign(rig, id, { accountId: other, ext: "", optOut: true, push: true });
    expect(await unmatched(rig)).toEqual([]);
    expect(await inbound(rig, other)).toEqual([]);
    expect(one(await inbound(rig))).toMatchObject({ id, ext: "88" });
    expect(await rig.store.rules.blacklisted(0)).toMatchObject({ entries: [] });
    expect(await rig.store.pushes.due(rig.now)).toEqual([]);
  });

  it("keeps what is nobody's, on offer to nobody", async () => {
    await using rig = await open();
    const { id } = await arrive(rig);
    await assign(rig, id, { accountId: 0, accountCode: "", ext: "", pull: false });
    expect(await unmatched(rig)).toEqual([]);
    expect([await inbound(rig), await inbound(rig, 0)]).toEqual([[], []]);
  });

  it.each([
    { pull: true, push: false },
    { pull: false, push: true },
    { pull: true, push: true },
    { pull: false, push: false },
  ])("offers a text as it is told: $pull to queries, $push to be pushed", async ({ pull, push }) => {
    await using rig = await open();
    const { id } = await arrive(rig);
    rig.now += 5;
    await assign(rig, id, { pull, push });
    expect(await inbound(rig)).toHaveLength(pull ? 1 : 0);
    const { accountId, now } = rig;
    expect(await rig.store.pushes.due(now)).toEqual(push ? [{ accountId, kind: "inbound", dueAt: now }] : []);
  });

  it("knows the largest id in use also where it is an inbound text's", async () => {
    await using rig = await open();
    const { id } = await arrive(rig);
    expect((await rig.store.nodes.join("a", rig.now, 30_000)).lastId).toBe(id);
  });

  optOut(open);
  inboundMergeSuite(open);
  inboundHandOverSuite(open);
  latestSuite(open);
}

function optOut(open: OpenRig): void {
  it("puts who opted out on that account's blacklist for good, and says so without a new directory", async () => {
    await using rig = await open();
    const directory = await rig.store.directory.version();
    const before = await rig.store.rules.load();
    const { id } = await arrive(rig, { text: "T" });
    await assign(rig, id, { optOut: true });
    const entry = { accountId: rig.accountId, phone: PHONE, expiresAt: undefined };
    const change = await rig.store.rules.blacklisted(before.blacklistVersion);
    expect(change.entries).toEqual([entry]);
    expect(change.version).toBeGreaterThan(before.blacklistVersion);
    expect(await rig.store.rules.blacklisted(change.version)).toEqual({ version: change.version, entries: [] });
    await rig.reopen();
    expect(await rig.store.rules.load()).toMatchObject({ blacklist: [entry], blacklistVersion: change.version });
    expect(await rig.store.directory.version()).toBe(directory);
  });

  it("tells a node that was away all that was listed meanwhile, each once", async () => {
    await using rig = await open();
    const phones = Array.from({ length: 5 }, (_, index) => `1380013800${index}`);
    const versions = [0];
    for (const phone of [...phones, ...phones.slice(0, 2)]) {
      const { id } = await arrive(rig, { phone });
      await assign(rig, id, { optOut: true });
      versions.push((await rig.store.rules.blacklisted(0)).version);
    }
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    const listed = async (after = 0) => (await rig.store.rules.blacklisted(after)).entries.map(({ phone }) => phone).sort();
    expect(await listed()).toEqual(phones);
    expect(await listed(versions[3])).toEqual([...phones.slice(0, 2), ...phones.slice(3)]);
    expect(await listed(versions[5])).toEqual(phones.slice(0, 2));
  });
}

/** What an account is offered, left on offer. */
async function inbound(rig: Rig, accountId = rig.accountId) {
  const token = rig.id();
  const { now } = rig;
  const taken = await rig.store.inbound.take({ accountId, token, limit: 1_000, notBefore: undefined, now, until: now + 1 });
  await rig.store.inbound.release(
    accountId,
    token,
    taken.map(({ id }) => id),
  );
  return taken;
}
