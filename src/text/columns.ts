/** A column's name between braces, as a campaign's text has it. */
const PLACEHOLDER = /\{([^{}\r\n]{1,50})\}/g;

/** The columns that a text asks for, each once, in the order of their first appearance; blanks around a name don't count. */
export function columnsIn(text: string): readonly string[] {
  return [...new Set(Array.from(text.matchAll(PLACEHOLDER), ([, name = ""]) => name.trim()))];
}

/** Puts values in the place of columns. What has no value, as an unknown column, stays as it is; braces inside of a value do too. */
export function fillColumns(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(PLACEHOLDER, (whole, name: string) => values.get(name.trim()) ?? whole);
}
