import { isAlias, isMap, isPair, isScalar, isSeq, type Node, type YAMLMap, type YAMLSeq } from "yaml";
import type { Problems } from "../problems.ts";
import type { SourceEntry, SourceNode } from "./source.ts";

/** Values of a file once every alias stands for what it names: a small file can unfold to billions. */
const MAX_VALUES = 1_000_000;

/** A converted value, and how many it unfolds to. Aliases share the value they name; nothing is copied. */
interface Unfolded {
  readonly node: SourceNode;
  readonly values: number;
}

/**
 * Turns a composed document into a source tree: aliases resolved, tags and repeated keys refused.
 *
 * @returns undefined when the tree can't be used, with the reason among the problems
 */
export function sourceTree(root: Node | null, problems: Problems): SourceNode | undefined {
  return new TreeBuilder(problems).unfold(root, 0)?.node;
}

class TreeBuilder {
  readonly #problems: Problems;
  /** By name, the latest one above; `open` while its own value is being read. */
  readonly #anchors = new Map<string, Unfolded | "open">();

  constructor(problems: Problems) {
    this.#problems = problems;
  }

  unfold(node: unknown, fallbackAt: number): Unfolded | undefined {
    const at = startOf(node) ?? fallbackAt;
    if (isAlias(node)) return this.#alias(node.source, at);
    if (!isScalar(node) && !isMap(node) && !isSeq(node)) return { node: { kind: "scalar", at, value: null, written: "" }, values: 1 };
    if (node.tag !== undefined) this.#problems.add(at, [], "tags (!name) have no meaning in this format");

    if (node.anchor !== undefined) this.#anchors.set(node.anchor, "open");
    const unfolded = isMap(node) ? this.#mapping(node, at) : isSeq(node) ? this.#list(node, at) : this.#scalar(node.value, node.source, at);
    if (unfolded === undefined) return undefined;
    if (unfolded.values > MAX_VALUES) {
      this.#problems.add(at, [], `aliases make more than ${MAX_VALUES} values of this`);
      return undefined;
    }
    if (node.anchor !== undefined) this.#anchors.set(node.anchor, unfolded);
    return unfolded;
  }

  #alias(name: string, at: number): Unfolded | undefined {
    const target = this.#anchors.get(name);
    if (target === undefined || target === "open") {
      const why =
        target === undefined
          ? "no anchor (&name) of this alias's name stands above it"
          : "an alias can't stand inside the value that it names";
      this.#problems.add(at, [], why);
      return undefined;
    }
    return { node: { ...target.node, at }, values: target.values };
  }

  #scalar(value: unknown, source: string | undefined, at: number): Unfolded {
    const known = typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
    return { node: { kind: "scalar", at, value: known, written: source ?? "" }, values: 1 };
  }

  #list(list: YAMLSeq, at: number): Unfolded | undefined {
    const items: SourceNode[] = [];
    let values = 1;
    for (const item of list.items) {
      const unfolded = this.unfold(item, at);
      if (unfolded === undefined) return undefined;
      items.push(unfolded.node);
      values += unfolded.values;
    }
    return { node: { kind: "list", at, items }, values };
  }

  #mapping(mapping: YAMLMap, at: number): Unfolded | undefined {
    const entries = new Map<string, SourceEntry>();
    let values = 1;
    for (const pair of mapping.items) {
      const key = isPair(pair) && isScalar(pair.key) ? pair.key : undefined;
      const keyAt = startOf(key) ?? at;
      if (typeof key?.value !== "string") {
        this.#problems.add(keyAt, [], "a key must be a plain text");
        return undefined;
      }
      const unfolded = this.unfold(pair.value, keyAt);
      if (unfolded === undefined) return undefined;
      values += unfolded.values;
      const first = entries.get(key.value);
      if (first === undefined) entries.set(key.value, { keyAt, value: unfolded.node });
      else
        this.#problems.add(keyAt, [], `this key appears twice in one mapping; the first is on line ${this.#problems.lineOf(first.keyAt)}`);
    }
    return { node: { kind: "mapping", at, entries }, values };
  }
}

function startOf(node: unknown): number | undefined {
  return isAlias(node) || isScalar(node) || isMap(node) || isSeq(node) ? node.range?.[0] : undefined;
}
