import { type FoundInboundColumns, type FoundSubmissionColumns, foundInboundOf, foundSubmissionOf } from "../../../shared/found.ts";
import { inboundList, type Listed, submissionList } from "../../../shared/lists.ts";
import { boundsOf, isEmpty, LOOKED_AT, LOOKED_UP, pageOf, rowsAndOne, type Span } from "../../../shared/spans.ts";
import type { Found, FoundInbound, FoundSubmissionRow, InboundQuery, Page, SubmissionQuery } from "../../../store.ts";
import type { Reads } from "./ground.ts";

/** See `SearchStore.submissions`. */
export function submissions(reads: Reads, query: SubmissionQuery): Found<FoundSubmissionRow> {
  const { rows, more } = listed<FoundSubmissionColumns>(reads, submissionList(query), boundsOf(query), query);
  return { rows: rows.map(foundSubmissionOf), more };
}

/** See `SearchStore.inbound`. */
export function inbound(reads: Reads, query: InboundQuery): Found<FoundInbound> {
  const { rows, more } = listed<FoundInboundColumns>(reads, inboundList(query), boundsOf(query), query);
  return { rows: rows.map(foundInboundOf), more };
}

/** One page, the newest first. Where rows are to be left out, no more than a call's share of them is looked at. */
function listed<C extends Record<string, unknown> & { readonly id: number }>(
  { db }: Reads,
  { table, index, columns, key, equal, are }: Listed,
  bounds: Span,
  query: Page,
): Found<C> {
  if (isEmpty(bounds)) return { rows: [], more: undefined };
  const from = `FROM ${table}${index === undefined ? "" : ` INDEXED BY ${index}`} WHERE ${key ? `${key[0]} = ? AND ` : ""}id BETWEEN ? AND ?`;
  const keyed = key ? [key[1]] : [];
  // rows that an index points to lie apart
  const most = key ? LOOKED_UP : LOOKED_AT;
  const cut = equal && db.get<{ id: number }>(`SELECT id ${from} ORDER BY id DESC LIMIT 1 OFFSET ?`, ...keyed, ...bounds, most - 1)?.id;
  const rows = db.all<C>(
    `SELECT ${columns} ${from}${equal ? ` AND ${equal[0]} = ?` : ""} AND ${are} ORDER BY id DESC LIMIT ?`,
    ...keyed,
    cut ?? bounds[0],
    bounds[1],
    ...(equal ? [equal[1]] : []),
    rowsAndOne(query),
  );
  return pageOf(rows, query, cut, ({ id }) => id);
}
