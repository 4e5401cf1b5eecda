import { expect, it } from "vitest";
import type { InboundTake, StoredInbound } from "../store.ts";
import { ACCESS_CODE, arrive, assign, PHONE } from "./inbound-rig.ts";
import { NOBODY, type OpenRig, one, type Rig } from "./rig.ts";

/** `InboundStore.take`, `confirm` and `release`. */
export function inboundHandOverSuite(open: OpenRig): void {
  it("hands a text out with the message that it answers", async () => {
    await using rig = await open();
    const submission = await rig.accepted({ orderId: "A-1", dialect: "hzdfit" });
    const answers = submission.messages[0]?.id ?? 0;
    const { id } = await arrive(rig, { text: "T" });
    await assign(rig, id, { accountCode: "05", ext: "88", answers });
    expect(await take(rig, 1)).toEqual([
      {
        id,
        accountId: rig.accountId,
        phone: PHONE,
        text: "T",
        at: rig.now,
        accessCode: ACCESS_CODE,
        accountCode: "05",
        ext: "88",
        answers: { messageId: answers, submissionId: submission.id, orderId: "A-1" },
        dialect: "hzdfit",
      },
    ] satisfies StoredInbound[]);
  });

  it("hands one out that answers nothing, or a message without an order id", async () => {
    await using rig = await open();
    await waiting(rig, 1);
    const submission = await rig.accepted();
    const { id } = await arrive(rig);
    await assign(rig, id, { answers: submission.messages[0]?.id });
    const [none, plain] = await take(rig, 1);
    expect(none).toMatchObject({ answers: undefined, dialect: undefined });
    expect(plain).toMatchObject({ answers: { submissionId: submission.id, orderId: undefined }, dialect: "huaxin" });
  });

  it("takes the oldest first, up to the limit, and each by one token only", async () => {
    await using rig = await open();
    const ids = await waiting(rig, 5);
    expect(await taken(rig, 1, { limit: 2 })).toEqual(ids.slice(0, 2));
    expect(await taken(rig, 2, { limit: 2 })).toEqual(ids.slice(2, 4));
    expect(await taken(rig, 3, { limit: 2 })).toEqual(ids.slice(4));
    expect(await taken(rig, 4)).toEqual([]);
  });

  it("passes over what is older than asked for, and leaves it on offer", async () => {
    await using rig = await open();
    const old = await waiting(rig, 2);
    rig.now += 1_000;
    const notBefore = rig.now;
    const fresh = await waiting(rig, 2);
    expect(await taken(rig, 1, { notBefore, limit: 1 })).toEqual(fresh.slice(0, 1));
    expect(await taken(rig, 2, { notBefore })).toEqual(fresh.slice(1));
    expect(await taken(rig, 3, { notBefore })).toEqual([]);
    expect(await taken(rig, 4)).toEqual(old);
  });

  it("never offers a text again that was handed over, not even after a restart", async () => {
    await using rig = await open();
    const ids = await waiting(rig, 2);
    await take(rig, 1);
    await rig.store.inbound.confirm(rig.accountId, 1, ids, rig.now);
    await rig.store.inbound.release(rig.accountId, 1, ids);
    await rig.reopen();
    expect(await take(rig, 2, { now: rig.now + 1_000_000 })).toEqual([]);
  });

  it("offers again what broke off at once, and what was neither confirmed nor released when its time is up", async () => {
    await using rig = await open();
    const ids = await waiting(rig, 3);
    await take(rig, 1, { until: rig.now + 500 });
    await rig.store.inbound.release(rig.accountId, 1, ids.slice(2));
    expect(await taken(rig, 2, { now: rig.now + 499, until: rig.now + 9_000 })).toEqual(ids.slice(2));
    expect(await taken(rig, 3, { now: rig.now + 500 })).toEqual(ids.slice(0, 2));
  });

  it("heeds neither confirm nor release of a token that the texts are not under, nor of another account", async () => {
    await using rig = await open();
    const ids = await waiting(rig, 2);
    const other = await rig.account("other");
    await take(rig, 1, { until: rig.now + 500 });
    await take(rig, 2, { now: rig.now + 500, until: rig.now + 9_000 });
    await rig.store.inbound.confirm(rig.accountId, 1, ids, rig.now);
    await rig.store.inbound.release(rig.accountId, 1, ids);
    await rig.store.inbound.confirm(other, 2, ids, rig.now);
    await rig.store.inbound.release(other, 2, ids);
    await rig.store.inbound.confirm(rig.accountId, 2, [NOBODY], rig.now);
    expect(await taken(rig, 3, { now: rig.now + 501 })).toEqual([]);
    expect(await taken(rig, 3, { now: rig.now + 9_000 })).toEqual(ids);
  });

  it("gives no account another's texts", async () => {
    await using rig = await open();
    const other = await rig.account("other");
    const [mine] = await waiting(rig, 1);
    const its = await arrive(rig);
    await assign(rig, its.id, { accountId: other });
    expect(await taken(rig, 1, { accountId: other })).toEqual([its.id]);
    expect(await taken(rig, 1)).toEqual([mine]);
  });

  it("never gives a text to two takes, however many run at once", async () => {
    await using rig = await open();
    const ids = await waiting(rig, 50);
    const takes = await Promise.all(Array.from({ length: 10 }, (_, token) => taken(rig, token + 1, { limit: 7 })));
    expect(takes.flat().toSorted((a, b) => a - b)).toEqual(ids);
  });

  it("offers at once again what a dead server was handing over, where one server has the data to itself", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "many", "other servers' hand-overs are theirs until they lapse");
    const [id] = await waiting(rig, 1);
    await take(rig, 1);
    await rig.reopen();
    await rig.store.nodes.join("b", rig.now, 30_000);
    expect(one(await take(rig, 2)).id).toBe(id);
  });
}

/** Texts on offer to the rig's account; their ids. */
async function waiting(rig: Rig, count: number): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let n = 0; n < count; n++) {
    const { id } = await arrive(rig);
    await assign(rig, id);
    ids.push(id);
  }
  return ids;
}

function take(rig: Rig, token: number, over: Partial<InboundTake> = {}): Promise<readonly StoredInbound[]> {
  const { accountId, now } = rig;
  return rig.store.inbound.take({ accountId, token, limit: 1_000, notBefore: undefined, now, until: now + 60_000, ...over });
}

async function taken(rig: Rig, token: number, over: Partial<InboundTake> = {}): Promise<readonly number[]> {
  return (await take(rig, token, over)).map(({ id }) => id);
}
