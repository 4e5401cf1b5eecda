import { expect, it } from "vitest";
import type { HeldShare, ShareRound } from "../store.ts";
import { type OpenRig, one, type Rig } from "./rig.ts";

const TTL = 60_000;

interface Member {
  readonly node: number;
  readonly name: string;
}

/** `ShareStore` */
export function sharesSuite(open: OpenRig): void {
  it("gives a server that is alone every slot at once", async () => {
    await using rig = await open();
    const me = await joined(rig, "a");
    expect(await round(rig, me, [3, 1])).toEqual([
      { channelId: 1, slots: [0, 1, 2], fair: 3, servedElsewhere: false },
      { channelId: 2, slots: [0], fair: 1, servedElsewhere: false },
    ]);
    expect(await round(rig, me, [2])).toEqual([{ channelId: 1, slots: [0, 1], fair: 2, servedElsewhere: false }]);
    expect(await round(rig, me, [])).toEqual([]);
  });

  it("lets a second server have its fair share as the first one gives it back, and never the same slot", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const [a, b] = [await joined(rig, "a"), await joined(rig, "b")];
    expect(slotsOf(await round(rig, a, [4]))).toEqual([[0, 1, 2, 3]]);
    expect(await round(rig, b, [4])).toEqual([{ channelId: 1, slots: [], fair: 2, servedElsewhere: false }]);
    expect(one(await round(rig, a, [4]))).toMatchObject({ slots: [0, 1, 2, 3], fair: 2 });
    const kept = await round(rig, a, [4], { release: [2, 3].map((slot) => ({ channelId: 1, slot })) });
    expect(slotsOf(kept)).toEqual([[0, 1]]);
    expect(slotsOf(await round(rig, b, [4]))).toEqual([[2, 3]]);
    expect(slotsOf(await round(rig, a, [4], { release: [{ channelId: 1, slot: 2 }] }))).toEqual([[0, 1]]);
    expect(slotsOf(await round(rig, b, [4]))).toEqual([[2, 3]]);
  });

  it("spreads channels with one slot over the servers", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const members = [await joined(rig, "a"), await joined(rig, "b"), await joined(rig, "c")];
    for (const member of members) await round(rig, member, []);
    const held = await Promise.all(members.map((member) => round(rig, member, [1, 1, 1])));
    expect(held.map((shares) => shares.filter(({ slots }) => slots.length === 1).length)).toEqual([1, 1, 1]);
  });

  it("never gives a slot to two, however many ask at once", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const members = await Promise.all(Array.from({ length: 6 }, (_, n) => joined(rig, `n${n}`)));
    const held = await Promise.all(members.map((member) => round(rig, member, [9, 5, 1])));
    for (const channel of [0, 1, 2]) {
      const slots = held.flatMap((shares) => shares[channel]?.slots ?? []);
      expect(new Set(slots).size).toBe(slots.length);
    }
  });

  it("frees the slots of who leaves at once, and of who says nothing when its time is over", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const [a, b] = [await joined(rig, "a"), await joined(rig, "b")];
    await round(rig, a, [2]);
    await rig.store.nodes.leave(a.node, a.name, rig.now);
    expect(slotsOf(await round(rig, b, [2], { ttl: 1 }))).toEqual([[0, 1]]);
    const c = await joined(rig, "c");
    await expect.poll(async () => slotsOf(await round(rig, c, [2]))).toEqual([[0, 1]]);
    expect(slotsOf(await round(rig, b, [2]))).toEqual([[]]);
  });

  it("renews nothing of channels that aren't asked for, and gives none to who has no number", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const [a, b] = [await joined(rig, "a"), await joined(rig, "b")];
    await round(rig, a, [1, 1], { ttl: 1 });
    await round(rig, a, [], { ttl: TTL });
    await expect.poll(async () => slotsOf(await round(rig, b, [2, 2])).flat().length).toBe(2);
    expect(await round(rig, { ...a, name: "nobody" }, [1])).toEqual([{ channelId: 1, slots: [], fair: 0, servedElsewhere: false }]);
  });

  it("says whether another server carries messages over a channel", async (context) => {
    await using rig = await open();
    context.skip(rig.under.servers === "one", "one server has the data to itself");
    const [a, b] = [await joined(rig, "a"), await joined(rig, "b")];
    await round(rig, a, [2]);
    const elsewhere = async (): Promise<unknown> => one(await round(rig, b, [2])).servedElsewhere;
    expect(await elsewhere()).toBe(false);
    await round(rig, a, [2], { serves: true });
    expect(await elsewhere()).toBe(true);
    expect(one(await round(rig, a, [2], { serves: true })).servedElsewhere).toBe(false);
    await round(rig, a, [2]);
    expect(await elsewhere()).toBe(false);
  });
}

async function joined(rig: Rig, name: string): Promise<Member> {
  const { node } = await rig.store.nodes.join(name, rig.now, TTL);
  return { node, name };
}

/** @param slots of the channels 1, 2, … */
function round(
  rig: Rig,
  member: Member,
  slots: readonly number[],
  { serves = false, ...over }: Partial<Pick<ShareRound, "ttl" | "release">> & { readonly serves?: boolean } = {},
): Promise<readonly HeldShare[]> {
  const channels = slots.map((count, index) => ({ channelId: index + 1, slots: count, serves }));
  return rig.store.shares.hold({ ...member, ttl: TTL, channels, release: [], ...over });
}

function slotsOf(held: readonly HeldShare[]): readonly (readonly number[])[] {
  return held.map(({ slots }) => slots);
}
