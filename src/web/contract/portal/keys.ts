import { Type } from "typebox";
import { call, Done, Fields, Line, Nothing, OneOf } from "../call.ts";

export const KEYS = ["password", "md5Key", "veryCode"] as const;

/** What the account's programs prove themselves with, and from where they may call. */
export const keys = {
  get: call({
    may: "portal.manage",
    does: "Says which secrets the account has (never the secrets), and from where it may be called.",
    input: Nothing,
    output: Type.Object({
      login: Type.String(),
      keys: Type.Array(Type.Object({ key: OneOf(KEYS), set: Type.Boolean() })),
      /** CIDR blocks; empty: from anywhere. */
      allowFrom: Type.Array(Type.String()),
      /** Where this call comes from. */
      address: Type.String(),
      /** Of what is answered here: `changeAddresses` takes it. */
      mark: Type.String(),
    }),
  }),
  renew: call({
    may: "portal.manage",
    does: "Sets a secret, or makes one up where none is given; it is answered this once, and the old one stops working at once.",
    input: Fields({ key: OneOf(KEYS), secret: Type.Optional(Line(128, 8)) }),
    output: Type.Object({ secret: Type.String() }),
    changes: true,
  }),
  changeAddresses: call({
    may: "portal.manage",
    does: "Sets from where the account's interfaces may be called; an empty list: from anywhere. A conflict where the account has been changed since it was looked at.",
    input: Fields({ mark: Line(64, 1), allowFrom: Type.Array(Line(64), { maxItems: 1_000 }) }),
    output: Done,
    changes: true,
  }),
};
