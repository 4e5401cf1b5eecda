import { Type } from "typebox";
import { CHANNEL_MODES, STANDINGS } from "../../../domain/channel-state.ts";
import { MEDIA, OPERATORS } from "../../../domain/message.ts";
import { Count, Id, OneOf, Time } from "../call.ts";

/** What the calls about channels are made of. */

export const Mode = OneOf(CHANNEL_MODES);
const Used = Type.Object({ used: Count, size: Count });
const Sessions = Type.Object({ wanted: Count, bound: Count });
const Submits = Type.Object({ last10s: Count, last60s: Count });
const Outcomes = Type.Object({ accepted: Count, refused: Count, deferred: Count, unknown: Count, throttled: Count });
const Receipts = Type.Object({ accepted: Count, delivered: Count, failed: Count });
const Trouble = Type.Object({ at: Time, what: Type.String() });
const Rejection = Type.Object({ at: Time, outcome: OneOf(["refused", "deferred", "unknown"]), code: Type.String() });

/** Of parts, not messages: in the last 10 and 60 seconds, answers of the last minute, receipts of the last five. */
const Figures = {
  sessions: Type.Optional(Sessions),
  window: Used,
  /** Claimed for it, and not left yet. */
  waiting: Count,
  submits: Submits,
  outcomes: Outcomes,
  receipts: Receipts,
  /** The last thing that went wrong with its connection. */
  trouble: Type.Optional(Trouble),
  /** The last part that was not accepted. */
  rejection: Type.Optional(Rejection),
};

const Sum = Type.Object({
  ...Figures,
  /** Receipts for each accepted part, 0 to 1 or a little above; absent where none was accepted. */
  receiptRate: Type.Optional(Type.Number()),
});

export const Overview = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  media: OneOf(MEDIA),
  operators: Type.Array(OneOf(OPERATORS)),
  code: Type.String(),
  enabled: Type.Boolean(),
  mode: Mode,
  standing: OneOf(STANDINGS),
  /** Over all nodes that are heard of; absent where there are none. */
  sum: Type.Optional(Sum),
});

/** A channel as one node sees it. */
export const NodeState = Type.Object({
  node: Count,
  at: Time,
  /** It has not said anything for a while: its server has gone, or can't write. */
  stale: Type.Boolean(),
  mode: Mode,
  /** All that this mode asks of it is done. */
  settled: Type.Boolean(),
  up: Type.Boolean(),
  share: Type.Optional(Type.Object({ held: Count, of: Count })),
  circuit: Type.Optional(OneOf(["open", "half-open"])),
  throttled: Type.Boolean(),
  /** What upstream says that our account there has left. */
  balance: Type.Optional(Type.Object({ credits: Type.Number(), at: Time })),
  ...Figures,
});

/** Where a product's routes lead over the channel. */
export const UsedBy = Type.Object({ id: Id, name: Type.String(), routes: Type.Array(Count) });

export const Tallied = Type.Object({
  id: Id,
  sent: Count,
  delivered: Count,
  failed: Count,
  unknown: Count,
});

export const Change = Type.Object({ at: Time, mode: Mode, actor: Type.String(), note: Type.String() });

/** One of a kind's own settings, as a form asks for it; `key` has a dot where it lies in another one. */
const OwnField = Type.Object({
  key: Type.String(),
  form: OneOf(["text", "secret", "number", "flag", "duration", "word", "list", "map"]),
  words: Type.Optional(Type.Array(Type.String())),
  needed: Type.Boolean(),
});

export const Kind = Type.Object({
  kind: Type.String(),
  title: Type.Object({ zh: Type.String(), en: Type.String() }),
  /** It has a connection of the common settings. */
  connects: Type.Boolean(),
  /** Absent where the kind says nothing of them: they are then written as in a file. */
  fields: Type.Optional(Type.Array(OwnField)),
});

export const TestAnswer = Type.Object({
  id: Id,
  at: Time,
  channelId: Id,
  /** Masked for those who may not see phones. */
  phone: Type.String(),
  /** Nobody takes it after that. */
  takeBy: Time,
  node: Type.Optional(Count),
  takenAt: Type.Optional(Time),
  answer: Type.Optional(
    Type.Object({
      at: Time,
      /** Why nothing was sent; empty where something was. */
      note: Type.String(),
      parts: Type.Array(
        Type.Object({ part: Count, outcome: Type.String(), upstreamId: Type.Optional(Type.String()), code: Type.Optional(Type.String()) }),
      ),
    }),
  ),
  receipts: Type.Array(Type.Object({ at: Time, upstreamId: Type.String(), status: Type.String(), code: Type.String() })),
});

export const Orphan = Type.Object({
  id: Id,
  channelId: Id,
  at: Time,
  upstreamId: Type.String(),
  phone: Type.Optional(Type.String()),
  status: Type.String(),
  code: Type.String(),
  /** What the carrier sent; for those who may see phones, as there may be some in it. */
  raw: Type.Optional(Type.String()),
});
