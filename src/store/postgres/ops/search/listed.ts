import { type FoundInboundColumns, type FoundSubmissionColumns, foundInboundOf, foundSubmissionOf } from "../../../shared/found.ts";
import { inboundList, type Listed, submissionList } from "../../../shared/lists.ts";
import { boundsOf, isEmpty, LOOKED_AT, LOOKED_UP, pageOf, rowsAndOne, type Span } from "../../../shared/spans.ts";
import type { Found, FoundInbound, FoundSubmissionRow, InboundQuery, Page, SubmissionQuery } from "../../../store.ts";
import type { Row, Tx } from "../../tx.ts";

/** See `SearchStore.submissions`. */
export async function submissions(tx: Tx, query: SubmissionQuery): Promise<Found<FoundSubmissionRow>> {
  const { rows, more } = await listed<FoundSubmissionColumns>(tx, submissionList(query), boundsOf(query), query);
  return { rows: rows.map(foundSubmissionOf), more };
}

/** See `SearchStore.inbound`. */
export async function inbound(tx: Tx, query: InboundQuery): Promise<Found<FoundInbound>> {
  const { rows, more } = await listed<FoundInboundColumns>(tx, inboundList(query), boundsOf(query), query);
  return { rows: rows.map(foundInboundOf), more };
}

/** One page, the newest first. Where rows are to be left out, no more than a call's share of them is looked at. */
async function listed<C extends Row & { readonly id: number }>(
  tx: Tx,
  { table, columns, key, equal, are }: Listed,
  bounds: Span,
  query: Page,
): Promise<Found<C>> {
  if (isEmpty(bounds)) return { rows: [], more: undefined };
  const from = `FROM ${table} WHERE id BETWEEN $1 AND $2${key ? ` AND ${key[0]} = $4` : ""}`;
  const keyed = key ? [key[1]] : [];
  // rows that an index points to lie apart
  const most = key ? LOOKED_UP : LOOKED_AT;
  const cut =
    equal && (await tx.get<{ id: number }>(`SELECT id ${from} ORDER BY id DESC OFFSET $3 LIMIT 1`, ...bounds, most - 1, ...keyed))?.id;
  const rows = await tx.all<C>(
    `SELECT ${columns} ${from}${equal ? ` AND ${equal[0]} = $${key ? 5 : 4}` : ""} AND ${are} ORDER BY id DESC LIMIT $3`,
    cut ?? bounds[0],
    bounds[1],
    rowsAndOne(query),
    ...keyed,
    ...(equal ? [equal[1]] : []),
  );
  return pageOf(rows, query, cut, ({ id }) => id);
}
