import { Type } from "typebox";
import { MEDIA } from "../../../domain/message.ts";
import { call, Fields, Id, Line, Nothing, OneOf, PageInput, PageOf, Time } from "../call.ts";

const Medium = OneOf(MEDIA);
const KINDS = ["opening", "charge", "refund", "recharge", "adjust", "carried"] as const;
const Amount = Type.Integer({ minimum: -1_000_000_000_000, maximum: 1_000_000_000_000 });

/** What accounts have to spend, and the books of it. */
export const credits = {
  newRef: call({
    may: "credits.book",
    does: "Answers the number for one booking, which is booked once however often it is sent. Good for a day.",
    input: Nothing,
    output: Type.Object({ ref: Id }),
  }),
  book: call({
    may: "credits.book",
    does: "Recharges an account, or adjusts its credits up or down.",
    input: Fields({
      ref: Id,
      accountId: Id,
      medium: Medium,
      kind: OneOf(["recharge", "adjust"]),
      /** A recharge is above 0. */
      credits: Amount,
      note: Line(200),
    }),
    output: Type.Object({
      /** The balance after it. */
      credits: Type.Integer(),
      /** False: this number was booked before, and is not again. */
      booked: Type.Boolean(),
    }),
    changes: true,
  }),
  ledger: call({
    may: "credits.see",
    does: "Lists an account's ledger, latest first. What is older than messages are kept is added up by day.",
    input: Fields({
      ...PageInput,
      accountId: Id,
      medium: Type.Optional(Medium),
      kinds: Type.Optional(Type.Array(OneOf(KINDS), { maxItems: KINDS.length })),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
    }),
    output: PageOf(
      Type.Object({
        ref: Id,
        kind: OneOf(KINDS),
        medium: Medium,
        credits: Type.Integer(),
        at: Time,
        actor: Type.Optional(Type.String()),
        note: Type.Optional(Type.String()),
      }),
    ),
  }),
};
