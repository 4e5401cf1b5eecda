import { describe, expect, it } from "vitest";
import { readChoice, type Verdict, writeChoice } from "./choice.ts";

describe("a stored choice", () => {
  it("is short, and reads back", () => {
    const verdicts: readonly Verdict[] = [
      { channelId: 3, why: "circuit", since: 1_795_136_890_000 },
      { channelId: 12, why: "room" },
      { channelId: 4, why: "taken" },
    ];
    expect(writeChoice(verdicts)).toBe("3c1795136890;12n;4t");
    expect(readChoice("3c1795136890;12n;4t")).toEqual({ verdicts, more: false });
  });

  it("keeps to 400 characters, with the last verdict whatever is left out", () => {
    const verdicts = Array.from(
      { length: 500 },
      (_, index): Verdict => ({ channelId: 1_000 + index, why: index < 499 ? "down" : "taken" }),
    );
    const text = writeChoice(verdicts);
    expect(text.length).toBeLessThanOrEqual(400);
    expect(text.length).toBeGreaterThan(390);
    const read = readChoice(text);
    expect(read.more).toBe(true);
    expect(read.verdicts.at(-1)).toEqual({ channelId: 1_499, why: "taken" });
    expect(read.verdicts[0]).toEqual({ channelId: 1_000, why: "down" });
  });

  it("passes over what it can't read, as a later release may have written it", () => {
    expect(readChoice("3z;x;;4t;99999999999999999999t").verdicts).toEqual([{ channelId: 4, why: "taken" }]);
  });
});
