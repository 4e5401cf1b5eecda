import { Type } from "typebox";
import { CONTENT_CLASSES, MEDIA, MESSAGE_STATES, OPERATORS } from "../../../domain/message.ts";
import { Count, call, Fields, Id, Nothing, OneOf, PageInput, PageOf, Time } from "../call.ts";
import { MESSAGES } from "../filters.ts";
import { StepWhat } from "./story.ts";

const Owner = {
  accountId: Id,
  login: Type.String(),
  accountName: Type.String(),
};
/** Left out while there is none. */
const Channel = {
  channelId: Type.Optional(Id),
  channel: Type.Optional(Type.String()),
};

const Message = {
  id: Id,
  submissionId: Id,
  medium: OneOf(MEDIA),
  acceptedAt: Time,
  phone: Type.String(),
  operator: Type.Optional(OneOf(OPERATORS)),
  class: OneOf(CONTENT_CLASSES),
  segments: Count,
  state: OneOf(MESSAGE_STATES),
  code: Type.Optional(Type.String()),
  finalAt: Type.Optional(Time),
  /** Times it was taken from its queue. */
  attempts: Count,
  ...Channel,
  /** When it is due, its lease ends, or its receipt or answer is overdue. */
  nextAt: Type.Optional(Time),
  /** For who may see texts. */
  text: Type.Optional(Type.String()),
};

const Submission = Type.Object({
  id: Id,
  ...Owner,
  dialect: Type.String(),
  medium: OneOf(MEDIA),
  acceptedAt: Time,
  sendAt: Time,
  recipients: Count,
  /** Charged. */
  credits: Type.Integer(),
  ext: Type.String(),
  orderId: Type.Optional(Type.String()),
  reports: Type.Object({ pull: Type.Boolean(), push: Type.Boolean() }),
  refundUndelivered: Type.Boolean(),
  /** What may have left is never sent again. */
  atMostOnce: Type.Boolean(),
});

/** What was sent, and what became of it. Phones are masked for who may not see them. */
export const messages = {
  search: call({
    may: "messages.see",
    does:
      "Lists messages, latest first. A page that has few rows or none, and a `more`, is one that looked at as many as a call may: it is gone on " +
      "with alike. Searching in texts takes texts.see.",
    input: Fields({ ...PageInput, ...MESSAGES }),
    output: PageOf(Type.Object({ ...Message, ...Owner })),
  }),
  story: call({
    may: "messages.see",
    does: "Tells what happened to a message: each step with its time, who did it, and what it was.",
    input: Fields({ id: Id }),
    output: Type.Object({
      message: Type.Object({
        ...Message,
        /** Where one without an answer goes at `nextAt`. */
        otherwise: Type.Optional(OneOf(["queued", "unknown"])),
      }),
      submission: Submission,
      steps: Type.Array(
        Type.Object({
          at: Time,
          actor: OneOf(["account", "carrier", "platform", "person"]),
          person: Type.Optional(Type.String()),
          what: StepWhat,
        }),
      ),
      /** By the server's clock. */
      now: Time,
    }),
  }),
  submission: call({
    may: "messages.see",
    does: "Answers a submission, and how its messages stand.",
    input: Fields({ id: Id }),
    output: Type.Object({
      submission: Submission,
      /** How many are in each state; of very many recipients only the first 100,000 are counted, and `partial` says so. */
      states: Type.Array(Type.Object({ state: OneOf(MESSAGE_STATES), count: Count })),
      partial: Type.Boolean(),
    }),
  }),
  choices: call({
    may: "messages.see",
    does: "Names the channels that messages can be searched by.",
    input: Nothing,
    output: Type.Object({ channels: Type.Array(Type.Object({ id: Id, name: Type.String() })) }),
  }),
};
