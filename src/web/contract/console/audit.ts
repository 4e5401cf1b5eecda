import { Type } from "typebox";
import { call, Fields, Id, Line, OneOf, PageInput, PageOf, Time } from "../call.ts";

const Entry = Type.Object({
  id: Id,
  at: Time,
  /** 0: nobody had signed in. */
  userId: Id,
  userName: Type.String(),
  /** 0: it concerns no account. */
  accountId: Id,
  address: Type.String(),
  /** The call, as `accounts.change`. */
  action: Type.String(),
  /** Absent: it broke off, or is under way. */
  outcome: Type.Optional(OneOf(["done", "refused", "failed"])),
  subject: Type.String(),
  before: Type.Optional(Type.Unknown()),
  after: Type.Optional(Type.Unknown()),
});

/** Who changed what. */
export const audit = {
  list: call({
    may: "audit.see",
    does: "Lists what people changed at the console and the portal, latest first.",
    input: Fields({
      ...PageInput,
      userId: Type.Optional(Id),
      accountId: Type.Optional(Id),
      /** Beginning of the call's name: `accounts.` finds all of that area. */
      action: Type.Optional(Line(64)),
    }),
    output: PageOf(Entry),
  }),
};
