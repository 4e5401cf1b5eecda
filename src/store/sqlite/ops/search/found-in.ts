import { chunksOf, type Ground } from "../../../shared/spans.ts";
import type { Param } from "../../db.ts";
import type { Reads } from "./ground.ts";

/** How rows are read: a span by itself costs ten times what one of many does. */
export interface Finding {
  /** Of ids from `?1` to `?2`, the newest first, at most `?3`; what is asked of them from `?4` on. */
  readonly one: string;
  /** Of spans, as JSON in `?1`, in any order; what is asked of them from `?4` on. */
  readonly several: string;
}

/** Rows of a ground, the newest first. @param idOf by which they are put in order */
export function foundIn<R extends Record<string, unknown>>(
  { db }: Reads,
  { one, several }: Finding,
  { spans }: Ground,
  asked: readonly Param[],
  most: number,
  idOf: (row: R) => number,
): readonly R[] {
  const rows: R[] = [];
  for (const some of chunksOf(spans, most)) {
    if (rows.length >= most) break;
    const [span] = some;
    if (span && some.length === 1) rows.push(...db.all<R>(one, ...span, most - rows.length, ...asked));
    else rows.push(...db.all<R>(several, JSON.stringify(some), null, null, ...asked).sort((a, b) => idOf(b) - idOf(a)));
  }
  return rows.slice(0, most);
}
