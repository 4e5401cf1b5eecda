import { ENTRY } from "../../../shared/codes.ts";
import { ENTRY_COLUMNS, type LedgerColumns, ledgerEntryOf } from "../../../shared/found.ts";
import { areFew, askedOf, type LedgerRun, leavesOut, ledgerRuns, upTo } from "../../../shared/ledger-runs.ts";
import { LOOKED_AT, pageOf, rowsAndOne } from "../../../shared/spans.ts";
import type { Found, LedgerEntryRow, LedgerQuery } from "../../../store.ts";
import type { Reads } from "./ground.ts";

const { charge, refund } = ENTRY.code;
/** Entries that are few have an index of their own. */
const ALL = "ledger WHERE";
const FEW = `ledger INDEXED BY ledger_few WHERE kind NOT IN (${charge}, ${refund}) AND`;
const RUN = "account_id = ?1 AND ref BETWEEN ?2 AND ?3";
const ASKED =
  "(?4 IS NULL OR medium = ?4) AND (?5 IS NULL OR (1 << kind) & ?5 <> 0) AND (?6 IS NULL OR at >= ?6) AND (?7 IS NULL OR at < ?7)";

const ordered = (descending: boolean): string => `ORDER BY ref ${descending ? "DESC" : "ASC"}`;
const cutIn = (table: string, descending: boolean): string =>
  `SELECT ref FROM ${table} ${RUN} ${ordered(descending)} LIMIT 1 OFFSET ${LOOKED_AT - 1}`;
const findIn = (table: string, descending: boolean): string =>
  `SELECT ${ENTRY_COLUMNS} FROM ${table} ${RUN} AND ${ASKED} ${ordered(descending)} LIMIT ?8`;

/** See `SearchStore.ledger`. */
export function ledger(reads: Reads, query: LedgerQuery): Found<LedgerEntryRow> {
  const most = rowsAndOne(query);
  const rows: LedgerEntryRow[] = [];
  for (const run of ledgerRuns(query)) {
    const { found, cut } = entriesOf(reads, query, run, most - rows.length);
    rows.push(...found);
    if (rows.length === most || cut !== undefined) return pageOf(rows, query, cut, ({ ref }) => ref);
  }
  return pageOf(rows, query, undefined, ({ ref }) => ref);
}

function entriesOf(
  { db }: Reads,
  query: LedgerQuery,
  run: LedgerRun,
  most: number,
): { readonly found: readonly LedgerEntryRow[]; readonly cut: number | undefined } {
  const table = areFew(query.kinds) ? FEW : ALL;
  const asked = askedOf(query, run);
  const cut = leavesOut(asked) ? db.get<{ ref: number }>(cutIn(table, run.highestFirst), query.accountId, ...run.refs)?.ref : undefined;
  const rows = db.all<LedgerColumns>(findIn(table, run.highestFirst), query.accountId, ...upTo(cut, asked, run), most);
  return { found: rows.map(ledgerEntryOf), cut };
}
