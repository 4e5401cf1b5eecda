import { Type } from "typebox";
import { TEMPLATE_STATES } from "../../../domain/provisioning.ts";
import { Count, call, Done, Fields, Id, Line, OneOf, Time } from "../call.ts";

const OfAccount = Fields({ accountId: Id });
const Text = Line(1_000, 1);
const TemplateId = Line(64, 1);

/** What belongs to one account: its signatures, templates and blacklist. */
export const accountLists = {
  signatures: call({
    may: "accounts.see",
    does: "Lists an account's approved signatures in their order, and what became of those that were asked for.",
    input: OfAccount,
    output: Type.Object({
      /** `id`: of the request that it came by; without one it is declared in a provisioning file, and is taken away there. */
      approved: Type.Array(Type.Object({ text: Type.String(), id: Type.Optional(Id) })),
      asked: Type.Array(
        Type.Object({
          id: Id,
          text: Type.String(),
          note: Type.String(),
          at: Time,
          actor: Type.String(),
          state: OneOf(["waiting", "approved", "returned", "withdrawn"]),
          decidedAt: Type.Optional(Time),
          decidedBy: Type.Optional(Type.String()),
          reason: Type.Optional(Type.String()),
        }),
      ),
    }),
  }),
  addSignature: call({
    may: "accounts.edit",
    does: "Gives an account an approved signature, behind those that it has.",
    input: Fields({ accountId: Id, text: Line(20, 2), note: Type.Optional(Line(200)) }),
    output: Done,
    changes: true,
  }),
  dropSignature: call({
    may: "accounts.edit",
    does: "Takes an approved signature away from an account, or a request of it back.",
    input: Fields({ accountId: Id, id: Id }),
    output: Done,
    changes: true,
  }),
  templates: call({
    may: "accounts.see",
    does: "Lists an account's templates.",
    input: OfAccount,
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          id: Type.String(),
          text: Type.String(),
          state: OneOf(TEMPLATE_STATES),
          askedAt: Time,
          decidedAt: Type.Optional(Time),
          decidedBy: Type.Optional(Type.String()),
          reason: Type.Optional(Type.String()),
        }),
      ),
    }),
  }),
  addTemplate: call({
    may: "accounts.edit",
    does: "Adds an enabled template.",
    input: Fields({ accountId: Id, text: Text }),
    output: Type.Object({ id: Type.String() }),
    changes: true,
  }),
  changeTemplate: call({
    may: "accounts.edit",
    does: "Changes a template's text, or whether texts may match it.",
    input: Fields({ accountId: Id, id: TemplateId, text: Text, state: OneOf(["enabled", "disabled"]) }),
    output: Done,
    changes: true,
  }),
  dropTemplate: call({
    may: "accounts.edit",
    does: "Removes a template.",
    input: Fields({ accountId: Id, id: TemplateId }),
    output: Done,
    changes: true,
  }),
  blacklist: call({
    may: "accounts.see",
    does: "Lists the phones that an account's messages don't go to, by number; phones are masked for those who may not see them.",
    input: Fields({
      accountId: Id,
      /** One whole number only. */
      phone: Type.Optional(Line(40)),
      /** The last number of the page before; for those who see phones. */
      after: Type.Optional(Line(40)),
    }),
    output: Type.Object({
      rows: Type.Array(
        Type.Object({
          phone: Type.String(),
          reason: Type.String(),
          source: Type.String(),
          createdAt: Time,
          expiresAt: Type.Optional(Time),
        }),
      ),
      more: Type.Boolean(),
    }),
  }),
  block: call({
    may: "accounts.edit",
    does: "Puts phones on an account's blacklist.",
    input: Fields({ accountId: Id, phones: Type.Array(Line(40, 1), { minItems: 1, maxItems: 1_000 }), reason: Line(200) }),
    output: Type.Object({ count: Count }),
    changes: true,
  }),
  unblock: call({
    may: "accounts.edit",
    does: "Takes phones off an account's blacklist.",
    input: Fields({ accountId: Id, phones: Type.Array(Line(40, 1), { minItems: 1, maxItems: 1_000 }) }),
    output: Type.Object({ count: Count }),
    changes: true,
  }),
};
