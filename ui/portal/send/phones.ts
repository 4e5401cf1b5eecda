import { normalizePhone } from "../../../src/text/phone.ts";

export interface PhonesGiven {
  /** Normalised, each once, in their order. */
  readonly good: readonly string[];
  readonly doubles: number;
  /** What is no phone number, as it was written. */
  readonly bad: readonly string[];
}

const LONGEST = 40;

/** Phones as people paste them: one a line, or between commas, semicolons and blanks. A number may be written with blanks of its own. */
export function readPhones(text: string): PhonesGiven {
  const good = new Set<string>();
  const bad: string[] = [];
  let given = 0;
  const take = (piece: string): boolean => {
    const phone = normalizePhone(piece);
    if (phone === undefined) return false;
    given++;
    good.add(phone);
    return true;
  };
  for (const line of text.split(/[\r\n,;，；、|]+/)) {
    const piece = line.trim();
    if (piece === "" || take(piece)) continue;
    for (const word of piece.split(/\s+/)) if (!take(word)) bad.push(word.slice(0, LONGEST));
  }
  return { good: [...good], doubles: given - good.size, bad };
}
