import { type AskedSignatureRow, askedSignatureOf } from "../../shared/request-rows.ts";
import type { AskedSignature, RequestDecision, RequestStore, SignatureRequest } from "../../store.ts";
import type { Tx } from "../tx.ts";
import { directoryChanged, holdDirectory } from "./directory.ts";

const WAITING = "SELECT count(*) AS n FROM asked_signature WHERE account_id = $1 AND state = 'waiting'";
const KNOWN = `
SELECT 1 AS known FROM signature WHERE account_id = $1 AND text = $2
UNION ALL SELECT 1 FROM asked_signature WHERE account_id = $1 AND text = $2 AND state IN ('waiting', 'approved')`;
const ASK = "INSERT INTO asked_signature (id, account_id, text, note, at, actor, state) VALUES ($1, $2, $3, $4, $5, $6, 'waiting')";
const DECIDE = `
UPDATE asked_signature SET state = $2, decided_at = $3, decided_by = $4, reason = $5
WHERE id = $1 AND state = 'waiting' RETURNING account_id`;
/** Behind those that are there, whatever the clocks of those who approved them say. */
const PLACE = `
UPDATE asked_signature SET place = (SELECT coalesce(max(place), 0) + 1 FROM asked_signature WHERE account_id = $2 AND state = 'approved')
WHERE id = $1`;
const WITHDRAW = "UPDATE asked_signature SET state = 'withdrawn' WHERE id = $1 AND account_id = $2";
const SELECT = "SELECT id, account_id, text, note, at, actor, state, decided_at, decided_by, reason FROM asked_signature WHERE";

/** See `RequestStore.askSignature`. Two who ask at once come one after the other. */
export async function askSignature(tx: Tx, { id, accountId, text, note, at, actor }: SignatureRequest, most: number): Promise<boolean> {
  await holdDirectory(tx);
  const waiting = (await tx.get<{ n: number }>(WAITING, accountId))?.n ?? 0;
  if (waiting >= most || (await tx.get(KNOWN, accountId, text))) return false;
  await tx.run(ASK, id, accountId, text, note, at, actor);
  return true;
}

/** See `RequestStore.signatures`. */
export async function signatures(
  tx: Tx,
  { accountId, waiting, limit }: Parameters<RequestStore["signatures"]>[0],
): Promise<readonly AskedSignature[]> {
  const page = async (which: string, most: number): Promise<readonly AskedSignature[]> => {
    const rows =
      accountId === undefined
        ? await tx.all<AskedSignatureRow>(`${SELECT} ${which} LIMIT $1`, most)
        : await tx.all<AskedSignatureRow>(`${SELECT} account_id = $2 AND ${which} LIMIT $1`, most, accountId);
    return rows.map(askedSignatureOf);
  };
  const open = await page("state = 'waiting' ORDER BY id", limit);
  return waiting ? open : [...open, ...(await page("state <> 'waiting' ORDER BY id DESC", limit - open.length))];
}

/** See `RequestStore.decideSignature`. */
export async function decideSignature(tx: Tx, { id, approve, reason, actor, at }: RequestDecision): Promise<boolean> {
  await holdDirectory(tx);
  const decided = await tx.get<{ account_id: number }>(DECIDE, id, approve ? "approved" : "returned", at, actor, reason);
  if (!decided) return false;
  if (approve) await tx.run(PLACE, id, decided.account_id);
  await directoryChanged(tx);
  return true;
}

/** See `RequestStore.withdrawSignature`. */
export async function withdrawSignature(tx: Tx, accountId: number, id: number): Promise<boolean> {
  await holdDirectory(tx);
  const approved = (await tx.run(`${WITHDRAW} AND state = 'approved'`, id, accountId)) > 0;
  if (approved) await directoryChanged(tx);
  return approved || (await tx.run(`${WITHDRAW} AND state = 'waiting'`, id, accountId)) > 0;
}
