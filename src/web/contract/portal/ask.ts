import { Type } from "typebox";
import { TEMPLATE_STATES } from "../../../domain/provisioning.ts";
import { call, Done, Fields, Id, Line, Nothing, OneOf, Time } from "../call.ts";

const TemplateText = Line(1_000, 1);
const decided = {
  decidedAt: Type.Optional(Time),
  /** The reviewer's, for the customer to read. */
  reason: Type.Optional(Type.String()),
};

/** Templates and signatures, which the platform's people approve. */
export const ask = {
  templates: call({
    may: "portal.see",
    does: "Lists the account's templates, latest asked for first, with what became of them.",
    input: Nothing,
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          id: Type.String(),
          text: Type.String(),
          state: OneOf(TEMPLATE_STATES),
          /** Absent where it isn't known. */
          askedAt: Type.Optional(Time),
          ...decided,
        }),
      ),
    }),
  }),
  addTemplate: call({
    may: "portal.ask",
    does: "Asks for a template.",
    input: Fields({ text: TemplateText }),
    output: Type.Object({ id: Type.String() }),
    changes: true,
  }),
  changeTemplate: call({
    may: "portal.ask",
    does: "Gives a template another text, which waits for its review.",
    input: Fields({ id: Line(64, 1), text: TemplateText }),
    output: Done,
    changes: true,
  }),
  deleteTemplate: call({
    may: "portal.ask",
    does: "Deletes a template.",
    input: Fields({ id: Line(64, 1) }),
    output: Done,
    changes: true,
  }),
  signatures: call({
    may: "portal.see",
    does: "Lists the account's signatures: those that are approved, in the order in which they are counted, and the requests, those that wait first.",
    input: Nothing,
    output: Type.Object({
      /** Without 【】. */
      approved: Type.Array(Type.String()),
      rows: Type.Array(
        Type.Object({
          id: Id,
          text: Type.String(),
          note: Type.String(),
          state: OneOf(["waiting", "approved", "returned", "withdrawn"]),
          askedAt: Time,
          askedBy: Type.String(),
          ...decided,
        }),
      ),
    }),
  }),
  askSignature: call({
    may: "portal.ask",
    does: "Asks for a signature, without its 【】.",
    input: Fields({ text: Line(22, 2), note: Line(200) }),
    output: Type.Object({ id: Id }),
    changes: true,
  }),
  withdrawSignature: call({
    may: "portal.ask",
    does: "Takes a request back, or gives an approved signature up.",
    input: Fields({ id: Id }),
    output: Done,
    changes: true,
  }),
};
