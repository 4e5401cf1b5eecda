import type { CustomerRole, Language, OperatorRole, UserRole } from "../domain/user.ts";
import type { StoredUser } from "../store/store.ts";
import type { Kept, People, PeopleResult } from "../users/people.ts";
import type { Sessions } from "../users/sessions.ts";
import type { CallContext } from "./handlers.ts";
import { CallProblem, notFound, wrongInput } from "./problem.ts";
import { OK, rowsOf, trimmed } from "./session.ts";

export interface PeopleDeps {
  readonly people: People;
  readonly sessions: Sessions;
}

/** The calls of the areas `users` and `people`: whoever calls handles those of their own account, at the console those of the platform. */
export function peopleHandlers<R extends OperatorRole | CustomerRole>({ people, sessions }: PeopleDeps) {
  const find = async (id: number, { caller }: CallContext): Promise<StoredUser> => {
    const user = await people.find(caller.accountId, id);
    if (!user) throw notFound("person");
    return user;
  };
  return {
    async list(_input: object, { caller, now }: CallContext) {
      return { rows: (await people.list(caller.accountId)).map((user) => rowOf<R>(user, now)) };
    },
    async add(person: { name: string; role: R; language: Language }, { caller, now, audit }: CallContext) {
      const given = { ...person, name: trimmed(person.name) };
      audit({ subject: given.name, after: given });
      const { id, password } = kept(await people.add(caller.accountId, given, now));
      return { id, password };
    },
    async change({ id, ...change }: { id: number; role?: R; enabled?: boolean; language?: Language }, { caller, audit }: CallContext) {
      const { before } = kept(await people.change(caller.accountId, id, change, caller.userId));
      const { role, enabled, language } = before;
      audit({ subject: before.name, before: { role, enabled, language }, after: { role, enabled, language, ...change } });
      return OK;
    },
    async resetPassword({ id }: { id: number }, { caller, audit }: CallContext) {
      const { before, password } = kept(await people.resetPassword(caller.accountId, id));
      audit({ subject: before.name });
      return { id, password };
    },
    async dropSecondFactor({ id }: { id: number }, { caller, audit }: CallContext) {
      const { before } = kept(await people.dropSecondFactor(caller.accountId, id));
      audit({ subject: before.name, before: { secondFactor: before.totp !== undefined }, after: { secondFactor: false } });
      return OK;
    },
    async sessions({ id }: { id: number }, context: CallContext) {
      await find(id, context);
      return { rows: rowsOf(await sessions.list(id, context.now), context.session) };
    },
    async endSession({ id, session }: { id: number; session: string }, context: CallContext) {
      const user = await find(id, context);
      context.audit({ subject: user.name });
      if (!(await sessions.end(id, session))) throw notFound("session");
      return OK;
    },
    async remove({ id }: { id: number }, { caller, audit }: CallContext) {
      const { before } = kept(await people.remove(caller.accountId, id, caller.userId));
      const { name, role, enabled } = before;
      audit({ subject: name, before: { name, role, enabled } });
      return OK;
    },
  };
}

function kept<T>(result: PeopleResult<T>): { readonly ok: true } & T {
  if (!result.ok) throw problemOf(result.why);
  return result;
}

function problemOf(why: Kept): CallProblem {
  switch (why) {
    case "unknown":
      return notFound("person");
    case "taken":
      return new CallProblem("taken", "somebody has this name", { places: [{ path: "/name", message: "somebody has this name" }] });
    case "too-many":
      return new CallProblem("refused", "there are as many people as there may be", { reason: why });
    case "own-role":
      return wrongInput("/role", "nobody changes their own role", why);
    case "oneself":
      return new CallProblem("refused", "nobody shuts themselves out", { reason: why });
    case "last-one":
      return new CallProblem("refused", "the last one who may let others in stays", { reason: why });
  }
}

function rowOf<R extends UserRole>(user: StoredUser, now: number) {
  const { id, name, role, language, enabled, mustChange, totp, createdAt, lastAt, lockedUntil } = user;
  return {
    id,
    name,
    // an account's people have its roles, and the platform's have theirs: both are only ever added with those
    role: role as R,
    language,
    enabled,
    mustChange,
    secondFactor: totp !== undefined,
    createdAt,
    ...(lastAt === undefined ? {} : { lastAt }),
    ...(lockedUntil === undefined || lockedUntil <= now ? {} : { lockedUntil }),
  };
}
