import { MEDIA, type Medium, OPERATORS, type Operator } from "../../domain/message.ts";
import { list } from "../read/collections.ts";
import { didYouMean } from "../read/hint.ts";
import { quote } from "../read/quote.ts";
import type { Reader } from "../read/reader.ts";
import { oneOf, scalar, text } from "../read/scalars.ts";

/** What channels, products and accounts are called by: no blanks, so that it fits in a command line and a log. */
export function name(): Reader<string> {
  return text({ max: 64, form: { pattern: /^[^\s\p{C}]*$/u, words: "a name without blanks" } });
}

export function medium(): Reader<Medium> {
  return oneOf(MEDIA);
}

export function operator(): Reader<Operator> {
  return oneOf(OPERATORS);
}

export function operators(): Reader<readonly Operator[]> {
  return list(operator(), { min: 1, max: OPERATORS.length, unique: { by: (operator) => operator } });
}

/** One of the registered interfaces. */
export function dialectName(known: readonly string[]): Reader<string> {
  return scalar((value, written) => {
    if (typeof value === "string" && known.includes(value)) return { value };
    const shown = typeof value === "string" ? value : written;
    return { wrong: `names no interface: ${quote(shown)}${didYouMean(shown, known) || `; there are ${known.join(", ")}`}` };
  });
}
