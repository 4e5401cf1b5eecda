import type { Account } from "../../domain/directory.ts";
import { type Check, DAY, HOUR, type Looked } from "./check.ts";

/** By whose use it is reckoned how long credits last. */
const WEEK = 7 * DAY;
/** Balances that are asked for at once. */
const AT_ONCE = 50;
/** How long what accounts use is believed, ms: it is a week's, and reading it is the dear part. */
const FRESH = HOUR;

interface Used {
  readonly at: number;
  /** Credits in the last week, by account. */
  readonly credits: ReadonlyMap<number, number>;
}

/** Accounts in use whose credits run out. Those that have sent nothing for a week are left alone. */
export function balanceLow(): Check<"balance-low"> {
  let used: Used | undefined;
  return async (looked, { credits: leastCredits, days: leastDays }) => {
    const { now, directory } = looked;
    if (!used || Math.abs(now - used.at) >= FRESH) used = { at: now, credits: await usedBy(looked) };
    const accounts = [...used.credits].flatMap(([id, credits]) => {
      const account = directory.accountById.get(id);
      return account?.enabled && credits > 0 ? [{ account, daily: credits / 7 }] : [];
    });
    const left = await balances(
      looked,
      accounts.map(({ account }) => account),
    );
    return accounts.flatMap(({ account, daily }, index) => {
      const credits = left[index] ?? 0;
      const days = Math.max(0, credits) / daily;
      if (credits >= leastCredits && days >= leastDays) return [];
      const facts = { credits, daily: Math.ceil(daily), days: Math.floor(days * 10) / 10, leastCredits, leastDays };
      return [{ kind: "balance-low", of: account.id, subject: account.login, facts }];
    });
  };
}

async function usedBy({ store, now }: Looked): Promise<Used["credits"]> {
  const to = now - (now % HOUR) + HOUR;
  const rows = await store.tallies.read({ from: to - WEEK, to, step: "all", by: "account" });
  return new Map(rows.map(({ id, segments, refunded }) => [id, segments - refunded]));
}

/** Credits that may still be used: what a postpaid account may owe is among them. */
async function balances({ store }: Looked, accounts: readonly Account[]): Promise<readonly number[]> {
  const left: number[] = [];
  for (let from = 0; from < accounts.length; from += AT_ONCE) {
    const some = accounts.slice(from, from + AT_ONCE).map(async ({ id, payment, creditLimit }) => {
      const { sms } = await store.ledger.balance(id);
      return sms.credits + (payment === "postpaid" ? creditLimit : 0);
    });
    left.push(...(await Promise.all(some)));
  }
  return left;
}
