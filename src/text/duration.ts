const UNITS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const satisfies Record<string, number>;
type Unit = keyof typeof UNITS;

/** Milliseconds of a duration like `50ms`, `5s`, `3m`, `72h` or `30d`; undefined for everything else. */
export function parseDuration(written: string): number | undefined {
  const parts = /^([0-9]{1,9})(ms|s|m|h|d)$/.exec(written);
  return parts === null ? undefined : Number(parts[1]) * UNITS[parts[2] as Unit];
}
