import { describe, expect, it } from "vitest";
import { Turns } from "./turns.ts";

const [a, b, c] = [
  { channelId: 1, weight: 5 },
  { channelId: 2, weight: 1 },
  { channelId: 3, weight: 1 },
] as const;

function take(
  turns: Turns,
  count: number,
  sharers: readonly { readonly channelId: number; readonly weight: number }[],
  group = "g",
): string {
  return Array.from({ length: count }, () => turns.next(group, sharers).channelId).join("");
}

describe("turns by weight", () => {
  it("are spread out evenly, as nginx's are for 5, 1 and 1", () => {
    expect(take(new Turns(), 14, [a, b, c])).toBe("11213111121311");
  });

  it("come in exact proportion in every round", () => {
    const sharers = [7, 3, 2, 88].map((weight, index) => ({ channelId: index + 1, weight }));
    const taken = take(new Turns(), 300, sharers);
    expect(["1", "2", "3", "4"].map((id) => taken.split(id).length - 1)).toEqual([21, 9, 6, 264]);
  });

  it("pass by who can't take them, who neither loses nor saves up what was passed by", () => {
    const turns = new Turns();
    expect(take(turns, 4, [a, c])).toBe("1113");
    expect(take(turns, 70, [a, b, c]).split("2").length - 1).toBe(10);
  });

  it("are a group's own", () => {
    const turns = new Turns();
    expect(take(turns, 3, [a, b, c], "one")).toBe("112");
    expect(take(turns, 3, [a, b, c], "two")).toBe("112");
    turns.clear();
    expect(take(turns, 3, [a, b, c], "one")).toBe("112");
  });
});
