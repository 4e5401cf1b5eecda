import { ENTRY } from "../../shared/codes.ts";
import type { Tx } from "../tx.ts";

const { charge, refund, carried } = ENTRY.code;

/** Entries that go with what they are for. The others are a person's doing and stay, as `book` goes by their refs. */
export const OF_MESSAGES = `kind IN (${charge}, ${refund})`;

/** `carriedAs` (shared/carried.ts) of entries of a relation. Integers, so that divisions are whole. */
export function carryFrom(relation: string): string {
  return `
INSERT INTO ledger AS l (account_id, ref, kind, medium, credits, at)
SELECT account_id, -(day * 4 + medium), ${carried}, medium, sum(credits)::bigint, day * 86400000 - 28800000
FROM (SELECT account_id, medium, credits, (at + 28800000) / 86400000 AS day FROM ${relation}) AS e
GROUP BY account_id, medium, day ORDER BY account_id
ON CONFLICT (account_id, ref, kind) DO UPDATE SET credits = l.credits + excluded.credits`;
}

const CARRY = `
WITH gone AS (
  DELETE FROM ledger WHERE account_id = ANY($1::integer[]) AND ref BETWEEN $2 AND $3 AND ${OF_MESSAGES}
    AND CASE WHEN $5 THEN ref = ANY($4::bigint[]) ELSE NOT ref = ANY($4::bigint[]) END
  RETURNING account_id, medium, credits, at
)${carryFrom("gone")}`;

/** Adds charges and refunds of a range of refs up to one entry an account, medium and day of Asia/Shanghai. @param without refs that stay */
export async function carry(tx: Tx, accountIds: readonly number[], from: number, to: number, without: readonly number[]): Promise<void> {
  if (accountIds.length > 0) await tx.run(CARRY, accountIds, from, to, without, false);
}

/** Those of these refs alone. */
export async function carryOnly(tx: Tx, accountIds: readonly number[], refs: readonly number[]): Promise<void> {
  if (refs.length > 0) await tx.run(CARRY, accountIds, Math.min(...refs), Math.max(...refs), refs, true);
}
