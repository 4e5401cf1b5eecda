import { setTimeout as after, setImmediate as turn } from "node:timers/promises";
import { buildKeywordsInSlices, type Keywords, MAX_KEYWORDS } from "../src/text/keywords.ts";
import { fixed, table, whole } from "./table.ts";

/**
 * node --expose-gc bench/keywords.ts: the keyword search by itself. Build time, the longest that building kept the event
 * loop (in CPU time, so that a busy machine doesn't count), memory, and time a text of 1,000 UTF-16 units, for lists and
 * texts of several kinds. Prints Markdown; asserts nothing.
 */
const UNITS = 1_000;
/** Common ideographs; a text of 3,000 different ones is what ordinary Chinese is made of. */
const FIRST_IDEOGRAPH = 0x4e00;

/** A small generator with a fixed seed (mulberry32), so that every run measures the same lists and texts. */
function randomness(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = randomness(1);
const ideographs = (length: number, kinds = 3_000): string =>
  String.fromCharCode(...Array.from({ length }, () => FIRST_IDEOGRAPH + random(kinds)));
const letters = (length: number): string => String.fromCharCode(...Array.from({ length }, () => 0x61 + random(26)));
const list = (make: () => string): string[] => Array.from({ length: MAX_KEYWORDS }, make);

const LISTS: Record<string, string[]> = {
  "2 to 6 ideographs": list(() => ideographs(2 + random(5))),
  "4 to 12 letters": list(() => letters(4 + random(9))),
  "the longest: 100 ideographs": list(() => ideographs(100)),
  "hostile: 99 times a, then an ideograph": list(() => "a".repeat(99 - random(9)) + ideographs(1, 20_000)),
};

const rows: string[][] = [];
for (const [name, words] of Object.entries(LISTS)) rows.push([name, ...(await measure(words))]);
console.log(`${whole(MAX_KEYWORDS)} words, texts of ${whole(UNITS)} units, Node ${process.version}\n`);
const timed = ["µs: ideographs", "µs: letters", "µs: with 20 words", "µs: all a"];
console.log(table(["words", "build s", "longest slice, ms of CPU", "tables MiB", ...timed], rows));

async function measure(words: readonly string[]): Promise<string[]> {
  const before = await settledMemory();
  const { keywords, seconds, longest } = await build(words);
  const bytes = (await settledMemory()) - before;
  const planted = Array.from({ length: 20 }, (_, at) => `${ideographs(40)}${words[at]}`)
    .join("")
    .slice(0, UNITS);
  return [
    fixed(seconds, 2),
    fixed(longest, 1),
    fixed(bytes / 2 ** 20, 1),
    perText(keywords, ideographs(UNITS)),
    perText(keywords, letters(UNITS)),
    perText(keywords, planted),
    perText(keywords, "a".repeat(UNITS)),
  ];
}

/** Bytes of all typed arrays. The collector gives the freed ones back on another thread, so it is asked twice. */
async function settledMemory(): Promise<number> {
  for (let round = 0; round < 2; round++) {
    globalThis.gc?.();
    await after(200);
  }
  return process.memoryUsage().arrayBuffers;
}

async function build(words: readonly string[]): Promise<{ keywords: Keywords; seconds: number; longest: number }> {
  const start = performance.now();
  let since = process.threadCpuUsage();
  let longest = 0;
  const slice = (): void => {
    const { user, system } = process.threadCpuUsage(since);
    longest = Math.max(longest, (user + system) / 1_000);
  };
  const keywords = await buildKeywordsInSlices(words, async () => {
    slice();
    await turn();
    since = process.threadCpuUsage();
  });
  slice();
  return { keywords, seconds: (performance.now() - start) / 1_000, longest };
}

function perText(keywords: Keywords, text: string): string {
  const rounds = 2_000;
  for (let round = 0; round < rounds; round++) keywords.find(text);
  const start = performance.now();
  for (let round = 0; round < rounds; round++) keywords.find(text);
  return fixed(((performance.now() - start) * 1_000) / rounds, 1);
}
