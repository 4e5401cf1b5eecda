import { firstIdAt } from "../../../domain/ids.ts";
import { INBOUND } from "../../shared/codes.ts";
import { type InboundRow, inboundOf } from "../../shared/rows.ts";
import type { InboundTake, StoredInbound } from "../../store.ts";
import type { Tx } from "../tx.ts";

const { waiting, taken, handed } = INBOUND.code;

/** What `inboundOf` reads: of `inbound i`, and of what is to be joined to it. */
export const INBOUND_COLUMNS = `
  i.id, i.phone, i.text, i.at, i.access_code, i.account_id, i.account_code, i.ext, m.id AS message_id, m.submission_id, s.order_id, s.dialect`;
export const INBOUND_TABLES = "LEFT JOIN message m ON m.id = i.message_id LEFT JOIN submission s ON s.id = m.submission_id";

/** An account's texts have an index as well, which is the wrong one here. */
const LAPSE = `
UPDATE inbound INDEXED BY inbound_taken SET state = ${waiting}, token = NULL, until = NULL
WHERE account_id = ? AND state = ${taken} AND until <= ?`;
const ROWS = `
SELECT ${INBOUND_COLUMNS} FROM inbound i INDEXED BY inbound_waiting ${INBOUND_TABLES}
WHERE i.account_id = ? AND i.state = ${waiting} AND i.id >= ? ORDER BY i.id LIMIT ?`;
/** The rows that were just read: all that wait up to the last of them. */
const TAKE = `
UPDATE inbound INDEXED BY inbound_waiting SET state = ${taken}, token = ?, until = ?
WHERE account_id = ? AND state = ${waiting} AND id BETWEEN ? AND ?`;
const CONFIRM = `
UPDATE inbound SET state = ${handed}, handed_at = ?, until = NULL
WHERE id = ? AND account_id = ? AND state = ${taken} AND token = ?`;
const RELEASE = `
UPDATE inbound SET state = ${waiting}, token = NULL, until = NULL
WHERE id = ? AND account_id = ? AND state = ${taken} AND token = ?`;

/** See `InboundStore.take`. */
export function take(tx: Tx, { accountId, token, limit, notBefore, now, until }: InboundTake): readonly StoredInbound[] {
  tx.db.run(LAPSE, accountId, now);
  const first = notBefore === undefined ? 0 : firstIdAt(notBefore);
  const rows = tx.db.all<InboundRow>(ROWS, accountId, first, limit);
  tx.db.run(TAKE, token, until, accountId, first, rows.at(-1)?.id ?? -1);
  return rows.map(inboundOf);
}

export function confirm(tx: Tx, accountId: number, token: number, ids: readonly number[], at: number): void {
  for (const id of ids) tx.db.run(CONFIRM, at, id, accountId, token);
}

export function release(tx: Tx, accountId: number, token: number, ids: readonly number[]): void {
  for (const id of ids) tx.db.run(RELEASE, id, accountId, token);
}

/** For a process that knows every hand-over to be over. */
export function releaseAll(tx: Tx): void {
  tx.db.run(`UPDATE inbound SET state = ${waiting}, token = NULL, until = NULL WHERE state = ${taken}`);
}
