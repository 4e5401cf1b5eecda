/** Failures within a minute that cost nothing. */
const FREE = 5;
const WINDOW = 60_000;
const FIRST_DELAY = 100;
const LONGEST_DELAY = 2_000;
/** Pairs of login and address that are remembered; more than that only an attack has, and then the oldest go first. */
const MOST = 50_000;
/** What is kept of a login, which is a stranger's text. */
const LONGEST_LOGIN = 64;

/**
 * Slows failed logins: from the sixth within a minute for one account from one address on, the answer comes later and
 * later (0.1 s doubling to 2 s). It is kept per pair, so that a stranger who guesses slows nobody but himself; the account's
 * owner, at another address or with the right password, is answered at once.
 */
export class LoginThrottle {
  readonly #failures = new Map<string, number[]>();

  /** A login failed at `now` (ms); answers how long its reply is to wait, ms. */
  failed(login: string, address: string, now: number): number {
    // a copy, as the login may be a slice of the whole request that would be kept with it
    const key = Buffer.from(`${address} ${login.slice(0, LONGEST_LOGIN)}`).toString();
    const times = (this.#failures.get(key) ?? []).filter((time) => time > now - WINDOW);
    times.push(now);
    this.#failures.delete(key);
    this.#failures.set(key, times.slice(-MOST_TIMES));
    if (this.#failures.size > MOST) this.#dropOldest();
    const over = times.length - FREE;
    return over <= 0 ? 0 : Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (over - 1));
  }

  #dropOldest(): void {
    const [oldest] = this.#failures.keys();
    if (oldest !== undefined) this.#failures.delete(oldest);
  }
}

/** Enough of them to reach the longest delay. */
const MOST_TIMES = FREE + 8;
