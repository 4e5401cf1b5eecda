/**
 * The pieces of a text between separators, blank ones left out, otherwise as they are. No more than `most` are made, whatever
 * comes behind them: the text is read for callers who haven't proved anything yet.
 */
export function piecesOf(text: string, separator: "," | ";", most: number): readonly string[] {
  const code = separator.charCodeAt(0);
  const pieces: string[] = [];
  for (let start = 0; start < text.length && pieces.length < most; ) {
    // Ten million separators in a row make no ten million pieces on their way.
    if (text.charCodeAt(start) === code) {
      start++;
      continue;
    }
    const found = text.indexOf(separator, start);
    const end = found === -1 ? text.length : found;
    const piece = text.slice(start, end);
    if (piece.trim() !== "") pieces.push(piece);
    start = end + 1;
  }
  return pieces;
}
