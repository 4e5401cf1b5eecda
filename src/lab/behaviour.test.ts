import { describe, expect, it } from "vitest";
import { Behaviours } from "./behaviour.ts";
import { readScript } from "./script.ts";

function behaviours(yaml = "") {
  const chosen = new Behaviours(readScript(yaml));
  const next = (phone: string): string => {
    const { answer, receipt, stat, wire, reply } = chosen.next(phone);
    return [answer, receipt, stat, wire, reply?.slice(0, 2)].filter((word) => word !== undefined).join(" ");
  };
  return { next, all: (phones: readonly string[]) => phones.map(next) };
}

const USUAL = "accepted once DELIVRD";

describe("the lab does with a submit", () => {
  // biome-ignore format: the platform's table
  it.each([
    ["0000", USUAL], ["9001", "accepted once UNDELIV"], ["9002", "accepted once EXPIRED"], ["9003", "accepted once REJECTD"],
    ["9004", "refused once DELIVRD"], ["9005", "accepted never DELIVRD"], ["9006", "accepted twice DELIVRD"],
    ["9007", "accepted early DELIVRD"], ["9009", "accepted once MA:0006"], ["9010", `${USUAL} 收到`], ["9011", `${USUAL} T`],
    ["9012", `${USUAL} 一二`],
  ])("to a phone that ends in %s what the simulator does: %s", (ending, expected) => {
    expect(behaviours().all([`1380013${ending}`, `1380013${ending}`])).toEqual([expected, expected]);
  });

  it.each([
    ["9008", "throttled once DELIVRD"],
    ["9013", `${USUAL} drop`],
  ])("to a phone that ends in %s the first time only: %s", (ending, expected) => {
    const { all } = behaviours();
    expect(all([`1380013${ending}`, `1390013${ending}`, `1380013${ending}`])).toEqual([expected, expected, USUAL]);
  });

  it("what the first rule says that fits, before the phone's ending", () => {
    const { all } = behaviours("rules: [{ ending: '01', stat: UNDELIV }, { ending: '9001', stat: NEVER }]");
    expect(all(["13800139001", "13800138001", "13800139002"])).toEqual([
      "accepted once UNDELIV",
      "accepted once UNDELIV",
      "accepted once EXPIRED",
    ]);
    expect(behaviours("endings: false").next("13800139001")).toBe(USUAL);
  });

  it("what a rule says for each so manieth, a range, or a number of times", () => {
    const kinds = (yaml: string, count: number) =>
      behaviours(`{ endings: false, rules: [${yaml}] }`)
        .all(Array.from({ length: count }, () => "1"))
        .map((what) => (what.startsWith("throttled") ? "x" : "."))
        .join("");
    expect(kinds("{ every: 3, answer: throttled }", 7)).toBe("..x..x.");
    expect(kinds("{ submits: 2-4, answer: throttled }", 6)).toBe(".xxx..");
    expect(kinds("{ times: 2, answer: throttled }", 4)).toBe("xx..");
    expect(kinds("{ firstTry: true, answer: throttled }", 3)).toBe("x..");
  });
});
