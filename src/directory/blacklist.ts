import type { BlacklistEntry } from "../store/store.ts";

/** The account id under which the platform's own blacklist is stored. */
const PLATFORM = 0;

/** Phones that are indexed before giving way. */
const SLICE = 10_000;

/**
 * Who may not be written to, by the platform or by one account. Beside the immutable values it grows in place: an entry that is
 * there a moment early does no harm, and people opt out too often to load all lists anew each time.
 */
export class Blacklist {
  readonly #lists = new Map<number, Map<string, number>>();
  #version: number;

  private constructor(version: number) {
    this.#version = version;
  }

  /** Builds it in slices, giving way by `pause` between them. */
  static async build(entries: readonly BlacklistEntry[], version: number, pause: () => Promise<void>): Promise<Blacklist> {
    const list = new Blacklist(version);
    for (let start = 0; start < entries.length; start += SLICE) {
      for (const entry of entries.slice(start, start + SLICE)) list.#add(entry);
      await pause();
    }
    return list;
  }

  /** Up to which version of the store's blacklists it goes. */
  get version(): number {
    return this.#version;
  }

  /** Takes in what was listed since its version. */
  grow(entries: readonly BlacklistEntry[], version: number): void {
    for (const entry of entries) this.#add(entry);
    this.#version = Math.max(this.#version, version);
  }

  /** Is the (normalised) phone on the platform's list or the account's at `now`? */
  has(accountId: number, phone: string, now: number): boolean {
    return this.#listed(PLATFORM, phone, now) || this.#listed(accountId, phone, now);
  }

  #add({ accountId, phone, expiresAt }: BlacklistEntry): void {
    const until = expiresAt ?? Number.POSITIVE_INFINITY;
    const list = this.#lists.get(accountId);
    if (list) list.set(phone, until);
    else this.#lists.set(accountId, new Map([[phone, until]]));
  }

  #listed(accountId: number, phone: string, now: number): boolean {
    const until = this.#lists.get(accountId)?.get(phone);
    return until !== undefined && until > now;
  }
}
