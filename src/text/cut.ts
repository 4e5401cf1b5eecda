/** The beginning of a text that is too long, cut between characters. @param most UTF-16 units */
export function cut(text: string, most: number): string {
  return text.length <= most ? text : text.slice(0, most).replace(/[\ud800-\udbff]$/, "");
}
