/**
 * A file's values as a tree that still knows where each of them stood, so that whatever is wrong with one can be shown at
 * its line and column. Offsets count UTF-16 code units from the start of the text.
 */
export type SourceNode = SourceScalar | SourceList | SourceMapping;

export interface SourceScalar {
  readonly kind: "scalar";
  readonly at: number;
  readonly value: string | number | boolean | null;
  /** As it stands in the file, for numbers: `0.10` and `007` are more than the values they have. */
  readonly written: string;
}

export interface SourceList {
  readonly kind: "list";
  readonly at: number;
  readonly items: readonly SourceNode[];
}

export interface SourceMapping {
  readonly kind: "mapping";
  readonly at: number;
  readonly entries: ReadonlyMap<string, SourceEntry>;
}

export interface SourceEntry {
  readonly keyAt: number;
  readonly value: SourceNode;
}

/** Where a value lies below another: keys of mappings and 0-based positions in lists. */
export type Path = readonly (string | number)[];

/** The offset of the value at `path` below `node`; of the innermost value around it where there is none. */
export function offsetOf(node: SourceNode, path: Path): number {
  let here = node;
  for (const step of path) {
    const next = child(here, step);
    if (next === undefined) break;
    here = next;
  }
  return here.at;
}

function child(node: SourceNode, step: string | number): SourceNode | undefined {
  if (node.kind === "mapping") return node.entries.get(String(step))?.value;
  if (node.kind === "list" && typeof step === "number") return node.items[step];
  return undefined;
}

/** The value as plain data, for a reader that has its own schema. */
export function plainValue(node: SourceNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "mapping":
      return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plainValue(entry.value)]));
  }
}
