import type { Static } from "typebox";
import type { StoredSession, StoredUser, UserStore } from "../store/store.ts";
import { nameKey } from "../text/name-key.ts";
import { flawOf, type Passwords } from "../users/password.ts";
import type { Opened, Realm, Refused, SignIn } from "../users/sign-in.ts";
import { newSecret, otpauthUrl } from "../users/totp.ts";
import type { CURRENT, SESSION_CALLS, SessionRow } from "./contract/session.ts";
import { mustOf, permissionsIn } from "./guard.ts";
import type { CallContext, Handlers } from "./handlers.ts";
import { CallProblem, notFound, wrongInput } from "./problem.ts";

export interface SessionDeps {
  readonly store: { readonly users: Pick<UserStore, "byId" | "change"> };
  readonly signIn: SignIn;
  readonly passwords: Passwords;
}

type Current = { [K in keyof typeof CURRENT]: Static<(typeof CURRENT)[K]> };

/** What is answered where nobody has signed in, or somebody just has. */
export function currentOf(
  user: StoredUser | undefined,
  strong: boolean,
  guest: boolean,
  now: number,
): Pick<Current, "now"> & Partial<Current> {
  if (!user) return { now };
  const { id, name, role, language, totp } = user;
  const must = mustOf(user, strong, guest);
  const person = { id, name, role, language, permissions: [...permissionsIn(role, guest)], secondFactor: totp !== undefined };
  return { person, now, ...(must ? { must } : {}) };
}

/** Tells a refusal; the name is written down where it is somebody's, as strangers type passwords into its field. */
export async function refuseSignIn({ why, user }: Refused, context: CallContext): Promise<never> {
  if (user) {
    await knownAs(user, context);
    context.audit({ after: { refused: why } });
  }
  throw problemOf(why);
}

export function problemOf(why: Refused["why"]): CallProblem {
  switch (why) {
    case "wrong-password":
      return new CallProblem(why, "there is nobody of that name with that password");
    case "wrong-code":
      return new CallProblem(why, "this is not the code, or it has been used");
    case "locked":
      return new CallProblem(why, "too many tries failed under this name; it is closed for a quarter of an hour");
    case "too-often":
      return new CallProblem(why, "too many tries; wait a little");
    case "user-disabled":
    case "account-disabled":
      return new CallProblem("refused", "this person may not sign in at the moment", { reason: why });
  }
}

export async function knownAs({ id: userId, name, accountId }: StoredUser, context: CallContext): Promise<void> {
  await context.known({ userId, name, accountId });
  context.audit({ subject: name });
}

/** Hands the new session to the browser, and ends the one that it had before, so that none that was planted lives on. */
export async function enter({ token, user }: Opened, realm: Realm, deps: SessionDeps, context: CallContext): Promise<void> {
  await knownAs(user, context);
  const { caller, session } = context;
  if (session !== "") await deps.signIn.sessions.end(caller.userId, session);
  context.cookies.set(realm, token);
}

/** Refuses a password that may not be chosen. @param path into the input */
export function allowPassword(chosen: string, name: string, path: string): void {
  const flaw = flawOf(chosen, name);
  if (flaw) throw wrongInput(path, `this password is ${flaw.replaceAll("-", " ")}`, flaw);
}

/** The calls of the session area that are the same in both realms. */
export function sessionHandlers(realm: Realm, deps: SessionDeps): Handlers<{ session: typeof SESSION_CALLS }>["session"] {
  const { store, signIn, passwords } = deps;
  const { sessions } = signIn;
  const confirm = async (password: string, context: CallContext): Promise<StoredUser> => {
    refuseGuest(context);
    const proof = await signIn.confirm(context.caller.userId, password, context);
    if (proof.kind === "refused") throw problemOf(proof.why);
    context.audit({ subject: proof.user.name });
    return proof.user;
  };
  return {
    async signOut(_input, context) {
      const { caller, session, cookies, audit } = context;
      audit({ subject: caller.name });
      await sessions.end(caller.userId, session);
      if (realm === "console") {
        await sessions.endVisits(caller.userId);
        cookies.set("portal", null);
      }
      cookies.set(realm, null);
      return OK;
    },
    async changePassword({ password, chosen }, context) {
      const user = await confirm(password, context);
      if (chosen === password) throw wrongInput("/chosen", "this is the password that there was", "same");
      allowPassword(chosen, user.name, "/chosen");
      await store.users.change(user.id, { password: await passwords.digest(chosen), mustChange: false, keep: context.session });
      return OK;
    },
    async changeLanguage({ language }, { caller, audit }) {
      const before = await store.users.byId(caller.userId);
      audit({ subject: caller.name, before: { language: before?.language }, after: { language } });
      await store.users.change(caller.userId, { language });
      return OK;
    },
    async startTotp(_input, context) {
      refuseGuest(context);
      const secret = newSecret();
      return { secret, url: otpauthUrl("Yizhan", context.caller.name, secret) };
    },
    async confirmTotp({ password, secret, code }, context) {
      const user = await confirm(password, context);
      if (!signIn.isCode(secret, code)) throw new CallProblem("wrong-code", "this is not the code of that secret");
      context.audit({ before: { secondFactor: user.totp !== undefined }, after: { secondFactor: true } });
      await store.users.change(user.id, { totp: secret });
      await signIn.takeCode(user.id, secret, code);
      await sessions.endOthers(user.id, undefined);
      const token = await sessions.open({ userId: user.id, strong: true }, context.now, context);
      context.cookies.set(realm, token ?? null);
      return OK;
    },
    async dropTotp({ password }, context) {
      const user = await confirm(password, context);
      context.audit({ before: { secondFactor: user.totp !== undefined }, after: { secondFactor: false } });
      await store.users.change(user.id, { totp: null });
      return OK;
    },
    async sessions(_input, context) {
      refuseGuest(context);
      const { caller, now, session } = context;
      return { rows: rowsOf(await sessions.list(caller.userId, now), session) };
    },
    async endSession({ session }, context) {
      refuseGuest(context);
      context.audit({ subject: context.caller.name });
      if (!(await sessions.end(context.caller.userId, session))) throw notFound("session");
      return OK;
    },
    async endOthers(_input, context) {
      refuseGuest(context);
      context.audit({ subject: context.caller.name });
      return { ended: await sessions.endOthers(context.caller.userId, context.session) };
    },
  };
}

export const OK = { ok: true } as const;

export function rowsOf(sessions: readonly StoredSession[], current: string): Static<typeof SessionRow>[] {
  return sessions.map(({ digest, openedAt, usedAt, endsAt, address, agent }) => {
    return { id: digest, openedAt, usedAt, endsAt, address, agent, current: digest === current };
  });
}

/** Whoever looks at another's portal looks after their own sign-in at the console. */
function refuseGuest({ caller }: CallContext): void {
  if (caller.guest) throw new CallProblem("forbidden", "this is done at the console");
}

/** Names are taken without the blanks around them that a copy brings along. */
export function trimmed(name: string): string {
  const bare = name.trim();
  if (nameKey(bare) === "") throw wrongInput("/name", "must not be empty");
  return bare;
}
