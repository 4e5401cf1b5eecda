import { Type } from "typebox";
import { call, Done, Fields, Id, Line, Nothing, Time } from "../call.ts";
import { Change, Kind, Mode, NodeState, Orphan, Overview, Tallied, TestAnswer, UsedBy } from "./channel-parts.ts";
import { Documented, DocumentOrText, Mark } from "./document.ts";

const ById = Fields({ id: Id });
/** Where a list that goes forward is to go on. */
const After = Type.Object({ at: Time, id: Id }, { additionalProperties: false });

/** Connections to carriers and upstream platforms. */
export const channels = {
  list: call({
    may: "channels.see",
    does: "Lists channels and how each does at this moment, over all nodes.",
    input: Nothing,
    output: Type.Object({ at: Time, rows: Type.Array(Overview) }),
  }),
  get: call({
    may: "channels.see",
    does: "Says how a channel does on each node, how it is switched, and which products use it.",
    input: ById,
    output: Type.Object({
      at: Time,
      channel: Overview,
      nodes: Type.Array(NodeState),
      usedBy: Type.Array(UsedBy),
      /** How it was switched, latest first. */
      changes: Type.Array(Change),
      limits: Type.Object({ rate: Type.Integer(), window: Type.Integer(), sessions: Type.Integer() }),
      /** Where it connects to, where the common settings say so. */
      peer: Type.Optional(Type.String()),
    }),
  }),
  today: call({
    may: "channels.see",
    does: "Counts what each channel has done today, by Asia/Shanghai. Messages, counted where their last try went.",
    input: Nothing,
    output: Type.Object({ since: Time, rows: Type.Array(Tallied) }),
  }),
  hours: call({
    may: "channels.see",
    does: "Counts what a channel has done in each of the last 24 hours.",
    input: ById,
    output: Type.Object({
      rows: Type.Array(Type.Object({ at: Time, sent: Type.Integer(), delivered: Type.Integer(), failed: Type.Integer() })),
    }),
  }),
  switch: call({
    may: "channels.switch",
    does: "Switches a channel up, drained (nothing new, sessions stay) or down; all nodes follow within a second or two.",
    input: Fields({ id: Id, mode: Mode, note: Type.Optional(Line(200)) }),
    /** The mode that it had. */
    output: Type.Object({ before: Mode }),
    changes: true,
  }),
  test: call({
    may: "channels.switch",
    does: "Sends one text over exactly this channel, also where it is drained; charged to nobody, in no report.",
    input: Fields({ id: Id, phone: Line(40, 1), text: Line(1_000, 1) }),
    output: Type.Object({ testId: Id }),
    changes: true,
  }),
  followTest: call({
    may: "channels.switch",
    does: "Says how a test stands.",
    input: Fields({ testId: Id }),
    output: TestAnswer,
  }),
  orphans: call({
    may: "channels.see",
    does: "Lists receipts that no message claims, oldest first, but for those of the last minute, whose submit may still be on its way.",
    input: Fields({ channelId: Type.Optional(Id), since: Time, after: Type.Optional(After) }),
    output: Type.Object({ rows: Type.Array(Orphan), more: Type.Optional(After) }),
  }),
  kinds: call({
    may: "channels.see",
    does: "Says which kinds of channels there are, and what each asks for.",
    input: Nothing,
    output: Type.Object({ rows: Type.Array(Kind) }),
  }),
  settings: call({
    may: "channels.edit",
    does: "Answers all that is set of a channel but its secrets, of which it names those that there are.",
    input: ById,
    output: Type.Object({ ...Documented, secrets: Type.Array(Type.String()) }),
  }),
  create: call({
    may: "channels.edit",
    does: "Declares a channel.",
    input: Fields({ document: DocumentOrText }),
    output: Type.Object({ id: Id }),
    changes: true,
  }),
  change: call({
    may: "channels.edit",
    does:
      "Declares a channel anew. Secrets that are left out or empty stay, unless it now connects elsewhere: then they must be given again. " +
      "A conflict where somebody has changed it since it was looked at.",
    input: Fields({ id: Id, mark: Mark, document: DocumentOrText }),
    output: Done,
    changes: true,
  }),
};
