import { Type } from "typebox";
import { MEDIA } from "../../../domain/message.ts";
import { Count, call, Id, Nothing, Time } from "../call.ts";
import { PortalState } from "./messages.ts";

/** Sums of what happened in a time. */
export const UseRow = Type.Object({
  /** When it begins; days are those of Asia/Shanghai. */
  at: Time,
  accepted: Count,
  delivered: Count,
  failed: Count,
  unknown: Count,
  /** Charged credits of what was accepted. */
  segments: Count,
  /** Credits given back. */
  refunded: Count,
});

/** The portal's first page. */
export const home = {
  look: call({
    may: "portal.see",
    does: "Says how the account stands: credits, what it used, what waits, and what was sent last.",
    input: Nothing,
    output: Type.Object({
      now: Time,
      balance: Type.Object({ sms: Type.Integer(), mms: Type.Integer() }),
      /** Credits that it may owe. */
      creditLimit: Count,
      /** For how many days the credits last by the use of the past week; absent where nothing was used. */
      lasts: Type.Optional(Count),
      /** Little is left: sending stops soon, or has. */
      low: Type.Boolean(),
      today: UseRow,
      /** Since the first of the month. */
      month: UseRow,
      /** The last 14 days, today last; days without anything are there as noughts. */
      days: Type.Array(UseRow),
      /** Messages whose time has come or that are scheduled, and since when the oldest is due. */
      queued: Count,
      oldestDue: Type.Optional(Time),
      /** Submissions, templates and signatures that wait for the platform's review. */
      reviews: Type.Object({ submissions: Count, templates: Count, signatures: Count }),
      /** Latest first. */
      latest: Type.Array(
        Type.Object({
          id: Id,
          dialect: Type.String(),
          medium: Type.Enum([...MEDIA]),
          acceptedAt: Time,
          sendAt: Time,
          recipients: Count,
          credits: Count,
          text: Type.String(),
          /** How its messages stand, where they are few enough to be looked at. */
          states: Type.Optional(Type.Array(Type.Object({ state: PortalState, count: Count }))),
        }),
      ),
    }),
  }),
};
