import { describe, expect, it } from "vitest";
import { OwnSettings } from "./own-settings.ts";

/** What is wrong with one setting, as it reads it. */
function problems(own: unknown, read: (settings: OwnSettings) => unknown): readonly string[] {
  const settings = new OwnSettings("kind", own);
  read(settings);
  const parsed = settings.done({});
  return parsed.ok ? [] : parsed.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("a kind's own settings", () => {
  it("come as they are written, or as their fallbacks", () => {
    const given = new OwnSettings("kind", { text: "a", word: 3.4, whole: 5, flag: true, duration: "3m", own: "x" });
    const settings = {
      text: given.text("text", { max: 5 }),
      word: given.word("word", ["3.4"], "3.4"),
      whole: given.whole("whole", { min: 1, max: 9 }),
      flag: given.flag("flag", false),
      duration: given.duration("duration", { max: 3_600_000, fallback: 0 }),
      own: given.own("own", (value) => (value === "x" ? 1 : undefined), "x", 0),
      missing: given.text("missing", { max: 5, fallback: "" }),
    };
    expect(given.done(settings)).toEqual({
      ok: true,
      own: { text: "a", word: "3.4", whole: 5, flag: true, duration: 180_000, own: 1, missing: "" },
    });
  });

  it("say what is wrong with them", () => {
    expect(problems({ a: 1 }, (s) => s.text("a", { max: 5 }))).toEqual(["a: a must be a text of 1 to 5 plain characters, in quotes"]);
    expect(problems({ a: "" }, (s) => s.text("a", { max: 5 }))).toEqual(["a: a must be a text of 1 to 5 plain characters"]);
    expect(problems({ a: "b\u0000" }, (s) => s.text("a", { max: 5 }))).toHaveLength(1);
    expect(problems({ a: "z" }, (s) => s.word("a", ["x", "y"], "x"))).toEqual(["a: a must be x or y"]);
    expect(problems({ a: 1.5 }, (s) => s.whole("a", { min: 1, max: 2 }))).toEqual(["a: a must be a whole number from 1 to 2"]);
    expect(problems({ a: "yes" }, (s) => s.flag("a", true))).toEqual(["a: a must be true or false"]);
    expect(problems({ a: "2h" }, (s) => s.duration("a", { max: 60_000, fallback: 0 }))).toEqual([
      "a: a must be a duration of at most 60 seconds, such as 5s",
    ]);
    expect(problems({ a: 1 }, (s) => s.own("a", () => undefined, "something else", 0))).toEqual(["a: a must be something else"]);
    expect(problems({}, (s) => s.text("a", { max: 5 }))).toEqual([": a is missing: kind needs one"]);
    expect(problems({ b: 1 }, (s) => s.flag("a", true))).toEqual(['b: unknown key "b"; kind has a']);
    for (const own of [null, [], "x"]) expect(problems(own, () => undefined)).toEqual([": kind must be a mapping"]);
    expect(problems({ constructor: 1 }, () => undefined)).toHaveLength(1);
  });
});
