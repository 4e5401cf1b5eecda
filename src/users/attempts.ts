import { LoginThrottle } from "../runtime/login-throttle.ts";
import { RecentFailures } from "../runtime/recent-failures.ts";
import type { StoredUser, UserStore } from "../store/store.ts";
import { nameKey } from "../text/name-key.ts";

const MINUTE = 60_000;
/** Failures in a row after which nobody is let in under a name, and for how long. */
const MOST = 10;
const LOCKED = 15 * MINUTE;
/** Failures of an address, under whatever names, after which it is not listened to. */
const MOST_OF_ADDRESS = 30;
const ADDRESS_WINDOW = 10 * MINUTE;

/** Why nobody is let in at the moment, whatever they know. */
export type Shut = "locked" | "too-often";

/**
 * Counts proofs that failed: passwords and codes. What a name's owner can see of it is in the store; a name that nobody has is
 * counted here, so that it is locked as one that somebody has.
 */
export class Attempts {
  readonly #store: Pick<UserStore, "tried">;
  readonly #throttle = new LoginThrottle();
  readonly #names = new RecentFailures(LOCKED, MOST);
  readonly #addresses = new RecentFailures(ADDRESS_WINDOW, MOST_OF_ADDRESS);
  /** Names that are being tried: one at a time, so that no two count the same failure. */
  readonly #underWay = new Set<string>();

  constructor(store: Pick<UserStore, "tried">) {
    this.#store = store;
  }

  /** Runs one try under a name; what would be a second one at the same time is not made. */
  async alone<T>(name: string, attempt: () => Promise<T>): Promise<T | "too-often"> {
    const key = nameKey(name);
    if (this.#underWay.has(key)) return "too-often";
    this.#underWay.add(key);
    try {
      return await attempt();
    } finally {
      this.#underWay.delete(key);
    }
  }

  /** Whether this name and address may try at all, at `now` (UTC ms). */
  shut(name: string, user: StoredUser | undefined, address: string, now: number): Shut | undefined {
    if (this.#addresses.count(networkOf(address), now) >= MOST_OF_ADDRESS) return "too-often";
    if ((user?.lockedUntil ?? 0) > now) return "locked";
    return !user && this.#names.count(nameKey(name), now) >= MOST ? "locked" : undefined;
  }

  /** A try failed; answers how long its answer is to wait, ms. */
  async failed(name: string, user: StoredUser | undefined, address: string, now: number): Promise<number> {
    this.#addresses.note(networkOf(address), now);
    if (user) {
      const lock = (user.failures + 1) % MOST === 0;
      await this.#store.tried(user.id, { at: now, failed: true, lockedUntil: lock ? now + LOCKED : undefined });
    } else this.#names.note(nameKey(name), now);
    return this.#throttle.failed(nameKey(name), address, now);
  }

  async succeeded(user: StoredUser, now: number): Promise<void> {
    await this.#store.tried(user.id, { at: now, failed: false });
  }
}

/** Who has one address of IPv6 has 2^64 of them. */
function networkOf(address: string): string {
  return address.includes(":") && !address.includes(".") ? address.split(":").slice(0, 4).join(":") : address;
}
