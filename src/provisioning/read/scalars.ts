import type { SourceNode } from "../yaml/source.ts";
import { didYouMean } from "./hint.ts";
import { alternatives, quote } from "./quote.ts";
import { label, type Reader, sortOf, WRONG } from "./reader.ts";

/**
 * A reader of single values. `check` answers the value, or the rest of a sentence that begins with the value's name.
 */
export function scalar<T>(
  check: (value: string | number | boolean | null, written: string) => { value: T } | { wrong: string },
): Reader<T> {
  return {
    read(node, path, problems) {
      const result = node.kind === "scalar" ? check(node.value, node.written) : { wrong: notA("a single value", node) };
      if ("value" in result) return result.value;
      problems.add(node.at, path, `${label(path)} ${result.wrong}`);
      return WRONG;
    },
  };
}

function notA(expected: string, node: SourceNode): string {
  return `must be ${expected}, not ${sortOf(node)}`;
}

function notText(value: number | boolean | null): string {
  if (value === null) return "must be a text, not empty";
  const reading = typeof value === "number" ? "a number, and loses zeros at its front" : "true or false";
  return `must be in quotes: without them YAML reads it as ${reading}`;
}

interface TextRule {
  /** UTF-16 code units; at least 1 unless stated. */
  readonly min?: number;
  readonly max: number;
  /** What the whole text must look like, and that in words after "must be". */
  readonly form?: { readonly pattern: RegExp; readonly words: string };
  /** May hold line breaks. */
  readonly lines?: boolean;
}

/** A text as it stands, without control characters. Sentences don't repeat it: it may be a secret or a phone number. */
export function text(rule: TextRule): Reader<string> {
  const { min = 1, max, form, lines = false } = rule;
  return scalar((value) => {
    if (typeof value !== "string") return { wrong: notText(value) };
    if (value.length < min || value.length > max)
      return { wrong: value === "" ? "must not be empty" : `must have ${min} to ${max} characters` };
    if (form !== undefined && !form.pattern.test(value)) return { wrong: `must be ${form.words}` };
    if (/\p{Cc}|\p{Cs}/u.test(lines ? value.replaceAll("\n", "") : value)) return { wrong: "must not hold control characters" };
    return { value };
  });
}

/** Digits of an access code. */
export function digits(min: number, max: number): Reader<string> {
  return text({ min, max, form: { pattern: /^[0-9]*$/, words: "digits only" } });
}

export function flag(): Reader<boolean> {
  return scalar((value) => (typeof value === "boolean" ? { value } : { wrong: "must be true or false" }));
}

/** A whole number in plain decimal digits. */
export function whole(min: number, max: number): Reader<number> {
  const plain = /^-?(0|[1-9][0-9]*)$/;
  return scalar((value, written) =>
    typeof value === "number" && plain.test(written) && value >= min && value <= max
      ? { value }
      : { wrong: `must be a whole number from ${min} to ${max}, in digits and without quotes` },
  );
}

/** One of a few words. */
export function oneOf<const T extends string>(words: readonly T[]): Reader<T> {
  return scalar((value, written) => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return { value: found };
    return {
      wrong: `must be ${alternatives(words)}, not ${quote(typeof value === "string" ? value : written)}${typeof value === "string" ? didYouMean(value, words) : ""}`,
    };
  });
}
