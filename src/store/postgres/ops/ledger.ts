import type { Balances } from "../../../domain/call.ts";
import type { Medium } from "../../../domain/message.ts";
import { ENTRY, MEDIUM } from "../../shared/codes.ts";
import type { LedgerBooking } from "../../store.ts";
import type { Row, Tx } from "../tx.ts";

const BALANCE = "SELECT sms, sms_bought, mms, mms_bought FROM balance WHERE account_id = $1";
/** Makes the account's row where there is none, and holds it: entries of one account are booked one after another. */
const HOLD = "INSERT INTO balance (account_id) VALUES ($1) ON CONFLICT (account_id) DO UPDATE SET account_id = excluded.account_id";
const KNOWN = "SELECT 1 AS known FROM ledger WHERE account_id = $1 AND ref = $2";
const ENTER = "INSERT INTO ledger (account_id, ref, kind, medium, credits, at, actor, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const ADD = `
UPDATE balance SET sms = sms + $2, sms_bought = sms_bought + $3, mms = mms + $4, mms_bought = mms_bought + $5
WHERE account_id = $1 RETURNING sms, mms`;
const AUDIT = `
SELECT account_id, medium, sum(entries)::bigint AS entries, sum(credits)::bigint AS credits FROM (
  SELECT account_id, medium, credits AS entries, 0 AS credits FROM ledger
  UNION ALL SELECT account_id, ${MEDIUM.code.sms}, 0, sms FROM balance
  UNION ALL SELECT account_id, ${MEDIUM.code.mms}, 0, mms FROM balance
) AS both_sides GROUP BY account_id, medium HAVING sum(entries) <> sum(credits)`;

interface BalanceRow extends Row {
  sms: number;
  sms_bought: number;
  mms: number;
  mms_bought: number;
}

export async function balance(tx: Tx, accountId: number): Promise<Balances> {
  const row = await tx.get<BalanceRow>(BALANCE, accountId);
  return {
    sms: { credits: row?.sms ?? 0, bought: row?.sms_bought ?? 0 },
    mms: { credits: row?.mms ?? 0, bought: row?.mms_bought ?? 0 },
  };
}

export async function book(
  tx: Tx,
  booking: Omit<LedgerBooking, "kind"> & { readonly kind: LedgerBooking["kind"] | "opening" },
): Promise<{ readonly credits: number; readonly booked: boolean }> {
  const { accountId, ref, kind, medium, credits, at, actor, note } = booking;
  await tx.run(HOLD, accountId);
  if (await tx.get(KNOWN, accountId, ref)) return { credits: (await balance(tx, accountId))[medium].credits, booked: false };
  await tx.run(ENTER, accountId, ref, ENTRY.code[kind], MEDIUM.code[medium], credits, at, actor, note);
  const bought = kind === "adjust" ? 0 : credits;
  const [sms, smsBought, mms, mmsBought] = medium === "sms" ? [credits, bought, 0, 0] : [0, 0, credits, bought];
  const row = await tx.get<{ sms: number; mms: number }>(ADD, accountId, sms, smsBought, mms, mmsBought);
  return { credits: row?.[medium] ?? 0, booked: true };
}

/** Reads the whole ledger; in a transaction. */
export async function audit(
  tx: Tx,
): Promise<readonly { readonly accountId: number; readonly medium: Medium; readonly entries: number; readonly balance: number }[]> {
  await tx.run("SET LOCAL enable_seqscan = on");
  const rows = await tx.all<{ account_id: number; medium: number; entries: number; credits: number }>(AUDIT);
  return rows.map((row) => ({ accountId: row.account_id, medium: MEDIUM.word(row.medium), entries: row.entries, balance: row.credits }));
}
