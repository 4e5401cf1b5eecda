import { ENTRY } from "../../../shared/codes.ts";
import { ENTRY_COLUMNS, type LedgerColumns, ledgerEntryOf } from "../../../shared/found.ts";
import { areFew, askedOf, type LedgerRun, leavesOut, ledgerRuns, upTo } from "../../../shared/ledger-runs.ts";
import { LOOKED_AT, pageOf, rowsAndOne } from "../../../shared/spans.ts";
import type { Found, LedgerEntryRow, LedgerQuery } from "../../../store.ts";
import type { Tx } from "../../tx.ts";

const { charge, refund } = ENTRY.code;
const RUN = "account_id = $1 AND ref BETWEEN $2 AND $3";
/** Entries that are few have an index of their own. */
const FEW = `${RUN} AND kind NOT IN (${charge}, ${refund})`;
const ASKED =
  "($4::smallint IS NULL OR medium = $4) AND ($5::integer IS NULL OR (1 << kind) & $5 <> 0) AND ($6::bigint IS NULL OR at >= $6) AND ($7::bigint IS NULL OR at < $7)";

const ordered = (descending: boolean): string => `ORDER BY ref ${descending ? "DESC" : "ASC"}`;
const cutIn = (run: string, descending: boolean): string =>
  `SELECT ref FROM ledger WHERE ${run} ${ordered(descending)} OFFSET ${LOOKED_AT - 1} LIMIT 1`;
const findIn = (run: string, descending: boolean): string =>
  `SELECT ${ENTRY_COLUMNS} FROM ledger WHERE ${run} AND ${ASKED} ${ordered(descending)} LIMIT $8`;

/** See `SearchStore.ledger`. */
export async function ledger(tx: Tx, query: LedgerQuery): Promise<Found<LedgerEntryRow>> {
  const most = rowsAndOne(query);
  const rows: LedgerEntryRow[] = [];
  for (const run of ledgerRuns(query)) {
    const { found, cut } = await entriesOf(tx, query, run, most - rows.length);
    rows.push(...found);
    if (rows.length === most || cut !== undefined) return pageOf(rows, query, cut, ({ ref }) => ref);
  }
  return pageOf(rows, query, undefined, ({ ref }) => ref);
}

async function entriesOf(
  tx: Tx,
  query: LedgerQuery,
  run: LedgerRun,
  most: number,
): Promise<{ readonly found: readonly LedgerEntryRow[]; readonly cut: number | undefined }> {
  const entries = areFew(query.kinds) ? FEW : RUN;
  const asked = askedOf(query, run);
  const cut = leavesOut(asked)
    ? (await tx.get<{ ref: number }>(cutIn(entries, run.highestFirst), query.accountId, ...run.refs))?.ref
    : undefined;
  const rows = await tx.all<LedgerColumns>(findIn(entries, run.highestFirst), query.accountId, ...upTo(cut, asked, run), most);
  return { found: rows.map(ledgerEntryOf), cut };
}
