/** UTF-16 code units of a message that no channel needs to split. */
const MESSAGE = 70;

/**
 * Cuts a text for a channel that can't concatenate (seed 001, addseqno): itself where it fits one message, else as few
 * parts as there can be, each of at most 70 UTF-16 code units with its number in front: `1/3)`, `2/3)`, `3/3)`. A surrogate
 * pair is never torn apart. Their count is what is billed, and what follows the numbers adds up to the text.
 */
export function numberParts(text: string): readonly string[] {
  if (text.length <= MESSAGE) return [text];
  for (let count = 2; ; count++) {
    const parts = cut(text, count);
    if (parts !== undefined) return parts;
  }
}

/** The text in this many parts, or undefined where it doesn't fit into them. */
function cut(text: string, count: number): string[] | undefined {
  const parts: string[] = [];
  let start = 0;
  while (start < text.length) {
    if (parts.length === count) return undefined;
    const number = `${parts.length + 1}/${count})`;
    let end = start + MESSAGE - number.length;
    if (end < text.length && isPair(text, end - 1)) end--;
    parts.push(number + text.slice(start, end));
    start = end;
  }
  return parts;
}

function isPair(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00;
}
