import type { Operator } from "../domain/message.ts";
import { OPERATOR_PREFIXES } from "./operators.data.ts";

const BY_PREFIX = new Map(OPERATOR_PREFIXES);
const LONGEST = Math.max(...OPERATOR_PREFIXES.map(([prefix]) => prefix.length));
const SHORTEST = Math.min(...OPERATOR_PREFIXES.map(([prefix]) => prefix.length));

/**
 * The operator of a normalised number, or undefined where nobody has its range.
 *
 * @param phone 11 digits for a mainland number, `+` and digits for any other
 */
export function operatorOf(phone: string): Operator | undefined {
  if (phone.startsWith("+")) return "international";
  for (let length = LONGEST; length >= SHORTEST; length--) {
    const operator = BY_PREFIX.get(phone.slice(0, length));
    if (operator) return operator;
  }
  return undefined;
}

/** The operator that serves a number: the one that its owner took it to, or else its range's. */
export function operatorOfNumber(phone: string, portedTo: Operator | undefined): Operator | undefined {
  return portedTo ?? operatorOf(phone);
}
