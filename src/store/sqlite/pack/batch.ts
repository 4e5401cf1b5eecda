import { OPS, type OpName } from "../ops/index.ts";
import type { PackedReplies, WireCall, WireResult } from "../protocol.ts";

const NAMES = Object.keys(OPS) as readonly OpName[];
const CODES = Object.fromEntries(NAMES.map((name, code) => [name, code])) as Record<OpName, number>;

/** A batch's calls in one flat array: for each its operation's number, how many arguments follow, and those. */
export function packCalls(calls: readonly WireCall[]): readonly unknown[] {
  const flat: unknown[] = [];
  for (const [op, args] of calls) flat.push(CODES[op], args.length, ...args);
  return flat;
}

export function unpackCalls(flat: readonly unknown[]): readonly WireCall[] {
  const calls: WireCall[] = [];
  for (let at = 0; at < flat.length; ) {
    const end = at + 2 + (flat[at + 1] as number);
    calls.push([NAMES[flat[at] as number] as OpName, flat.slice(at + 2, end)]);
    at = end;
  }
  return calls;
}

export function packReplies(results: readonly WireResult[]): PackedReplies {
  const failures = new Map<number, string>();
  const values = results.map(([ok, value], index) => {
    if (ok) return value;
    failures.set(index, value as string);
    return undefined;
  });
  return { values, failures };
}

export function unpackReplies({ values, failures }: PackedReplies): readonly WireResult[] {
  return values.map((value, index): WireResult => {
    const failure = failures.get(index);
    return failure === undefined ? [true, value] : [false, failure];
  });
}
