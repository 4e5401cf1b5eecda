import { setTimeout as sleep } from "node:timers/promises";
import type { Life } from "./books.ts";
import type { Customer } from "./customer.ts";
import { judge, type Verdict } from "./judge.ts";

/** So long after the sums agree nothing more may come. */
const QUIET = 2_000;
/** So long nothing may come while the sums don't agree; longer than a lease or a hand-over that a dead process left behind. */
const GIVE_UP = 75_000;
const PAUSE = 100;

/** Pulls the rest of the reports until everything has come to rest, one way or the other, and judges. */
export async function comeToRest(customer: Customer, life: Life): Promise<Verdict> {
  let quietSince = performance.now();
  for (;;) {
    if ((await customer.pullAll(life)) > 0) quietSince = performance.now();
    const verdict = judge(customer.books, await customer.balance(life));
    const quiet = performance.now() - quietSince;
    if (quiet >= (verdict.problems.length === 0 ? QUIET : GIVE_UP)) return verdict;
    await sleep(PAUSE);
  }
}

/** The part of a long list that a person reads. */
export function firstOf(problems: readonly string[]): string[] {
  const shown = problems.slice(0, 20);
  return problems.length > shown.length ? [...shown, `and ${problems.length - shown.length} more`] : shown;
}
