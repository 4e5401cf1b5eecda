/** Middle value; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1
    ? (sorted[Math.floor(middle)] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}

/** `12,345 (12,000–12,900)`: the median, and the range of several runs. */
export function rate(values: readonly number[]): string {
  const range = values.length > 1 ? ` (${whole(Math.min(...values))}–${whole(Math.max(...values))})` : "";
  return whole(median(values)) + range;
}

export function whole(value: number): string {
  return Math.round(value).toLocaleString("en-US");
}

export function fixed(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "–" : value.toFixed(digits);
}

/** Each run against the reference of its own round: what disturbs the machine for longer disturbs both. */
export function ratios(values: readonly number[], reference: readonly number[]): number[] {
  return values.map((value, round) => value / (reference[round] ?? Number.NaN));
}

/** The median of what could be measured. */
export function medianOf(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}

/** What the numbers of several rounds are. */
export function roundsNote(rounds: number): string {
  return `Of ${rounds} round(s): the median (lowest–highest); a ratio or difference is the median of the rounds' own.\n`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
