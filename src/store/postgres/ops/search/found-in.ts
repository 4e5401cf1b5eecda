import { chunksOf, type Ground } from "../../../shared/spans.ts";
import type { Param } from "../../connection.ts";
import type { Row, Tx } from "../../tx.ts";

/** One statement for a span, whose rows come in their order, and one for several, whose rows are sorted. */
export interface Finding {
  /** Ids from `$1` to `$2`, the newest first; what is asked of them from `$3` on, and at last how many are wanted. */
  readonly one: string;
  /** Likewise; after that the first and the last ids of the spans, all within `$1` and `$2`. */
  readonly several: string;
}

/** Rows of a ground, the newest first. */
export async function foundIn<R extends Row>(
  tx: Tx,
  { one, several }: Finding,
  { spans }: Ground,
  asked: readonly Param[],
  most: number,
): Promise<readonly R[]> {
  const rows: R[] = [];
  for (const some of chunksOf(spans, most)) {
    if (rows.length === most) break;
    const bounds = [some.at(-1)?.[0] ?? 0, some[0]?.[1] ?? 0] as const;
    const params = [...bounds, ...asked, most - rows.length];
    const lists = [some.map(([first]) => first), some.map(([, last]) => last)];
    rows.push(...(some.length === 1 ? await tx.all<R>(one, ...params) : await tx.all<R>(several, ...params, ...lists)));
  }
  return rows;
}
