import { type AskedSignatureRow, askedSignatureOf } from "../../shared/request-rows.ts";
import type { AskedSignature, RequestDecision, RequestStore, SignatureRequest } from "../../store.ts";
import type { Param } from "../db.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged } from "./directory.ts";

const WAITING = "SELECT count(*) AS n FROM asked_signature WHERE account_id = ? AND state = 'waiting'";
const KNOWN = `
SELECT 1 FROM signature WHERE account_id = ? AND text = ?
UNION ALL SELECT 1 FROM asked_signature WHERE account_id = ? AND text = ? AND state IN ('waiting', 'approved')`;
const ASK = "INSERT INTO asked_signature (id, account_id, text, note, at, actor, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting')";
const DECIDE = `
UPDATE asked_signature SET state = ?, decided_at = ?, decided_by = ?, reason = ? WHERE id = ? AND state = 'waiting' RETURNING account_id`;
/** Behind those that are there, whatever the clocks of those who approved them say. */
const PLACE = `
UPDATE asked_signature SET place = (SELECT coalesce(max(place), 0) + 1 FROM asked_signature WHERE account_id = ? AND state = 'approved')
WHERE id = ?`;
const WITHDRAW = "UPDATE asked_signature SET state = 'withdrawn' WHERE id = ? AND account_id = ?";
const SELECT = "SELECT id, account_id, text, note, at, actor, state, decided_at, decided_by, reason FROM asked_signature WHERE";

/** See `RequestStore.askSignature`. */
export function askSignature(tx: Tx, { id, accountId, text, note, at, actor }: SignatureRequest, most: number): boolean {
  const { db } = tx;
  if ((db.get<{ n: number }>(WAITING, accountId)?.n ?? 0) >= most || db.get(KNOWN, accountId, text, accountId, text)) return false;
  db.run(ASK, id, accountId, text, note, at, actor);
  return true;
}

/** See `RequestStore.signatures`. */
export function signatures(tx: Tx, { accountId, waiting, limit }: Parameters<RequestStore["signatures"]>[0]): readonly AskedSignature[] {
  const [own, params]: [string, Param[]] = accountId === undefined ? ["", []] : ["account_id = ? AND", [accountId]];
  const page = (which: string, most: number): readonly AskedSignature[] =>
    tx.db.all<AskedSignatureRow>(`${SELECT} ${own} ${which} LIMIT ?`, ...params, most).map(askedSignatureOf);
  const open = page("state = 'waiting' ORDER BY id", limit);
  return waiting ? open : [...open, ...page("state <> 'waiting' ORDER BY id DESC", limit - open.length)];
}

/** See `RequestStore.decideSignature`. */
export function decideSignature(tx: Tx, { id, approve, reason, actor, at }: RequestDecision): boolean {
  const decided = tx.db.get<{ account_id: number }>(DECIDE, approve ? "approved" : "returned", at, actor, reason, id);
  if (!decided) return false;
  if (approve) tx.db.run(PLACE, decided.account_id, id);
  directoryChanged(tx);
  return true;
}

/** See `RequestStore.withdrawSignature`. */
export function withdrawSignature(tx: Tx, accountId: number, id: number): boolean {
  const { db } = tx;
  const approved = db.run(`${WITHDRAW} AND state = 'approved'`, id, accountId) > 0;
  if (approved) directoryChanged(tx);
  return approved || db.run(`${WITHDRAW} AND state = 'waiting'`, id, accountId) > 0;
}
