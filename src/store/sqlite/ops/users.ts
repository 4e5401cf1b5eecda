import {
  endedBy,
  flag,
  SESSION_COLUMNS,
  type SealedChange,
  type SealedUser,
  type SessionRow,
  type SignedInRow,
  sessionOf,
  USER_COLUMNS,
  type UserRow,
  writtenBy,
} from "../../shared/user-rows.ts";
import type { StoredSession, UserStore } from "../../store.ts";
import type { Tx } from "../tx.ts";

const USER = `SELECT ${USER_COLUMNS} FROM person p WHERE`;
const ADD = `
INSERT INTO person (id, account_id, name, name_key, role, language, enabled, password, must_change, totp, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name_key) DO NOTHING`;
const FAILED = `
UPDATE person SET failures = failures + 1, locked_until = coalesce(max(locked_until, ?), locked_until, ?) WHERE id = ? RETURNING failures`;
const SIGNED_IN = "UPDATE person SET failures = 0, locked_until = NULL, last_at = ? WHERE id = ? RETURNING failures";
const OPEN = `
INSERT INTO person_session (digest, user_id, as_account, opened_at, used_at, until, ends_at, address, agent, strong)
SELECT ?, id, ?, ?, ?, ?, ?, ?, ?, ? FROM person WHERE id = ? AND enabled <> 0 AND password = coalesce(?, password)`;
const SIGNED_IN_BY = `
SELECT ${SESSION_COLUMNS}, ${USER_COLUMNS} FROM person_session s JOIN person p ON p.id = s.user_id
WHERE s.digest = ? AND s.until > ? AND p.enabled <> 0`;
const TOUCH = `
UPDATE person_session SET used_at = ?, until = min(?, ends_at), address = ? WHERE digest = ? AND until > ? AND used_at <= ?`;
const SESSIONS = `SELECT ${SESSION_COLUMNS} FROM person_session s WHERE s.user_id = ? ORDER BY s.used_at DESC LIMIT 1000`;

/** See `UserStore.list`. */
export function list(tx: Tx, accountId: number): readonly UserRow[] {
  return tx.db.all<UserRow>(`${USER} p.account_id = ? ORDER BY p.name_key LIMIT 1000`, accountId);
}

export function named(tx: Tx, key: string): UserRow | undefined {
  return tx.db.get<UserRow>(`${USER} p.name_key = ?`, key);
}

export function byId(tx: Tx, id: number): UserRow | undefined {
  return tx.db.get<UserRow>(`${USER} p.id = ?`, id);
}

/** See `UserStore.add`. */
export function add(tx: Tx, user: SealedUser): boolean {
  const { id, accountId, name, key, role, language, enabled, password, mustChange, totp, createdAt } = user;
  return tx.db.run(ADD, id, accountId, name, key, role, language, flag(enabled), password, flag(mustChange), totp, createdAt) > 0;
}

/** See `UserStore.change`. */
export function change(tx: Tx, id: number, change: SealedChange): boolean {
  const written = writtenBy(change);
  if (written.length === 0) return byId(tx, id) !== undefined;
  const set = written.map(({ column }) => `${column} = ?`).join(", ");
  if (tx.db.run(`UPDATE person SET ${set} WHERE id = ?`, ...written.map(({ value }) => value), id) === 0) return false;
  const ended = endedBy(change);
  if (ended) closeOthers(tx, id, ended.except);
  return true;
}

export function remove(tx: Tx, id: number): boolean {
  closeOthers(tx, id, undefined);
  return tx.db.run("DELETE FROM person WHERE id = ?", id) > 0;
}

/** See `UserStore.tried`. */
export function tried(tx: Tx, id: number, { at, failed, lockedUntil = undefined }: Parameters<UserStore["tried"]>[1]): number {
  const until = lockedUntil ?? null;
  const row = failed ? tx.db.get<{ failures: number }>(FAILED, until, until, id) : tx.db.get<{ failures: number }>(SIGNED_IN, at, id);
  return row?.failures ?? 0;
}

/** See `UserStore.useCode`. */
export function useCode(tx: Tx, id: number, counter: number): boolean {
  return tx.db.run("UPDATE person SET totp_counter = ? WHERE id = ? AND totp_counter < ?", counter, id, counter) > 0;
}

/** See `UserStore.open`. */
export function open(tx: Tx, session: StoredSession, verified: string | null): boolean {
  const { digest, userId, asAccount, openedAt, usedAt, until, endsAt, address, agent, strong } = session;
  const facts = [asAccount, openedAt, usedAt, Math.min(until, endsAt), endsAt, address, agent, flag(strong)] as const;
  return tx.db.run(OPEN, digest, ...facts, userId, verified) > 0;
}

export function session(tx: Tx, digest: string, now: number): SignedInRow | undefined {
  return tx.db.get<SignedInRow>(SIGNED_IN_BY, digest, now);
}

/** See `UserStore.touch`. */
export function touch(tx: Tx, digest: string, at: number, until: number, address: string): void {
  tx.db.run(TOUCH, at, until, address, digest, at, at);
}

export function sessions(tx: Tx, userId: number): readonly StoredSession[] {
  return tx.db.all<SessionRow>(SESSIONS, userId).map(sessionOf);
}

export function close(tx: Tx, digest: string): boolean {
  return tx.db.run("DELETE FROM person_session WHERE digest = ?", digest) > 0;
}

export function closeOthers(tx: Tx, userId: number, except: string | undefined): number {
  return tx.db.run("DELETE FROM person_session WHERE user_id = ? AND digest <> ?", userId, except ?? "");
}

export function sweep(tx: Tx, now: number): number {
  return tx.db.run("DELETE FROM person_session WHERE until <= ?", now);
}
