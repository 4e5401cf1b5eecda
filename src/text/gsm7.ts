/**
 * The GSM 7-bit default alphabet (GSM 03.38, 6.2.1), in the order of its codes; 0x1B is the escape to the extension
 * table and stands for no character, so it is left out here.
 */
const BASIC =
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/** Its extension table (6.2.1.1): each takes two septets, the escape and itself. */
const EXTENSION = "\f^{}\\[~]|€";

/** Septets by UTF-16 code unit; 0 for what the alphabet lacks. The euro sign is the last character of both tables. */
const SEPTETS = new Uint8Array("€".charCodeAt(0) + 1);
for (const character of BASIC) SEPTETS[character.charCodeAt(0)] = 1;
for (const character of EXTENSION) SEPTETS[character.charCodeAt(0)] = 2;

/** Septets of one UTF-16 code unit: 1, or 2 for the extension table; 0 when it is not in the alphabet. */
export function septetsOf(unit: number): number {
  return SEPTETS[unit] ?? 0;
}

/** Septets of a text, or undefined when it holds a character that the alphabet lacks. */
export function countSeptets(text: string): number | undefined {
  let septets = 0;
  for (let at = 0; at < text.length; at++) {
    const own = septetsOf(text.charCodeAt(at));
    if (own === 0) return undefined;
    septets += own;
  }
  return septets;
}
