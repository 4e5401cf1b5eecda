import type { Language, UserRole } from "../../domain/user.ts";
import type { SecretBox } from "../../runtime/secret-box.ts";
import { nameKey } from "../../text/name-key.ts";
import { type NewUser, type SignedIn, type StoredSession, type StoredUser, StoreError, type UserChange } from "../store.ts";

/** What `userOf` reads of `person p`. */
export const USER_COLUMNS =
  "p.id, p.account_id, p.name, p.role, p.language, p.enabled, p.password, p.must_change, p.totp, p.created_at, p.last_at, p.failures, p.locked_until";

export interface UserRow extends Record<string, unknown> {
  id: number;
  account_id: number;
  name: string;
  role: UserRole;
  language: Language;
  enabled: number;
  password: string;
  must_change: number;
  totp: Uint8Array | null;
  created_at: number;
  last_at: number | null;
  failures: number;
  locked_until: number | null;
}

/** What `sessionOf` reads of `person_session s`. */
export const SESSION_COLUMNS =
  "s.digest, s.user_id, s.as_account, s.opened_at, s.used_at, s.until, s.ends_at, s.address, s.agent, s.strong";

export interface SessionRow extends Record<string, unknown> {
  digest: string;
  user_id: number;
  as_account: number;
  opened_at: number;
  used_at: number;
  until: number;
  ends_at: number;
  address: string;
  agent: string;
  strong: number;
}

export type SignedInRow = UserRow & SessionRow;

/** A user as it is stored: under the key that its name is compared by, the second factor sealed. */
export interface SealedUser extends Omit<NewUser, "totp"> {
  readonly key: string;
  readonly totp: Uint8Array | null;
}

export interface SealedChange extends Omit<UserChange, "totp"> {
  readonly totp?: Uint8Array | null;
}

export function sealUser(user: NewUser, box: SecretBox): SealedUser {
  return { ...user, key: nameKey(user.name), totp: user.totp === undefined ? null : box.seal(user.totp, labelOf(user.id)) };
}

export function sealUserChange(id: number, { totp, ...change }: UserChange, box: SecretBox): SealedChange {
  if (totp === undefined) return change;
  return { ...change, totp: totp === null ? null : box.seal(totp, labelOf(id)) };
}

/** Columns of `person` that a change writes, each with its value. */
export function writtenBy({ role, language, enabled, password, mustChange, totp }: SealedChange): readonly WrittenColumn[] {
  const columns = { role, language, enabled: flag(enabled), must_change: flag(mustChange), password, totp };
  const follows = {
    ...(password === undefined ? {} : { failures: 0, locked_until: null }),
    ...(totp === undefined ? {} : { totp_counter: 0 }),
  };
  return Object.entries({ ...columns, ...follows }).flatMap(([column, value]) => (value === undefined ? [] : [{ column, value }]));
}

export interface WrittenColumn {
  readonly column: string;
  readonly value: string | number | Uint8Array | null;
}

/** Which of a user's sessions a change ends: all, all but one, or none. */
export function endedBy({ enabled, password, keep }: SealedChange): { readonly except: string | undefined } | undefined {
  if (enabled === false) return { except: undefined };
  return password === undefined ? undefined : { except: keep };
}

/** Opens the second factor. Throws `StoreError("failed")` with a sentence for the operator when it does not open under this key. */
export function userOf(row: UserRow, box: SecretBox): StoredUser {
  return {
    id: row.id,
    name: row.name,
    accountId: row.account_id,
    role: row.role,
    language: row.language,
    enabled: row.enabled !== 0,
    password: row.password,
    mustChange: row.must_change !== 0,
    totp: row.totp === null ? undefined : openTotp(row, row.totp, box),
    createdAt: row.created_at,
    lastAt: row.last_at ?? undefined,
    failures: row.failures,
    lockedUntil: row.locked_until ?? undefined,
  };
}

export function sessionOf(row: SessionRow): StoredSession {
  return {
    digest: row.digest,
    userId: row.user_id,
    asAccount: row.as_account,
    openedAt: row.opened_at,
    usedAt: row.used_at,
    until: row.until,
    endsAt: row.ends_at,
    address: row.address,
    agent: row.agent,
    strong: row.strong !== 0,
  };
}

export function signedInOf(row: SignedInRow, box: SecretBox): SignedIn {
  return { session: sessionOf(row), user: userOf(row, box) };
}

/** 1 or 0, as both engines store it. */
export function flag(value: boolean): number;
export function flag(value: boolean | undefined): number | undefined;
export function flag(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}

function openTotp({ id, name }: UserRow, sealed: Uint8Array, box: SecretBox): string {
  try {
    return box.open(sealed, labelOf(id));
  } catch (error) {
    throw new StoreError(
      "failed",
      `the second factor of "${name}" does not open under this secret key; start with the key that the data was written with`,
      { cause: error },
    );
  }
}

/** Labels of other secrets have slashes in them. */
function labelOf(userId: number): string {
  return `user:${userId}:totp`;
}
