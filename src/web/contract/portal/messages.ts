import { type Static, Type } from "typebox";
import { MEDIA, OPERATORS } from "../../../domain/message.ts";
import { Count, call, Fields, Id, Line, OneOf, PageInput, PageOf, Time } from "../call.ts";

/** States of a message as its account sees them: what a node holds just now still waits, and what got no answer is sent. */
export const PORTAL_STATES = ["held", "queued", "sent", "delivered", "failed", "unknown", "cancelled"] as const;
export const PortalState = OneOf(PORTAL_STATES);

const Row = Type.Object({
  id: Id,
  submissionId: Id,
  medium: OneOf(MEDIA),
  /** Masked for who may not send. */
  phone: Type.String(),
  operator: Type.Optional(OneOf(OPERATORS)),
  state: PortalState,
  /** How it ended, as its report says. */
  code: Type.Optional(Type.String()),
  /** Credits. */
  segments: Count,
  text: Type.String(),
  acceptedAt: Time,
  finalAt: Type.Optional(Time),
});

function Fact<const K extends string>(kind: K) {
  return Type.Literal(kind);
}
const Verdict = OneOf(["received", "refused", "unreached"]);

/** What happened, as far as it is the customer's business. */
export const PortalFact = Type.Union([
  Type.Object({ kind: Fact("accepted") }),
  /** `whole`: for all of the submission, of which this message is a part. */
  Type.Object({ kind: Fact("charged"), credits: Count, whole: Type.Boolean() }),
  Type.Object({ kind: Fact("refunded"), credits: Count, whole: Type.Boolean() }),
  Type.Object({ kind: Fact("held") }),
  Type.Object({ kind: Fact("reviewed"), decision: OneOf(["approved", "rejected", "cancelled"]), reason: Type.String() }),
  /** Parts of one try that were handed over at one time. */
  Type.Object({ kind: Fact("tried"), number: Count, parts: Count, outcome: OneOf(["accepted", "refused", "deferred", "unknown"]) }),
  /** What the carrier said. */
  Type.Object({ kind: Fact("receipt"), status: OneOf(["delivered", "failed", "pending"]), code: Type.String() }),
  Type.Object({ kind: Fact("event"), event: OneOf(["receipt-overdue", "cancelled", "push-replayed", "undelivered"]) }),
  /** It ended. `pull`: where its report stands with queries; `kept`: it isn't offered to them. */
  Type.Object({
    kind: Fact("reported"),
    outcome: OneOf(["delivered", "failed", "unknown", "cancelled"]),
    code: Type.String(),
    pull: OneOf(["waiting", "taken", "handed", "kept"]),
  }),
  Type.Object({ kind: Fact("handed") }),
  Type.Object({ kind: Fact("push"), state: OneOf(["waiting", "received", "undelivered"]), dueAt: Type.Optional(Time) }),
  /** The account's own server was asked. */
  Type.Object({ kind: Fact("push-try"), number: Count, verdict: Verdict, status: Count, note: Type.String() }),
]);
export type PortalFactOf = Static<typeof PortalFact>;

/** The account's own messages. */
export const messages = {
  search: call({
    may: "portal.see",
    does:
      "Lists messages, latest first; all that is given must hold. A page may be short, or empty, although there is more: it ends where enough was " +
      "looked at.",
    input: Fields({
      ...PageInput,
      phone: Type.Optional(Line(40)),
      submissionId: Type.Optional(Id),
      state: Type.Optional(PortalState),
      code: Type.Optional(Line(40)),
      text: Type.Optional(Line(100)),
      from: Type.Optional(Time),
      to: Type.Optional(Time),
    }),
    output: PageOf(Row),
  }),
  story: call({
    may: "portal.see",
    does: "Tells what became of a message, step by step.",
    input: Fields({ id: Id }),
    output: Type.Object({
      now: Time,
      message: Row,
      submission: Type.Object({
        id: Id,
        dialect: Type.String(),
        acceptedAt: Time,
        sendAt: Time,
        recipients: Count,
        credits: Count,
        ext: Type.String(),
        orderId: Type.Optional(Type.String()),
        other: Type.Optional(Type.String()),
      }),
      steps: Type.Array(
        Type.Object({
          at: Time,
          by: OneOf(["account", "carrier", "platform", "person"]),
          /** One of the account's own. */
          person: Type.Optional(Type.String()),
          what: PortalFact,
        }),
      ),
    }),
  }),
};
