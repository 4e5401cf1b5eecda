/** One prefix each of China Mobile, China Unicom and China Telecom. */
const PREFIXES = ["138", "130", "133"];
/** The simulated carrier does something special for some endings from 9001 on; ours stay below. */
const ENDINGS = 9000;
const MIDDLES = 10_000;

/**
 * The `index`-th of 270 million different mobile numbers, every one of which the simulated carrier simply delivers to.
 * Neighbours belong to different operators.
 */
export function phone(index: number): string {
  const prefix = PREFIXES[index % PREFIXES.length];
  const rest = Math.floor(index / PREFIXES.length);
  const middle = Math.floor(rest / ENDINGS);
  if (middle >= MIDDLES) throw new RangeError(`there is no phone number ${index}`);
  return `${prefix}${String(middle).padStart(4, "0")}${String(rest % ENDINGS).padStart(4, "0")}`;
}

/** Which number of `phone()` this is; NaN for any other text. */
export function phoneIndex(number: string): number {
  const which = PREFIXES.indexOf(number.slice(0, 3));
  const last = Number(number.slice(7));
  if (which < 0 || number.length !== 11 || last >= ENDINGS) return Number.NaN;
  return (Number(number.slice(3, 7)) * ENDINGS + last) * PREFIXES.length + which;
}
