import type { BlacklistQuery } from "../store.ts";

/**
 * The statement that reads a page of blacklists, with `?` for each of its values. What it asks is such that one index has the rows in
 * their order.
 */
export function blacklistPage(query: BlacklistQuery): { readonly sql: string; readonly values: readonly (string | number)[] } {
  const conditions = conditionsOf(query);
  const where = conditions.map(([condition]) => condition).join(" AND ");
  return {
    sql: `SELECT account_id, phone, reason, source, created_at, expires_at FROM blacklist WHERE ${where} ORDER BY account_id, phone LIMIT ?`,
    values: [...conditions.flatMap(([, ...values]) => values), query.limit],
  };
}

type Condition = readonly [sql: string, ...values: (string | number)[]];

function conditionsOf({ accountId, phone, after = { accountId: -1, phone: "" } }: BlacklistQuery): readonly Condition[] {
  if (accountId !== undefined) {
    const own: Condition[] = [
      ["account_id = ?", accountId],
      ["phone > ?", after.accountId < accountId ? "" : after.phone],
    ];
    return phone === undefined ? own : [...own, ["phone = ?", phone]];
  }
  if (phone === undefined) return [["(account_id, phone) > (?, ?)", after.accountId, after.phone]];
  return [
    ["phone = ?", phone],
    ["account_id > ?", after.accountId],
  ];
}
