import { Type } from "typebox";
import { KINDS_SCHEMA, LANGUAGE_SCHEMA, MAIL_PASSWORD, MAIL_SCHEMA, WEBHOOK_SCHEMA, WEBHOOK_URL } from "../../../alarms/settings.ts";
import { TARGETS } from "../../../domain/alarms.ts";
import { LANGUAGES } from "../../../domain/user.ts";
import { call, Done, Fields, Id, Line, Nothing, OneOf, Time } from "../call.ts";

const AlarmRow = Type.Object({
  id: Id,
  /** One alarm at a time has it. */
  key: Type.String(),
  kind: Type.String(),
  /** What it is about: a channel's name, a login; empty where it is about the platform. */
  subject: Type.String(),
  since: Time,
  /** Absent: it goes on. */
  endedAt: Type.Optional(Time),
  /** Nobody is told until then. */
  mutedUntil: Type.Optional(Time),
  mutedBy: Type.Optional(Type.String()),
  /** Its kind in a few words, what was measured and the threshold, and what to do first; in the language that was asked for. */
  name: Type.String(),
  what: Type.String(),
  first: Type.String(),
});

/** What is the matter, and who is told of it. */
export const alarms = {
  list: call({
    may: "alarms.see",
    does: "Lists what is the matter, and what ended in the last days, latest begun first; at most 1,000.",
    input: Fields({ language: OneOf(LANGUAGES), days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90 })) }),
    output: Type.Object({ now: Time, rows: Type.Array(AlarmRow) }),
  }),
  settings: call({
    may: "alarms.see",
    does: "Says which alarms are on, by which numbers, and who is told.",
    input: Nothing,
    output: Type.Object({
      kinds: KINDS_SCHEMA,
      language: LANGUAGE_SCHEMA,
      webhook: Type.Object({
        ...WEBHOOK_SCHEMA,
        /** Of its address, which is shown to nobody; absent: none was given. */
        host: Type.Optional(Type.String()),
      }),
      mail: Type.Object({
        ...MAIL_SCHEMA,
        /** One was given. It is shown to nobody. */
        password: Type.Boolean(),
      }),
    }),
  }),
  save: call({
    may: "alarms.edit",
    does: "Changes which alarms are on, by which numbers, and who is told. It takes effect within half a minute.",
    input: Fields({
      kinds: Type.Optional(KINDS_SCHEMA),
      language: Type.Optional(LANGUAGE_SCHEMA),
      /** Without `url`, the address stays. */
      webhook: Type.Optional(Fields({ ...WEBHOOK_SCHEMA, url: Type.Optional(WEBHOOK_URL) })),
      /** Without `password`, that stays. */
      mail: Type.Optional(Fields({ ...MAIL_SCHEMA, password: Type.Optional(MAIL_PASSWORD) })),
    }),
    output: Done,
    changes: true,
  }),
  mute: call({
    may: "alarms.edit",
    does: "Tells nobody of an alarm until then, also where it ends and comes again; with 0, people are told again from now on. At most 30 days ahead.",
    input: Fields({ key: Line(200, 1), until: Time }),
    output: Done,
    changes: true,
  }),
  test: call({
    may: "alarms.edit",
    does: "Sends a test message as alarms are sent by what is saved, once, and says what came of it.",
    input: Fields({ target: OneOf(TARGETS) }),
    output: Type.Object({
      ok: Type.Boolean(),
      /** Why it didn't arrive, as the network or the other server put it. */
      why: Type.Optional(Type.String()),
    }),
    changes: true,
  }),
};
