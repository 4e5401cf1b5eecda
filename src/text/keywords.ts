import { foldText, foldUnit } from "./fold.ts";
import { type BuiltTrie, buildTrie } from "./keyword-build.ts";
import { childOf, type KeywordTrie, wordAt } from "./keyword-trie.ts";

/** Bounds of a list; the provisioning schema states the same ones to operators. */
export const MAX_KEYWORDS = 100_000;
/** UTF-16 code units. */
export const MAX_KEYWORD_LENGTH = 100;

/**
 * A list of keywords that are searched for all at once, in one pass over the text.
 *
 * A word is found where the text contains it, also inside of a longer word that is found too: who reads the refusal sees
 * everything that must go. Letters count alike in either case and width (`VPN`, `vpn`, `ｖｐｎ`), nothing else is read into a
 * text: no blanks are skipped and no look-alikes guessed.
 *
 * Memory: 14 bytes a node, of which there are at most as many as the list has units, and 256 KiB. 100,000 words of 4
 * units take some 6 MB; the largest list that is allowed (10,000,000 units without a shared beginning) would take 140 MB.
 */
export class Keywords {
  readonly #words: readonly string[];
  readonly #trie: KeywordTrie;

  /** @param words the list's spelling of each word, in the order of `trie.ends`; made by the functions below */
  constructor(trie: KeywordTrie, words: readonly string[]) {
    this.#trie = trie;
    this.#words = words;
  }

  /** How many distinct words are searched for. */
  get size(): number {
    return this.#words.length;
  }

  /**
   * The distinct words that a text contains, in the list's spelling, in the order of their first appearance; of two that
   * begin at the same place the shorter comes first. Takes time by the length of the text, whatever the list.
   */
  find(text: string): readonly string[] {
    const trie = this.#trie;
    let found: Map<number, Found> | undefined;
    for (let at = 0, node = 0; at < text.length; at++) {
      node = this.#step(node, text.charCodeAt(at));
      // What was found before had all its suffixes found with it, so the search never walks down a chain twice.
      for (let end = trie.hit[node] as number; end !== 0 && !found?.has(end); end = trie.hit[trie.fail[end] as number] as number) {
        found ??= new Map();
        const word = this.#words[wordAt(trie, end)] as string;
        found.set(end, { word, start: at + 1 - word.length });
      }
    }
    return found === undefined ? NONE : [...found.values()].sort(byStart).map(({ word }) => word);
  }

  /** Where words of the list stand in a text: spans from one UTF-16 code unit to before another, in order, those that meet or overlap as one. */
  spans(text: string): readonly (readonly [from: number, to: number])[] {
    const trie = this.#trie;
    const spans: [number, number][] = [];
    for (let at = 0, node = 0; at < text.length; at++) {
      node = this.#step(node, text.charCodeAt(at));
      const end = trie.hit[node] as number;
      if (end === 0) continue;
      let from = at + 1 - (this.#words[wordAt(trie, end)] as string).length;
      for (let last = spans.at(-1); last !== undefined && last[1] >= from; last = spans.at(-1)) {
        from = Math.min(from, last[0]);
        spans.pop();
      }
      spans.push([from, at + 1]);
    }
    return spans;
  }

  /** The node that the next unit of a text leads to. */
  #step(from: number, given: number): number {
    const trie = this.#trie;
    const unit = foldUnit(given);
    let node = from;
    let next = childOf(trie, node, unit);
    while (next === 0 && node !== 0) {
      node = trie.fail[node] as number;
      next = childOf(trie, node, unit);
    }
    return next;
  }
}

interface Found {
  readonly word: string;
  readonly start: number;
}

const NONE: readonly string[] = [];

function byStart(a: Found, b: Found): number {
  return a.start - b.start || a.word.length - b.word.length;
}

/**
 * Builds the search for up to 100,000 words of 1 to 100 UTF-16 code units; throws RangeError for others. Words that differ
 * only in case or width count as one, in the spelling that comes first. Runs to its end at once: for short lists and tests.
 */
export function buildKeywords(words: readonly string[]): Keywords {
  const steps = build(words);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** The same, giving way to others every millisecond or two: `pause` resolves when they had their turn (`setImmediate`). */
export async function buildKeywordsInSlices(words: readonly string[], pause: () => Promise<void>): Promise<Keywords> {
  const steps = build(words);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await pause();
  }
}

/** Words that are folded, or put in order at the end, between two yields. */
const SLICE = 2_048;

function* build(words: readonly string[]): Generator<void, Keywords> {
  if (words.length > MAX_KEYWORDS) throw new RangeError(`a keyword list has at most ${MAX_KEYWORDS} words`);
  const folded: string[] = [];
  for (const word of words) {
    if (word.length === 0 || word.length > MAX_KEYWORD_LENGTH) throw new RangeError(`a keyword has 1 to ${MAX_KEYWORD_LENGTH} characters`);
    folded.push(foldText(word));
    if (folded.length % SLICE === 0) yield;
  }
  const built: BuiltTrie = yield* buildTrie(folded);
  return new Keywords(
    built.trie,
    Array.from(built.words, (index) => words[index] as string),
  );
}
