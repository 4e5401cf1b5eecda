import { Type } from "typebox";
import { WHYS } from "../../../domain/choice.ts";
import { RULE_NAMES } from "../../../domain/rule-verdict.ts";
import { Count, Id, OneOf, Time } from "../call.ts";

const Text = Type.String();
const Channel = { channelId: Type.Optional(Id), channel: Type.Optional(Text) };

/** One thing that happened to a message; `kind` says what, the rest what belongs to it. */
export const StepWhat = Type.Union([
  Type.Object({ kind: Type.Literal("accepted") }),
  /** What looked at it before it was accepted, in that order: it passed all of these. `refused`: the one that it didn't. */
  Type.Object({
    kind: Type.Literal("rules"),
    passed: Type.Array(OneOf(RULE_NAMES)),
    refused: Type.Optional(OneOf([...RULE_NAMES, "frequency"])),
  }),
  Type.Object({
    kind: Type.Literal("entry"),
    entry: OneOf(["charge", "refund"]),
    of: OneOf(["submission", "message"]),
    credits: Type.Integer(),
    note: Type.Optional(Text),
  }),
  Type.Object({ kind: Type.Literal("held") }),
  Type.Object({ kind: Type.Literal("reviewed"), decision: OneOf(["approved", "rejected", "cancelled"]), reason: Text }),
  Type.Object({
    kind: Type.Literal("choice"),
    attempt: Count,
    verdicts: Type.Array(Type.Object({ ...Channel, why: OneOf(WHYS), since: Type.Optional(Time) })),
    /** Some were left out before the last one. */
    more: Type.Boolean(),
  }),
  Type.Object({
    kind: Type.Literal("part"),
    attempt: Count,
    part: Count,
    parts: Count,
    ...Channel,
    outcome: OneOf(["accepted", "refused", "deferred", "unknown"]),
    upstreamId: Type.Optional(Text),
    code: Type.Optional(Text),
    /** What settled it later. */
    receipt: Type.Optional(OneOf(["delivered", "failed"])),
  }),
  Type.Object({
    kind: Type.Literal("receipt"),
    ...Channel,
    upstreamId: Text,
    status: Text,
    code: Text,
    /** As it came; for who may see phones and texts, as it may hold both. */
    raw: Type.Optional(Text),
  }),
  Type.Object({ kind: Type.Literal("event"), event: Text, note: Type.Optional(Text) }),
  Type.Object({
    kind: Type.Literal("reported"),
    outcome: OneOf(["delivered", "failed", "unknown", "cancelled"]),
    code: Text,
    pull: OneOf(["waiting", "taken", "handed", "kept"]),
  }),
  Type.Object({ kind: Type.Literal("handed") }),
  Type.Object({
    kind: Type.Literal("push"),
    state: OneOf(["waiting", "received", "undelivered"]),
    dueAt: Type.Optional(Time),
    refused: Count,
    unreached: Count,
  }),
  Type.Object({
    kind: Type.Literal("push-try"),
    number: Count,
    verdict: OneOf(["received", "refused", "unreached"]),
    /** HTTP status, 0 where there was none. */
    status: Count,
    note: Text,
  }),
]);
