import type { Balance, Balances } from "../../../domain/call.ts";
import type { Medium } from "../../../domain/message.ts";
import { ENTRY, MEDIUM } from "../../shared/codes.ts";
import type { LedgerBooking } from "../../store.ts";
import type { Tx } from "../tx.ts";

export function balance(tx: Tx, accountId: number): Balances {
  const of = (medium: Medium): Balance => {
    const { credits, bought } = tx.balance(accountId, MEDIUM.code[medium]);
    return { credits, bought };
  };
  return { sms: of("sms"), mms: of("mms") };
}

export function book(
  tx: Tx,
  booking: Omit<LedgerBooking, "kind"> & { readonly kind: LedgerBooking["kind"] | "opening" },
): { readonly credits: number; readonly booked: boolean } {
  const medium = MEDIUM.code[booking.medium];
  if (tx.db.get("SELECT 1 FROM ledger WHERE account_id = ? AND ref = ?", booking.accountId, booking.ref)) {
    return { credits: tx.balance(booking.accountId, medium).credits, booked: false };
  }
  tx.db.run(
    "INSERT INTO ledger VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    booking.accountId,
    booking.ref,
    ENTRY.code[booking.kind],
    medium,
    booking.credits,
    booking.at,
    booking.actor,
    booking.note,
  );
  const bought = booking.kind === "adjust" ? 0 : booking.credits;
  return { credits: tx.credit(booking.accountId, medium, booking.credits, bought), booked: true };
}

export function audit(
  tx: Tx,
): readonly { readonly accountId: number; readonly medium: Medium; readonly entries: number; readonly balance: number }[] {
  tx.writeBalances();
  return tx.db
    .all<{ account_id: number; medium: number; entries: number; credits: number }>(
      `SELECT account_id, medium, sum(entries) AS entries, sum(credits) AS credits FROM (
         SELECT account_id, medium, credits AS entries, 0 AS credits FROM ledger
         UNION ALL SELECT account_id, medium, 0, credits FROM balance
       ) GROUP BY account_id, medium HAVING sum(entries) <> sum(credits)`,
    )
    .map((row) => ({ accountId: row.account_id, medium: MEDIUM.word(row.medium), entries: row.entries, balance: row.credits }));
}
