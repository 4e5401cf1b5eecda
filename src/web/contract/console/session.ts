import { Type } from "typebox";
import { call, Fields, Nothing } from "../call.ts";
import { CURRENT, OneTimeCode, SESSION_CALLS, SIGN_IN_INPUT } from "../session.ts";

export const ConsoleCurrent = Type.Object(CURRENT);

/** Signing in at the console, and one's own settings. */
export const session = {
  current: call({ may: "anybody", does: "Says who has signed in, if anybody has.", input: Nothing, output: ConsoleCurrent }),
  signIn: call({
    may: "anybody",
    does: "Opens a session for a person of the platform; `must` says whether a code or another password is needed next.",
    input: SIGN_IN_INPUT,
    output: ConsoleCurrent,
    changes: true,
  }),
  giveCode: call({
    may: "signed-in",
    does: "Gives the code of the second factor.",
    input: Fields({ code: OneTimeCode }),
    output: ConsoleCurrent,
    changes: true,
    early: ["second-factor"],
  }),
  ...SESSION_CALLS,
};
