const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const satisfies Record<string, number>;
type Unit = keyof typeof UNITS;

const LARGEST_FIRST = ["d", "h", "m", "s", "ms"] as const satisfies readonly Unit[];

/** A duration as `parseDuration` reads it, in the largest unit that holds it exactly. @param ms whole, from 0 */
export function writeDuration(ms: number): string {
  const unit = LARGEST_FIRST.find((candidate) => ms % UNITS[candidate] === 0 && (ms > 0 || candidate === "s")) ?? "ms";
  return `${ms / UNITS[unit]}${unit}`;
}

/** Milliseconds of a duration like `50ms`, `5s`, `3m`, `72h` or `30d`; undefined for everything else. */
export function parseDuration(written: string): number | undefined {
  const parts = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(written);
  return parts === null ? undefined : Number(parts[1]) * UNITS[parts[2] as Unit];
}
