import type { Balances } from "../../domain/call.ts";
import type { Medium } from "../../domain/message.ts";

export interface LedgerStore {
  balance(accountId: number): Promise<Balances>;
  /** Books an entry that a person caused. `ref` is a fresh id; one that the account has used already is not booked again. */
  book(entry: LedgerBooking): Promise<{ readonly credits: number; readonly booked: boolean }>;
  /** Sum of entries against balance, for every account and medium where they differ. Reads the whole ledger. */
  audit(): Promise<readonly { readonly accountId: number; readonly medium: Medium; readonly entries: number; readonly balance: number }[]>;
}

export interface LedgerBooking {
  readonly ref: number;
  readonly accountId: number;
  readonly medium: Medium;
  readonly kind: "recharge" | "adjust";
  /** Signed; a recharge is above 0. */
  readonly credits: number;
  readonly at: number;
  readonly actor: string;
  readonly note: string;
}
