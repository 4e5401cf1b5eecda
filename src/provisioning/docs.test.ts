import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { KINDS } from "../cli/kinds.ts";
import { complaints, FACTS as TOYS } from "./facts.testing.ts";
import type { Reader } from "./read/reader.ts";
import { planReader } from "./schema/plan.ts";

/** With the channel kinds that there are, as their settings are in the reference too. */
const FACTS = { ...TOYS, kinds: KINDS };
const DOCS = new URL("../../docs/", import.meta.url);
const page = readFileSync(new URL("provisioning.md", DOCS), "utf8");
const example = readFileSync(new URL("provisioning.example.yaml", DOCS), "utf8");

/** Kinds' own blocks are in the reference, and no part of the common schema. */
const isOwn = (key: string): boolean => KINDS.some(({ kind }) => key.startsWith(`${kind}.`));
const TOP_LEVEL = "Top level";

/** Keys as the reference writes them: `push.mode`, `routes[].media`; a key with keys below it stands for itself only at the top or as a list. */
function keysBelow(reader: Reader<unknown>, prefix = ""): string[] {
  return Object.entries(reader.fields ?? {}).flatMap(([key, field]) => {
    const here = `${prefix}${key}`;
    if (field.reader.fields !== undefined) return keysBelow(field.reader, `${here}.`);
    if (field.reader.item?.fields === undefined) return [here];
    return keysBelow(field.reader.item, `${here}[].`);
  });
}

/** By heading of the page, the first cells of its table. */
function documentedKeys(): Map<string, string[]> {
  const sections = page.split(/^## /m).slice(1);
  return new Map(
    sections.map((section) => {
      const heading = section.slice(0, section.indexOf("\n")).replaceAll("`", "");
      return [heading, [...section.matchAll(/^\| `([^`]+)` \|/gm)].map((row) => row[1] ?? "")];
    }),
  );
}

describe("docs/provisioning.md", () => {
  const top = planReader(FACTS).fields ?? {};
  const documented = documentedKeys();

  it("lists the top level's keys", () => {
    expect(documented.get(TOP_LEVEL)?.toSorted()).toEqual(Object.keys(top).toSorted());
  });

  it.each(["settings", "channels", "products", "accounts"])("lists every key of %s, and none that there isn't", (section) => {
    const reader = top[section]?.reader;
    const keys = keysBelow(reader?.item ?? reader ?? { read: () => undefined });
    const lists = [...new Set(keys.flatMap((key) => key.match(/^(.+)\[\]/)?.[1] ?? []))];
    const rows = (documented.get(section) ?? []).filter((row) => !isOwn(row) && !lists.includes(row));
    expect(rows.toSorted()).toEqual(keys.toSorted());
  });

  it("lists every setting of the kinds' own, as far as they have defaults", () => {
    const own = KINDS.flatMap((kind) => {
      const defaults = kind.parseOwn({});
      return defaults.ok ? Object.keys(defaults.own).map((key) => `${kind.kind}.${key}`) : [];
    });
    expect((documented.get("channels") ?? []).filter(isOwn).toSorted()).toEqual(own.toSorted());
  });

  it("lists every setting of the http block", () => {
    const parsed = KINDS.find(({ kind }) => kind === "http")?.parseOwn({ dialect: "huaxin", url: "http://a", account: "a" });
    const keys = parsed?.ok ? Object.keys(parsed.own) : [];
    expect(documented.get("http channels")?.toSorted()).toEqual(keys.toSorted());
  });

  it("shows files that are accepted", () => {
    const samples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, sample = ""]) => sample);
    expect(samples.length).toBeGreaterThan(1);
    for (const sample of samples) {
      const whole = sample.startsWith("version: 1") ? sample : `version: 1\n${sample}`;
      expect(complaints(whole, FACTS)).toEqual([]);
    }
  });
});

describe("docs/provisioning.example.yaml", () => {
  it("is accepted", () => {
    expect(complaints(example, FACTS)).toEqual([]);
  });

  it("uses every key of the format", () => {
    const used = new Set(usedKeys(parse(example), ""));
    expect(keysBelow(planReader(FACTS)).filter((key) => !used.has(key))).toEqual([]);
  });
});

function usedKeys(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((entry) => usedKeys(entry, `${path}[]`))];
  if (typeof value !== "object" || value === null) return [path];
  return Object.entries(value).flatMap(([key, inner]) => usedKeys(inner, path === "" ? key : `${path}.${key}`));
}
