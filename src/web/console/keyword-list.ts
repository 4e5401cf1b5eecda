import type { RuleListStore } from "../../store/store.ts";
import { foldText } from "../../text/fold.ts";
import { MAX_KEYWORD_LENGTH, MAX_KEYWORDS } from "../../text/keywords.ts";

/** Words of one call. */
const MOST_AT_ONCE = 50_000;
const SHOWN = 10;
const SHOWN_LENGTH = 40;

export interface ReadKeywords {
  readonly fresh: string[];
  readonly there: number;
  readonly doubles: number;
  readonly tooLong: number;
  readonly tooLongSample: string[];
  readonly over: number;
  readonly most: number;
}

/**
 * Reads a list of keywords, one a line (or separated by tabs, as cells that are copied from a sheet; a csv file's quotes are taken off), beside what is listed
 * already. Words that differ in case or width only are one, as they are to the rule.
 */
export async function readKeywords(text: string, store: Pick<RuleListStore, "keywords">): Promise<ReadKeywords> {
  const listed = new Set((await allKeywords(store)).map(foldText));
  const room = Math.min(MOST_AT_ONCE, Math.max(0, MAX_KEYWORDS - listed.size));
  const given = new Set<string>();
  const fresh: string[] = [];
  const tooLong: string[] = [];
  let there = 0;
  let doubles = 0;
  let over = 0;
  for (const line of text.replace(/^\uFEFF/, "").split(/[\r\n\t]+/)) {
    const word = wordOf(line);
    if (word === "") continue;
    const folded = foldText(word);
    if (word.length > MAX_KEYWORD_LENGTH) tooLong.push(word);
    else if (given.has(folded)) doubles++;
    else if (listed.has(folded)) there++;
    else if (fresh.length >= room) over++;
    else fresh.push(word);
    given.add(folded);
  }
  const tooLongSample = tooLong.slice(0, SHOWN).map((word) => `${word.slice(0, SHOWN_LENGTH)}…`);
  return { fresh, there, doubles, tooLong: tooLong.length, tooLongSample, over, most: MAX_KEYWORDS };
}

function wordOf(line: string): string {
  const cell = line.trim().replace(/,+$/, "");
  const quoted = cell.length > 1 && cell.startsWith('"') && cell.endsWith('"');
  return (quoted ? cell.slice(1, -1).replaceAll('""', '"') : cell).trim();
}

export async function allKeywords(store: Pick<RuleListStore, "keywords">): Promise<readonly string[]> {
  const words: string[] = [];
  for (let page = await store.keywords("", MOST_AT_ONCE, ""); ; page = await store.keywords(page.at(-1) ?? "", MOST_AT_ONCE, "")) {
    for (const word of page) words.push(word);
    if (page.length < MOST_AT_ONCE) return words;
  }
}
