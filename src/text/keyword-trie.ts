/**
 * The tables of an Aho-Corasick automaton over UTF-16 code units. Nodes are numbered breadth first from the root, 0, so
 * the children of a node are neighbours and lie in the order of their units. 14 bytes a node; there are at most as many
 * nodes as the words have units together, and one.
 */
export interface KeywordTrie {
  /** By node: the unit that leads into it. */
  readonly unit: Uint16Array;
  /** By node: its first child; its last is the one before the next node's first. One entry more than there are nodes. */
  readonly first: Uint32Array;
  /** By node: where its longest proper suffix stands that is in the trie. */
  readonly fail: Uint32Array;
  /** By node: the longest word that ends here, as the word's own last node (itself or along `fail`); 0: none does. */
  readonly hit: Uint32Array;
  /** Last nodes of the words, ascending. */
  readonly ends: Uint32Array;
  /** By unit: the root's child, or 0. Nearly every step of a search asks for it. */
  readonly root: Uint32Array;
}

/** The child that a unit leads to, or 0. */
export function childOf(trie: KeywordTrie, node: number, unit: number): number {
  if (node === 0) return trie.root[unit] as number;
  let low = trie.first[node] as number;
  let high = trie.first[node + 1] as number;
  const end = high;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trie.unit[middle] as number) < unit) low = middle + 1;
    else high = middle;
  }
  return low < end && trie.unit[low] === unit ? low : 0;
}

/** Which word, counted in the order of `ends`, has this last node. */
export function wordAt(trie: KeywordTrie, end: number): number {
  let low = 0;
  let high = trie.ends.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((trie.ends[middle] as number) < end) low = middle + 1;
    else high = middle;
  }
  return low;
}
