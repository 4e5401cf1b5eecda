import { childOf, type KeywordTrie } from "./keyword-trie.ts";

/** Work between two yields, in steps of 100 to 300 ns (they miss the cache): a millisecond or so. */
const SLICE = 4_096;
const ROOT_UNITS = 0x1_0000;
/** Words that are sorted at once before the runs are merged. */
const RUN = 512;

export interface BuiltTrie {
  readonly trie: KeywordTrie;
  /** Which of the given words each entry of `trie.ends` is: the first one where several are equal. */
  readonly words: Uint32Array;
}

/** Builds the tables for words (each of at least one unit), yielding every millisecond or two so that others may run. */
export function* buildTrie(words: readonly string[]): Generator<void, BuiltTrie> {
  const sorted = yield* distinct(words, yield* sortedOrder(words));
  const nodes = 1 + (yield* countUnshared(words, sorted));
  const built = yield* layOut(words, sorted, nodes);
  yield* link(built.trie);
  return built;
}

/** Indices of the words in the order of their units, equal words in the order given: runs, merged bottom up. */
function* sortedOrder(words: readonly string[]): Generator<void, Uint32Array> {
  const before = (a: number, b: number): boolean => (words[a] as string) <= (words[b] as string);
  const compare = (a: number, b: number): number => (before(a, b) ? (before(b, a) ? a - b : -1) : 1);
  let from = new Uint32Array(words.length);
  for (let at = 0; at < from.length; at++) from[at] = at;
  for (let start = 0; start < from.length; start += RUN) {
    from.subarray(start, start + RUN).sort(compare);
    yield;
  }
  let to = new Uint32Array(from.length);
  for (let width = RUN; width < from.length; width *= 2) {
    for (let start = 0, steps = 0; start < from.length; start += 2 * width) {
      const middle = Math.min(start + width, from.length);
      const end = Math.min(start + 2 * width, from.length);
      for (let left = start, right = middle, at = start; at < end; at++) {
        const takeLeft = left < middle && (right >= end || before(from[left] as number, from[right] as number));
        to[at] = from[takeLeft ? left++ : right++] as number;
        if (++steps % SLICE === 0) yield;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}

function* distinct(words: readonly string[], order: Uint32Array): Generator<void, Uint32Array> {
  let kept = 0;
  for (let at = 0; at < order.length; at++) {
    if (kept === 0 || words[order[at] as number] !== words[order[kept - 1] as number]) order[kept++] = order[at] as number;
    if ((at + 1) % SLICE === 0) yield;
  }
  return order.slice(0, kept);
}

/** Units of sorted words that don't lie in a prefix shared with the word before: one node each. */
function* countUnshared(words: readonly string[], sorted: Uint32Array): Generator<void, number> {
  let count = 0;
  let steps = 0;
  let last = "";
  for (const index of sorted) {
    const word = words[index] as string;
    let shared = 0;
    while (shared < last.length && word.charCodeAt(shared) === last.charCodeAt(shared)) shared++;
    count += word.length - shared;
    last = word;
    steps += shared + 1;
    if (steps > SLICE) {
      steps = 0;
      yield;
    }
  }
  return count;
}

/** Numbers the nodes level by level. The words being sorted, equal beginnings are neighbours on every level. */
function* layOut(words: readonly string[], sorted: Uint32Array, nodes: number): Generator<void, BuiltTrie> {
  const trie = {
    unit: new Uint16Array(nodes),
    first: new Uint32Array(nodes + 1),
    fail: new Uint32Array(nodes),
    hit: new Uint32Array(nodes),
    ends: new Uint32Array(sorted.length),
    root: new Uint32Array(ROOT_UNITS),
  };
  const order = new Uint32Array(sorted.length);
  /** The node that each word which goes on has reached. */
  const reached = new Uint32Array(sorted.length);
  let next = 1;
  let opened = 0;
  let ended = 0;
  let steps = 0;
  for (let depth = 0, going = sorted.length; going > 0; depth++) {
    let goesOn = 0;
    let parent = -1;
    for (let at = 0; at < going; at++) {
      const index = sorted[at] as number;
      const word = words[index] as string;
      const unit = word.charCodeAt(depth);
      if (reached[at] !== parent || trie.unit[next - 1] !== unit) {
        parent = reached[at] as number;
        while (opened <= parent) trie.first[opened++] = next;
        if (parent === 0) trie.root[unit] = next;
        trie.unit[next++] = unit;
      }
      if (word.length === depth + 1) {
        order[ended] = index;
        trie.ends[ended++] = next - 1;
      } else {
        sorted[goesOn] = index;
        reached[goesOn++] = next - 1;
      }
      if (++steps % SLICE === 0) yield;
    }
    going = goesOn;
  }
  trie.first.fill(nodes, opened);
  return { trie, words: order };
}

/** Sets `fail` and `hit`: breadth first, so that what a node's links rest on is there already. */
function* link(trie: KeywordTrie): Generator<void, void> {
  const { unit, first, fail, hit, ends } = trie;
  let steps = 0;
  let ended = 0;
  for (let node = 0, child = 1; child < unit.length; node++) {
    for (const end = first[node + 1] as number; child < end; child++) {
      let suffix = node;
      let target = 0;
      while (suffix !== 0 && target === 0) {
        suffix = fail[suffix] as number;
        target = childOf(trie, suffix, unit[child] as number);
        steps++;
      }
      fail[child] = target;
      const isEnd = ends[ended] === child;
      hit[child] = isEnd ? child : (hit[target] as number);
      if (isEnd) ended++;
      if (++steps > SLICE) {
        steps = 0;
        yield;
      }
    }
  }
}
