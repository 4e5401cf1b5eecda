import { hash, timingSafeEqual } from "node:crypto";
import type { Account } from "../domain/directory.ts";
import { type Clock, sleep } from "../runtime/clock.ts";
import type { StoredUser, UserStore } from "../store/store.ts";
import { Attempts, type Shut } from "./attempts.ts";
import type { Passwords } from "./password.ts";
import { type From, Sessions } from "./sessions.ts";
import { counterOf } from "./totp.ts";

/** A try that failed is answered no sooner, so that nothing can be learned from how long it took, ms. */
const FAILED_AFTER = 400;

export interface SignInDeps {
  readonly clock: Clock;
  readonly ids: { take(count: number): number };
  readonly store: UserStore;
  readonly passwords: Passwords;
  readonly accounts: () => {
    readonly accountById: ReadonlyMap<number, Account>;
    readonly accountByLogin: ReadonlyMap<string, Account>;
  };
}

/** Where people sign in: those of the platform at the console, those of accounts at the portal. */
export type Realm = "console" | "portal";

export interface Credentials {
  readonly realm: Realm;
  readonly name: string;
  readonly password: string;
}

/**
 * Why a proof is not taken. A name that nobody has is answered as a wrong password is, and as late; what is `…-disabled` is told to
 * those whose password was right. Where something was tried and the name is somebody's, it says whose.
 */
export interface Refused {
  readonly kind: "refused";
  readonly why: "wrong-password" | "wrong-code" | "user-disabled" | "account-disabled" | Shut;
  readonly user?: StoredUser;
}

export type Opened = { readonly kind: "in"; readonly user: StoredUser; readonly token: string; readonly strong: boolean };

/** The account has no people yet: its first one is to be made. */
export type Beginning = { readonly kind: "begin"; readonly account: Account };

export type Begun = Opened | Refused | { readonly kind: "taken" };

/** Signing in: name and password, then a code where there is a second factor. Rejects with `PasswordsBusy` and `StoreError`. */
export class SignIn {
  readonly #deps: SignInDeps;
  readonly #attempts: Attempts;
  readonly sessions: Sessions;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
    this.#attempts = new Attempts(deps.store);
    this.sessions = new Sessions(deps.store);
  }

  /** Opens a session, which is weak until the code is given where one is asked for. */
  async signIn(given: Credentials, from: From): Promise<Opened | Refused | Beginning> {
    const proof = await this.#prove(given, from);
    return proof.kind === "user" ? this.#open(proof.user, from, proof.user.totp === undefined) : proof;
  }

  /** Makes the first person of an account, who proves to be its own by its interface password. @param chosen without a flaw (`flawOf`) */
  async begin(given: Credentials, chosen: string, from: From): Promise<Begun> {
    const proof = await this.#prove(given, from);
    // somebody was quicker, or has pressed the button twice
    if (proof.kind === "user") return { kind: "taken" };
    if (proof.kind === "refused") return proof;
    const { account } = proof;
    const { store, clock, ids, passwords } = this.#deps;
    const user = {
      id: ids.take(1),
      name: account.login,
      accountId: account.id,
      role: "owner",
      language: "zh",
      enabled: true,
      password: await passwords.digest(chosen),
      mustChange: false,
      totp: undefined,
      createdAt: clock.now(),
    } as const;
    if (!(await store.add(user))) return { kind: "taken" };
    await store.tried(user.id, { at: clock.now(), failed: false });
    return this.#open({ ...user, lastAt: undefined, failures: 0, lockedUntil: undefined }, from, true);
  }

  /** Takes the code of the second factor and opens a strong session; the weak one is to be ended. A code is taken once. */
  async giveCode(userId: number, code: string, from: From): Promise<Opened | Refused> {
    const { store, clock } = this.#deps;
    const user = await store.byId(userId);
    if (!user) return { kind: "refused", why: "wrong-code" };
    const refused = await this.#judge(
      user,
      from,
      "wrong-code",
      async () => user.totp === undefined || this.takeCode(user.id, user.totp, code),
    );
    if (refused) return refused;
    await this.#attempts.succeeded(user, clock.now());
    return this.#open(user, from, true);
  }

  /** Whether it is a code of this secret now. */
  isCode(secret: string, code: string): boolean {
    return counterOf(secret, code, this.#deps.clock.now()) !== undefined;
  }

  /** Whether it is a code of this secret that this person hasn't used before; it is used up by that. */
  async takeCode(userId: number, secret: string, code: string): Promise<boolean> {
    const counter = counterOf(secret, code, this.#deps.clock.now());
    return counter !== undefined && this.#deps.store.useCode(userId, counter);
  }

  /** Whether a person who has signed in knows the password, before what takes it once more; a failure counts as one at the door. */
  async confirm(userId: number, password: string, from: From): Promise<Refused | { readonly kind: "right"; readonly user: StoredUser }> {
    const { store, passwords } = this.#deps;
    const user = await store.byId(userId);
    if (!user) return { kind: "refused", why: "wrong-password" };
    const refused = await this.#judge(user, from, "wrong-password", async () => (await passwords.check(password, user.password)).right);
    return refused ?? { kind: "right", user };
  }

  async #prove(given: Credentials, from: From): Promise<{ kind: "user"; user: StoredUser } | Beginning | Refused> {
    const result = await this.#attempts.alone(given.name, () => this.#proveAlone(given, from));
    return result === "too-often" ? { kind: "refused", why: result } : result;
  }

  async #proveAlone({ realm, name, password }: Credentials, from: From): Promise<{ kind: "user"; user: StoredUser } | Beginning | Refused> {
    const { store, clock, passwords, accounts } = this.#deps;
    const start = clock.monotonic();
    const found = await store.named(name);
    const user = found && (found.accountId === 0) === (realm === "console") ? found : undefined;
    const shut = this.#attempts.shut(name, user, from.address, clock.now());
    if (shut) return { kind: "refused", why: shut };
    const { right, stale } = await passwords.check(password, user?.password);
    if (user && right) {
      if (!user.enabled) return { kind: "refused", why: "user-disabled", user };
      if (user.accountId !== 0 && !accounts().accountById.get(user.accountId)?.enabled)
        return { kind: "refused", why: "account-disabled", user };
      const proven = stale ? await this.#renew(user, password) : user;
      // where a code is asked for too, failures are forgotten when that is right: else each right password would give ten more tries at it
      if (user.totp === undefined) await this.#attempts.succeeded(user, clock.now());
      return { kind: "user", user: proven };
    }
    const account = realm === "portal" && !user ? await this.#withoutPeople(name, password) : undefined;
    if (account) return account.enabled ? { kind: "begin", account } : { kind: "refused", why: "account-disabled" };
    return this.#refuse(name, user, from, "wrong-password", start);
  }

  /** The account whose login and interface password these are, where it has no people. */
  async #withoutPeople(login: string, password: string): Promise<Account | undefined> {
    const account = this.#deps.accounts().accountByLogin.get(login);
    const secret = account?.secrets.password;
    if (!account || secret === undefined || !same(password, secret)) return undefined;
    return (await this.#deps.store.list(account.id)).length === 0 ? account : undefined;
  }

  /** The same password under today's parameters; it ends the person's other sessions, as any new digest does. */
  async #renew(user: StoredUser, given: string): Promise<StoredUser> {
    const { store, passwords } = this.#deps;
    const password = await passwords.digest(given);
    await store.change(user.id, { password });
    return { ...user, password };
  }

  async #open(user: StoredUser, from: From, strong: boolean): Promise<Opened | Refused> {
    const token = await this.sessions.open({ userId: user.id, strong, verified: user.password }, this.#deps.clock.now(), from);
    return token === undefined ? { kind: "refused", why: "wrong-password", user } : { kind: "in", user, token, strong };
  }

  /** Undefined where the proof is right. */
  async #judge(
    user: StoredUser,
    from: From,
    wrong: "wrong-code" | "wrong-password",
    proves: () => Promise<boolean>,
  ): Promise<Refused | undefined> {
    const start = this.#deps.clock.monotonic();
    const result = await this.#attempts.alone(user.name, async () => {
      const shut = this.#attempts.shut(user.name, user, from.address, this.#deps.clock.now());
      if (shut) return { kind: "refused", why: shut } as const;
      return (await proves()) ? undefined : this.#refuse(user.name, user, from, wrong, start);
    });
    return result === "too-often" ? { kind: "refused", why: result } : result;
  }

  async #refuse(
    name: string,
    user: StoredUser | undefined,
    from: From,
    why: "wrong-code" | "wrong-password",
    start: number,
  ): Promise<Refused> {
    const { clock } = this.#deps;
    const delay = await this.#attempts.failed(name, user, from.address, clock.now());
    await sleep(clock, Math.max(delay, FAILED_AFTER) - (clock.monotonic() - start));
    return { kind: "refused", why, ...(user ? { user } : {}) };
  }
}

/** Compares in constant time, whatever the lengths. */
function same(given: string, secret: string): boolean {
  return timingSafeEqual(hash("sha256", given, "buffer"), hash("sha256", secret, "buffer"));
}
