import { Type } from "typebox";
import { MESSAGE_STATES } from "../../../domain/message.ts";
import { ALL_REASONS } from "../../../domain/reasons.ts";
import { Count, call, Done, Fields, Id, Line, Nothing, OneOf, Time } from "../call.ts";

/** As long as any text may be set to be, in UTF-16 code units. */
export const MessageText = Line(10_000);
export const PhoneGiven = Line(40);

/** How a text is to leave. */
export const HOW = {
  /** Digits behind the account's code. */
  ext: Type.Optional(Line(20)),
  /** Which approved signature, counted from 1; left out: the first one, where the platform puts one there. */
  signature: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000 })),
  /** Left out: now. */
  sendAt: Type.Optional(Time),
};

export const Reason = OneOf(ALL_REASONS);

/** Messages by state; states that none is in are left out. */
export const States = Type.Object(Object.fromEntries(MESSAGE_STATES.map((state) => [state, Type.Optional(Count)])));

/** What became of what was handed in. */
export const Taken = Type.Object({
  submissionId: Id,
  /** Credits. */
  charged: Count,
  accepted: Count,
  refused: Count,
  /** Some of those that were refused. */
  examples: Type.Array(Type.Object({ phone: Type.String(), reason: Reason })),
});

/** Sending to a few, and what is true of all that is sent from the portal. */
export const send = {
  facts: call({
    may: "portal.send",
    does: "Tells what a text is priced and bounded by.",
    input: Nothing,
    output: Type.Object({
      /** Credits for texts. */
      balance: Type.Integer(),
      /** Of a credit, in 1/10,000 yuan. */
      unitPrice: Type.Optional(Count),
      billing: OneOf(["cn", "gsm"]),
      signature: Type.Object({
        mode: OneOf(["prepend", "append", "in-content", "none"]),
        /** Without 【】, in the order in which they are counted. */
        approved: Type.Array(Type.String()),
      }),
      /** Templates that are enabled: texts to begin with. */
      templates: Type.Array(Type.Object({ id: Type.String(), text: Type.String() })),
      /** Recipients of one submission. */
      recipients: Count,
      fewest: Count,
      /** UTF-16 code units of a text, without the signature that is put there. */
      content: Count,
      /** ms that a send time may lie ahead. */
      ahead: Count,
      /** The server's time. */
      now: Time,
    }),
  }),
  preview: call({
    may: "portal.send",
    does: "Says how texts would leave, what they would cost and what the rules would say; nothing is sent. A sample without a phone is judged by its text alone.",
    input: Fields({
      ...HOW,
      samples: Type.Array(Fields({ phone: Type.Optional(PhoneGiven), text: MessageText }), { minItems: 1, maxItems: 20 }),
    }),
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          /** Normalised; absent where it is none. */
          phone: Type.Optional(Type.String()),
          text: Type.String(),
          segments: Count,
          /** In what segments hold: UTF-16 code units, or septets. */
          length: Count,
          /** Units that may still be added at this price. */
          room: Count,
          /** Units that must go for one segment less. */
          over: Count,
          refusal: Type.Optional(
            Type.Object({ reason: Reason, words: Type.Optional(Type.Array(Type.String())), bound: Type.Optional(Count) }),
          ),
        }),
      ),
      /** A person looks at it before it is sent. */
      held: Type.Boolean(),
    }),
    most: 512 * 1024,
  }),
  send: call({
    may: "portal.send",
    does: "Sends one text to a few recipients, now or later. A call with the same key sends nothing again, and answers for the first one. Reports are kept for the portal: no program is told.",
    input: Fields({
      /** Made up by the caller, once for everything that is to be sent once. */
      key: Line(64, 8),
      phones: Type.Array(PhoneGiven, { minItems: 1, maxItems: 1_000 }),
      text: MessageText,
      ...HOW,
    }),
    output: Taken,
    changes: true,
    most: 256 * 1024,
  }),
  progress: call({
    may: "portal.see",
    does: "Counts a submission's messages by state.",
    input: Fields({ submissionId: Id }),
    output: Type.Object({ recipients: Count, states: States }),
  }),
  scheduled: call({
    may: "portal.see",
    does: "Lists submissions that are to be sent later, whoever sent them, in the order in which they came.",
    input: Fields({ after: Type.Optional(Id), limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) }),
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          submissionId: Id,
          acceptedAt: Time,
          sendAt: Time,
          recipients: Count,
          /** Messages that will be sent. */
          waiting: Count,
          held: Type.Boolean(),
          /** The text, or the first of several. */
          text: Type.String(),
        }),
      ),
      more: Type.Optional(Id),
      now: Time,
    }),
  }),
  cancel: call({
    may: "portal.send",
    does: "Calls off what of a submission has not been sent; what that cost is given back.",
    input: Fields({ submissionId: Id }),
    output: Type.Object({ ...Done.properties, cancelled: Count }),
    changes: true,
  }),
};
