import { Type } from "typebox";
import { LANGUAGES, type Permission, type UserRole } from "../../domain/user.ts";
import { call, Done, Fields, Id, Nothing, OneOf, Time } from "./call.ts";
import { SessionId, SessionRows, UserName } from "./session.ts";

const ById = Fields({ id: Id });
/** To be handed over; it is shown once, and must be changed at the first sign-in. */
const OneTimePassword = Type.Object({ id: Id, password: Type.String() });

/** The people who may sign in: those of the platform, or an account's own. The two areas differ in who may see them and in their roles. */
export function peopleCalls<const P extends Permission, const R extends readonly UserRole[]>(may: P, roles: R) {
  const role = OneOf(roles);
  const row = Type.Object({
    id: Id,
    name: Type.String(),
    role,
    language: OneOf(LANGUAGES),
    enabled: Type.Boolean(),
    /** The next sign-in must choose another password. */
    mustChange: Type.Boolean(),
    secondFactor: Type.Boolean(),
    createdAt: Time,
    /** Last signed in. */
    lastAt: Type.Optional(Time),
    /** Too many sign-ins failed: none is let in until then. */
    lockedUntil: Type.Optional(Time),
  });
  return {
    list: call({ may, does: "Lists who may sign in, by name.", input: Nothing, output: Type.Object({ rows: Type.Array(row) }) }),
    add: call({
      may,
      does: "Adds a person; answers a password for the first sign-in.",
      input: Fields({ name: UserName, role, language: OneOf(LANGUAGES) }),
      output: OneTimePassword,
      changes: true,
    }),
    change: call({
      may,
      does: "Changes a person's role or language, or whether they may sign in. Nobody changes their own role, and the last who may do this stays.",
      input: Fields({
        id: Id,
        role: Type.Optional(role),
        enabled: Type.Optional(Type.Boolean()),
        language: Type.Optional(OneOf(LANGUAGES)),
      }),
      output: Done,
      changes: true,
    }),
    resetPassword: call({
      may,
      does: "Gives a person another password for the next sign-in, ends their sessions, and lets them in again where they were locked out.",
      input: ById,
      output: OneTimePassword,
      changes: true,
    }),
    dropSecondFactor: call({ may, does: "Asks a person for no second factor any more.", input: ById, output: Done, changes: true }),
    sessions: call({ may, does: "Lists a person's sessions.", input: ById, output: SessionRows }),
    endSession: call({
      may,
      does: "Ends one of a person's sessions.",
      input: Fields({ id: Id, session: SessionId }),
      output: Done,
      changes: true,
    }),
    remove: call({ may, does: "Removes a person; what they did stays in the audit log.", input: ById, output: Done, changes: true }),
  };
}
