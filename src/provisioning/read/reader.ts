import type { Problems } from "../problems.ts";
import { offsetOf, type Path, type SourceNode } from "../yaml/source.ts";

/** What a reader answers when a value is wrong; it has then added at least one problem. */
export const WRONG: unique symbol = Symbol("wrong");
export type Wrong = typeof WRONG;

/**
 * Reads one value of the file: either the checked value, or `WRONG` and a problem for every single thing that is wrong in
 * it. A reader never throws for what a file holds and keeps nothing between two readings.
 */
export interface Reader<out T> {
  read(node: SourceNode, path: Path, problems: Problems): T | Wrong;
  /** The keys of a mapping, which the reference in docs/provisioning.md is held against. */
  readonly fields?: Readonly<Record<string, { readonly reader: Reader<unknown> }>>;
  /** The entries of a list. */
  readonly item?: Reader<unknown>;
}

/** Says what is wrong with the value at a path below the one being read. */
export type Complain = (below: Path, message: string) => void;

/** A reader that goes on from what another one read: to what spans several fields, or to another shape. */
export function refined<T, U>(reader: Reader<T>, refine: (value: T, complain: Complain) => U): Reader<U> {
  return {
    ...reader,
    read(node, path, problems) {
      const value = reader.read(node, path, problems);
      if (value === WRONG) return WRONG;
      let wrong = false;
      const result = refine(value, (below, message) => {
        wrong = true;
        problems.add(offsetOf(node, below), [...path, ...below], message);
      });
      return wrong ? WRONG : result;
    },
  };
}

/** How sentences call the value at a path: its key, or `entry 3 of operators`. */
export function label(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return "the file";
  return typeof last === "string" ? last : `entry ${last + 1} of ${label(path.slice(0, -1))}`;
}

/** What a value of the wrong sort is, in words. Never shows the value itself. */
export function sortOf(node: SourceNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "mapping") return "a mapping";
  switch (typeof node.value) {
    case "string":
      return "a text";
    case "number":
      return "a number";
    case "boolean":
      return "true or false";
    default:
      return "empty";
  }
}
