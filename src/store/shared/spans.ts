import { firstIdAt, ID_STEP, MAX_ID, messageIds } from "../../domain/ids.ts";
import type { Found, Page } from "../store.ts";

/** A run of ids, both of them in it. */
export type Span = readonly [first: number, last: number];

/** Where one call of a search looks. */
export interface Ground {
  /** From the newest; none overlaps another. */
  readonly spans: readonly Span[];
  /** They hold all that is to be found from this id on, and a page goes on below it; undefined: there is nothing below. */
  readonly floor: number | undefined;
}

/** Rows that one call of a search looks at, at most: well below 100 ms of the embedded store's time. */
export const LOOKED_AT = 20_000;
/** What finding the first row of a span costs, in rows that are read one after another. */
export const SEEK = 4;
/** Spans of one row that a call can look up. */
export const LOOKED_UP = LOOKED_AT / (SEEK + 1);
/** Ids between a submission and its last message, at most: eight seconds' worth, and room for two million recipients. */
export const REACH = 2 ** 26;

const MOST_ROWS = 1_000;

export const NOTHING: Ground = { spans: [], floor: undefined };

/** What a query's page and times leave of all ids; the first is above the last where that is nothing. */
export function boundsOf({
  before,
  from,
  to,
}: Pick<Page, "before"> & { readonly from?: number | undefined; readonly to?: number | undefined }): Span {
  const last = Math.min(before ?? MAX_ID, to === undefined ? MAX_ID : firstIdAt(to)) - 1;
  return [from === undefined ? 0 : firstIdAt(from), last];
}

export function isEmpty([first, last]: Span): boolean {
  return first > last;
}

/** How many rows a page has, and one more by which one sees that there are others. */
export function rowsAndOne({ limit }: Pick<Page, "limit">): number {
  return Math.min(Math.max(1, Math.floor(limit)), MOST_ROWS) + 1;
}

/** The page that some rows make. @param rows in their order, as many as `rowsAndOne` says at most. @param floor where those go on that the call didn't look at */
export function pageOf<R>(rows: readonly R[], query: Pick<Page, "limit">, floor: number | undefined, keyOf: (row: R) => number): Found<R> {
  const limit = rowsAndOne(query) - 1;
  const last = rows[limit - 1];
  return rows.length > limit && last !== undefined ? { rows: rows.slice(0, limit), more: keyOf(last) } : { rows, more: floor };
}

/** Where the messages of some submissions lie. */
export function spansOf(submissions: readonly { readonly id: number; readonly recipients: number }[]): readonly Span[] {
  return submissions.map(({ id, recipients }) => messageIds(id, recipients));
}

/** The parts of spans that lie within bounds, none overlapping another, from the newest. */
export function within(spans: readonly Span[], [first, last]: Span): readonly Span[] {
  const clipped = spans.map((span): Span => [Math.max(span[0], first), Math.min(span[1], last)]).filter((span) => !isEmpty(span));
  const merged: Span[] = [];
  for (const span of clipped.sort((a, b) => b[1] - a[1])) {
    const newer = merged.at(-1);
    if (newer && span[1] >= newer[0]) merged[merged.length - 1] = [Math.min(span[0], newer[0]), newer[1]];
    else merged.push(span);
  }
  return merged;
}

/** As much of a ground as one call may look at. */
export function bounded({ spans, floor }: Ground): Ground {
  let left = LOOKED_AT;
  const kept: Span[] = [];
  for (const [first, last] of spans) {
    const room = Math.max(1, left - SEEK);
    const rows = rowsIn([first, last]);
    kept.push(rows > room ? [last - (room - 1) * ID_STEP, last] : [first, last]);
    left -= SEEK + rows;
    if (left <= 0 && (rows > room || kept.length < spans.length)) return { spans: kept, floor: kept.at(-1)?.[0] };
  }
  return { spans, floor };
}

/** Messages of one node that a span has room for. */
export function rowsIn([first, last]: Span): number {
  return Math.floor((last - first) / ID_STEP) + 1;
}

/** Rows of several spans that are read and put in order together, at most. */
const CHUNK = 2_000;
/** A span of this many is read by itself, in its order, and only as far as it is needed. */
const LONG = 500;

/** Spans to be read together: first as many as make a page where all their rows are wanted. @param most rows of that page */
export function chunksOf(spans: readonly Span[], most: number): readonly (readonly Span[])[] {
  const chunks: Span[][] = [];
  let room = 0;
  for (const span of spans) {
    const rows = rowsIn(span);
    if (rows >= LONG || room <= 0) {
      chunks.push([]);
      room = chunks.length === 1 ? most : CHUNK;
    }
    chunks.at(-1)?.push(span);
    room = rows >= LONG ? 0 : room - rows;
  }
  return chunks;
}

/** All that several grounds hold together: below the highest floor of them one doesn't know all. */
export function together(grounds: readonly Ground[]): Ground {
  const floors = grounds.flatMap(({ floor }) => floor ?? []);
  const floor = floors.length === 0 ? undefined : Math.max(...floors);
  return {
    spans: within(
      grounds.flatMap(({ spans }) => spans),
      [floor ?? 0, MAX_ID],
    ),
    floor,
  };
}

/** Rows that were looked up one by one. @param most as many as were asked for: where there are as many, there may be more below */
export function groundOfIds(ids: readonly number[], most: number): Ground {
  return { spans: ids.map((id): Span => [id, id]), floor: ids.length < most ? undefined : ids.at(-1) };
}
