import { describe, expect, it } from "vitest";
import { type Contender, choose, worthTelling } from "./choice.ts";

/** Candidates 1, 2, … in tiers of their own, open and with room, never asked. */
function contenders(...own: readonly Partial<Contender>[]): readonly Contender[] {
  return own.map((one, index) => ({
    channelId: index + 1,
    tier: index,
    unfit: undefined,
    shut: undefined,
    room: 1,
    before: "never",
    ...one,
  }));
}

function words(...own: readonly Partial<Contender>[]): string {
  const { verdicts } = choose(contenders(...own), (sharing) => sharing.at(-1) as Contender);
  return verdicts.map(({ why }) => why).join(" ");
}

describe("the choice among candidates", () => {
  it.each([
    ["the first that has room", [{}, {}], "taken spare"],
    ["the next where the first has none", [{ room: 0 }, {}], "room taken"],
    [
      "the next where the first is shut",
      [{ shut: "down" }, { shut: "drained" }, { shut: "circuit" }, { shut: "absent" }, {}],
      "down drained circuit absent taken",
    ],
    ["one that can carry it", [{ unfit: "text" }, { unfit: "code" }, {}], "text code taken"],
    ["whose turn it is", [{ tier: 0 }, { tier: 0 }, { tier: 1 }], "turn taken spare"],
    ["another of the tier where one has no room", [{ tier: 0 }, { tier: 0, room: 0 }], "taken room"],
    ["one that was never asked, whatever its tier", [{ before: "last" }, { before: "asked" }, {}], "asked asked taken"],
    ["nobody while one that was never asked is only full", [{ before: "last" }, { room: 0 }], "asked room"],
    [
      "one that was asked before the one that was asked last",
      [{ before: "last" }, { before: "asked" }, { shut: "down" }],
      "asked taken down",
    ],
    ["the one asked last where nobody else is open", [{ before: "last" }, { shut: "down" }], "taken down"],
    ["nobody that failed to deliver it", [{ before: "failed" }, { before: "asked" }], "failed taken"],
    ["nobody where all failed to", [{ before: "failed" }, { unfit: "text" }], "failed text"],
    ["nobody of none", [], ""],
  ] as const)("is for %s", (_name, own, said) => {
    expect(words(...own)).toBe(said);
  });

  it("is hopeless only where waiting would not help", () => {
    const hopeless = (...own: readonly Partial<Contender>[]) => choose(contenders(...own), ([first]) => first as Contender).hopeless;
    expect(hopeless({ before: "failed" }, { unfit: "code" })).toBe(true);
    expect(hopeless()).toBe(true);
    expect(hopeless({ before: "failed" }, { shut: "down" })).toBe(false);
    expect(hopeless({ room: 0 })).toBe(false);
  });

  it("tells since when a circuit is open", () => {
    const { verdicts } = choose(
      contenders({ shut: "circuit", since: 7_000 }, { shut: "down", since: 7_000 }),
      ([first]) => first as Contender,
    );
    expect(verdicts).toEqual([
      { channelId: 1, why: "circuit", since: 7_000 },
      { channelId: 2, why: "down" },
    ]);
  });
});

describe("worth keeping", () => {
  it("are the verdicts up to the taken one, and none of an only candidate that took it", () => {
    const taken = { channelId: 1, why: "taken" } as const;
    expect(worthTelling([taken])).toEqual([]);
    expect(worthTelling([taken, { channelId: 2, why: "spare" }])).toEqual([]);
    expect(worthTelling([{ channelId: 2, why: "down" }, taken, { channelId: 3, why: "spare" }])).toEqual([
      { channelId: 2, why: "down" },
      taken,
    ]);
    expect(worthTelling([{ channelId: 1, why: "room" }])).toHaveLength(1);
  });
});
