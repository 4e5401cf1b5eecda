import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ManualClock } from "../../runtime/manual-clock.ts";
import { type IdStyle, MessageIds, type Spelled } from "./ids.ts";

const SECOND = 1_000;
const PHONE = "13800138000";

function open(style: IdStyle = "auto") {
  const clock = new ManualClock();
  const ids = new MessageIds(style, clock);
  const resolved: string[] = [];
  /** What a receipt's id is brought to; undefined where that can't be told yet. */
  const of = (spelled: string | Spelled, phone = PHONE): string | undefined => {
    const id = ids.of(typeof spelled === "string" ? { text: spelled } : spelled, [phone, "1069000005"]);
    if (typeof id === "string") return id;
    void id.then((late) => resolved.push(late));
    return undefined;
  };
  return { clock, ids, resolved, of };
}

describe("the ids of a response and of its receipt meet", () => {
  // biome-ignore format: a table
  it.each([
    ["in the same words", "6b3f-77", "6b3f-77"],
    ["in another case", "6B3F-AA", "6b3f-aa"],
    ["in hex and decimal", "0A1B2C3D", "169552957"],
    ["in decimal and hex", "169552957", "A1B2C3D"],
    ["in hex and hex, with zeros", "00a1b2c3d", "0000000000A1B2C3D"],
    ["in decimal and decimal, with zeros", "169552957", "0000169552957"],
    ["in decimal that looks like hex", "12345678", "12345678"],
    ["in hex that looks like decimal", "12345678", "305419896"],
    ["in very large numbers", "ffffffffffffffff", "18446744073709551615"],
    ["in words that are longer than any number", "9".repeat(64), "9".repeat(64)],
    ["at zero", "0000", "0"],
  ])("%s", (_what, response, receipt) => {
    const { ids, of } = open();
    const normal = ids.accepted(response, PHONE);
    expect(of(receipt)).toBe(normal);
  });

  it("whatever the number", () => {
    const spell = (base: 10 | 16, upper: boolean, zeros: number) => (value: bigint) => {
      const digits = "0".repeat(zeros) + value.toString(base);
      return upper ? digits.toUpperCase() : digits;
    };
    const spelling = fc.tuple(fc.constantFrom(10 as const, 16 as const), fc.boolean(), fc.nat(6)).map((how) => spell(...how));
    fc.assert(
      fc.property(fc.bigInt(1n << 20n, (1n << 64n) - 1n), spelling, spelling, (value, response, receipt) => {
        const { ids, of } = open();
        const normal = ids.accepted(response(value), PHONE);
        expect(of(receipt(value))).toBe(normal);
      }),
    );
  });
});

describe("before anything is learned", () => {
  it("a receipt that is earlier than its response waits for it", async () => {
    const { clock, ids, resolved, of } = open();
    expect(of("169552957")).toBeUndefined();
    await clock.advance(SECOND);
    ids.accepted("ffff", PHONE);
    await clock.advance(0);
    expect(resolved).toEqual([]);
    ids.accepted("0A1B2C3D", PHONE);
    await clock.advance(0);
    expect(resolved).toEqual(["a1b2c3d"]);
  });

  it("a receipt of nobody's waits a while, and stays as it is written", async () => {
    const { clock, resolved, of } = open();
    of("169552957");
    await clock.advance(3 * SECOND);
    expect(resolved).toEqual(["169552957"]);
  });

  it("one whose id can be only one thing doesn't wait", () => {
    const { of } = open();
    expect(of("f3b5-44")).toBe("f3b5-44");
    expect(of("7")).toBe("7");
    expect(of({})).toBe("");
  });

  it("one that fits two submits to the same phone waits for others to show how it is meant", async () => {
    const { clock, ids, resolved, of } = open();
    ids.accepted("10", PHONE);
    ids.accepted("16", PHONE);
    expect(of("16")).toBeUndefined();
    ids.accepted("a1b2c3d", "13900139000");
    expect(of("169552957", "8613900139000")).toBe("a1b2c3d");
    await clock.advance(0);
    expect(resolved).toEqual(["10"]);
  });

  it("nothing is learned from a submit to another phone", () => {
    const { ids, of } = open();
    ids.accepted("a1b2c3d", "13900139000");
    expect(of("169552957", PHONE)).toBeUndefined();
  });

  it("a receipt that hides its phone is taken, in the end, for the one submit that it can be", async () => {
    const { clock, ids, resolved, of } = open();
    ids.accepted("a1b2c3d", PHONE);
    expect(of("169552957", "138****8000")).toBeUndefined();
    await clock.advance(3 * SECOND);
    expect(resolved).toEqual(["a1b2c3d"]);
    expect(of("305419896", PHONE)).toBeUndefined();
  });

  it("no more than a hundred wait, and after ten in vain none", async () => {
    const { clock, resolved, of } = open();
    for (let count = 0; count < 120; count++) of(String(1_000_000 + count));
    await clock.advance(0);
    expect(resolved[0]).toBe("1000000");
    await clock.advance(3 * SECOND);
    expect(resolved).toHaveLength(120);
    expect(of("2000000")).toBe("2000000");
  });

  it("what waits when the channel stops is not understood, and comes again", async () => {
    const { ids } = open();
    const waiting = ids.of({ text: "169552957" }, [PHONE]);
    ids.stop();
    await expect(waiting).rejects.toThrow("the channel stops");
  });
});

describe("a submit of another node", () => {
  it("is found in the store, at once or when it has been recorded, and teaches how ids are written", async () => {
    const clock = new ManualClock();
    const recorded = new Map([["a1b2c3d", PHONE]]);
    const ids = new MessageIds("auto", clock, async (asked) =>
      asked.flatMap((upstreamId) => {
        const phone = recorded.get(upstreamId);
        return phone === undefined ? [] : [{ upstreamId, phone }];
      }),
    );
    const found: string[] = [];
    const of = (text: string): void => void Promise.resolve(ids.of({ text }, [PHONE])).then((id) => found.push(id));
    const late = new MessageIds("auto", clock, async (asked) => (recorded.has("7") ? asked.filter((id) => id === "b5") : []).map(sent));
    void Promise.resolve(late.of({ text: "181" }, [PHONE])).then((id) => found.push(id));
    of("169552957");
    await clock.advance(0);
    expect(found).toEqual(["a1b2c3d"]);
    of("305419896");
    await clock.advance(0);
    expect(found).toEqual(["a1b2c3d", "12345678"]);
    recorded.set("7", PHONE);
    await clock.advance(2 * SECOND);
    expect(found).toEqual(["a1b2c3d", "12345678", "b5"]);
  });

  it("that the store can't be asked for is guessed like any other", async () => {
    const clock = new ManualClock();
    const ids = new MessageIds("auto", clock, () => Promise.reject(new Error("the disk is gone")));
    const id = ids.of({ text: "169552957" }, [PHONE]);
    await clock.advance(3 * SECOND);
    expect(await id).toBe("169552957");
  });
});

function sent(upstreamId: string): { readonly upstreamId: string; readonly phone: string } {
  return { upstreamId, phone: PHONE };
}

describe("what was learned", () => {
  it("holds for receipts of submits that are not remembered", () => {
    const { ids, of } = open();
    ids.accepted("0A1B2C3D", PHONE);
    of("169552957");
    expect(of("305419896", "13900139000")).toBe("12345678");
  });

  it("gives way to a receipt that fits a submit in another way", () => {
    const { ids, of } = open();
    ids.accepted("0A1B2C3D", PHONE);
    of("169552957");
    ids.accepted("99887766", PHONE);
    expect(of("99887766")).toBe("99887766");
    expect(of("55443322")).toBe("55443322");
  });

  it("is learned for text and parameter apart", () => {
    const { ids, of } = open();
    ids.accepted("0A1B2C3D", PHONE);
    expect(of({ parameter: "0A1B2C3D", text: "169552957" })).toBe("a1b2c3d");
    expect(of({ text: "305419896" })).toBe("12345678");
    expect(of({ parameter: "12345678" })).toBe("12345678");
  });

  it("is learned from what an earlier life of the process left open", () => {
    const { ids, of } = open();
    ids.remember("a1b2c3d", PHONE);
    expect(of("169552957")).toBe("a1b2c3d");
  });

  it("does not hang on a submit that is long forgotten, nor remember all of them", () => {
    const { ids, of } = open();
    ids.accepted("0A1B2C3D", PHONE);
    for (let count = 0; count < 40_000; count++) ids.accepted(`x${count}`, PHONE);
    expect(of("169552957")).toBeUndefined();
  });
});

describe("a setting", () => {
  it("hex reads decimal receipts at once, and hexadecimal ones too", () => {
    const { ids, of } = open("hex");
    expect(of("169552957")).toBe("a1b2c3d");
    expect(of("0A1B2C3D")).toBe("a1b2c3d");
    ids.accepted("12345678", PHONE);
    expect(of("12345678")).toBe("12345678");
  });

  it("decimal reads hexadecimal receipts where they can be nothing else, or fit nothing else", () => {
    const { ids, of } = open("decimal");
    expect(of("A1B2C3D")).toBe("169552957");
    expect(of("0012345678")).toBe("12345678");
    ids.accepted("305419896", PHONE);
    expect(of("12345678")).toBe("305419896");
  });

  it("text takes them as they are", () => {
    const { ids, of } = open("text");
    expect(ids.accepted("00aB", PHONE)).toBe("00aB");
    expect(of("00aB")).toBe("00aB");
    expect(of("169552957")).toBe("169552957");
  });
});
