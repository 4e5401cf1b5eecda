import type { Language, UserRole } from "../domain/user.ts";
import type { StoredUser, UserStore } from "../store/store.ts";
import { oneTimePassword, type Passwords } from "./password.ts";

/** People of an account, or of the platform. */
const MOST = 500;

export interface PeopleDeps {
  readonly store: UserStore;
  readonly ids: { take(count: number): number };
  readonly passwords: Passwords;
}

/** Why people are left as they are. */
export type Kept = "unknown" | "taken" | "too-many" | "own-role" | "oneself" | "last-one";

export type PeopleResult<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly why: Kept };

export interface PersonChange {
  readonly role?: UserRole;
  readonly enabled?: boolean;
  readonly language?: Language;
}

/**
 * Who may sign in, handled by those who may do so: admins for the platform (account 0), owners for their account. Nobody else's
 * people are ever found, whatever id is given.
 */
export class People {
  readonly #deps: PeopleDeps;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(deps: PeopleDeps) {
    this.#deps = deps;
  }

  list(accountId: number): Promise<readonly StoredUser[]> {
    return this.#deps.store.list(accountId);
  }

  async find(accountId: number, id: number): Promise<StoredUser | undefined> {
    const user = await this.#deps.store.byId(id);
    return user?.accountId === accountId ? user : undefined;
  }

  /** Adds somebody under a password for the first sign-in, which it answers unless one is given. @param now UTC ms */
  async add(
    accountId: number,
    person: { readonly name: string; readonly role: UserRole; readonly language: Language },
    now: number,
    password = oneTimePassword(),
  ): Promise<PeopleResult<{ readonly id: number; readonly password: string }>> {
    const { store, ids, passwords } = this.#deps;
    if ((await store.list(accountId)).length >= MOST) return { ok: false, why: "too-many" };
    const id = ids.take(1);
    const digest = await passwords.digest(password);
    const user = { ...person, id, accountId, enabled: true, password: digest, mustChange: true, totp: undefined, createdAt: now };
    return (await store.add(user)) ? { ok: true, id, password } : { ok: false, why: "taken" };
  }

  /** @param by who asks: nobody changes their own role or shuts themselves out */
  change(accountId: number, id: number, change: PersonChange, by: number): Promise<PeopleResult<{ readonly before: StoredUser }>> {
    return this.#inTurn(async () => {
      const before = await this.find(accountId, id);
      if (!before) return { ok: false, why: "unknown" };
      if (id === by && change.role !== undefined && change.role !== before.role) return { ok: false, why: "own-role" };
      if (id === by && change.enabled === false) return { ok: false, why: "oneself" };
      const after = { ...before, ...change };
      if (isHead(before) && !isHead(after) && (await this.#isLast(before))) return { ok: false, why: "last-one" };
      return (await this.#deps.store.change(id, change)) ? { ok: true, before } : { ok: false, why: "unknown" };
    });
  }

  /** Gives them another password for the next sign-in, which ends their sessions and lets them in again. */
  async resetPassword(accountId: number, id: number): Promise<PeopleResult<{ readonly before: StoredUser; readonly password: string }>> {
    const { store, passwords } = this.#deps;
    const before = await this.find(accountId, id);
    if (!before) return { ok: false, why: "unknown" };
    const password = oneTimePassword();
    await store.change(id, { password: await passwords.digest(password), mustChange: true });
    return { ok: true, before, password };
  }

  async dropSecondFactor(accountId: number, id: number): Promise<PeopleResult<{ readonly before: StoredUser }>> {
    const before = await this.find(accountId, id);
    if (!before) return { ok: false, why: "unknown" };
    await this.#deps.store.change(id, { totp: null });
    return { ok: true, before };
  }

  remove(accountId: number, id: number, by: number): Promise<PeopleResult<{ readonly before: StoredUser }>> {
    return this.#inTurn(async () => {
      const before = await this.find(accountId, id);
      if (!before) return { ok: false, why: "unknown" };
      if (id === by) return { ok: false, why: "oneself" };
      if (isHead(before) && (await this.#isLast(before))) return { ok: false, why: "last-one" };
      return (await this.#deps.store.remove(id)) ? { ok: true, before } : { ok: false, why: "unknown" };
    });
  }

  async #isLast({ id, accountId }: StoredUser): Promise<boolean> {
    const people = await this.#deps.store.list(accountId);
    return !people.some((other) => other.id !== id && isHead(other));
  }

  /** Two who take each other's rights away at once must not both succeed. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

/** Of those without whom nobody could let anybody in. */
function isHead({ role, enabled }: Pick<StoredUser, "role" | "enabled">): boolean {
  return enabled && (role === "admin" || role === "owner");
}
