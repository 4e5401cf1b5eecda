import type { SecretBox } from "../../../runtime/secret-box.ts";
import { nameKey } from "../../../text/name-key.ts";
import { sealUser, sealUserChange, signedInOf, type UserRow, userOf } from "../../shared/user-rows.ts";
import type { StoredUser, UserStore } from "../../store.ts";
import type { Engine } from "../engine.ts";
import * as users from "../ops/users.ts";

export function userPort(engine: Engine, secrets: SecretBox): UserStore {
  const opened = (row: UserRow | undefined): StoredUser | undefined => row && userOf(row, secrets);
  return {
    list: async (accountId) => (await engine.read((tx) => users.list(tx, accountId))).map((row) => userOf(row, secrets)),
    named: async (name) => opened(await engine.read((tx) => users.named(tx, nameKey(name)))),
    byId: async (id) => opened(await engine.read((tx) => users.byId(tx, id))),
    add: (user) => {
      const sealed = sealUser(user, secrets);
      return engine.write((tx) => users.add(tx, sealed));
    },
    change: (id, change) => {
      const sealed = sealUserChange(id, change, secrets);
      return engine.write((tx) => users.change(tx, id, sealed));
    },
    remove: (id) => engine.write((tx) => users.remove(tx, id)),
    tried: (id, tried) => engine.write((tx) => users.tried(tx, id, tried)),
    useCode: (id, counter) => engine.write((tx) => users.useCode(tx, id, counter)),
    open: (session, verified) => engine.write((tx) => users.open(tx, session, verified)),
    session: async (digest, now) => {
      const row = await engine.read((tx) => users.session(tx, digest, now));
      return row && signedInOf(row, secrets);
    },
    touch: (digest, at, until, address) => engine.write((tx) => users.touch(tx, digest, at, until, address)),
    sessions: (userId) => engine.read((tx) => users.sessions(tx, userId)),
    close: (digest) => engine.write((tx) => users.close(tx, digest)),
    closeOthers: (userId, except) => engine.write((tx) => users.closeOthers(tx, userId, except)),
    sweep: (now) => engine.write((tx) => users.sweep(tx, now)),
  };
}
