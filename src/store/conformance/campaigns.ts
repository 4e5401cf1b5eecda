import { expect, it } from "vitest";
import type { CampaignPart, NewCampaign } from "../store.ts";
import { NOBODY, type OpenRig, type Rig } from "./rig.ts";

const DAY = 86_400_000;
const ALL = Number.MAX_SAFE_INTEGER;

/** `CampaignStore` */
export function campaignsSuite(open: OpenRig): void {
  it("keeps one as it was begun, and adds its parts up until all are there", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const plain = await begun(rig);
    const full = await begun(rig, { ext: "88", signature: 2, sendAt: rig.now + DAY });
    const fresh = { state: "open", handedParts: 0, handed: 0, credits: 0 };
    expect(await campaigns.get(rig.accountId, full.id)).toEqual({ campaign: { ...full, ...fresh }, parts: [] });
    const [first, second, third] = [part(0, { submissionId: 640 }), part(1), part(2, { submissionId: undefined, credits: 0 })];
    expect(await campaigns.addPart(rig.accountId, plain.id, third)).toBe("open");
    expect(await campaigns.addPart(rig.accountId, plain.id, first)).toBe("open");
    expect(await campaigns.addPart(rig.accountId, plain.id, { ...first, submissionId: 9, credits: 9 })).toBe("open");
    expect(await campaigns.addPart(rig.accountId, plain.id, second)).toBe("handed");
    await rig.reopen();
    const found = await rig.store.campaigns.get(rig.accountId, plain.id);
    expect(found?.campaign).toEqual({ ...plain, state: "handed", handedParts: 3, handed: 30, credits: 24 });
    expect(found?.parts).toEqual([first, second, third]);
  });

  it("counts a part once, however many say at once that it is there", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const { id } = await begun(rig);
    const told = await Promise.all([0, 1, 2, 0, 1, 2].map((place) => campaigns.addPart(rig.accountId, id, part(place))));
    expect(told).toContain("handed");
    expect((await campaigns.get(rig.accountId, id))?.campaign).toMatchObject({ state: "handed", handedParts: 3, handed: 30, credits: 36 });
  });

  it("cancels one once, and tells whoever hands a part in afterwards", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const { id } = await begun(rig);
    expect(await campaigns.cancel(rig.accountId, id)).toBe(true);
    expect(await campaigns.cancel(rig.accountId, id)).toBe(false);
    for (const place of [0, 1, 2]) expect(await campaigns.addPart(rig.accountId, id, part(place))).toBe("cancelled");
    expect((await campaigns.get(rig.accountId, id))?.campaign).toMatchObject({ state: "cancelled", handedParts: 3 });
  });

  it("begins no more of an account than may be open, also where they come at once", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const other = await rig.account("other");
    const answers = await Promise.all([1, 2, 3, 4].map(() => campaigns.begin(campaign(rig), 2, 0)));
    expect(answers.filter(Boolean)).toHaveLength(2);
    expect(await campaigns.begin(campaign(rig, { accountId: other }), 2, 0)).toBe(true);
    const [latest] = await campaigns.list(rig.accountId, ALL, 1);
    await campaigns.cancel(rig.accountId, latest?.id ?? 0);
    expect(await campaigns.begin(campaign(rig), 2, 0)).toBe(true);
  });

  it("lists an account's own, latest first, page by page", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const other = await rig.account("other");
    const ids: number[] = [];
    for (let n = 0; n < 3; n++) ids.unshift((await begun(rig)).id);
    await begun(rig, { accountId: other });
    const first = await campaigns.list(rig.accountId, ALL, 2);
    expect(first.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect((await campaigns.list(rig.accountId, ids[1] ?? 0, 2)).map(({ id }) => id)).toEqual(ids.slice(2));
  });

  it("knows nothing of another account's", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const { id } = await begun(rig);
    for (const accountId of [await rig.account("other"), NOBODY]) {
      expect(await campaigns.get(accountId, id)).toBeUndefined();
      expect(await campaigns.addPart(accountId, id, part(0))).toBeUndefined();
      expect(await campaigns.cancel(accountId, id)).toBe(false);
    }
    expect(await campaigns.get(rig.accountId, NOBODY)).toBeUndefined();
    expect(await campaigns.get(rig.accountId, id)).toMatchObject({ campaign: { state: "open", handedParts: 0 }, parts: [] });
  });

  it("forgets the account's old ones with their parts when another begins", async () => {
    await using rig = await open();
    const { campaigns } = rig.store;
    const other = await rig.account("other");
    const old = await begun(rig);
    const theirs = await begun(rig, { accountId: other });
    await campaigns.addPart(rig.accountId, old.id, part(0));
    rig.now += DAY;
    const kept = await begun(rig);
    rig.now += DAY;
    const latest = campaign(rig);
    expect(await campaigns.begin(latest, 100, kept.at)).toBe(true);
    expect((await campaigns.list(rig.accountId, ALL, 10)).map(({ id }) => id)).toEqual([latest.id, kept.id]);
    expect(await campaigns.get(rig.accountId, old.id)).toBeUndefined();
    expect(await campaigns.get(other, theirs.id)).toBeDefined();
  });
}

function campaign(rig: Rig, over: Partial<NewCampaign> = {}): NewCampaign {
  return {
    id: rig.id(),
    accountId: rig.accountId,
    name: "双十一",
    text: "{姓名}您好",
    ext: "",
    signature: undefined,
    sendAt: undefined,
    recipients: 30,
    parts: 3,
    fingerprint: "30-1f",
    actor: "li",
    at: rig.now,
    ...over,
  };
}

async function begun(rig: Rig, over: Partial<NewCampaign> = {}): Promise<NewCampaign> {
  const one = campaign(rig, over);
  expect(await rig.store.campaigns.begin(one, 100, 0)).toBe(true);
  return one;
}

function part(place: number, over: Partial<CampaignPart> = {}): CampaignPart {
  return { place, submissionId: 320 + place * 32, recipients: 10, credits: 12, ...over };
}
