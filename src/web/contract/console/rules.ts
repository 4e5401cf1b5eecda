import { Type } from "typebox";
import { HIGHLIGHT_KINDS } from "../../../text/highlights.ts";
import { Count, call, Done, Fields, Id, Line, Nothing, OneOf, Time } from "../call.ts";

/** UTF-16 units. */
const Word = Line(100, 1);
/** As typed: they are normalised, and those that are no phones are told. */
const Phones = Type.Array(Line(40), { minItems: 1, maxItems: 10_000 });
const IMPORT = 8 * 1024 * 1024;

const Frequency = {
  /** Texts with these characters are codes. */
  match: Line(50),
  /** As many codes to one phone, */
  codes: Type.Integer(),
  /** within so many ms; */
  window: Type.Integer(),
  /** and so many texts of any kind a day. */
  daily: Type.Integer(),
  /** That neither holds for; masked for who may not see phones. */
  exemptPhones: Type.Array(Line(40), { maxItems: 100_000 }),
};

const Entry = Type.Object({
  /** 0: the platform's list, which holds for all accounts. */
  accountId: Id,
  login: Type.String(),
  phone: Type.String(),
  /** Of who opted out: the text. Absent for who may not see texts then. */
  reason: Type.Optional(Type.String()),
  /** `console`, `portal`, `provisioning`, `opt-out` */
  source: Type.String(),
  createdAt: Time,
  /** Absent: it stays for good. */
  expiresAt: Type.Optional(Time),
});

/** Lists that hold for what is sent: keywords, blacklists, and how often a phone may be written to. */
export const rules = {
  keywords: call({
    may: "rules.see",
    does: "Lists keywords in the order of their code points, after the one given; `part`: those that contain it.",
    input: Fields({
      after: Type.Optional(Line(100)),
      part: Type.Optional(Line(100)),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000 })),
    }),
    output: Type.Object({ rows: Type.Array(Type.String()), more: Type.Optional(Type.String()) }),
  }),
  readKeywords: call({
    may: "rules.edit",
    does: "Reads a list of keywords, one a line, and says what adding it would do. Nothing is changed.",
    input: Fields({ text: Line(2_000_000) }),
    output: Type.Object({
      /** To be added: given once each, as there are no blanks around them. */
      fresh: Type.Array(Type.String()),
      /** In the list already, in this or another case or width. */
      there: Count,
      /** Given more than once. */
      doubles: Count,
      tooLong: Count,
      /** The first ones of them, cut. */
      tooLongSample: Type.Array(Type.String()),
      /** Words that would be one too many: a list has so many at most. */
      over: Count,
      most: Count,
    }),
    most: IMPORT,
  }),
  addKeywords: call({
    may: "rules.edit",
    does: "Adds keywords. They hold for what is sent from then on.",
    input: Fields({ words: Type.Array(Word, { minItems: 1, maxItems: 50_000 }) }),
    output: Type.Object({ added: Count }),
    changes: true,
    most: IMPORT,
  }),
  removeKeywords: call({
    may: "rules.edit",
    does: "Removes keywords.",
    input: Fields({ words: Type.Array(Word, { minItems: 1, maxItems: 50_000 }) }),
    output: Type.Object({ removed: Count }),
    changes: true,
    most: IMPORT,
  }),
  tryText: call({
    may: "rules.see",
    does: "Says which keywords a text holds.",
    input: Fields({ text: Line(10_000) }),
    output: Type.Object({
      words: Type.Array(Type.String()),
      marks: Type.Array(Type.Object({ from: Count, to: Count, kind: OneOf(HIGHLIGHT_KINDS) })),
      /** Keywords that are in force. */
      size: Count,
    }),
  }),
  blacklist: call({
    may: "rules.see",
    does: "Lists who gets nothing from an account (0: from any), by account and phone. Who may not see phones gets the first 200 only.",
    input: Fields({
      accountId: Type.Optional(Id),
      phone: Type.Optional(Line(40)),
      source: Type.Optional(OneOf(["console", "portal", "provisioning", "opt-out"])),
      after: Type.Optional(Fields({ accountId: Id, phone: Line(40) })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
    }),
    output: Type.Object({
      rows: Type.Array(Entry),
      more: Type.Optional(Type.Object({ accountId: Id, phone: Type.String() })),
      /** There are more, which are not for who asks. */
      cut: Type.Boolean(),
    }),
  }),
  readPhones: call({
    may: "rules.edit",
    does: "Says what putting phones on a list would do. Nothing is changed.",
    input: Fields({ accountId: Id, phones: Phones }),
    output: Type.Object({
      fresh: Count,
      /** On the list already; they get the new reason and end. */
      there: Count,
      doubles: Count,
      /** No phone numbers. */
      wrong: Type.Array(Type.String()),
      /** Phones that opted out by a text of their own. */
      optedOut: Type.Array(Type.String()),
    }),
    most: IMPORT,
  }),
  block: call({
    may: "rules.edit",
    does: "Puts phones on a list. Those that opted out by a text stay as they are, unless `overOptOuts`.",
    input: Fields({
      accountId: Id,
      phones: Phones,
      reason: Line(200),
      expiresAt: Type.Optional(Time),
      overOptOuts: Type.Optional(Type.Boolean()),
    }),
    output: Type.Object({ listed: Count, kept: Count, wrong: Type.Array(Type.String()) }),
    changes: true,
    most: IMPORT,
  }),
  unblock: call({
    may: "rules.edit",
    does: "Takes phones off a list.",
    input: Fields({ accountId: Id, phones: Phones }),
    output: Type.Object({ removed: Count }),
    changes: true,
    most: IMPORT,
  }),
  frequency: call({
    may: "rules.see",
    does: "Says how often a phone may be written to.",
    input: Nothing,
    output: Type.Object(Frequency),
  }),
  changeFrequency: call({
    may: "rules.edit",
    does: "Changes how often a phone may be written to, unless that has changed since it was `seen`.",
    input: Fields({ seen: Fields(Frequency), ...Frequency }),
    output: Done,
    changes: true,
    most: IMPORT,
  }),
};
