import type { Language, UserRole } from "../../domain/user.ts";

/**
 * People who sign in at the console or the portal, their sessions, and what they changed. Everything here is small and rarely
 * written; a session is looked up by the digest of its token at every call.
 */
export interface UserStore {
  /** By name; those of an account, or (0) of the platform. At most 1,000. */
  list(accountId: number): Promise<readonly StoredUser[]>;
  /** By its sign-in name, whatever its case; undefined where nobody has it. */
  named(name: string): Promise<StoredUser | undefined>;
  byId(id: number): Promise<StoredUser | undefined>;
  /** False where the name is taken (by anybody, of any account), whatever its case. */
  add(user: NewUser): Promise<boolean>;
  /**
   * Changes what is given; false where there is no such user. Taking `enabled` away ends the sessions. So does a new password, but for the one
   * that `keep` names; it forgets failed sign-ins and what they locked as well. A new second factor has no used codes.
   */
  change(id: number, change: UserChange): Promise<boolean>;
  /** With its sessions. */
  remove(id: number): Promise<boolean>;
  /**
   * Counts a sign-in that failed, or forgets those that did and notes when (`lastAt`); answers how many have failed in a row, 0 where there is no
   * such user. `lockedUntil`: kept with the failure, unless a later one is; a sign-in that didn't fail ends it.
   */
  tried(id: number, tried: { readonly at: number; readonly failed: boolean; readonly lockedUntil?: number | undefined }): Promise<number>;
  /** Uses up a one-time code's counter: false where that one, or a later one, has been used. */
  useCode(id: number, counter: number): Promise<boolean>;

  /**
   * False, and none is opened, where the user is gone or disabled; or has another password by now than the digest that was just `verified`,
   * so that whoever signs in with the old one while it is changed isn't left signed in.
   */
  open(session: StoredSession, verified?: string): Promise<boolean>;
  /** Session and user in one; undefined where there is none, its time is over, or the user is disabled. */
  session(digest: string, now: number): Promise<SignedIn | undefined>;
  /** It was used at that time, from that address: moves its end, unless that is past or a later use is known. */
  touch(digest: string, at: number, until: number, address: string): Promise<void>;
  /** Latest used first, at most 1,000; those that are over are among them until they are swept. */
  sessions(userId: number): Promise<readonly StoredSession[]>;
  close(digest: string): Promise<boolean>;
  /** Ends all of a user's but one; answers how many. */
  closeOthers(userId: number, except: string | undefined): Promise<number>;
  /** Forgets those whose time was over before `now`; answers how many. */
  sweep(now: number): Promise<number>;
}

export interface StoredUser {
  readonly id: number;
  /** As it was given; compared without regard to case. 1 to 64 characters. */
  readonly name: string;
  /** 0: of the platform. */
  readonly accountId: number;
  readonly role: UserRole;
  readonly language: Language;
  readonly enabled: boolean;
  /** A digest with its parameters (src/users/password.ts), never the password. */
  readonly password: string;
  /** The next sign-in must choose another. */
  readonly mustChange: boolean;
  /** Secret of the second factor, in the clear here and sealed where it is stored; undefined where there is none. */
  readonly totp: string | undefined;
  readonly createdAt: number;
  readonly lastAt: number | undefined;
  /** Sign-ins that failed since the last one that did not. */
  readonly failures: number;
  readonly lockedUntil: number | undefined;
}

export type NewUser = Omit<StoredUser, "lastAt" | "failures" | "lockedUntil">;

export interface UserChange {
  readonly role?: UserRole;
  readonly language?: Language;
  readonly enabled?: boolean;
  readonly password?: string;
  readonly mustChange?: boolean;
  /** `null` takes it away. */
  readonly totp?: string | null;
  /** Digest of the session that a new password leaves open. */
  readonly keep?: string;
}

export interface StoredSession {
  /** SHA-256 of the token, in hex; the token itself is kept nowhere. */
  readonly digest: string;
  readonly userId: number;
  /** Of the account that a person of the platform looks at the portal as; 0: none. */
  readonly asAccount: number;
  readonly openedAt: number;
  readonly usedAt: number;
  /** It ends then, unless it is used before. Never kept as later than `endsAt`. */
  readonly until: number;
  /** And then in any case. */
  readonly endsAt: number;
  readonly address: string;
  /** What the browser called itself, at most 200 characters. */
  readonly agent: string;
  /** The second factor was given. */
  readonly strong: boolean;
}

export interface SignedIn {
  readonly session: StoredSession;
  readonly user: StoredUser;
}
