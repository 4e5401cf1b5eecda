import { Type } from "typebox";
import { MEDIA, MESSAGE_STATES } from "../../../domain/message.ts";
import { HIGHLIGHT_KINDS } from "../../../text/highlights.ts";
import { Count, call, Fields, Id, Line, Nothing, OneOf, Time } from "../call.ts";

/** What a reviewer says, at most; a word of domain/review-reasons.ts or their own. */
const Reason = Line(200);
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 200 }));
const Many = { minItems: 1, maxItems: 100 };

/** Whose it is. */
const Of = { accountId: Id, login: Type.String(), accountName: Type.String() };
const Marks = Type.Array(Type.Object({ from: Count, to: Count, kind: OneOf(HIGHLIGHT_KINDS) }));

const Held = Type.Object({
  ...Of,
  submissionId: Id,
  heldAt: Time,
  recipients: Count,
  /** Why it waits, as its account is set now: all of its texts are looked at, or those that match none of its templates; `set`: none are any more. */
  why: OneOf(["all", "unmatched", "none"]),
  /** The text, or the first of several; absent for who may not see texts. */
  text: Type.Optional(Type.String()),
  marks: Marks,
});

const Template = Type.Object({
  ...Of,
  id: Type.String(),
  text: Type.String(),
  marks: Marks,
  /** 0: not known. */
  askedAt: Time,
});

const Signature = Type.Object({
  ...Of,
  id: Id,
  text: Type.String(),
  /** What it is for, by the customer. */
  note: Type.String(),
  askedAt: Time,
  askedBy: Type.String(),
  /** Signatures that the account has. */
  approved: Type.Array(Type.String()),
  /** Other accounts that have this one, at most ten. */
  others: Type.Array(Type.String()),
});

/** Each is told apart: `gone` waits no more, as somebody else has decided it, its customer took it back, or its text is another by now. */
const Results = Type.Object({ results: Type.Array(OneOf(["done", "gone", "failed"])) });
const APART = "One that waits no more, or can't be decided, doesn't keep the others from it.";
const decision = { approve: Type.Boolean(), reason: Reason };

/** What waits for a person's decision: submissions that are held, templates and signatures that customers ask for. */
export const reviews = {
  waiting: call({
    may: "reviews.see",
    does: "Counts what waits, up to 1,000 of each.",
    input: Nothing,
    output: Type.Object({
      submissions: Count,
      templates: Count,
      signatures: Count,
      /** Since when the oldest one waits. */
      oldestAt: Type.Optional(Time),
      /** The server's time. */
      now: Time,
    }),
  }),
  held: call({
    may: "reviews.see",
    does: "Lists submissions that are held, oldest first, after the one given.",
    input: Fields({ after: Type.Optional(Id), limit: Limit }),
    output: Type.Object({ rows: Type.Array(Held), more: Type.Optional(Id) }),
  }),
  look: call({
    may: "reviews.see",
    does: "Tells more of a submission that is held: some of its recipients with their texts, and what its account sent lately.",
    input: Fields({ submissionId: Id }),
    output: Type.Object({
      medium: OneOf(MEDIA),
      acceptedAt: Time,
      sendAt: Time,
      dialect: Type.String(),
      /** The first ones; texts for who may see them. */
      sample: Type.Array(Type.Object({ phone: Type.String(), text: Type.Optional(Type.String()) })),
      /** Latest first; the state is that of its first message. */
      lately: Type.Array(
        Type.Object({
          submissionId: Id,
          acceptedAt: Time,
          recipients: Count,
          text: Type.Optional(Type.String()),
          state: Type.Optional(OneOf(MESSAGE_STATES)),
          code: Type.Optional(Type.String()),
        }),
      ),
    }),
  }),
  decideHeld: call({
    may: "reviews.decide",
    does: `Lets submissions go, or refuses them with a reason: their messages fail as YZ:REVIEW, and what was charged is given back. ${APART}`,
    input: Fields({ decisions: Type.Array(Fields({ submissionId: Id, ...decision }), Many) }),
    output: Results,
    changes: true,
  }),
  templates: call({
    may: "reviews.see",
    does: "Lists templates that customers ask for, oldest first, after the one given.",
    input: Fields({
      after: Type.Optional(Fields({ askedAt: Time, accountId: Id, id: Line(64) })),
      limit: Limit,
    }),
    output: Type.Object({
      rows: Type.Array(Template),
      more: Type.Optional(Type.Object({ askedAt: Time, accountId: Id, id: Type.String() })),
    }),
  }),
  decideTemplate: call({
    may: "reviews.decide",
    does: `Enables templates, or returns them to their customers with a reason. What is decided holds for the text that was seen. ${APART}`,
    input: Fields({ decisions: Type.Array(Fields({ accountId: Id, id: Line(64), text: Line(10_000), ...decision }), Many) }),
    output: Results,
    changes: true,
    most: 4 * 1024 * 1024,
  }),
  signatures: call({
    may: "reviews.see",
    does: "Lists signatures that customers ask for, oldest first.",
    input: Fields({ limit: Limit }),
    output: Type.Object({ rows: Type.Array(Signature) }),
  }),
  decideSignature: call({
    may: "reviews.decide",
    does: `Adds signatures to those of their accounts, or returns them with a reason. ${APART}`,
    input: Fields({ decisions: Type.Array(Fields({ id: Id, ...decision }), Many) }),
    output: Results,
    changes: true,
  }),
};
