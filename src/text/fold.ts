/** Full-width forms of ASCII lie this far above it (U+FF01 to U+FF5E). */
const FULL_WIDTH_SHIFT = 0xfee0;

/**
 * One UTF-16 code unit in the form in which spellings of the same character are equal: full-width ASCII as half-width, the
 * ideographic blank as a blank, A to Z in lower case. Everything else is itself, so a folded text keeps its length and places.
 */
export function foldUnit(unit: number): number {
  let own = unit;
  if (own >= 0xff01 && own <= 0xff5e) own -= FULL_WIDTH_SHIFT;
  else if (own === 0x3000) return 0x20;
  return own >= 0x41 && own <= 0x5a ? own + 0x20 : own;
}

const FOLDED = /[A-Z\u3000\uff01-\uff5e]/g;

/** A whole text folded; the same string where nothing in it has another form. */
export function foldText(text: string): string {
  return text.replace(FOLDED, (character) => String.fromCharCode(foldUnit(character.charCodeAt(0))));
}
