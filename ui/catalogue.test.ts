import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { CallTable } from "../src/web/contract/call.ts";
import { consoleCalls } from "../src/web/contract/console/index.ts";
import { portalCalls } from "../src/web/contract/portal/index.ts";
import { en } from "./catalogue/en/index.ts";
import { translator } from "./catalogue/words.ts";
import { zh } from "./catalogue/zh/index.ts";

const TABLES: readonly CallTable[] = [consoleCalls, portalCalls];
type Words = Readonly<Record<string, Readonly<Record<string, string>>>>;
const CHINESE: Words = zh;
const ENGLISH: Words = en;

function keysOf(catalogue: Words): readonly string[] {
  return Object.entries(catalogue)
    .flatMap(([area, words]) => Object.keys(words).map((key) => `${area}.${key}`))
    .sort();
}

function valuesOf(text: string): readonly string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name = ""]) => name))].sort();
}

describe("the catalogues", () => {
  it("have the same keys", () => {
    expect(keysOf(ENGLISH)).toEqual(keysOf(CHINESE));
  });

  it("take the same values", () => {
    for (const [area, words] of Object.entries(CHINESE))
      for (const [key, text] of Object.entries(words))
        expect(valuesOf(ENGLISH[area]?.[key] ?? ""), `${area}.${key}`).toEqual(valuesOf(text));
  });

  it("leave no text empty, and no Chinese in the English one but the language's own name", () => {
    for (const [area, words] of Object.entries(ENGLISH))
      for (const [key, text] of Object.entries(words)) {
        expect(text.trim(), `${area}.${key}`).not.toBe("");
        if (area !== "languages") expect(text, `${area}.${key}`).not.toMatch(/\p{Script=Han}/u);
      }
  });

  it("name every call that changes something, and every area, for the audit log", () => {
    const missing = TABLES.flatMap((table) =>
      Object.entries(table).flatMap(([area, calls]) => {
        const changing = Object.entries(calls).filter(([, { changes }]) => changes === true);
        const names = changing.map(([name]) => `actions.${area}.${name}`);
        return [...names, ...(changing.length > 0 ? [`areas.${area}`] : [])].filter((key) => !keysOf(CHINESE).includes(key));
      }),
    );
    expect([...new Set(missing)]).toEqual([]);
  });

  it("hold, but for a stock of common ones, only keys that some page uses, word for word or by its area", () => {
    const sources = ["console", "portal", "shared"].flatMap((folder) =>
      readdirSync(join(import.meta.dirname, folder), { recursive: true, encoding: "utf8" })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => readFileSync(join(import.meta.dirname, folder, name), "utf8")),
    );
    const all = sources.join("\n");
    const areas = [...all.matchAll(/[`"](\w+)\.\$\{|useWordOf\("(\w+)"\)/g)].map(([, area, other]) => area ?? other);
    const byArea = new Set(["common", ...areas]);
    const unused = keysOf(CHINESE).filter((key) => !byArea.has(key.split(".")[0]) && !all.includes(`"${key}"`));
    expect(unused).toEqual([]);
  });
});

describe("a text", () => {
  const t = translator(en, "en");
  it("is filled in, with the number's own word", () => {
    expect(t("me.ended", { count: 1 })).toBe("1 session ended");
    expect(t("me.ended", { count: 12_000 })).toBe("12,000 sessions ended");
    expect(t("people.added", { name: "$& {x}" })).toBe("$& {x} was added");
  });
});
