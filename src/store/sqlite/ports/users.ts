import type { SecretBox } from "../../../runtime/secret-box.ts";
import { nameKey } from "../../../text/name-key.ts";
import { sealUser, sealUserChange, signedInOf, type UserRow, userOf } from "../../shared/user-rows.ts";
import type { StoredUser, UserStore } from "../../store.ts";
import type { SqliteEngine } from "../engine.ts";

/** Second factors are sealed and opened on this side of the thread. */
export function userPort(engine: SqliteEngine, secrets: SecretBox): UserStore {
  const opened = (row: UserRow | undefined): StoredUser | undefined => row && userOf(row, secrets);
  return {
    list: async (accountId) => (await engine.call("users", 1, accountId)).map((row) => userOf(row, secrets)),
    named: async (name) => opened(await engine.call("userNamed", 1, nameKey(name))),
    byId: async (id) => opened(await engine.call("userById", 1, id)),
    add: (user) => engine.call("addUser", 1, sealUser(user, secrets)),
    change: (id, change) => engine.call("changeUser", 10, id, sealUserChange(id, change, secrets)),
    remove: (id) => engine.call("removeUser", 10, id),
    tried: (id, tried) => engine.call("triedUser", 1, id, tried),
    useCode: (id, counter) => engine.call("useCode", 1, id, counter),
    open: (session, verified) => engine.call("openSession", 1, session, verified ?? null),
    session: async (digest, now) => {
      const row = await engine.call("session", 1, digest, now);
      return row && signedInOf(row, secrets);
    },
    touch: (digest, at, until, address) => engine.call("touchSession", 1, digest, at, until, address),
    sessions: (userId) => engine.call("sessions", 1, userId),
    close: (digest) => engine.call("closeSession", 1, digest),
    closeOthers: (userId, except) => engine.call("closeOtherSessions", 10, userId, except),
    sweep: (now) => engine.call("sweepSessions", 100, now),
  };
}
