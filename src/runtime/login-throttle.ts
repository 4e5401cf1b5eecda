import { RecentFailures } from "./recent-failures.ts";

/** Failures within a minute that cost nothing. */
const FREE = 5;
const WINDOW = 60_000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 2_000;
/** Enough of them to reach the longest delay. */
const MOST_TIMES = FREE + 8;
/** What is kept of a login, which is a stranger's text. */
const LONGEST_LOGIN = 64;

/**
 * Slows failed logins: from the sixth within a minute for one account from one address on, the answer comes later and
 * later (0.1 s doubling to 2 s). It is kept per pair, so that a stranger who guesses slows nobody but himself; the account's
 * owner, at another address or with the right password, is answered at once.
 */
export class LoginThrottle {
  readonly #failures = new RecentFailures(WINDOW, MOST_TIMES);

  /** A login failed at `now` (ms); answers how long its reply is to wait, ms. */
  failed(login: string, address: string, now: number): number {
    const over = this.#failures.note(`${address} ${login.slice(0, LONGEST_LOGIN)}`, now) - FREE;
    return over <= 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (over - 1));
  }
}
