import type { Problems } from "../problems.ts";
import { offsetOf, type Path, type SourceEntry, type SourceNode } from "../yaml/source.ts";
import { didYouMean } from "./hint.ts";
import { quote } from "./quote.ts";
import { label, type Reader, sortOf, WRONG, type Wrong } from "./reader.ts";

/** One key of a mapping. */
export interface Field<out T> {
  readonly reader: Reader<T>;
  readonly absent: { readonly required: true } | { readonly required: false; readonly value: T };
}

export function required<T>(reader: Reader<T>): Field<T> {
  return { reader, absent: { required: true } };
}

export function optional<T>(reader: Reader<T>): Field<T | undefined> {
  return { reader, absent: { required: false, value: undefined } };
}

export function withDefault<T>(reader: Reader<T>, value: NoInfer<T>): Field<T> {
  return { reader, absent: { required: false, value } };
}

type Shape = Readonly<Record<string, Field<unknown>>>;
type ValueOf<S extends Shape> = { readonly [K in keyof S]: S[K] extends Field<infer T> ? T : never };

/**
 * A mapping with exactly these keys.
 *
 * @param what how sentences call it: `an account`
 * @param isOther keys beside these that somebody else reads
 */
export function mapping<const S extends Shape>(
  what: string,
  shape: S,
  isOther: (key: string) => boolean = () => false,
): Reader<ValueOf<S>> {
  return {
    fields: shape,
    read(node, path, problems) {
      if (node.kind !== "mapping") return wrongSort(`${label(path)} must be a mapping (key: value)`, node, path, problems);
      let wrong = false;
      for (const [key, entry] of node.entries) {
        if (Object.hasOwn(shape, key) || isOther(key)) continue;
        problems.add(entry.keyAt, [...path, key], unknownKey(key, what, Object.keys(shape)));
        wrong = true;
      }
      const values: Record<string, unknown> = {};
      for (const [key, { reader, absent }] of Object.entries(shape)) {
        const entry = node.entries.get(key);
        if (entry !== undefined) {
          values[key] = readEntry(key, reader, entry, [...path, key], problems);
        } else if (absent.required) {
          problems.add(node.at, [...path, key], `${key} is missing: ${what} needs one`);
          values[key] = WRONG;
        } else {
          values[key] = absent.value;
        }
        if (values[key] === WRONG) wrong = true;
      }
      return wrong ? WRONG : (values as ValueOf<S>);
    },
  };
}

function readEntry(key: string, reader: Reader<unknown>, { keyAt, value }: SourceEntry, path: Path, problems: Problems): unknown {
  if (value.kind !== "scalar" || value.value !== null) return reader.read(value, path, problems);
  problems.add(keyAt, path, `${key} has no value: give it one, or leave the key out`);
  return WRONG;
}

function unknownKey(key: string, what: string, known: readonly string[]): string {
  const hint = didYouMean(key, known);
  return `${quote(key)} is no key of ${what}${hint === "" ? `, which has ${known.join(", ")}` : hint}`;
}

interface ListRule<T> {
  readonly min?: number;
  readonly max: number;
  /** What no two entries may share, and the key that holds it where entries are mappings. */
  readonly unique?: { readonly by: (entry: T) => string; readonly key?: string };
}

/** A list of values of one sort, in their order. */
export function list<T>(item: Reader<T>, rule: ListRule<T>): Reader<readonly T[]> {
  return {
    item,
    read(node, path, problems) {
      if (node.kind !== "list") return wrongSort(`${label(path)} must be a list`, node, path, problems);
      const { length } = node.items;
      if (length < (rule.min ?? 0) || length > rule.max) {
        problems.add(
          node.at,
          path,
          length === 0 ? `${label(path)} must not be empty` : `${label(path)} has ${length} entries; at most ${rule.max} are allowed`,
        );
        return WRONG;
      }
      const values: T[] = [];
      const seen = new Map<string, number>();
      for (const [index, entry] of node.items.entries()) {
        const here = [...path, index];
        const value = item.read(entry, here, problems);
        if (value === WRONG) continue;
        const name = rule.unique?.by(value);
        const at = entryAt(entry, rule.unique?.key);
        const first = name === undefined ? undefined : seen.get(name);
        if (first !== undefined) {
          const below = rule.unique?.key === undefined ? here : [...here, rule.unique.key];
          problems.add(at, below, `${label(below)} was there before, on line ${problems.lineOf(first)}; it may be there once`);
          continue;
        }
        if (name !== undefined) seen.set(name, at);
        values.push(value);
      }
      return values.length === length ? values : WRONG;
    },
  };
}

function entryAt(entry: SourceNode, key: string | undefined): number {
  return offsetOf(entry, key === undefined ? [] : [key]);
}

function wrongSort(expected: string, node: SourceNode, path: Path, problems: Problems): Wrong {
  problems.add(node.at, path, `${expected}, not ${sortOf(node)}`);
  return WRONG;
}
