import { Type } from "typebox";
import { call, Fields, Id, Nothing } from "../call.ts";
import { CURRENT, OneTimeCode, Password, SESSION_CALLS, SIGN_IN_INPUT, UserName } from "../session.ts";

export const PortalCurrent = Type.Object({
  ...CURRENT,
  /** Whose portal it is; there where somebody has signed in. */
  account: Type.Optional(
    Type.Object({
      id: Id,
      login: Type.String(),
      name: Type.String(),
      /** A person of the platform looks at it as the account does. */
      guest: Type.Boolean(),
    }),
  ),
});

/** Signing in at the portal, and one's own settings. */
export const session = {
  current: call({
    may: "anybody",
    does: "Says who has signed in, if anybody has, and for which account.",
    input: Nothing,
    output: PortalCurrent,
  }),
  signIn: call({
    may: "anybody",
    does:
      "Opens a session for one of a customer's people; `must` says whether a code or another password is needed next. Where an account has " +
      "no people yet, its login and interface password answer `begin`, and no session: `begin` makes the first one then.",
    input: SIGN_IN_INPUT,
    output: Type.Object({ ...PortalCurrent.properties, begin: Type.Optional(Type.Literal(true)) }),
    changes: true,
  }),
  begin: call({
    may: "anybody",
    does: "Makes an account's first person, an owner under the account's login, who signs in with the password chosen here; opens a session.",
    input: Fields({ name: UserName, password: Password, chosen: Password }),
    output: PortalCurrent,
    changes: true,
  }),
  giveCode: call({
    may: "signed-in",
    does: "Gives the code of the second factor.",
    input: Fields({ code: OneTimeCode }),
    output: PortalCurrent,
    changes: true,
    early: ["second-factor"],
  }),
  ...SESSION_CALLS,
};
