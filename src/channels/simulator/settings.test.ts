import { describe, expect, it } from "vitest";
import { parseSettings } from "./settings.ts";

describe("the settings of a simulated carrier", () => {
  it("are a second to the receipt, none to the answer, and no failures, where nothing is said", () => {
    expect(parseSettings({})).toEqual({ ok: true, own: { receiptDelay: 1_000, submitDelay: 0, failRate: 0 } });
  });

  it.each([
    ["0ms", 0],
    ["50ms", 50],
    ["1s", 1_000],
    ["2m", 120_000],
    ["1h", 3_600_000],
    ["3600000ms", 3_600_000],
  ])("take %s for a duration", (text, ms) => {
    expect(parseSettings({ receiptDelay: text, submitDelay: text })).toMatchObject({
      ok: true,
      own: { receiptDelay: ms, submitDelay: ms },
    });
  });

  it.each(["", "50", "1.5s", "-1s", "61m", "3600001ms", "99999999ms", "1 s", "1S", "s", "1d", 50, null, true, [[]], {}])(
    "refuse %j as a duration, saying where and what would do",
    (value) => {
      expect(parseSettings({ receiptDelay: value })).toEqual({
        ok: false,
        problems: [{ path: ["receiptDelay"], message: "receiptDelay must be a duration up to 1h, such as 50ms or 1s" }],
      });
    },
  );

  it.each([0, 0.5, 1])("take %d for a share", (value) => {
    expect(parseSettings({ failRate: value })).toMatchObject({ ok: true, own: { failRate: value } });
  });

  it.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY, "0.5", null, [[]]])("refuse %j as a share", (value) => {
    expect(parseSettings({ failRate: value })).toMatchObject({ ok: false, problems: [{ path: ["failRate"] }] });
  });

  it("refuse what they don't know, and name it, also when it is the name of an object's method", () => {
    const refused = parseSettings({ receiptdelay: "1s", constructor: "x" });
    expect(refused).toMatchObject({ ok: false, problems: [{ path: ["receiptdelay"] }, { path: ["constructor"] }] });
  });

  it("say everything that is wrong at once", () => {
    const refused = parseSettings({ receiptDelay: 1, submitDelay: 2, failRate: 3, other: 4 });
    expect(refused.ok ? [] : refused.problems.map((problem) => problem.path[0])).toEqual([
      "receiptDelay",
      "submitDelay",
      "failRate",
      "other",
    ]);
  });

  it.each([null, "fast", 5, [["1s"]]])("are a mapping, not %j", (value) => {
    expect(parseSettings(value)).toEqual({ ok: false, problems: [{ path: [], message: "simulator must be a mapping" }] });
  });
});
