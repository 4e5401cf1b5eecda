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
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (name_key) DO NOTHING`;
const FAILED = `
UPDATE person SET failures = failures + 1, locked_until = greatest(locked_until, $2) WHERE id = $1 RETURNING failures`;
const SIGNED_IN = "UPDATE person SET failures = 0, locked_until = NULL, last_at = $2 WHERE id = $1 RETURNING failures";
const USE_CODE = "UPDATE person SET totp_counter = $2 WHERE id = $1 AND totp_counter < $2";
/** Whoever changes the user waits for this, or this for whoever does: no session is opened that the change should have ended. */
const OPEN = `
INSERT INTO person_session (digest, user_id, as_account, opened_at, used_at, until, ends_at, address, agent, strong)
SELECT $1, id, $3, $4, $5, $6, $7, $8, $9, $10 FROM person
WHERE id = $2 AND enabled <> 0 AND password = coalesce($11, password) FOR SHARE`;
const SIGNED_IN_BY = `
SELECT ${SESSION_COLUMNS}, ${USER_COLUMNS} FROM person_session s JOIN person p ON p.id = s.user_id
WHERE s.digest = $1 AND s.until > $2 AND p.enabled <> 0`;
const TOUCH = `
UPDATE person_session SET used_at = $2, until = least($3, ends_at), address = $4 WHERE digest = $1 AND until > $2 AND used_at <= $2`;
const SESSIONS = `SELECT ${SESSION_COLUMNS} FROM person_session s WHERE s.user_id = $1 ORDER BY s.used_at DESC LIMIT 1000`;

/** See `UserStore.list`. */
export function list(tx: Tx, accountId: number): Promise<UserRow[]> {
  return tx.all<UserRow>(`${USER} p.account_id = $1 ORDER BY p.name_key LIMIT 1000`, accountId);
}

export function named(tx: Tx, key: string): Promise<UserRow | undefined> {
  return tx.get<UserRow>(`${USER} p.name_key = $1`, key);
}

export function byId(tx: Tx, id: number): Promise<UserRow | undefined> {
  return tx.get<UserRow>(`${USER} p.id = $1`, id);
}

/** See `UserStore.add`. */
export async function add(tx: Tx, user: SealedUser): Promise<boolean> {
  const { id, accountId, name, key, role, language, enabled, password, mustChange, totp, createdAt } = user;
  const facts = [role, language, flag(enabled), password, flag(mustChange), totp, createdAt] as const;
  return (await tx.run(ADD, id, accountId, name, key, ...facts)) > 0;
}

/** See `UserStore.change`. */
export async function change(tx: Tx, id: number, change: SealedChange): Promise<boolean> {
  const written = writtenBy(change);
  if (written.length === 0) return (await byId(tx, id)) !== undefined;
  const set = written.map(({ column }, index) => `${column} = $${index + 2}`).join(", ");
  if ((await tx.run(`UPDATE person SET ${set} WHERE id = $1`, id, ...written.map(({ value }) => value))) === 0) return false;
  const ended = endedBy(change);
  if (ended) await closeOthers(tx, id, ended.except);
  return true;
}

export async function remove(tx: Tx, id: number): Promise<boolean> {
  const removed = await tx.run("DELETE FROM person WHERE id = $1", id);
  await closeOthers(tx, id, undefined);
  return removed > 0;
}

/** See `UserStore.tried`. */
export async function tried(tx: Tx, id: number, { at, failed, lockedUntil }: Parameters<UserStore["tried"]>[1]): Promise<number> {
  const [sql, param] = failed ? [FAILED, lockedUntil] : [SIGNED_IN, at];
  return (await tx.get<{ failures: number }>(sql, id, param))?.failures ?? 0;
}

/** See `UserStore.useCode`. */
export async function useCode(tx: Tx, id: number, counter: number): Promise<boolean> {
  return (await tx.run(USE_CODE, id, counter)) > 0;
}

/** See `UserStore.open`. */
export async function open(tx: Tx, session: StoredSession, verified: string | undefined): Promise<boolean> {
  const { digest, userId, asAccount, openedAt, usedAt, until, endsAt, address, agent, strong } = session;
  const facts = [asAccount, openedAt, usedAt, Math.min(until, endsAt), endsAt, address, agent, flag(strong)] as const;
  return (await tx.run(OPEN, digest, userId, ...facts, verified)) > 0;
}

export function session(tx: Tx, digest: string, now: number): Promise<SignedInRow | undefined> {
  return tx.get<SignedInRow>(SIGNED_IN_BY, digest, now);
}

/** See `UserStore.touch`. */
export async function touch(tx: Tx, digest: string, at: number, until: number, address: string): Promise<void> {
  await tx.run(TOUCH, digest, at, until, address);
}

export async function sessions(tx: Tx, userId: number): Promise<readonly StoredSession[]> {
  return (await tx.all<SessionRow>(SESSIONS, userId)).map(sessionOf);
}

export async function close(tx: Tx, digest: string): Promise<boolean> {
  return (await tx.run("DELETE FROM person_session WHERE digest = $1", digest)) > 0;
}

export function closeOthers(tx: Tx, userId: number, except: string | undefined): Promise<number> {
  return tx.run("DELETE FROM person_session WHERE user_id = $1 AND digest <> $2", userId, except ?? "");
}

export function sweep(tx: Tx, now: number): Promise<number> {
  return tx.run("DELETE FROM person_session WHERE until <= $1", now);
}
