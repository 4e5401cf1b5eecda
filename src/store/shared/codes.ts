import { CHANNEL_MODES, type ChannelMode } from "../../domain/channel-state.ts";
import {
  CONTENT_CLASSES,
  type ContentClass,
  MEDIA,
  MESSAGE_STATES,
  type Medium,
  type MessageState,
  OPERATORS,
  type Operator,
} from "../../domain/message.ts";
import { PUSH_KINDS, type PushKind } from "../../domain/push.ts";
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { NewSubmission } from "../../domain/submission.ts";
import type { AttemptPart, AuditEnd, ExportState, PushResult, PushState, StoryEvent } from "../store.ts";

/**
 * The small numbers that stand for words in the tables. They are part of the stored data: a word keeps its number for
 * ever, new ones are added at the end.
 */
function numbered<W extends string>(words: readonly W[], from = 0): { readonly code: Readonly<Record<W, number>>; word(code: number): W } {
  const code = Object.fromEntries(words.map((word, index) => [word, index + from])) as Record<W, number>;
  return {
    code,
    word(number) {
      const word = words[number - from];
      if (word === undefined) throw new RangeError(`stored code ${number} is not one of ${words.join(", ")}`);
      return word;
    },
  };
}

export const STATE = numbered<MessageState>(MESSAGE_STATES);
export const MEDIUM = numbered<Medium>(MEDIA);
export const OPERATOR = numbered<Operator>(OPERATORS);
export const CLASS = numbered<ContentClass>(CONTENT_CLASSES);
export const OUTCOME = numbered<AttemptPart["outcome"]>(["accepted", "refused", "deferred", "unknown"]);
export const RECEIPT = numbered<ChannelReceipt["status"]>(["delivered", "failed", "pending"]);
/** `carried`: charges and refunds of what is no longer kept, added up (carried.ts). */
export const ENTRY = numbered(["charge", "refund", "recharge", "adjust", "opening", "carried"]);
export const MODE = numbered<ChannelMode>(CHANNEL_MODES);
export const PUSH_KIND = numbered<PushKind>(PUSH_KINDS);
export const PUSH_STATE = numbered<PushState>(["waiting", "received", "undelivered"]);
export const VERDICT = numbered<PushResult["verdict"]>(["received", "refused", "unreached"]);
export const EVENT = numbered<StoryEvent>([
  "lease-lapsed",
  "node-left",
  "server-restarted",
  "receipt-overdue",
  "cancelled",
  "push-replayed",
  "answered-late",
  "answer-overdue",
  "undelivered",
]);
export const AUDIT_OUTCOME = numbered<AuditEnd["outcome"]>(["done", "refused", "failed"]);
/** `removed`: called off or taken away; its chunks are yet to be. */
export const EXPORT = numbered<ExportState | "removed">(["waiting", "running", "done", "failed", "removed"]);
/** `review.decision`, from 1; NULL: not decided yet. */
export const DECISION = numbered(["approved", "rejected", "cancelled"], 1);

/** `message.queue` of messages that a node has claimed. */
export const LEASED_QUEUE = -1;

/** `message.queue` of messages that await their receipt: one a channel, so that a channel finds its own through the index. */
export function sentQueue(channelId: number | undefined): number {
  return LEASED_QUEUE - 1 - (channelId ?? 0);
}

/** Lanes have the numbers of their account's, which are so many (routing/lanes.ts). */
export const LANES_OF_ACCOUNT = 16_384;

export function accountOf(lane: number): number {
  return Math.floor(lane / LANES_OF_ACCOUNT);
}

/** `report.state`: where it stands with queries. `kept` ones are never offered: they are pushed, or wanted by nobody. */
export const REPORT = numbered(["waiting", "taken", "handed", "kept"]);

/** `inbound.state`: as a report's, and before that, while parts are missing, and while it has no account. */
export const INBOUND = numbered(["waiting", "taken", "handed", "kept", "partial", "whole"]);

/** Bits of `submission.flags`. */
export const FLAG = { pullReports: 1, numbered: 2, refundUndelivered: 4, atMostOnce: 8, pushReports: 16 } as const;

export function flagsOf(submission: NewSubmission): number {
  return (
    (submission.reports.pull ? FLAG.pullReports : 0) |
    (submission.reports.push ? FLAG.pushReports : 0) |
    (submission.numbered ? FLAG.numbered : 0) |
    (submission.refundUndelivered ? FLAG.refundUndelivered : 0) |
    (submission.atMostOnce ? FLAG.atMostOnce : 0)
  );
}
