import { readFileSync } from "node:fs";
import { join } from "node:path";

export const PAGES = join(import.meta.dirname, "../../../docs/interfaces");

export interface Block {
  /** Its line on the page, from 1. */
  readonly line: number;
  readonly language: string;
  /** What follows the language: `pushed`, or nothing. */
  readonly mark: string;
  readonly text: string;
}

/** A block that is run, and what the page says comes of it. */
export interface Example {
  readonly line: number;
  readonly language: "sh" | "ts";
  readonly script: string;
  readonly reply: string;
}

export interface Page {
  readonly text: string;
  readonly blocks: readonly Block[];
  /** Rows of cells, header first, without the line under it. */
  readonly tables: readonly (readonly (readonly string[])[])[];
  /** How deep each heading is, in order. */
  readonly outline: readonly number[];
}

export function readPage(name: string): Page {
  const text = readFileSync(join(PAGES, name), "utf8");
  const blocks = [...text.matchAll(/^```(\w*)(?: (\w+))?\n([\s\S]*?)^```$/gm)].map(
    ({ index, 1: language = "", 2: mark = "", 3: inside = "" }): Block => {
      return { line: text.slice(0, index).split("\n").length, language, mark, text: inside.trimEnd() };
    },
  );
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "");
  const tables = [...prose.matchAll(/^\|.*\|(?:\n\|.*\|)+/gm)].map(([table]) => table.split("\n").map(cellsOf));
  const outline = [...prose.matchAll(/^(#+) /gm)].map(([, marks = ""]) => marks.length);
  return { text, blocks, tables: tables.map(([header = [], , ...rows]) => [header, ...rows]), outline };
}

/** Every `sh` and `ts` block with the block behind it, which is its reply. */
export function examplesOf({ blocks }: Page): readonly Example[] {
  return blocks.flatMap(({ line, language, text: script }, index): Example[] => {
    if (language !== "sh" && language !== "ts") return [];
    const reply = blocks[index + 1];
    if (reply === undefined || reply.mark !== "" || !["text", "json", "xml"].includes(reply.language))
      throw new Error(`the block in line ${line} shows no reply`);
    return [{ line, language, script, reply: reply.text }];
  });
}

/** What the customer's receiver prints, as the page shows it. */
export function pushesOf({ blocks }: Page): readonly Block[] {
  return blocks.filter(({ mark }) => mark === "pushed");
}

function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

const ID = /\d{15,16}/;
const TIME = /20\d\d-\d\d-\d\d \d\d:\d\d:\d\d/;
const CHANGING = new RegExp(`(${ID.source}|${TIME.source})`);

/** Compares what a page shows with what is: any time stands for any, and an id for one id wherever the page shows it. */
export class Likeness {
  readonly #ids = new Map<string, string>();

  /** @param whole whether nothing may stand around it */
  has(shown: string, actual: string, whole: boolean): boolean {
    const parts = shown.split(CHANGING);
    const source = parts.map((part) => (ID.test(part) ? "(\\d{10,16})" : TIME.test(part) ? TIME.source : literal(part))).join("");
    const ids = parts.filter((part) => ID.test(part));
    for (const [, ...found] of actual.matchAll(new RegExp(whole ? `^${source}$` : source, "g"))) {
      const met = ids.map((id, index) => [id, found[index] ?? ""] as const);
      if (met.some(([id, there]) => (this.#ids.get(id) ?? there) !== there)) continue;
      for (const [id, there] of met) this.#ids.set(id, there);
      return true;
    }
    return false;
  }
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
