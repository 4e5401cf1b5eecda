import type { TallyRow } from "../../store/store.ts";

const MINUTE = 60_000;
/** A look that is so old, and no younger, is compared with, ms. */
const COMPARED = { least: 1_500, most: 12_000 };

const COUNTS = ["accepted", "sent", "delivered"] as const;
type Count = (typeof COUNTS)[number];
type Row = Pick<TallyRow, "at" | Count>;

interface Look {
  /** Monotonic ms. */
  readonly at: number;
  readonly rows: ReadonlyMap<number, Row>;
}

/** How much a second, by differences between looks at the counts of minutes. */
export class Speeds {
  #looks: readonly Look[] = [];

  /** @param rows of minutes, the latest ones among them; @param at monotonic ms */
  saw(rows: readonly Row[], now: number, at: number): void {
    const latest = rows.filter((row) => row.at > now - 3 * MINUTE);
    const look = { at, rows: new Map(latest.map((row) => [row.at, row])) };
    this.#looks = [...this.#looks.filter((other) => at - other.at <= COMPARED.most), look];
  }

  /** `minute`: over the last 60 seconds, of which the older part counts as its minute's average. `now`: over some 10 seconds. */
  of(rows: readonly Row[], now: number): Readonly<Record<Count, { readonly minute: number; readonly now: number | undefined }>> {
    return Object.fromEntries(
      COUNTS.map((count) => [count, { minute: lastMinute(rows, now, count), now: this.#now(count) }]),
    ) as ReturnType<Speeds["of"]>;
  }

  #now(count: Count): number | undefined {
    const [oldest] = this.#looks;
    const latest = this.#looks.at(-1);
    if (!oldest || !latest || latest.at - oldest.at < COMPARED.least) return undefined;
    const more = [...latest.rows.values()].reduce((total, row) => total + row[count] - (oldest.rows.get(row.at)?.[count] ?? 0), 0);
    return Math.max(0, more) / ((latest.at - oldest.at) / 1_000);
  }
}

function lastMinute(rows: readonly Row[], now: number, count: Count): number {
  const begun = now - (now % MINUTE);
  const of = (at: number): number => rows.find((row) => row.at === at)?.[count] ?? 0;
  return (of(begun) + of(begun - MINUTE) * (1 - (now - begun) / MINUTE)) / 60;
}
