import { isFinal, type MessageState } from "../../domain/message.ts";
import type { MessageQuery } from "../store.ts";
import { LEASED_QUEUE, sentQueue } from "./codes.ts";
import type { Span } from "./spans.ts";

/** Where messages are found by how they move. */
export interface Moving {
  /** Runs of queues, as `message.queue` numbers them. */
  readonly queues: readonly Span[];
  /** Held ones have no queue: their submissions wait for a review. */
  readonly held: boolean;
  /** These, and no others of their queues, have a table of their own. */
  readonly unanswered: boolean;
}

/** As far from 0 as a queue can be. */
const FAR = Number.MAX_SAFE_INTEGER;

/** Undefined where a query also, or only, asks for messages that move no more. */
export function movingOf({ states = [], channelId }: MessageQuery): Moving | undefined {
  if (states.length === 0 || states.some(isFinal)) return undefined;
  const asks = (state: MessageState): boolean => states.includes(state);
  const sent: Span = channelId === undefined ? [-FAR, LEASED_QUEUE - 1] : [sentQueue(channelId), sentQueue(channelId)];
  const queues: Span[] = [];
  if (asks("queued")) queues.push([0, FAR]);
  if (asks("leased")) queues.push([LEASED_QUEUE, LEASED_QUEUE]);
  if (asks("sent")) queues.push(sent);
  return { queues, held: asks("held"), unanswered: asks("unanswered") && !asks("sent") };
}
