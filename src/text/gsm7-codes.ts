/**
 * The codes of the GSM 7-bit default alphabet (GSM 03.38, 6.2.1), one a byte as protocols carry them before they are packed
 * for the air. `gsm7.ts` counts, this writes and reads.
 */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u001bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const ESCAPE = 0x1b;
/** Its extension table (6.2.1.1), by the code that follows the escape. */
const EXTENSION: Readonly<Record<number, string>> = {
  10: "\f",
  20: "^",
  40: "{",
  41: "}",
  47: "\\",
  60: "[",
  61: "~",
  62: "]",
  64: "|",
  101: "€",
};

const CODES = new Map<string, readonly number[]>();
for (const [code, character] of [...BASIC].entries()) if (code !== ESCAPE) CODES.set(character, [code]);
for (const [code, character] of Object.entries(EXTENSION)) CODES.set(character, [ESCAPE, Number(code)]);

/** A text's codes, or undefined where it has a character that the alphabet lacks. */
export function encodeGsm7(text: string): Buffer | undefined {
  const codes: number[] = [];
  for (const character of text) {
    const own = CODES.get(character);
    if (own === undefined) return undefined;
    codes.push(...own);
  }
  return Buffer.from(codes);
}

/**
 * The text of codes. An escape before a code that the extension table lacks is dropped, as the standard has it; a byte above
 * 127 is no code and is read as Latin-1, which is what peers mean that send one.
 */
export function decodeGsm7(codes: Buffer): string {
  let text = "";
  for (let at = 0; at < codes.length; at++) {
    const code = codes[at] ?? 0;
    if (code === ESCAPE) {
      const extended = EXTENSION[codes[at + 1] ?? 0];
      if (extended === undefined) continue;
      text += extended;
      at += 1;
    } else text += BASIC[code] ?? String.fromCharCode(code);
  }
  return text;
}
