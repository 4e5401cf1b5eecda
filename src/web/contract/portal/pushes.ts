import { Type } from "typebox";
import { PUSH_KINDS } from "../../../domain/push.ts";
import { Count, call, Done, Fields, Id, Line, Nothing, OneOf, PageInput, PageOf, Time } from "../call.ts";

const Kind = OneOf(PUSH_KINDS);
const State = OneOf(["waiting", "received", "undelivered"]);
const Mode = OneOf(["pull", "push", "both"]);
const Method = OneOf(["GET", "POST"]);

/** How the account's server is told of reports and inbound texts. */
export const pushes = {
  get: call({
    may: "portal.manage",
    does: "Says how reports and inbound texts are handed over, and what of it waits or was given up.",
    input: Nothing,
    output: Type.Object({
      now: Time,
      mode: Mode,
      /** Absent: as the interface does it. */
      method: Type.Optional(Method),
      reports: Type.Optional(Type.String()),
      inbound: Type.Optional(Type.String()),
      /** In whose form it is pushed where nothing else says so; absent: none of the account's interfaces pushes. */
      dialect: Type.Optional(Type.String()),
      /** Of what is answered here: `change` takes it. */
      mark: Type.String(),
      counts: Type.Array(Type.Object({ kind: Kind, waiting: Count, undelivered: Count, dueAt: Type.Optional(Time) })),
    }),
  }),
  change: call({
    may: "portal.manage",
    does: "Sets how reports and inbound texts are handed over from now on; empty addresses are none. A conflict where the account has been changed since it was looked at.",
    input: Fields({
      mark: Line(64, 1),
      mode: Mode,
      method: Type.Optional(Method),
      reports: Type.Optional(Line(2_000)),
      inbound: Type.Optional(Line(2_000)),
    }),
    output: Done,
    changes: true,
  }),
  test: call({
    may: "portal.manage",
    does: "Sends one made-up report or inbound text to the address that is set, as an interface would; nothing is stored, nothing is tried again.",
    input: Fields({ kind: Kind }),
    output: Type.Object({
      dialect: Type.String(),
      method: Method,
      verdict: OneOf(["received", "refused", "unreached"]),
      /** HTTP status; 0: nobody answered. */
      status: Count,
      /** The beginning of the answer, or why there is none. */
      note: Type.String(),
      /** ms */
      took: Count,
    }),
    changes: true,
  }),
  list: call({
    may: "portal.manage",
    does: "Lists what is or was to be pushed, latest first, with the last try.",
    input: Fields({ ...PageInput, kind: Type.Optional(Kind), state: Type.Optional(State) }),
    output: PageOf(
      Type.Object({
        /** Of the message, or the inbound text. */
        id: Id,
        kind: Kind,
        at: Time,
        state: State,
        dueAt: Type.Optional(Time),
        tries: Count,
        last: Type.Optional(Type.Object({ at: Time, status: Count, note: Type.String() })),
      }),
    ),
  }),
  replay: call({
    may: "portal.manage",
    does: "Has everything of a window of the last 30 days pushed again, whatever became of it.",
    input: Fields({ kind: Kind, from: Time, to: Time }),
    output: Type.Object({ items: Count }),
    changes: true,
  }),
};
