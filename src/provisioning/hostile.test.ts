import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { KINDS } from "../cli/kinds.ts";
import { complaints, FACTS, marked } from "./facts.testing.ts";
import { parseProvisioning } from "./parse.ts";
import { MAX_TEXT } from "./yaml/compose.ts";

/** What reading may take at most; the largest files that are accepted take 3 s on the slowest machine at hand. */
const SOON = 10_000;
/** Enough to make anything slow that looks at each once for each other. */
const MANY = 40_000;

describe("text that is no YAML of ours", () => {
  it.each([
    ["version: 1\nname: ▸\u0000", "there is a control character in the file; it must be a plain text"],
    ["▸\u007fELF\u0002\u0001", "there is a control character in the file; it must be a plain text"],
    ["version: 1\nkeywords: [▸\uFFFD\uFFFD]", "the file is not in UTF-8; save it in that encoding"],
    ["a: ▸\ud800", "the file is not in UTF-8; save it in that encoding"],
    ["version: 1\n▸\tsettings: {}", "a tab can't be used to indent; use spaces"],
    ["[▸", "something is missing here: a closing quote or bracket, a comma, a colon, or a space after one"],
    ["version: 1\n▸---\nversion: 1", "there is more than one document (---) in the file; it may hold one"],
    ["version: 1\n▸version: 1", "this key appears twice in one mapping; the first is on line 1"],
    ["version: !!int ▸1", "tags (!name) have no meaning in this format"],
    ["version: 1\nkeywords: ▸!secret [a]", "tags (!name) have no meaning in this format"],
    ["version: 1\nkeywords: ▸*all", "no anchor (&name) of this alias's name stands above it"],
    ["version: 1\nkeywords: &all [▸*all]", "an alias can't stand inside the value that it names"],
    ["▸%YAML 1.1\n---\nversion: 1", "the file asks for another version of YAML than 1.2"],
    ["version: 1\n▸[a]: b", "a key must be a plain text"],
    [
      "version: 1\n▸<<: { keywords: [] }",
      '"<<" is no key of the file, which has version, settings, keywords, blacklist, ported, channels, products, accounts',
    ],
    [
      "version: 1\n▸__proto__: {}",
      '"__proto__" is no key of the file, which has version, settings, keywords, blacklist, ported, channels, products, accounts',
    ],
    [
      "version: 1\n▸toString: {}",
      '"toString" is no key of the file, which has version, settings, keywords, blacklist, ported, channels, products, accounts',
    ],
  ])("%j is refused at its place", (written, message) => {
    const { text, places } = marked(written);
    expect(complaints(text)).toContain(`${places[0]}: ${message}`);
  });

  it("never shows what stands around a syntax error", () => {
    const lines = complaints('version: 1\naccounts:\n  - password: "hunter2\\q\n  - "hunter2": hunter2 : x: }hunter2{ @hunter2\n');
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain("hunter2");
  });

  it("is read past CRLF, a byte order mark and wide characters, and still placed", () => {
    expect(complaints("\uFEFFversion: 1\r\nkeywords: [😀, 9]\r\n")).toEqual([
      "2:16: entry 2 of keywords must be in quotes: without them YAML reads it as a number, and loses zeros at its front",
    ]);
  });
});

describe("text that is too much", () => {
  const nine = (name: string): string => Array.from({ length: 9 }, () => `*${name}`).join(", ");
  const bomb = [
    "a: &a [x, x, x, x, x, x, x, x, x]",
    ..."bcdefghi".split("").map((name, n) => `${name}: &${name} [${nine("abcdefghi"[n] ?? "")}]`),
  ];

  it.each<[what: string, text: string, message: RegExp]>([
    ["a million open brackets", "[".repeat(1_000_000), /nests deeper/],
    ["a million open braces", "{a: ".repeat(1_000_000), /nests deeper/],
    ["a million nested lists", "- ".repeat(1_000_000), /nests deeper/],
    ["a staircase of keys", Array.from({ length: 1_000 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"), /nests deeper/],
    ["aliases that unfold to billions", `version: 1\n${bomb.join("\n")}`, /aliases make more than 1000000 values/],
    ["a file over the limit", `version: 1\n#${"x".repeat(MAX_TEXT)}`, /too large: at most 8 MiB/],
    ["four million values", `version: 1\nkeywords: [${"a,".repeat(2_000_000)}]`, /too many values/],
    ["more keywords than allowed", `version: 1\nkeywords: [${"a,".repeat(100_001)}]`, /keywords has 100001 entries; at most 100000/],
    ["a lot of unknown keys", Array.from({ length: MANY }, (_, n) => `k${n}: 1`).join("\n"), /is no key of the file/],
    ["a lot of repeated keys", "k: 1\n".repeat(MANY), /appears twice/],
    ["a lot of documents", "---\n".repeat(MANY), /more than one document/],
    ["a lot of anchors on one value", `version: 1\nkeywords: [${"&a ".repeat(MANY)}]`, /one anchor only/],
    ["a lot of unclosed quotes", `a: ${'" '.repeat(MANY)}`, /something is missing|doesn't belong/],
    ["a lot of lonely brackets", "]".repeat(MANY), /doesn't belong here/],
  ])("%s", (_, text, message) => {
    const begun = performance.now();
    const lines = complaints(text);
    expect(performance.now() - begun).toBeLessThan(SOON);
    expect(lines.length).toBeLessThanOrEqual(51);
    expect(lines.join("\n")).toMatch(message);
  });

  it("aliases that unfold to a lot in a kind's own block", () => {
    const text = `version: 1\nchannels:\n  - name: a\n    kind: simulator\n    operators: [mobile]\n    code: "1"\n    simulator:\n${bomb.map((line) => `      ${line}`).join("\n")}\n`;
    expect(complaints(text).join("\n")).toMatch(/aliases make more than/);
  });

  it("but as many keywords and phones as are allowed, at once", () => {
    const many = (make: (n: number) => string): string => Array.from({ length: 100_000 }, (_, n) => make(n)).join(", ");
    const text = `version: 1\nkeywords: [${many((n) => `词${n}`)}]\nblacklist: [${many((n) => `"137${String(n).padStart(8, "0")}"`)}]`;
    const parsed = parseProvisioning(text, FACTS);
    expect(parsed.ok && [parsed.plan.keywords?.length, parsed.plan.blacklist?.length]).toEqual([100_000, 100_000]);
  });
});

describe("any text at all", () => {
  const real = { ...FACTS, kinds: KINDS };
  const example = readFileSync(new URL("../../docs/provisioning.example.yaml", import.meta.url), "utf8");

  it("is either a plan or a list of places inside the text", () => {
    const letters = fc.constantFrom(
      ..."ab1:-#&*!|>'\"%@`[]{},?~ \t\n\r\u0085\u2028".split(""),
      "\n  - ",
      ": ",
      "\n",
      "version: 1\n",
      "accounts:\n",
      "\ud800",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ unit: "binary", maxLength: 200 }),
          fc.array(letters, { maxLength: 80 }).map((parts) => parts.join("")),
        ),
        (text) => {
          const parsed = parseProvisioning(text, FACTS);
          if (parsed.ok) return;
          const lines = text.split("\n");
          expect(parsed.problems.length).toBeGreaterThan(0);
          for (const { line, column } of parsed.problems) {
            expect(line).toBeGreaterThanOrEqual(1);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThanOrEqual(1);
            expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("that is a good file cut short, is never a surprise", () => {
    for (let end = 0; end < example.length; end += 7) expect(() => parseProvisioning(example.slice(0, end), real)).not.toThrow();
  });

  it("that has one value of a good file replaced, is still good, or refused by a sentence about that value", () => {
    const good = parse(example);
    const places = leafPaths(good);
    const wrongs: readonly unknown[] = [null, true, -1, 1.5, "", "\u202e", "x".repeat(3_000), [[]], { a: { b: 1 } }];
    let refused = 0;
    for (const path of places) {
      for (const wrong of wrongs) {
        const parsed = parseProvisioning(JSON.stringify(replaced(good, path, wrong)), real);
        if (parsed.ok) continue;
        refused += 1;
        const about = parsed.problems.filter(({ path: found }) => path.every((step, depth) => found[depth] === step));
        if (about.length === 0) expect(path, JSON.stringify(wrong)).toSatisfy(hasRelations);
      }
    }
    expect(refused).toBeGreaterThan(places.length * 5);
  });
});

type Step = string | number;

/** Keys whose new value may be right in itself and no longer fit another one. */
function hasRelations(path: readonly Step[]): boolean {
  return ["operators", "media", "payment", "allowAddresses"].some((key) => path.includes(key));
}

function leafPaths(value: unknown, path: readonly Step[] = []): (readonly Step[])[] {
  if (typeof value !== "object" || value === null) return [path];
  const entries: [Step, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, inner]) => leafPaths(inner, [...path, key]));
}

function replaced(value: unknown, [step, ...rest]: readonly Step[], by: unknown): unknown {
  if (step === undefined) return by;
  if (Array.isArray(value)) return value.map((inner, index) => (index === step ? replaced(inner, rest, by) : inner));
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, key === step ? replaced(inner, rest, by) : inner]));
}
