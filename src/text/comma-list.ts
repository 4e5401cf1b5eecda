const COMMA = 0x2c;

/**
 * The pieces between half-width commas, trimmed, without empty ones (a comma at the end). Reads no further than `most`
 * pieces: ask for one more than is allowed to tell a full list from one that is too long.
 */
export function splitCommas(text: string, most: number): readonly string[] {
  const pieces: string[] = [];
  for (let start = 0; start < text.length && pieces.length < most; ) {
    if (text.charCodeAt(start) === COMMA) {
      start++;
      continue;
    }
    const comma = text.indexOf(",", start);
    const end = comma === -1 ? text.length : comma;
    const piece = text.slice(start, end).trim();
    if (piece !== "") pieces.push(piece);
    start = end + 1;
  }
  return pieces;
}
