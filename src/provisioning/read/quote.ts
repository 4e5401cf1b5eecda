const MAX_SHOWN = 40;

/** A word of the file inside a sentence: in quotes, on one line, cut, and without signs that a terminal would obey. */
export function quote(word: string): string {
  const shown = word.length > MAX_SHOWN ? `${word.slice(0, MAX_SHOWN).toWellFormed()}…` : word;
  return JSON.stringify(shown).replace(/\p{C}|\p{Zl}|\p{Zp}/gu, (sign) => `\\u{${sign.codePointAt(0)?.toString(16)}}`);
}

/** `"a", "b" or "c"` */
export function alternatives(words: readonly string[]): string {
  const quoted = words.map(quote);
  const last = quoted.pop() ?? "";
  return quoted.length === 0 ? last : `${quoted.join(", ")} or ${last}`;
}
