import { type Check, seconds } from "./check.ts";

/** Messages that should have left and didn't. One alarm for all: it names the account whose message is the oldest. */
export const backlogAge: Check<"backlog-age"> = async ({ store, directory, now }, { seconds: most }) => {
  const rows = await store.tallies.backlog(now);
  const [oldest] = rows.filter(({ oldestDue }) => oldestDue !== undefined).sort((a, b) => (a.oldestDue ?? 0) - (b.oldestDue ?? 0));
  if (oldest?.oldestDue === undefined || now - oldest.oldestDue <= most * 1_000) return [];
  const waiting = rows.reduce((sum, row) => sum + row.waiting, 0);
  const subject = directory.accountById.get(oldest.accountId)?.login ?? `#${oldest.accountId}`;
  return [{ kind: "backlog-age", of: "", subject, facts: { waiting, age: seconds(now - oldest.oldestDue), most } }];
};
