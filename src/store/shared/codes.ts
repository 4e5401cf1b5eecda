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
import type { ChannelReceipt } from "../../domain/receipt.ts";
import type { NewSubmission } from "../../domain/submission.ts";
import type { AttemptPart } from "../store.ts";

/**
 * The small numbers that stand for words in the tables. They are part of the stored data: a word keeps its number for
 * ever, new ones are added at the end.
 */
function numbered<W extends string>(words: readonly W[]): { readonly code: Readonly<Record<W, number>>; word(code: number): W } {
  const code = Object.fromEntries(words.map((word, index) => [word, index])) as Record<W, number>;
  return {
    code,
    word(number) {
      const word = words[number];
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
export const ENTRY = numbered(["charge", "refund", "recharge", "adjust", "opening"]);

/** `message.queue` of messages that a node has claimed. */
export const LEASED_QUEUE = -1;

/** `message.queue` of messages that await their receipt: one a channel, so that a channel finds its own through the index. */
export function sentQueue(channelId: number | undefined): number {
  return LEASED_QUEUE - 1 - (channelId ?? 0);
}

/** `report.state` */
export const REPORT_WAITING = 0;
export const REPORT_TAKEN = 1;
export const REPORT_HANDED = 2;

/** Bits of `submission.flags`. */
export const FLAG = { reportWanted: 1, numbered: 2, refundUndelivered: 4, atMostOnce: 8 } as const;

export function flagsOf(submission: NewSubmission): number {
  return (
    (submission.reportWanted ? FLAG.reportWanted : 0) |
    (submission.numbered ? FLAG.numbered : 0) |
    (submission.refundUndelivered ? FLAG.refundUndelivered : 0) |
    (submission.atMostOnce ? FLAG.atMostOnce : 0)
  );
}
