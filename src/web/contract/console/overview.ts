import { Type } from "typebox";
import { STANDINGS } from "../../../domain/channel-state.ts";
import { LANGUAGES } from "../../../domain/user.ts";
import { Count, call, Fields, Id, OneOf, Time } from "../call.ts";

/** A second, over the last 60, and over the last 10 once the server has looked twice. */
const Speed = Type.Object({ minute: Type.Number({ minimum: 0 }), now: Type.Optional(Type.Number({ minimum: 0 })) });
/** Between 0 and 1; absent: there is nothing that it could be of. */
const Share = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));
/** ms from a channel's answer to the receipt. */
const Latency = Type.Optional(Type.Number({ minimum: 0 }));

const Recently = Type.Object({
  accepted: Count,
  sent: Count,
  delivered: Count,
  failed: Count,
  /** Delivered, of what has ended. */
  success: Share,
  /** Receipts, for each that was sent. */
  receipts: Share,
  p50: Latency,
  p95: Latency,
});

const ChannelNow = Type.Object({
  id: Id,
  name: Type.String(),
  kind: Type.String(),
  standing: OneOf(STANDINGS),
  /** Parts that left a second, over the last 10 seconds. */
  speed: Type.Number({ minimum: 0 }),
  /** Parts that wait in it. */
  waiting: Count,
  receipts: Share,
  /** What went wrong last with its connection. */
  trouble: Type.Optional(Type.Object({ at: Time, what: Type.String() })),
});

export const AlarmNow = Type.Object({
  key: Type.String(),
  kind: Type.String(),
  subject: Type.String(),
  since: Time,
  /** In a few words what, then what was measured; in the language that was asked for. */
  name: Type.String(),
  what: Type.String(),
  /** Nobody is told until then. */
  mutedUntil: Type.Optional(Time),
});

export const SPANS = ["hour", "day", "week", "month"] as const;
export type Span = (typeof SPANS)[number];

const Counts = Type.Array(Type.Number());

/** What goes on. */
export const overview = {
  now: call({
    may: "overview.see",
    does: "Says how the platform does at this moment. It may be asked every second or two: the figures of a second are shared by all who ask.",
    input: Fields({ language: OneOf(LANGUAGES) }),
    output: Type.Object({
      now: Time,
      speed: Type.Object({ accepted: Speed, sent: Speed, delivered: Speed }),
      minutes5: Recently,
      hour: Recently,
      backlog: Type.Object({
        waiting: Count,
        /** When the oldest of what is due was due. */
        oldest: Type.Optional(Time),
      }),
      /** Those that need somebody first. */
      channels: Type.Array(ChannelNow),
      /** Numbers of the nodes that are alive. */
      nodes: Type.Array(Id),
      /** What is the matter; absent for who may not see alarms. */
      alarms: Type.Optional(Type.Array(AlarmNow)),
      /** What waits for a reviewer; absent for who may not see reviews. */
      reviews: Type.Optional(Type.Object({ submissions: Count, templates: Count, signatures: Count, oldest: Type.Optional(Time) })),
    }),
  }),
  chart: call({
    may: "overview.see",
    does: "Answers what happened over an hour, a day, a week or a month in even steps, of all or of the ten largest accounts or channels.",
    input: Fields({
      span: OneOf(SPANS),
      by: OneOf(["nothing", "account", "channel"]),
      /** Its end, moved on to the end of its step; absent: now, without the minute that is under way. */
      to: Type.Optional(Time),
    }),
    output: Type.Object({
      from: Time,
      to: Time,
      /** What is long ago is kept in coarser steps. Days are those of Asia/Shanghai. */
      step: OneOf(["minute", "hour", "day"]),
      /** Where each step begins. */
      at: Type.Array(Time),
      /** One where nothing is told apart; else the largest first, and what the others come to last. */
      series: Type.Array(
        Type.Object({
          /** 0: all, or all others. */
          id: Id,
          name: Type.String(),
          /** Messages. What has no channel yet isn't in those by channel. */
          accepted: Counts,
          sent: Counts,
          delivered: Counts,
          failed: Counts,
          /** Charged, less what was given back. */
          credits: Counts,
        }),
      ),
    }),
  }),
};
