import { type Check, DAY, HOUR, type Looked, MINUTE, minuteOf } from "./check.ts";

/** Of the last seven days, how many must have had that much, the same day of last week among them. */
const STEADY = 5;
const DAYS = 7;

interface Usual {
  /** The hour that it is the usual of. */
  readonly hour: number;
  /** Messages an hour, of accounts that sent steadily. */
  readonly accounts: ReadonlyMap<number, number>;
}

/**
 * Accounts that have sent nothing for a while, and on most of the last seven days, the same weekday among them, sent at this hour and the one in which
 * that while began: nobody is missed at night or at the weekend who never sends then.
 */
export function accountSilent(): Check<"account-silent"> {
  const usuals = new Map<number, Usual>();
  return async (looked, { hourly, minutes }) => {
    const { now, directory } = looked;
    const hours = [hourOf(now - minutes * MINUTE), hourOf(now)];
    for (const hour of hours) if (!usuals.has(hour)) usuals.set(hour, await usualOf(looked, hour));
    for (const hour of usuals.keys()) if (!hours.includes(hour)) usuals.delete(hour);
    const [before, present] = hours.map((hour) => usuals.get(hour)?.accounts);
    const steady = [...(before ?? [])].flatMap(([id, usual]) => {
      const least = Math.min(usual, present?.get(id) ?? 0);
      return least >= hourly ? [{ id, usual: Math.round((usual + (present?.get(id) ?? 0)) / 2) }] : [];
    });
    if (steady.length === 0) return [];
    const to = minuteOf(now) + MINUTE;
    const lately = await looked.store.tallies.read({ from: to - minutes * MINUTE, to, step: "all", by: "account" });
    const sending = new Set(lately.filter(({ accepted }) => accepted > 0).map(({ id }) => id));
    return steady.flatMap(({ id, usual }) => {
      const account = directory.accountById.get(id);
      if (!account?.enabled || sending.has(id)) return [];
      return [{ kind: "account-silent" as const, of: id, subject: account.login, facts: { minutes, usual } }];
    });
  };
}

function hourOf(at: number): number {
  return at - (at % HOUR);
}

/** What accounts sent in that hour of the last seven days: of those that sent on enough of them, the least but those that may be missing. */
async function usualOf({ store }: Looked, hour: number): Promise<Usual> {
  const days = await Promise.all(
    Array.from({ length: DAYS }, (_, day) => {
      const from = hour - (day + 1) * DAY;
      return store.tallies.read({ from, to: from + HOUR, step: "all", by: "account" });
    }),
  );
  const sent = new Map<number, number[]>();
  for (const [day, rows] of days.entries())
    for (const { id, accepted } of rows) {
      const counts = sent.get(id) ?? Array<number>(DAYS).fill(0);
      counts[day] = accepted;
      sent.set(id, counts);
    }
  const accounts = new Map<number, number>();
  for (const [id, counts] of sent) {
    const usual = counts.toSorted((a, b) => b - a)[STEADY - 1] ?? 0;
    if (usual > 0) accounts.set(id, Math.min(usual, counts[DAYS - 1] ?? 0));
  }
  return { hour, accounts };
}
