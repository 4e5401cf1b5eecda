import { Type } from "typebox";
import { Count, call, Fields, OneOf, Time } from "../call.ts";

export const StatisticsRow = Type.Object({
  /** When its hour or day begins; days are those of Asia/Shanghai. */
  at: Time,
  accepted: Count,
  /** Of them, those that the platform refused at once; they are among the failed ones too. */
  refused: Count,
  delivered: Count,
  failed: Count,
  /** Of the failed ones, those whose receipt never came. */
  expired: Count,
  unknown: Count,
  cancelled: Count,
  /** Charged credits of what was accepted. */
  segments: Count,
  /** Credits given back. */
  refunded: Count,
});

/** What the account did, counted. */
export const statistics = {
  read: call({
    may: "portal.see",
    does:
      "Counts what happened in a time, by hour (at most 62 days, as old as 62 days) or day (at most two years); by when it happened, so that what is " +
      "accepted today and delivered tomorrow is in both. Steps without anything are left out.",
    input: Fields({ from: Time, to: Time, step: OneOf(["hour", "day"]) }),
    output: Type.Object({ now: Time, rows: Type.Array(StatisticsRow) }),
  }),
};
