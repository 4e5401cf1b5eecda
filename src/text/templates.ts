/** Placeholders of the named style (seed 002): `@1@` to `@999@`. */
const NAMED = /@([1-9]\d{0,2})@/g;
/** Where a value begins among several: at the front, or after a comma that another placeholder follows. */
const VALUE = /(?:^|,)@([1-9]\d{0,2})@=/g;
/** There are no more placeholders; texts are read for callers who haven't proved anything yet, and may be megabytes of marks. */
const MOST_VALUES = 999;
/** The run that each `@` of the other style stands for, in UTF-16 code units, and how many may be neighbours (seed 004, 9.1). */
const RUN = 20;
const MOST_ADJACENT = 5;

export type FilledTemplate =
  | { readonly kind: "filled"; readonly text: string }
  | { readonly kind: "value-missing"; readonly placeholder: number }
  /** The text would be longer than the bound; it wasn't made. */
  | { readonly kind: "too-long" };

/**
 * The values of a template's placeholders, as xunchen's `content` carries them: `@1@=李先生,@2@=您好,@3@=928371`. A value ends
 * where a comma and another `@n@=` follow, so it may hold `=`, commas and `@`; blanks are its own. Of two values for one
 * placeholder the later counts, of more than 999 the first 999. A text that doesn't begin with `@n@=` has none.
 */
export function readTemplateValues(text: string): ReadonlyMap<number, string> {
  const values = new Map<number, string>();
  let last: { readonly placeholder: number; readonly start: number } | undefined;
  let left = MOST_VALUES;
  for (const mark of text.matchAll(VALUE)) {
    if (last === undefined && mark.index !== 0) return values;
    if (last !== undefined) values.set(last.placeholder, text.slice(last.start, mark.index));
    if (left-- === 0) return values;
    last = { placeholder: Number(mark[1]), start: mark.index + mark[0].length };
  }
  if (last !== undefined) values.set(last.placeholder, text.slice(last.start));
  return values;
}

/**
 * Puts values in the place of a template's `@n@`. A value may be empty, is taken as it is (an `@2@` inside of it stays), and
 * one that the template doesn't ask for is ignored.
 *
 * @param bound longest text to make, UTF-16 code units: a placeholder may stand in a template hundreds of times
 */
export function fillTemplate(template: string, values: ReadonlyMap<number, string>, bound: number): FilledTemplate {
  const pieces: string[] = [];
  let length = 0;
  let rest = 0;
  const add = (piece: string): boolean => {
    pieces.push(piece);
    length += piece.length;
    return length <= bound;
  };
  for (const mark of template.matchAll(NAMED)) {
    const placeholder = Number(mark[1]);
    const value = values.get(placeholder);
    if (value === undefined) return { kind: "value-missing", placeholder };
    if (!add(template.slice(rest, mark.index)) || !add(value)) return { kind: "too-long" };
    rest = mark.index + mark[0].length;
  }
  return add(template.slice(rest)) ? { kind: "filled", text: pieces.join("") } : { kind: "too-long" };
}

/** May this be submitted as a template: are at most 5 `@` neighbours, where they aren't of the named style? */
export function isTemplate(text: string): boolean {
  return isNamed(text) || !text.includes("@".repeat(MOST_ADJACENT + 1));
}

/** A template for matching: fixed texts, and before, between and after them gaps of 0 to so many UTF-16 code units. */
export interface TemplateShape {
  /** One more than there are literals. */
  readonly gaps: readonly number[];
  /** Never empty. */
  readonly literals: readonly string[];
}

/**
 * What texts a template stands for. One that holds an `@n@` is of the named style, and any other `@` in it is meant as it
 * stands; else every `@` is a placeholder. Both kinds stand for a run of 0 to 20 units, neighbours for one as long as all.
 */
export function shapeOf(template: string): TemplateShape {
  const literals: string[] = [];
  const gaps = [0];
  let rest = 0;
  for (const mark of template.matchAll(isNamed(template) ? NAMED : /@/g)) {
    if (mark.index > rest) {
      literals.push(template.slice(rest, mark.index));
      gaps.push(0);
    }
    gaps[gaps.length - 1] = (gaps.at(-1) ?? 0) + RUN;
    rest = mark.index + mark[0].length;
  }
  if (rest < template.length) {
    literals.push(template.slice(rest));
    gaps.push(0);
  }
  return { literals, gaps };
}

/** What every text begins with that a template stands for; empty where it begins with a placeholder. */
export function fixedStart(template: string): string {
  const first = template.search(isNamed(template) ? NAMED : /@/);
  return first < 0 ? template : template.slice(0, first);
}

function isNamed(template: string): boolean {
  return template.search(NAMED) >= 0;
}
