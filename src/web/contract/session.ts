import { Type } from "typebox";
import { CUSTOMER_PERMISSIONS, CUSTOMER_ROLES, LANGUAGES, OPERATOR_PERMISSIONS, OPERATOR_ROLES } from "../../domain/user.ts";
import { Count, call, Done, Fields, Id, Line, MUSTS, Nothing, OneOf, Time } from "./call.ts";

/** What the two session areas are made of. */

/** A sign-in name: of people, and at the portal of an account whose people are not there yet. */
export const UserName = Line(64, 1);
/** As it is typed in; what may be chosen is narrower (src/users/password.ts). */
export const Password = Line(200, 1);
/** Six digits of a second factor's device. */
export const OneTimeCode = Type.String({ pattern: "^[0-9]{6}$" });
export const SessionId = Type.String({ pattern: "^[0-9a-f]{64}$" });

export const Person = Type.Object({
  id: Id,
  name: Type.String(),
  role: OneOf([...OPERATOR_ROLES, ...CUSTOMER_ROLES]),
  language: OneOf(LANGUAGES),
  /** What may be done here; buttons go by it, and so does the server. */
  permissions: Type.Array(OneOf([...OPERATOR_PERMISSIONS, ...CUSTOMER_PERMISSIONS])),
  /** A second factor is asked for at each sign-in. */
  secondFactor: Type.Boolean(),
});

/** Without `person`, nobody has signed in. */
export const CURRENT = {
  person: Type.Optional(Person),
  /** What must be done before anything else. */
  must: Type.Optional(OneOf(MUSTS)),
  /** The server's time, by which ages are told. */
  now: Time,
};

export const SessionRow = Type.Object({
  id: SessionId,
  openedAt: Time,
  usedAt: Time,
  /** It ends then, whether or not it is used. */
  endsAt: Time,
  address: Type.String(),
  /** What the browser calls itself. */
  agent: Type.String(),
  /** The one that asks. */
  current: Type.Boolean(),
});
export const SessionRows = Type.Object({ rows: Type.Array(SessionRow) });

export const SIGN_IN_INPUT = Fields({ name: UserName, password: Password });

/** The calls of the session area that are the same at the console and the portal. */
export const SESSION_CALLS = {
  signOut: call({
    may: "signed-in",
    does: "Ends the session that asks.",
    input: Nothing,
    output: Done,
    changes: true,
    early: ["choose-password", "second-factor"],
  }),
  changePassword: call({
    may: "signed-in",
    does: "Chooses another password, and ends all other sessions.",
    input: Fields({ password: Password, chosen: Password }),
    output: Done,
    changes: true,
    early: ["choose-password"],
  }),
  changeLanguage: call({
    may: "signed-in",
    does: "Chooses the language of the pages.",
    input: Fields({ language: OneOf(LANGUAGES) }),
    output: Done,
    changes: true,
    early: ["choose-password", "second-factor"],
  }),
  startTotp: call({
    may: "signed-in",
    does: "Makes up a secret for a second factor. Nothing is kept until it is confirmed.",
    input: Nothing,
    output: Type.Object({
      /** Base 32, to be typed in. */
      secret: Type.String(),
      /** `otpauth://totp/…`, to be shown as a QR code. */
      url: Type.String(),
    }),
  }),
  confirmTotp: call({
    may: "signed-in",
    does: "Asks for a second factor from now on, once a code shows that a device has its secret; ends all other sessions.",
    input: Fields({ password: Password, secret: Type.String({ pattern: "^[A-Z2-7]{32}$" }), code: OneTimeCode }),
    output: Done,
    changes: true,
  }),
  dropTotp: call({
    may: "signed-in",
    does: "Asks for no second factor any more.",
    input: Fields({ password: Password }),
    output: Done,
    changes: true,
  }),
  sessions: call({ may: "signed-in", does: "Lists one's own sessions, the one used last first.", input: Nothing, output: SessionRows }),
  endSession: call({
    may: "signed-in",
    does: "Ends one of one's own sessions.",
    input: Fields({ session: SessionId }),
    output: Done,
    changes: true,
  }),
  endOthers: call({
    may: "signed-in",
    does: "Ends all of one's own sessions but the one that asks.",
    input: Nothing,
    output: Type.Object({ ended: Count }),
    changes: true,
  }),
};
