import fc from "fast-check";
import { expect, it } from "vitest";
import type { InboundArrival } from "../store.ts";
import { arrivalOf, arrive, assign, PATIENCE, unmatched } from "./inbound-rig.ts";
import { type OpenRig, one } from "./rig.ts";

const RUNS = 60;

/** Parts that come in any order, in any number of calls, some of them more than once. */
const deliveries = fc
  .array(fc.record({ phone: fc.constantFrom("13800138000", "13900139000"), parts: fc.integer({ min: 1, max: 5 }) }), {
    minLength: 1,
    maxLength: 4,
  })
  .chain((texts) => {
    const parts = texts.flatMap((text, index) => Array.from({ length: text.parts }, (_, part) => ({ ...text, index, part: part + 1 })));
    const repeated = fc.array(fc.constantFrom(...parts), { maxLength: 6 });
    return repeated.chain((more) =>
      fc.record({
        texts: fc.constant(texts),
        order: fc.shuffledSubarray([...parts, ...more], { minLength: parts.length + more.length }),
        size: fc.integer({ min: 1, max: 4 }),
      }),
    );
  });

/** Long texts. */
export function inboundMergeSuite(open: OpenRig): void {
  it("makes one text of its parts, whatever their order and however often each comes", async () => {
    await using rig = await open();
    let history = 0;
    await fc.assert(
      fc.asyncProperty(deliveries, async ({ texts, order, size }) => {
        history += 1;
        const textOf = (index: number, part: number): string => `${history}:${index}:${part};`;
        const arrivals = order.map(
          ({ phone, parts, index, part }): InboundArrival =>
            arrivalOf(rig, { key: textOf(index, part), phone, text: textOf(index, part), reference: parts === 1 ? 0 : index, part, parts }),
        );
        while (arrivals.length > 0) await rig.store.inbound.store(rig.channelId, arrivals.splice(0, size));
        const merged = await unmatched(rig);
        const wanted = texts.map(({ phone, parts }, index) => ({
          phone,
          text: Array.from({ length: parts }, (_, part) => textOf(index, part + 1)).join(""),
        }));
        const plain = merged.map(({ phone, text }) => ({ phone, text }));
        expect(plain.toSorted(byText)).toEqual(wanted.toSorted(byText));
        for (const { id } of merged) await assign(rig, id);
        expect(await rig.store.inbound.unmatched(rig.now + PATIENCE, 10)).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("waits for all parts, also over a restart, and dates the text by the latest of them", async () => {
    await using rig = await open();
    const long = { reference: 7, parts: 3 };
    const { id } = await arrive(rig, { ...long, part: 1, text: "甲" });
    rig.now += 1_000;
    await arrive(rig, { ...long, part: 2, text: "乙" });
    expect(await unmatched(rig)).toEqual([]);
    await rig.reopen();
    await arrive(rig, { ...long, part: 3, text: "丙", at: rig.now - 500 });
    expect(one(await unmatched(rig))).toMatchObject({ id, text: "甲乙丙", at: rig.now });
  });

  it("makes do with what is there when the time is up, and takes what comes then for a text of its own", async () => {
    await using rig = await open();
    const long = { reference: 7, parts: 3 };
    await arrive(rig, { ...long, part: 3, text: "丙" });
    rig.now += 1_000;
    const mergeBy = rig.now + PATIENCE - 1_000;
    await arrive(rig, { ...long, part: 1, text: "甲" });
    rig.now = mergeBy - 1;
    expect(await unmatched(rig)).toEqual([]);
    rig.now = mergeBy;
    expect((await unmatched(rig)).map(({ text }) => text)).toEqual(["甲丙"]);
    await arrive(rig, { ...long, part: 2, text: "乙" });
    rig.now += PATIENCE;
    expect((await unmatched(rig)).map(({ text }) => text)).toEqual(["甲丙", "乙"]);
  });

  it("gives up waiting for no more texts than are asked for", async () => {
    await using rig = await open();
    for (const reference of [1, 2, 3]) await arrive(rig, { reference, parts: 2, text: String(reference) });
    rig.now += PATIENCE;
    expect((await rig.store.inbound.unmatched(rig.now, 2)).map(({ text }) => text)).toEqual(["1", "2"]);
    expect((await unmatched(rig)).map(({ text }) => text)).toEqual(["1", "2", "3"]);
  });

  it("mixes no parts of different phones, access codes, references or numbers of parts", async () => {
    await using rig = await open();
    const first = { phone: "13800138000", accessCode: "106901", reference: 1, parts: 2, part: 1 };
    const others = [first, { ...first, phone: "13800138001" }, { ...first, accessCode: "106902" }, { ...first, reference: 2 }];
    for (const over of [...others, { ...first, parts: 3 }]) await arrive(rig, over);
    await rig.store.inbound.store(rig.otherChannelId, [arrivalOf(rig, first)]);
    expect(await unmatched(rig)).toEqual([]);
    await arrive(rig, { ...first, part: 2 });
    expect(await unmatched(rig)).toMatchObject([{ phone: first.phone, accessCode: first.accessCode, channelId: rig.channelId }]);
  });

  it("begins another text with a part that is there already, where a phone uses its reference again", async () => {
    await using rig = await open();
    const long = { reference: 1, parts: 2 };
    await arrive(rig, { ...long, part: 1, text: "甲1" });
    await arrive(rig, { ...long, part: 1, text: "乙1" });
    await arrive(rig, { ...long, part: 2, text: "甲2" });
    await arrive(rig, { ...long, part: 2, text: "乙2" });
    expect((await unmatched(rig)).map(({ text }) => text)).toEqual(["甲1甲2", "乙1乙2"]);
  });
}

function byText(a: { readonly text: string }, b: { readonly text: string }): number {
  return a.text < b.text ? -1 : 1;
}
